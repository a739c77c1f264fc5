from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from admin.api.events import EventPage, EventStory
from mapping.problems import Problem
from relay.care.orphans import remember_flows
from relay.line.queue import Claim, Queue
from relay.model import Outcome, State, StepRecord
from relay.store.store import Store, reply
from tests.admin.conftest import ERP, SHOP, Inbox, Operator
from tests.relay.desk import Desk

CLOCKED = {"at", "milliseconds", "settings"}
"""What a run tells of its time and its settings; other tests look at it."""

PROBLEM = Problem("lines[0].sku", "is not in the target", "add the article", "A-1")
TOLD = {
    "path": "lines[0].sku",
    "code": "as_written",
    "rule": "is not in the target",
    "remedy": "add the article",
    "value": "A-1",
}


async def carried(queue: Queue, outcome: Outcome) -> str:
    """End the run of the next event in line as given; its id."""
    claim = await queue.claim([SHOP.name, ERP.name], "a-worker")
    assert isinstance(claim, Claim)
    assert await queue.finish(claim.lease, outcome)
    return claim.lease.event_id


async def pages_of(operator: Operator, query: str) -> list[list[str]]:
    """The ids on every page, from the first to the last."""
    pages, cursor = [], ""
    while True:
        document = (await operator.get(f"/api/events?{query}{cursor}")).document
        pages.append([event["id"] for event in document["events"]])
        if document["next"] is None:
            return pages
        cursor = f"&cursor={document['next']}"


async def test_events_come_newest_first_and_page_by_page(operator: Operator, inbox: Inbox) -> None:
    taken = [await inbox.take(str(number)) for number in range(7)]
    pages = await pages_of(operator, "limit=3")
    assert [len(page) for page in pages] == [3, 3, 1]
    found = [event_id for page in pages for event_id in page]
    assert sorted(found) == sorted(taken)
    times = [(await operator.get(f"/api/events/{each}")).document["accepted"] for each in found]
    assert times == sorted(times, reverse=True)


async def test_an_event_that_arrives_between_two_pages_shifts_nothing(operator: Operator, inbox: Inbox) -> None:
    taken = {await inbox.take(str(number)) for number in range(4)}
    first = (await operator.get("/api/events?limit=2")).document
    await inbox.take("late")
    second = (await operator.get(f"/api/events?limit=2&cursor={first['next']}")).document
    assert {event["id"] for event in first["events"] + second["events"]} == taken
    assert second["next"] is None


async def test_events_are_filtered_by_flow(operator: Operator, inbox: Inbox) -> None:
    await inbox.take("1", SHOP)
    from_erp = await inbox.take("2", ERP)
    assert await pages_of(operator, "flow=erp") == [[from_erp]]


async def test_events_are_filtered_by_state_and_flow_together(operator: Operator, inbox: Inbox, queue: Queue) -> None:
    for reference in ("1", "2"):
        await inbox.take(reference)
    written = await carried(queue, Outcome(State.WRITTEN, "written", "20001"))
    assert await pages_of(operator, "state=written") == [[written]]
    assert await pages_of(operator, "state=written&flow=shop") == [[written]]
    assert await pages_of(operator, "state=written&flow=erp") == [[]]


async def test_a_row_shows_how_an_event_stands(operator: Operator, inbox: Inbox, queue: Queue) -> None:
    event_id = await inbox.take("1001")
    await carried(queue, Outcome(State.WRITTEN, "written", "20001"))
    [row] = (await operator.get("/api/events")).document["events"]
    assert row == {
        "id": event_id,
        "flow": "shop",
        "reference": "1001",
        "origin": "hook",
        "state": "written",
        "pile": None,
        "reason": "written",
        "code": "as_written",
        "why_waiting": None,
        "why_code": None,
        "next_try": None,
        "number": "20001",
        "accepted": row["accepted"],
        "ended": row["ended"],
        "run_count": 1,
        "tries": 0,
        "dry_run": False,
    }
    assert row["accepted"].endswith("Z")
    assert row["accepted"] <= row["ended"]


async def test_the_story_tells_each_run_step_by_step(operator: Operator, inbox: Inbox, queue: Queue) -> None:
    event_id = await inbox.take("1001")
    steps = (StepRecord("validate", 1.25, "done"), StepRecord("products", 20.0, "held", ("1 of 2 articles missing",)))
    await carried(queue, Outcome(State.HELD, "an article is missing", problems=(PROBLEM,), steps=steps))
    document = (await operator.get(f"/api/events/{event_id}")).document
    assert (document["state"], document["reason"]) == ("held", "an article is missing")
    told = [{name: value for name, value in run.items() if name not in CLOCKED} for run in document["runs"]]
    assert told == [
        {
            "run": 1,
            "systems": [],
            "state": "held",
            "reason": "an article is missing",
            "code": "as_written",
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


@pytest.mark.parametrize(("state", "pile"), [(State.HELD, "fix_data"), (State.FAILED, "system_fault")])
async def test_an_event_that_needs_someone_shows_on_which_pile_it_lies(
    operator: Operator, inbox: Inbox, queue: Queue, state: State, pile: str
) -> None:
    await inbox.take("1001")
    await carried(queue, Outcome(state, "someone must look"))
    [row] = (await operator.get("/api/events")).document["events"]
    assert row["pile"] == pile


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


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=many", "limit"),
        ("limit=1&limit=2", "limit"),
        ("state=lost", "state"),
    ],
)
async def test_a_wrong_parameter_is_named_with_a_remedy(operator: Operator, query: str, path: str) -> None:
    answer = await operator.get(f"/api/events?{query}")
    assert (answer.status, answer.kind) == (400, "parameters-refused")
    [error] = answer.document["errors"]
    assert error["path"] == path
    assert error["remedy"] == "correct it in the query string"


@pytest.mark.parametrize("cursor", ["yesterday", "", "-", "%C2%B2-a", f"{'9' * 16}-{'0' * 32}", "1-"])
async def test_a_cursor_that_we_never_gave_is_refused(operator: Operator, cursor: str) -> None:
    answer = await operator.get(f"/api/events?cursor={cursor}")
    assert (answer.status, answer.kind) == (400, "parameters-refused")
    assert [error["path"] for error in answer.document["errors"]] == ["cursor"]


async def test_all_wrong_parameters_are_named_at_once(operator: Operator) -> None:
    answer = await operator.get("/api/events?limit=0&state=lost")
    assert {error["path"] for error in answer.document["errors"]} == {"limit", "state"}


async def test_the_answers_are_what_their_models_say(operator: Operator, inbox: Inbox, queue: Queue) -> None:
    event_id = await inbox.take("1001")
    await carried(queue, Outcome(State.HELD, "held", problems=(PROBLEM,), steps=(StepRecord("map", 1.0, "held"),)))
    page = (await operator.get("/api/events")).document
    story = (await operator.get(f"/api/events/{event_id}")).document
    assert EventPage.model_validate(page).model_dump(mode="json") == page
    assert EventStory.model_validate(story).model_dump(mode="json") == story


NAMES = st.sampled_from(["flow", "outcome", "cursor", "limit", "self"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.lists(st.tuples(NAMES, st.text(st.characters(exclude_categories=["Cs"]))), max_size=4))
async def test_no_query_makes_the_api_fail(operator: Operator, query: list[tuple[str, str]]) -> None:
    text = "&".join(f"{name}={quote(value, safe='')}" for name, value in query)
    assert (await operator.get(f"/api/events?{text}")).status in {200, 400}


@pytest.mark.parametrize(
    ("query", "path", "remedy"),
    [
        ("outcome=held", "outcome", "it is called 'state'"),
        ("stat=held", "stat", "did you mean 'state'?"),
        ("zzz=1", "zzz", "known here: cursor, flow, limit, state"),
        ("state=hold", "state", "did you mean 'held'?"),
        ("flow=shpo", "flow", "did you mean 'shop'? known here: shop, erp"),
    ],
)
async def test_an_unknown_name_in_a_query_is_refused_with_the_nearest(
    operator: Operator, query: str, path: str, remedy: str
) -> None:
    answer = await operator.get(f"/api/events?{query}&limit=3")
    assert (answer.status, answer.kind) == (400, "parameters-refused")
    [error] = answer.document["errors"]
    assert (error["path"], error["remedy"]) == (path, remedy)


async def test_events_of_a_flow_that_has_gone_from_the_settings_are_still_found(
    operator: Operator, inbox: Inbox, store: Store
) -> None:
    gone = replace(SHOP, name="old-shop")
    await remember_flows(store, [gone])
    event_id = await inbox.take("1", gone)
    assert await pages_of(operator, "flow=old-shop") == [[event_id]]


async def test_an_event_that_waits_answers_why_and_when_in_the_list_and_in_its_story(
    operator: Operator, inbox: Inbox, queue: Queue
) -> None:
    event_id = await inbox.take("1")
    assert await carried(queue, Outcome(State.RETRYING, "the books are busy", after=timedelta(hours=1))) == event_id
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
    told = (await operator.get(f"/api/events/{event_id}")).document
    assert told["why_waiting"] == "books is not called now: down since 2026-11-23 14:02 UTC"
    assert datetime.fromisoformat(told["next_try"]) == until


async def test_a_run_is_shown_with_its_moment_its_length_and_its_settings(
    operator: Operator, inbox: Inbox, queue: Queue
) -> None:
    event_id = await inbox.take("1")
    await carried(queue, Outcome(State.HELD, "a person must act"))
    [run] = (await operator.get(f"/api/events/{event_id}")).document["runs"]
    assert datetime.fromisoformat(run["at"]).tzinfo == UTC
    assert run["milliseconds"] >= 0
    assert run["settings"] is None  # the queue of this test was given no version


async def test_a_run_that_an_older_version_recorded_is_shown_without_what_it_lacks(
    operator: Operator, inbox: Inbox, queue: Queue, store: Store
) -> None:
    event_id = await inbox.take("1")
    await carried(queue, Outcome(State.HELD, "a person must act"))
    older = '{"state":"held","reason":"a person must act","number":null,"problems":[],"steps":[]}'
    await reply(store.state.hset(store.keys.event(event_id), "run:1", older))
    [run] = (await operator.get(f"/api/events/{event_id}")).document["runs"]
    assert (run["at"], run["milliseconds"], run["settings"]) == (None, None, None)
