"""The one home of where a polled flow stands: how far each of its parts is read, where it began, and by which clock.

A part is what is read by itself, such as one connector of several that make a document together; each has a cursor of
its own, so that a slow one skips nothing. Relays before kept one cursor a flow: it counts for every part that has none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from relay.roles import WHOLE, PolledSource
from relay.settings.polling import PollSettings
from relay.store.scripts import script
from relay.store.store import Store, reply


@dataclass(frozen=True, slots=True)
class Leap:
    """A clock that was put forward: it was ``lowest`` ahead of ours, and is ``highest`` now.

    What it stamped before may still become visible ``until`` a moment of ours.
    """

    lowest: timedelta
    highest: timedelta
    until: datetime

    @property
    def step(self) -> timedelta:
        """By how much."""
        return self.highest - self.lowest


class Cursors:
    """Reads and writes them in the state role. Every method raises the failures of Redis."""

    def __init__(self, store: Store) -> None:
        self._state = store.state
        self._keys = store.keys
        self._settle = script(store.state, "settle_cursor")

    async def settle(self, flow: str, system: str, first: str) -> bool:
        """Let the cursors be those of the system that the flow's source leads to; whether it is another one now.

        Where the flow stood in another system is put aside and found again when its source leads back there. A cursor
        without a system is that of ``first``, the id that the source's name had at first.
        """
        return bool(await self._settle(args=[self._keys.prefix, flow, system, first]))

    async def cursor(self, flow: str, part: str = WHOLE) -> str | None:
        """How far a part of the flow has been read; None before its first poll."""
        async with self._state.pipeline(transaction=False) as pipe:
            pipe.hget(self._keys.cursors(flow), part)
            pipe.get(self._keys.cursor(flow))
            own, of_before = await pipe.execute()
        found = of_before if own is None else own
        return None if found is None else bytes(found).decode()

    async def is_begun(self, flow: str) -> bool:
        """Whether any of the flow has been read."""
        return bool(await self._state.exists(self._keys.cursors(flow), self._keys.cursor(flow)))

    async def move(self, flow: str, cursor: str, part: str = WHOLE) -> None:
        """Note how far a part of the flow has been read."""
        await reply(self._state.hset(self._keys.cursors(flow), part, cursor))

    async def begin(self, flow: str, start: str, parts: Sequence[str] = (WHOLE,)) -> None:
        """Note, in one piece, that the flow begins at a cursor now, and that each part has been read up to it."""
        began = str(round(datetime.now(UTC).timestamp() * 1000))
        async with self._state.pipeline(transaction=True) as pipe:
            pipe.hset(self._keys.cursors(flow), mapping=dict.fromkeys(parts, start))
            pipe.set(self._keys.start(flow), start)
            pipe.hset(self._keys.reading(flow), "began", began)
            await pipe.execute()

    async def start(self, flow: str, source: PolledSource, settings: PollSettings) -> str | None:
        """The cursor before which nothing of the flow is carried; None where all there is may be.

        Where relay.yaml names a day or ``all``, that counts as it stands there now. ``now`` is the moment of the
        first poll; a flow that was never polled would begin at this moment.
        """
        if settings.start == "all":
            return None
        if settings.start != "now":
            return source.cursor_at(datetime.combine(settings.start, time(), UTC))
        found = await self._state.get(self._keys.start(flow))
        if found is not None:
            return bytes(found).decode()
        return None if await self.is_begun(flow) else source.cursor_at(datetime.now(UTC))

    async def since_begun(self, flow: str) -> timedelta:
        """How long ago the flow began; nothing where nobody noted that."""
        began = await reply(self._state.hget(self._keys.reading(flow), "began"))
        return timedelta() if began is None else datetime.now(UTC) - datetime.fromtimestamp(int(began) / 1000, UTC)

    async def set_start_back(self, flow: str, source: PolledSource, step: timedelta) -> None:
        """Let the flow begin earlier by as much as the source's clock went back: what it stamps now lies before."""
        key = self._keys.reading(flow)
        began = await reply(self._state.hget(key, "began"))
        if began is None:
            return
        earlier = datetime.fromtimestamp(int(began) / 1000, UTC) - step
        async with self._state.pipeline(transaction=True) as pipe:
            pipe.set(self._keys.start(flow), source.cursor_at(earlier))
            pipe.hset(key, "began", str(round(earlier.timestamp() * 1000)))
            await pipe.execute()

    async def clock(self, flow: str) -> timedelta | None:
        """How far the source's clock was ahead of ours at the last poll that read all; None where that is not known."""
        found = await reply(self._state.hget(self._keys.reading(flow), "clock"))
        return None if found is None else timedelta(milliseconds=int(found))

    async def leap(self, flow: str) -> Leap | None:
        """By how much the source's clock was put forward lately; None where it was not."""
        found = await reply(self._state.hget(self._keys.reading(flow), "leap"))
        if found is None:
            return None
        lowest, highest, until = map(int, found.split())
        moment = datetime.fromtimestamp(until / 1000, UTC)
        return Leap(timedelta(milliseconds=lowest), timedelta(milliseconds=highest), moment)

    async def note_leap(self, flow: str, leap: Leap) -> None:
        """Note that the source's clock was put forward, before a cursor goes by its new time."""
        until = round(leap.until.timestamp() * 1000)
        told = f"{_milliseconds(leap.lowest)} {_milliseconds(leap.highest)} {until}"
        await reply(self._state.hset(self._keys.reading(flow), "leap", told))

    async def forget_leap(self, flow: str) -> None:
        """Note that nothing is under way any more that the clock of before has stamped."""
        await reply(self._state.hdel(self._keys.reading(flow), "leap"))

    async def note_clock(self, flow: str, difference: timedelta) -> None:
        """Note how far the source's clock is ahead of ours, once all of a poll is read."""
        await reply(self._state.hset(self._keys.reading(flow), "clock", _milliseconds(difference)))


def _milliseconds(length: timedelta) -> str:
    return str(round(length.total_seconds() * 1000))
