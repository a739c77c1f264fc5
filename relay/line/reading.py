"""Reads what changed in one flow's source: part by part, page by page; a cursor moves once its page is accepted.

A part that fails does not keep the others from being read. A source whose clock went back stamps its changes lower than
what was read before, so that part is read again from as much earlier. One whose clock was put forward still brings what
it stamped before that, until its commit horizon is over: so long each poll reads back by as much more.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog

from relay.errors import Hold, RunEnd
from relay.line.accept import Acceptor
from relay.line.backlog import Backlog
from relay.line.once.ordinals import Ordinals
from relay.line.polled import PollCount, PolledFlow
from relay.line.taking import Taker
from relay.roles import CLOCK_ROOM, Page, TellsTime
from relay.settings.types import format_duration
from relay.store.counters import Metrics
from relay.store.cursors import Cursors, Leap
from relay.store.gaps import Gaps
from relay.store.store import Store, storage_errors
from words.told import Told

log = structlog.get_logger()

_STILL = timedelta()


@dataclass
class _Tally:
    """What one poll brought so far.

    ``clock`` is the source's at the last poll that read all, ``step`` how far it is behind that now, and ``leap`` how
    far it was put forward lately. ``since_begun`` is how long the flow has been read: what was changed before could not
    be read sooner.
    """

    polled: PolledFlow
    clock: timedelta | None
    since_begun: timedelta
    step: timedelta = _STILL
    leap: Leap | None = None
    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    read: int = 0
    accepted: int = 0
    elsewhere: int = 0
    left_out: list[Told] = field(default_factory=list)
    ahead: list[Told] = field(default_factory=list)
    paused: Told | None = None

    def see_clock(self) -> timedelta:
        """Look at the source's clock: how much further back it is than was seen before in this poll, noticeably."""
        difference = self.difference
        if difference is None or self.clock is None:
            return _STILL
        more = self.clock - difference - self.step
        if more <= CLOCK_ROOM:  # the overlap has room for that
            return _STILL
        self.step += more
        return more

    def see_leap(self) -> Leap | None:
        """Look at the source's clock: a leap of it that is further than any that was seen before."""
        difference, leap = self.difference, self.leap
        if difference is None or self.clock is None:
            return None
        lowest = min(self.clock, leap.lowest) if leap is not None else self.clock
        highest = max(self.clock, leap.highest) if leap is not None else self.clock
        if difference - highest <= CLOCK_ROOM:  # the overlap has room for that
            return None
        self.leap = Leap(lowest, difference, datetime.now(UTC) + self.polled.source.commit_horizon)
        return self.leap

    @property
    def overlap(self) -> timedelta:
        """How far each part is read back behind its cursor."""
        return self.polled.overlap + self.step + (self.leap.step if self.leap is not None else _STILL)

    @property
    def difference(self) -> timedelta | None:
        """The source's time less ours; None where it does not tell it."""
        source = self.polled.source
        return source.clock_difference if isinstance(source, TellsTime) else None

    def count(self) -> PollCount:
        """All of it."""
        noticed = list(dict.fromkeys(self.ahead))
        if self.step:
            step = format_duration(timedelta(seconds=round(self.step.total_seconds())))
            noticed.insert(0, Told("line.clock_went_back", connection=self.polled.flow.source, step=step))
        return PollCount(self.read, self.accepted, tuple(self.left_out), tuple(noticed), self.paused)


class ChangeReader:
    """Reads and accepts what changed; the caller holds the flow's lease."""

    def __init__(self, store: Store, acceptor: Acceptor, metrics: Metrics) -> None:
        self._cursors = Cursors(store)
        self._backlog = Backlog(store)
        self._taker = Taker(store, acceptor, metrics)
        self._ordinals = Ordinals(store)
        self._gaps = Gaps(store)
        self._metrics = metrics

    async def read(self, polled: PolledFlow, *, begin_anywhere: bool = False) -> PollCount:
        """Read every part from its cursor on. Raises Hold when `all` waits for its confirmation, RunEnd, StorageError.

        Each cursor then stands after the last page of its part that was accepted, also where it pauses.
        """
        name = polled.flow.name
        async with storage_errors():
            cursors = {part: await self._cursor(polled, part, anywhere=begin_anywhere) for part in polled.source.parts}
            tally = _Tally(polled, await self._cursors.clock(name), await self._cursors.since_begun(name))
            tally.leap = known = await self._cursors.leap(name)
        tally.paused = await self._backlog.find_pause(polled)
        failures: list[RunEnd] = []
        for part, cursor in cursors.items():
            try:
                if tally.paused is None:
                    await self._read_part(tally, part, cursor)
            except RunEnd as failure:
                failures.append(failure)
        self._tell(tally)
        if failures:
            raise failures[0]
        if tally.difference is not None and tally.paused is None:  # else the next poll sees whether it went back
            async with storage_errors():
                await self._cursors.note_clock(name, tally.difference)
                if known is not None and known == tally.leap and tally.began >= known.until:
                    await self._cursors.forget_leap(name)
        return tally.count()

    async def _cursor(self, polled: PolledFlow, part: str, *, anywhere: bool) -> str:
        """Where a part goes on; where the flow begins, where it was never read."""
        name, source = polled.flow.name, polled.source
        cursor = await self._cursors.cursor(name, part)
        if cursor is not None:
            return cursor
        start, is_begun = (
            await self._cursors.start(name, source, polled.settings),
            await self._cursors.is_begun(name),
        )
        if start is None and not is_begun and not anywhere:
            raise Hold(Told("line.first_poll_waits", flow=name))
        if start is not None and not is_begun:
            await self._cursors.begin(name, start, source.parts)
        return source.cursor_at(None) if start is None else start

    async def _read_part(self, tally: _Tally, part: str, cursor: str) -> None:
        """Read one part; again from earlier where its clock turns out to have gone back."""
        while (moved := await self._read_pages(tally, part, cursor)) is not None and tally.paused is None:
            cursor = moved

    async def _read_pages(self, tally: _Tally, part: str, cursor: str) -> str | None:
        """Read the pages of one part; the cursor to go on from where its clock went back meanwhile, else None."""
        name, source = tally.polled.flow.name, tally.polled.source
        async with storage_errors():
            not_before = await self._cursors.start(name, source, tally.polled.settings)
        changed = source.changed_since(cursor, tally.overlap, not_before, part=part)
        pages = self._ordinals.number(tally.polled.flow, changed)
        async for ordinal, page in pages:
            if await self._clock_went_back(tally):  # before the cursor moves: a poll that is killed now finds out again
                await close(pages)
                return cursor
            await self._take(tally, page, ordinal)
            async with storage_errors():
                if (leap := tally.see_leap()) is not None:
                    await self._cursors.note_leap(name, leap)
                await self._cursors.move(name, page.cursor, part)
            cursor = page.cursor
            self._backlog.note_page(name, len(page.documents))
            tally.paused = await self._backlog.find_pause(tally.polled)
            if tally.paused is not None:
                await close(pages)
                break
        return cursor if await self._clock_went_back(tally) else None

    async def _clock_went_back(self, tally: _Tally) -> bool:
        """Whether the source's clock is further back than was known; then the flow begins as much earlier by it."""
        more = tally.see_clock()
        if more:
            async with storage_errors():
                await self._cursors.set_start_back(tally.polled.flow.name, tally.polled.source, more)
        return bool(more)

    async def _take(self, tally: _Tally, page: Page, ordinal: int | None) -> None:
        """Accept all documents of a page."""
        tally.left_out += page.left_out
        tally.elsewhere += page.elsewhere
        ages: list[timedelta] = []
        for document in page.documents:
            taken = await self._taker.take(tally.polled, document, ordinal)
            tally.read += 1
            tally.accepted += taken.is_new
            tally.ahead += taken.ahead
            if taken.is_new and taken.age is not None and taken.age <= tally.since_begun:
                ages.append(taken.age)
        await self._taker.touch(tally.polled)
        async with storage_errors():
            await self._gaps.note(tally.polled.flow.name, ages)

    def _tell(self, tally: _Tally) -> None:
        """Log what was brought, also where a part of it failed."""
        name, count = tally.polled.flow.name, tally.count()
        if count.accepted:
            log.info("polled", flow=name, read=count.read, accepted=count.accepted)
        if count.paused is not None:
            log.info("poll_pauses", flow=name, reason=count.paused)
        if count.left_out:
            self._metrics.count("poll_left_out", name, by=len(count.left_out))
            log.warning("poll_left_out", flow=name, count=len(count.left_out), first=count.left_out[0])
        if tally.elsewhere:
            self._metrics.count("poll_elsewhere", name, by=tally.elsewhere)
            log.info("poll_elsewhere", flow=name, count=tally.elsewhere)
        if count.noticed:
            log.warning("poll_noticed", flow=name, count=len(count.noticed), first=count.noticed[0])


async def close(pages: AsyncIterator[object]) -> None:
    """End a reading that is not read to its end."""
    if isinstance(pages, AsyncGenerator):
        await pages.aclose()
