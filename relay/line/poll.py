"""Reads sources on their schedule: who is due, read since the cursor, accept, and only then move the cursor."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from mapping.parsing import dump_json
from relay.errors import Hold, RunEnd, StorageError
from relay.line.accept import Acceptor
from relay.line.background import end
from relay.line.identify import identify_document
from relay.line.once.locks import Locks
from relay.line.schedule import Schedule, poll_schedule
from relay.model import Flow, Origin
from relay.roles import CLOCK_ROOM, Json, PolledSource
from relay.settings.polling import PollSettings
from relay.store.counters import Metrics
from relay.store.flow_notes import FlowNotes, tell_left_out
from relay.store.store import STORAGE_FAILURES, Store, reply, storage_errors
from relay.systems.ends import UNASKED, Ends
from words.told import Told, pack

log = structlog.get_logger()

_LOOK_AROUND: Final = 1.0
_REFRESH: Final = 15.0
_LEASE: Final = timedelta(seconds=15)


def least_overlap(source: PolledSource) -> timedelta:
    """How far a poll must read back so that no change becomes visible behind the cursor."""
    return source.commit_horizon + CLOCK_ROOM


@dataclass(frozen=True, slots=True)
class PolledFlow:
    """A flow that is read, with its source open."""

    flow: Flow
    source: PolledSource
    settings: PollSettings
    ends: Ends = UNASKED

    @property
    def schedule(self) -> Schedule:
        """When it is due."""
        return poll_schedule(self.settings)

    @property
    def overlap(self) -> timedelta:
        """How far each poll reads back."""
        return least_overlap(self.source) if self.settings.overlap is None else self.settings.overlap


@dataclass(frozen=True, slots=True)
class PollCount:
    """What one poll brought; ``left_out`` tells what it passed over, a sentence each."""

    read: int = 0
    accepted: int = 0
    left_out: Sequence[Told] = ()


class Poller:
    """Polls flows, one poll of a flow at a time among all workers."""

    def __init__(
        self,
        store: Store,
        acceptor: Acceptor,
        flows: Sequence[PolledFlow],
        metrics: Metrics,
    ) -> None:
        self._store = store
        self._notes = FlowNotes(store)
        self._acceptor = acceptor
        self._flows = {polled.flow.name: polled for polled in flows}
        self._metrics = metrics
        self._running: dict[str, asyncio.Task[None]] = {}
        self._turns = Locks(store, _LEASE, timedelta())

    async def run(self, stopping: asyncio.Event) -> None:
        """Start each poll when it is due or asked for, until told to stop; then cut running ones off.

        Their cursors stand after the last page that was accepted, so the next poll goes on from there.
        """
        loop = asyncio.get_running_loop()
        due: Mapping[str, float] = {}
        refreshed = -_REFRESH
        rescheduled = False
        while not stopping.is_set():
            try:
                if not rescheduled:
                    await self._reschedule()
                    rescheduled = True
                if loop.time() - refreshed >= _REFRESH or any(moment <= loop.time() for moment in due.values()):
                    due, refreshed = await self._due(loop.time()), loop.time()  # another worker may have polled it
                asked = {name.decode() for name in await reply(self._store.state.smembers(self._store.keys.triggers))}
                self._start([name for name in self._flows if name in asked or due.get(name, 0) <= loop.time()])
            except STORAGE_FAILURES as error:
                log.warning("redis_away", error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), _LOOK_AROUND)
        await end(*self._running.values())

    async def poll(self, name: str, *, begin_anywhere: bool = False) -> PollCount | None:
        """Read one flow now. None when another worker is reading it.

        Raises Hold when `all` waits for its confirmation, RunEnd of the source, and StorageError; the cursor then
        stands after the last page that was accepted.
        """
        async with self._turn(name) as ours:
            return await self._poll(name, begin_anywhere=begin_anywhere) if ours else None

    async def _poll(self, name: str, *, begin_anywhere: bool = False) -> PollCount:
        """Read one flow under its lease."""
        polled = self._flows[name]
        async with storage_errors():
            await reply(self._store.state.srem(self._store.keys.triggers, name))
            await polled.ends.prove_source()
            cursor = await self._cursor(polled, begin_anywhere=begin_anywhere)
        return await self._read(polled, cursor)

    @asynccontextmanager
    async def _turn(self, name: str) -> AsyncIterator[bool]:
        """Hold the lease on polling a flow; False where another worker has it. Raises StorageError."""
        async with AsyncExitStack() as turn:
            async with storage_errors():
                ours = await turn.enter_async_context(self._turns.hold_if_free(f"poll:{name}"))
            yield ours

    async def _reschedule(self) -> None:
        """Let what is due go by the schedules that this process was started with."""
        for name, polled in self._flows.items():
            await self._notes.reschedule(name, polled.schedule)

    async def _due(self, now: float) -> dict[str, float]:
        """When each flow is due, on this process's clock; not in its quiet hours, but for what is due at once."""
        due, moment = await self._notes.due(list(self._flows)), datetime.now(UTC)
        quiet = {name: polled.schedule.end_of_quiet(moment) - moment for name, polled in self._flows.items()}
        return {name: now + (max(left, quiet[name]) if left else left).total_seconds() for name, left in due.items()}

    def _start(self, names: Sequence[str]) -> None:
        self._running = {name: task for name, task in self._running.items() if not task.done()}
        for name in names:
            if name not in self._running:
                self._running[name] = asyncio.create_task(self._poll_and_tell(name))

    async def _poll_and_tell(self, name: str) -> None:
        """Poll, and leave a note of how it went and when it is due again; a failure is told, not raised.

        All of it under the lease: who takes it next sees the note, and does not poll again at once.
        """
        try:
            async with self._turn(name) as ours:
                if ours and await self._is_wanted(name):
                    await self._leave_note(name, await self._poll_and_note(name))
        except StorageError as error:
            log.warning("poll_failed", flow=name, reason=error.told)

    async def _poll_and_note(self, name: str) -> dict[str, str | int]:
        """Poll, and what is to be noted of it."""
        told: Told
        try:
            count = await self._poll(name)
        except (RunEnd, StorageError) as error:
            told = error.told
        except Exception as error:  # noqa: BLE001 - a defect of a source must not end the poller; its text may be personal
            told = Told("line.relay_failed", error=type(error).__name__)
        else:
            return {"error": "", "read": count.read, "accepted": count.accepted, **tell_left_out(count.left_out)}
        self._metrics.count("poll_failures", name)
        log.warning("poll_failed", flow=name, reason=told)
        return {"error": pack(told)}

    async def _leave_note(self, name: str, note: Mapping[str, str | int]) -> None:
        with suppress(*STORAGE_FAILURES):
            await self._notes.leave_poll(name, self._flows[name].schedule, note)

    async def _is_wanted(self, name: str) -> bool:
        """Whether a flow is due or asked for now that its lease is ours: another worker may just have polled it."""
        async with storage_errors():
            asked = await reply(self._store.state.sismember(self._store.keys.triggers, name))
            due = (await self._due(0))[name]
        return bool(asked) or due <= 0

    async def _cursor(self, polled: PolledFlow, *, begin_anywhere: bool) -> str:
        name = polled.flow.name
        cursor = await self._notes.cursor(name)
        if cursor is not None:
            return cursor
        start = await self._notes.start(name, polled.source, polled.settings)
        if start is None:
            if not begin_anywhere:
                raise Hold(Told("line.first_poll_waits", flow=name))
            return polled.source.cursor_at(None)
        await self._notes.begin(name, start)
        return start

    async def _read(self, polled: PolledFlow, cursor: str) -> PollCount:
        name = polled.flow.name
        read = accepted = 0
        left_out: list[Told] = []
        async with storage_errors():
            not_before = await self._notes.start(name, polled.source, polled.settings)
        async for page in polled.source.changed_since(cursor, polled.overlap, not_before):
            left_out += page.left_out
            for document in page.documents:
                is_new = await self._accept(polled, document)
                self._metrics.count("polled", name)
                self._metrics.count("poll_accepted", name, by=int(is_new))
                read += 1
                accepted += is_new
            async with storage_errors():
                await self._notes.move(name, page.cursor)
        if accepted:
            log.info("polled", flow=name, read=read, accepted=accepted)
        if left_out:
            self._metrics.count("poll_left_out", name, by=len(left_out))
            log.warning("poll_left_out", flow=name, count=len(left_out), first=left_out[0])
        return PollCount(read, accepted, tuple(left_out))

    async def _accept(self, polled: PolledFlow, document: Json) -> bool:
        body = dump_json(document)
        identity, material = identify_document(polled.source, document, body, polled.flow.name)
        accepted = await self._acceptor.accept(polled.flow, body, identity, Origin.POLL, digest_material=material)
        return accepted.kind == "new"
