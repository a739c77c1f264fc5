"""What `relay show` tells a person of one event."""

import time

from relay.cli.show import tell_event
from relay.line.once.breakers import clock_time
from relay.model import Outcome, State
from tests.plain import as_told
from tests.relay.desk import Desk


async def shown(desk: Desk, event_id: str) -> list[str]:
    said: list[str] = []
    assert await tell_event(desk.operations, event_id, said.append)
    return said


async def test_an_event_that_waits_tells_why_when_it_is_tried_next_and_what_its_runs_came_to(desk: Desk) -> None:
    await desk.store.state.zadd(desk.store.keys.workers, {"a-worker": time.time()})
    event_id = await desk.stand("1001", State.RETRYING)
    first, why, tried, run = await shown(desk, event_id)
    accepted = clock_time((await desk.event(event_id)).accepted_ms)
    assert first == f"{event_id}: 1001 of shop-orders, retrying, accepted {accepted}"
    assert why == "  waits: it is retrying"
    due = await desk.store.state.zscore(desk.store.keys.queue("shop-orders"), event_id)
    assert tried == f"  tried next: {clock_time(int(due or 0))}"
    assert run.startswith("  run 1: retrying: it is retrying · ")
    assert run.endswith(" ms")


async def test_runs_that_ended_alike_are_told_in_one_line_with_when_they_began(desk: Desk) -> None:
    event_id = await desk.take("1001")
    for _ in range(3):
        await desk.store.state.zadd(desk.store.keys.queue("shop-orders"), {event_id: 1})
        await desk.end(event_id, Outcome(State.PARKED, as_told("the books are another system")))
    [run] = (await desk.story(event_id)).runs
    line = (await shown(desk, event_id))[-1]
    assert line.startswith(f"  runs 1 to 3, since {clock_time(run['first'])}: parked: the books are another system · ")


async def test_an_event_at_rest_tells_its_reason(desk: Desk) -> None:
    event_id = await desk.stand("1001", State.HELD)
    assert (await shown(desk, event_id))[1] == "  reason: it is held"


async def test_an_event_that_is_not_there_is_told_and_does_not_succeed(desk: Desk) -> None:
    said: list[str] = []
    assert not await tell_event(desk.operations, "0" * 32, said.append)
    assert said == [f"{'0' * 32}: there is no such event, or it is too old."]
