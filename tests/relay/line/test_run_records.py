"""Each run in a story tells when it began and how long it lasted; runs that end alike in a row are told as one."""

from datetime import timedelta
from typing import Any

import pytest

from relay.line.queue import Queue
from relay.model import Outcome, State, StepRecord
from relay.settings.model import RetentionSettings
from relay.store.store import Store, reply
from tests.plain import as_told
from tests.relay.arrivals import arrival, claimed, ended
from tests.relay.desk import Desk
from tests.waiting import eventually

LEAST = timedelta(milliseconds=20)


async def test_a_run_tells_its_first_moment_its_length_and_the_version_of_its_settings(desk: Desk) -> None:
    queue = Queue(desk.store, RetentionSettings(), timedelta(seconds=10), settings_version="0a1b2c3d4e5f")
    event_id = (await queue.accept(arrival())).event_id
    before = await desk.activity.now()
    claim = await claimed(queue)
    claimed_at = await desk.activity.now()

    async def has_lasted() -> bool:
        return await desk.activity.now() - claimed_at >= LEAST

    await eventually(has_lasted)
    await queue.finish(claim.lease, ended(State.RETRYING))
    after = await desk.activity.now()
    [run] = (await desk.story(event_id)).runs
    assert int(before.timestamp() * 1000) <= run["at"] <= claimed_at.timestamp() * 1000
    assert LEAST <= timedelta(milliseconds=run["lasted"]) <= after - before + timedelta(milliseconds=2)
    assert run["settings"] == "0a1b2c3d4e5f"
    assert (run["run"], run["state"], run["reason"]) == (1, "retrying", "it is retrying")


async def test_the_second_run_counts_from_its_own_claim(desk: Desk, store: Store) -> None:
    event_id = await desk.stand("1", State.RETRYING)
    await store.state.zadd(store.keys.queue("shop-orders"), {event_id: 1})
    await desk.bring(event_id, State.WRITTEN)
    first, second = (await desk.story(event_id)).runs
    assert second["at"] >= first["at"] + first["lasted"]


def parked(why: str = "the books are another system", milliseconds: float = 1.0, **others: Any) -> Outcome:
    steps = (StepRecord("look", milliseconds, "parked"),)
    return Outcome(State.PARKED, as_told(why), steps=steps, **others)


async def end(desk: Desk, event_id: str, outcome: Outcome) -> None:
    """Carry an event to an end now, though it may be due later."""
    await desk.store.state.zadd(desk.store.keys.queue("shop-orders"), {event_id: 1})
    await desk.end(event_id, outcome)


async def test_runs_that_park_an_event_again_and_again_for_one_reason_are_one_line_of_its_story(desk: Desk) -> None:
    event_id = await desk.stand("1", State.RETRYING)
    for length in (1.0, 20.0, 3.0):
        await end(desk, event_id, parked(milliseconds=length))
    before, line = (await desk.story(event_id)).runs
    assert (before["run"], before["times"], "first" in before) == (1, 1, False)
    assert (line["run"], line["times"], line["reason"]) == (4, 3, "the books are another system")
    assert line["steps"][0]["ms"] == 3.0
    assert before["at"] <= line["first"] <= line["at"]
    assert (await desk.event(event_id)).runs == 4


@pytest.mark.parametrize(
    "other",
    [
        parked("the office is closed"),
        parked(systems=("shop", "books")),
        Outcome(State.RETRYING, as_told("the books are another system")),
    ],
)
async def test_a_run_that_ends_in_another_way_begins_a_line_of_its_own(other: Outcome, desk: Desk) -> None:
    event_id = await desk.take("1")
    for outcome in (parked(), parked(), other, parked()):
        await end(desk, event_id, outcome)
    assert [(run["run"], run["times"]) for run in (await desk.story(event_id)).runs] == [(2, 2), (3, 1), (4, 1)]


async def test_a_run_that_burns_a_try_is_told_by_itself(desk: Desk) -> None:
    event_id = await desk.take("1")
    for _ in range(3):
        await end(desk, event_id, Outcome(State.RETRYING, as_told("refused"), burns_try=True))
    assert [run["times"] for run in (await desk.story(event_id)).runs] == [1, 1, 1]


async def test_after_a_run_that_died_with_its_worker_the_next_is_told_by_itself(desk: Desk, store: Store) -> None:
    event_id = await desk.take("1")
    await end(desk, event_id, parked())
    await store.state.zadd(store.keys.queue("shop-orders"), {event_id: 1})
    await claimed(desk.queue)
    await store.state.delete(store.keys.lease(event_id))
    await end(desk, event_id, parked())
    assert [(run["run"], run["times"]) for run in (await desk.story(event_id)).runs] == [(1, 1), (3, 1)]


async def test_a_thousand_runs_that_end_alike_push_no_other_run_out_of_the_story(desk: Desk, store: Store) -> None:
    event_id = await desk.take("1")
    await end(desk, event_id, parked("the office is closed"))
    await end(desk, event_id, parked())
    key = store.keys.event(event_id)
    line, same = await reply(store.state.hmget(key, ["run:2", "same_end"]))
    await reply(store.state.hdel(key, "run:2"))
    later = {"runs": 1000, "run:1000": line, "same_end": same.replace(b"2:", b"1000:", 1)}
    await reply(store.state.hset(key, mapping=later))
    await end(desk, event_id, parked())
    assert [(run["run"], run["times"]) for run in (await desk.story(event_id)).runs] == [(1, 1), (1001, 2)]
