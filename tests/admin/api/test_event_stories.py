"""The story of one event: its runs step by step, what an operator did, and why it waits."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from admin.api.events import EventStory
from relay.line.queue import Queue
from relay.model import Outcome, State, StepRecord
from relay.store.store import Store, reply
from tests.admin.api.event_pages import PROBLEM, TOLD, carried
from tests.admin.conftest import SHOP, Inbox, Operator
from tests.plain import as_told
from tests.relay.desk import Desk

CLOCKED = {"at", "milliseconds", "settings"}
"""What a run tells of its time and its settings; other tests look at it."""


async def test_the_story_tells_each_run_step_by_step(operator: Operator, inbox: Inbox, queue: Queue) -> None:
    event_id = await inbox.take("1001")
    steps = (
        StepRecord("validate", 1.25, "done"),
        StepRecord("products", 20.0, "held", (as_told("1 of 2 articles missing"),)),
    )
    await carried(queue, Outcome(State.HELD, as_told("an article is missing"), problems=(PROBLEM,), steps=steps))
    document = (await operator.get(f"/api/events/{event_id}")).document
    assert (document["state"], document["reason"]) == ("held", "an article is missing")
    told = [{name: value for name, value in run.items() if name not in CLOCKED} for run in document["runs"]]
    assert told == [
        {
            "run": 1,
            "times": 1,
            "first": None,
            "systems": [],
            "state": "held",
            "reason": "an article is missing",
            "code": "as_written",
            "causes": ["as_written"],
            "number": None,
            "problems": [TOLD],
            "steps": [
                {"step": "validate", "milliseconds": 1.2, "result": "done", "notes": [], "codes": []},
                {
                    "step": "products",
                    "milliseconds": 20.0,
                    "result": "held",
                    "notes": ["1 of 2 articles missing"],
                    "codes": ["as_written"],
                },
            ],
        }
    ]


async def test_the_story_tells_what_an_operator_did_and_when(operator: Operator, desk: Desk) -> None:
    event_id = await desk.stand("1001", State.HELD)
    desk.shows("1001")
    await desk.operations.replayer.replay(event_id)
    document = (await operator.get(f"/api/events/{event_id}")).document
    [note] = document["notes"]
    assert (note["who"], note["what"]) == ("operator", "replayed")
    assert note["details"] == {"document": "source", "nonce": note["details"]["nonce"]}
    assert note["at"] >= document["accepted"]
    assert EventStory.model_validate(document).model_dump(mode="json") == document


async def test_an_event_that_waits_has_a_story_without_runs(operator: Operator, inbox: Inbox) -> None:
    document = (await operator.get(f"/api/events/{await inbox.take('1001')}")).document
    assert (document["state"], document["reason"], document["number"], document["ended"]) == ("waiting", "", None, None)
    assert (document["runs"], document["notes"]) == ([], [])


@pytest.mark.parametrize("event_id", ["0" * 32, "nonsense", "../flows", "0" * 31 + "Z"])
async def test_an_event_that_does_not_exist_is_not_found(operator: Operator, event_id: str) -> None:
    assert (await operator.get(f"/api/events/{quote(event_id, safe='')}")).status == 404


async def test_an_event_that_waits_answers_why_and_when_in_the_list_and_in_its_story(
    operator: Operator, inbox: Inbox, queue: Queue
) -> None:
    event_id = await inbox.take("1")
    assert (
        await carried(queue, Outcome(State.RETRYING, as_told("the books are busy"), after=timedelta(hours=1)))
        == event_id
    )
    [row] = (await operator.get("/api/events")).document["events"]
    story = (await operator.get(f"/api/events/{event_id}")).document
    for told in (row, story):
        assert told["why_waiting"] == "the books are busy"
        left = datetime.fromisoformat(told["next_try"]) - datetime.fromisoformat(told["ended"])
        assert timedelta(minutes=59) < left <= timedelta(hours=1, seconds=1)


async def test_an_event_behind_an_open_breaker_tells_so_though_it_was_never_carried(
    operator: Operator, inbox: Inbox, store: Store
) -> None:
    event_id = await inbox.take("1")
    since = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)
    until = (datetime.now(UTC) + timedelta(minutes=3)).replace(microsecond=0)
    fields = {"since_open": since, "open_until": until}
    breaker: Any = {name: round(moment.timestamp() * 1000) for name, moment in fields.items()} | {"why": "down"}
    await reply(store.state.hset(store.keys.gate(SHOP.target), mapping=breaker))
    await reply(store.state.sadd(store.keys.gates_open, SHOP.target))
    told = (await operator.get(f"/api/events/{event_id}")).document
    assert told["why_waiting"] == "books is not called now: down since 2026-11-23 14:02 UTC"
    assert datetime.fromisoformat(told["next_try"]) == until


async def test_a_run_is_shown_with_its_moment_its_length_and_its_settings(
    operator: Operator, inbox: Inbox, queue: Queue
) -> None:
    event_id = await inbox.take("1")
    await carried(queue, Outcome(State.HELD, as_told("a person must act")))
    [run] = (await operator.get(f"/api/events/{event_id}")).document["runs"]
    assert datetime.fromisoformat(run["at"]).tzinfo == UTC
    assert run["milliseconds"] >= 0
    assert run["settings"] is None  # the queue of this test was given no version


async def test_runs_that_ended_alike_are_told_as_one_with_their_number(
    operator: Operator, inbox: Inbox, queue: Queue, store: Store
) -> None:
    event_id = await inbox.take("1")
    for _ in range(3):
        await store.state.zadd(store.keys.queue(SHOP.name), {event_id: 1})
        await carried(queue, Outcome(State.PARKED, as_told("the books are another system")))
    [run] = (await operator.get(f"/api/events/{event_id}")).document["runs"]
    assert (run["run"], run["times"], run["state"]) == (3, 3, "parked")
    assert run["first"] <= run["at"]


async def test_a_run_that_an_older_version_recorded_is_shown_without_what_it_lacks(
    operator: Operator, inbox: Inbox, queue: Queue, store: Store
) -> None:
    event_id = await inbox.take("1")
    await carried(queue, Outcome(State.HELD, as_told("a person must act")))
    older = '{"state":"held","reason":"a person must act","number":null,"problems":[],"steps":[]}'
    await reply(store.state.hset(store.keys.event(event_id), "run:1", older))
    [run] = (await operator.get(f"/api/events/{event_id}")).document["runs"]
    assert (run["at"], run["milliseconds"], run["settings"]) == (None, None, None)
