"""Watches the flows between the two systems: whether all is read and ended, and how each event stands."""

import asyncio
from collections.abc import Sequence
from typing import Final

from relay.care.activity import Story, Summary
from relay.model import ENDS, State
from relay.store.store import reply
from tests.chaos.house import INTO_AFAS, POLLED, House
from tests.chaos.recovery import steadily
from tests.chaos.verdict import RESTS, Standing

STILL: Final = ENDS | {State.HELD}
"""States in which nothing more comes of an event by itself."""

_POLLS: Final = 4
"""Of how many polls an end is seen until all is read: of none, of the one before, and of two that went well since. The
first of these may have begun before the last order came."""
_TOLD: Final = 20
_AT_ONCE: Final = 200
_LOOK: Final = 0.25


class Between:
    """The polled flows of a house."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def all_ended(self) -> None:
        """Wait until every order in both systems' books is read, also what the relay wrote there, and has ended.

        Raises TimeoutError with what it still waits for, some of it, where it is cut short.
        """
        polls: dict[str, set[bytes]] = {flow: {b"", await self._last_poll(flow)} for flow in POLLED}
        lacks: list[str] = []
        try:
            while True:
                for flow, seen in polls.items():
                    seen.add(await self._last_poll(flow))
                lacks = [f"{flow} is not read" for flow, seen in polls.items() if len(seen) < _POLLS]
                lacks += await self._lacks()
                if not lacks:
                    return
                await asyncio.sleep(_LOOK)
        except asyncio.CancelledError:
            raise TimeoutError("; ".join(lacks[:_TOLD])) from None

    async def standings(self, flow: str) -> list[Standing]:
        """How a flow's events stand."""
        ids = [event_id for page in await self._pages(flow) for event_id in page]
        stories = [await steadily(lambda i=i: self._house.activity.story(i)) for i in ids]  # type: ignore[misc]
        return [
            standing_of(f"{POLLED[flow]}{story.summary.event.reference}", story)
            for story in stories
            if story is not None
        ]

    async def _last_poll(self, flow: str) -> bytes:
        """When the last poll ended, if it went well."""
        store = self._house.store
        last, error = await steadily(lambda: reply(store.state.hmget(store.keys.poll(flow), ["last", "error"])))
        return bytes(last) if last and not error else b""

    async def _lacks(self) -> list[str]:
        """What is open, and what is in the books and was not read."""
        ledgers = self._house.offices.ledgers
        lacks = []
        for flow in POLLED:
            events = [one for page in await self._pages(flow) for one in await summaries(self._house, page)]
            wanted = ledgers.accountview_numbers() if flow == INTO_AFAS else ledgers.afas_numbers()
            unread = set(wanted) - {one.event.reference for one in events}
            lacks += [f"{flow} has not read {number}" for number in unread]
            lacks += [
                f"{flow} {one.event.reference} is {one.event.state}: {one.reason}"
                for one in events
                if one.event.state not in STILL
            ]
        return lacks

    async def _pages(self, flow: str) -> list[Sequence[str]]:
        async def pages() -> list[Sequence[str]]:
            now = await self._house.activity.now()
            return [page async for page in self._house.activity.ids(until=now, flow=flow)]

        return await steadily(pages)


async def summaries(house: House, ids: Sequence[str]) -> list[Summary]:
    """How events stand, asked for in parts."""
    found: list[Summary] = []
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        found += await steadily(lambda part=part: house.activity.summaries(part))  # type: ignore[misc]
    return found


def standing_of(reference: str, story: Story) -> Standing:
    """An event's story in short."""
    event, states = story.summary.event, {run["state"] for run in story.runs}
    return Standing(event.id, reference, event.state, story.summary.reason, bool(states & RESTS))
