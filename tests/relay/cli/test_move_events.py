"""What `relay move-events` says to the person who types it."""

from dataclasses import replace

from relay.care.orphans import remember_flows
from relay.cli.move_events import move
from relay.model import State
from tests.relay.desk import POSTED, Desk
from tests.relay.parts import FLOW

GONE = replace(POSTED, name="old-orders")


async def test_it_tells_how_many_went_on_by_state_and_succeeds(desk: Desk) -> None:
    await remember_flows(desk.store, [FLOW, POSTED, GONE])
    await desk.stand("1", State.HELD, GONE)
    await desk.take("2", GONE)
    said: list[str] = []
    assert await move(desk.operations, GONE.name, POSTED.name, said.append)
    assert said == ["2 events of old-orders were handed on to posted-orders: 1 waiting, 1 held."]


async def test_it_names_each_event_that_was_left_and_why_and_does_not_succeed(desk: Desk) -> None:
    await remember_flows(desk.store, [FLOW, POSTED, GONE])
    event_id = await desk.stand("1", State.RUNNING, GONE)
    said: list[str] = []
    assert not await move(desk.operations, GONE.name, POSTED.name, said.append)
    assert said == [
        "0 events of old-orders were handed on to posted-orders.",
        "1 were left in old-orders:",
        f"  {event_id}: a worker carries it at this moment; run this again.",
    ]
