"""Asks a person before so much is carried that a mistake would be dear: at first, after a pause, at a mass change.

Nothing is accepted while a question stands; it is told where the poll or the reading tells how it went.
"""

from datetime import UTC, datetime, timedelta

from relay.errors import Hold
from relay.line.polled import PolledFlow
from relay.roles import ReadInSlices
from relay.settings.types import format_duration
from relay.store.cursors import Cursors
from relay.store.flow_notes import FlowNotes
from relay.store.full_notes import FullNotes, FullRead
from relay.store.store import Store, storage_errors
from words.told import Told


class Questions:
    """What is asked of whoever runs the relay; the caller holds the flow's lease, and its source is proven."""

    def __init__(self, store: Store) -> None:
        self._cursors = Cursors(store)
        self._notes = FullNotes(store)
        self._polls = FlowNotes(store)

    async def begin_first(self, polled: PolledFlow, *, confirmed: bool) -> None:
        """Begin a flow that has so much to read from before that it is read in slices, where its source offers them.

        That is all there is, or more than `poll.ask_above`; what changes from now on is polled meanwhile. Raises Hold
        where a person has to confirm it first, what the source raises, and StorageError.
        """
        name, source, start = polled.flow.name, polled.source, polled.settings.start
        if start == "now" or not isinstance(source, ReadInSlices):
            return
        async with storage_errors():
            if await self._cursors.is_begun(name):
                return
        if start == "all" and not confirmed:
            raise Hold(Told("line.first_poll_waits", flow=name))
        count, most = await self._count(name, source, polled.since), polled.settings.ask_above
        if count <= most and start != "all":
            return
        if not confirmed:
            raise Hold(Told("line.first_poll_counted", flow=name, number=count, most=most))
        async with storage_errors():
            await self._notes.begin(name, "first", polled.since, count, confirmed=confirmed)
            await self._cursors.begin(name, source.cursor_at(datetime.now(UTC)), source.parts)

    async def ask_after_pause(self, polled: PolledFlow) -> None:
        """Raise Hold where nothing was read for longer than `poll.pause_limit` and much has changed since.

        Raises what the source raises, and StorageError.
        """
        name, source, most = polled.flow.name, polled.source, polled.settings.ask_above
        if not isinstance(source, ReadInSlices):
            return
        async with storage_errors():
            pause = await self._pause(name)
            if pause is None or pause <= polled.settings.pause_limit:
                return
            cursors = [await self._cursors.cursor(name, part) for part in source.parts]
        if (since := min((cursor for cursor in cursors if cursor is not None), default=None)) is None:
            return
        count = await self._count(name, source, since)
        if count > most:
            told = format_duration(timedelta(hours=pause // timedelta(hours=1)))
            raise Hold(Told("line.poll_after_pause", flow=name, pause=told, number=count, most=most))

    async def ask_if_many(self, polled: PolledFlow, running: FullRead) -> bool:
        """Whether a reading has found more changes than may be made without a word; then it is noted that it asks.

        Of flows whose newest state counts, once a complete reading told how many records there are. Raises
        StorageError.
        """
        if running.kind != "refresh" or running.confirmed or not polled.flow.keeps_state:
            return False
        async with storage_errors():
            last = await self._notes.last(polled.flow.name)
            most = polled.settings.mass_change.most(last.rows if last is not None else 0)
            if last is None or running.accepted <= most:
                return False
            told = Told("line.mass_change", flow=polled.flow.name, number=running.accepted, most=most)
            await self._notes.ask(polled.flow.name, told)
        return True

    async def _pause(self, name: str) -> timedelta | None:
        """For how long no poll has gone well; None before the first one."""
        poll = (await self._polls.read(name)).poll
        if poll is None:
            return None
        read_at = poll.failing_since_ms or poll.last_ms
        return datetime.now(UTC) - datetime.fromtimestamp(read_at / 1000, UTC)

    async def _count(self, name: str, source: ReadInSlices, since: str | None) -> int:
        """About how many documents were changed since a cursor; asked of the source once an hour at the most."""
        async with storage_errors():
            count = await self._notes.counted(name, since)
        if count is None:
            count = await source.count(since)
            async with storage_errors():
                await self._notes.note_count(name, since, count)
        return count
