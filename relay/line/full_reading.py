"""Reads all that a flow's source has, slice by slice: at first, and again at times to find what no stamp shows.

After each slice its position is kept, so that a reading which is killed goes on there, and which way is given to a poll
that is due. Only one that came to its end without a fault says which documents are there, and so which are gone.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from relay.errors import Parked, RunEnd, StorageError, Transient
from relay.line.accept import Acceptor
from relay.line.backlog import Backlog
from relay.line.once.ordinals import Ordinals
from relay.line.once.right_of_way import Class, calls_of
from relay.line.polled import PolledFlow
from relay.line.questions import Questions
from relay.line.reading import close
from relay.line.taking import Taker
from relay.model import Origin
from relay.roles import Json, ReadInSlices, Slice
from relay.store.counters import Metrics
from relay.store.full_notes import FullNotes, FullRead, Kind
from relay.store.store import Store, storage_errors
from words.told import Told

log = structlog.get_logger()

_LONGEST_PAUSE: Final = timedelta(minutes=5)
_UNTIL_ROOM: Final = timedelta(seconds=2)

Show = Callable[[FullRead], None]
"""Shown how far a reading is, after each slice."""


class FullReader:
    """Reads in slices; the caller holds the flow's lease, and the source of the flow is proven."""

    def __init__(self, store: Store, acceptor: Acceptor, metrics: Metrics) -> None:
        self._backlog = Backlog(store)
        self._notes = FullNotes(store)
        self._taker = Taker(store, acceptor, metrics, Origin.FULL_READ)
        self._ordinals = Ordinals(store)
        self._questions = Questions(store)
        self._metrics = metrics

    async def is_wanted(self, polled: PolledFlow) -> bool:
        """Whether a reading of this flow is under way and may go on, or is due. Raises the failures of Redis."""
        if not isinstance(polled.source, ReadInSlices):
            return False
        name = polled.flow.name
        if await self._notes.under_way(name) is not None:
            return not await self._notes.is_held_up(name)
        refresh, now = polled.refresh, datetime.now(UTC)
        if refresh is None or refresh.end_of_quiet(now) > now:
            return False
        return await self._notes.is_due(name, refresh)

    async def under_way(self, name: str) -> FullRead | None:
        """How far a reading is; None where none is under way. Raises StorageError."""
        async with storage_errors():
            return await self._notes.under_way(name)

    async def go_on_and_note(self, polled: PolledFlow, must_yield: Callable[[], Awaitable[bool]]) -> None:
        """Read on, and note a failure; one that is due begins. Raises StorageError."""
        told: Told
        is_asked = polled.flow.keeps_state and polled.shape is None
        async with storage_errors():
            if await self._notes.under_way(polled.flow.name) is None:
                await self._notes.begin(polled.flow.name, "refresh", None, None, confirmed=not is_asked)
        try:
            await self.go_on(polled, must_yield)
        except (RunEnd, StorageError) as error:
            told = error.told
        except Exception as error:  # noqa: BLE001 - a defect of a source must not end the poller; its text may be personal
            told = Told("line.relay_failed", error=type(error).__name__)
        else:
            return
        log.warning("full_read_failed", flow=polled.flow.name, reason=told)
        await self._stand(polled, told, min(polled.settings.every, _LONGEST_PAUSE))

    async def go_on(
        self, polled: PolledFlow, must_yield: Callable[[], Awaitable[bool]], show: Show = lambda _: None
    ) -> bool:
        """Read slices until a poll has to go before it or it has to pause (False), or to the end (True).

        Raises what the source raises, and StorageError.
        """
        with calls_of(Class.BULK):
            return await self._go_on(polled, must_yield, show)

    async def _go_on(self, polled: PolledFlow, must_yield: Callable[[], Awaitable[bool]], show: Show) -> bool:
        name, source = polled.flow.name, polled.source
        running = await self.under_way(name)
        if running is None or not isinstance(source, ReadInSlices):
            return True
        if await self._pauses(polled):
            return False
        parts = list(source.parts)
        part, position = (running.part, running.position) if running.part in parts else (parts[0], None)
        for each in parts[parts.index(part) :]:
            read = source.slices(each, position if each == part else None, running.since)
            slices = self._ordinals.number(polled.flow, read)
            async for ordinal, one in slices:
                await self._take(polled, running.kind, each, one, ordinal)
                if (shown := await self.under_way(name)) is not None:
                    show(shown)
                    if await self._questions.ask_if_many(polled, shown):
                        await close(slices)
                        return False
                if await self._pauses(polled) or await must_yield():
                    await close(slices)
                    return False
        await self._end(polled)
        return True

    async def _pauses(self, polled: PolledFlow) -> bool:
        """Whether it must leave room for others; then it is noted why. Raises StorageError."""
        why = await self._backlog.find_pause(polled)
        if why is not None:
            await self._stand(polled, why, _UNTIL_ROOM)
        return why is not None

    async def _stand(self, polled: PolledFlow, why: Told, pause: timedelta) -> None:
        """Note why it does not go on, and for how long it is not tried."""
        async with storage_errors():
            await self._notes.fail(polled.flow.name, why, round(pause.total_seconds() * 1000))

    async def _take(self, polled: PolledFlow, kind: Kind, part: str, one: Slice, ordinal: int | None) -> None:
        """Accept all documents of a slice, and then keep its position.

        Where all is carried again for other settings, only what these change, also where it was carried before.
        """
        again, accepted = kind == "again", 0
        for document in one.documents:
            if not again or await self._would_change(polled, document):
                accepted += (await self._taker.take(polled, document, ordinal, again=again)).is_new
        await self._taker.touch(polled)
        grown = {"read": len(one.documents), "accepted": accepted, "left_out": len(one.left_out)}
        async with storage_errors():
            await self._notes.move(polled.flow.name, part, one.position, grown)
        self._backlog.note_page(polled.flow.name, len(one.documents))
        if one.left_out:
            log.warning("poll_left_out", flow=polled.flow.name, count=len(one.left_out), first=one.left_out[0])
        if one.elsewhere:
            self._metrics.count("poll_elsewhere", polled.flow.name, by=one.elsewhere)

    async def _would_change(self, polled: PolledFlow, document: Json) -> bool:
        """Whether carrying a document would change anything; one that would be held is carried, to be told."""
        if polled.foresee is None:
            return True
        try:
            return not (await polled.foresee(polled.flow, document)).is_nothing
        except (Parked, Transient):
            raise
        except RunEnd:
            return True

    async def _end(self, polled: PolledFlow) -> None:
        """Conclude what is gone where the reading is complete, and note how it ended."""
        name = polled.flow.name
        async with storage_errors():
            running, last = await self._notes.under_way(name), await self._notes.last(name)
        if running is None:
            return
        noticed: Told | None = None
        least = 0 if last is None else last.rows * (1 - polled.settings.max_drop)
        if running.left_out:
            noticed = Told("line.full_read_has_gaps", number=running.left_out)
        elif running.since is None and running.read < least:
            noticed = Told("line.fewer_documents", number=running.read, before=last.rows if last else 0)
        is_complete = noticed is None and running.since is None
        gone = await self._conclude(polled, running) if is_complete else []
        log.info("full_read", flow=name, kind=running.kind, read=running.read, accepted=running.accepted)
        if noticed is not None:
            log.warning("full_read_noticed", flow=name, reason=noticed)
        async with storage_errors():
            await self._notes.end(name, polled.refresh, running.read if is_complete else None, noticed, gone)

    async def _conclude(self, polled: PolledFlow, running: FullRead) -> list[str]:
        """Tell what was there before and was not seen since the reading began, by it or by a poll meanwhile."""
        gone: list[str] = []
        if polled.absent is None:
            return gone
        async with storage_errors():
            async for references in self._notes.unseen_since(polled.flow.name, running.began_ms):
                await polled.absent(polled.flow, references)
                gone += references
        return gone
