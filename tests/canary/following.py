"""What journeys are made of: an order posted and followed to where it should end, and a body that must be refused."""

from io import BytesIO
from typing import Any

from relay.care.activity import Story
from relay.model import ENDS, State
from tests.canary.house import House
from tests.waiting import eventually


async def carried(house: House, number: str, state: State, flow: str = "shop-orders", **changes: Any) -> Story:
    """Post an order, and give its story once it is where it should be."""
    event = await house.line.accepted(house.marks.order(number, **changes), flow)
    return await settled(house, event, state)


async def customer(house: House, number: str, state: State, flow: str = "shop-customers", **changes: Any) -> Story:
    """Post a customer's own record, and give its story once it is where it should be."""
    return await settled(house, await house.line.accepted(house.marks.record(number, **changes), flow), state)


async def settled(house: House, event: str, state: State) -> Story:
    """The story of an event, once it is where it should be. Fails at any other end."""

    async def is_there() -> bool:
        found = (await house.line.story(event)).summary
        assert found.event.state is state or found.event.state not in ENDS, (found.event.state, found.reason)
        return found.event.state is state

    try:
        await eventually(is_there, within=60)
    except AssertionError as error:
        error.add_note(str((await house.line.story(event)).runs))
        raise
    return await house.line.story(event)


async def refused(house: House, status: int, body: bytes, flow: str = "shop-orders", **headers: str) -> None:
    """Post bytes that must be refused, with marks in the query and in headers too."""
    marks = house.marks
    sent = {"Content-Type": "application/json", "User-Agent": marks.plain, **headers}
    url = f"{house.line.intake}/hooks/{flow}"
    async with house.line.session.post(
        url, data=BytesIO(body), params={"name": marks.accented}, headers=sent
    ) as answer:
        assert (answer.status, marks.plain in await answer.text()) == (status, False)


async def has_run_twice(house: House, event: str) -> bool:
    """Whether an event is held for the second time."""
    summary = (await house.line.story(event)).summary
    return (summary.event.runs, summary.event.state) == (2, State.HELD)
