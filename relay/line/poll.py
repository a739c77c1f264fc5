"""Reads sources on their schedule: who is due, read since the cursor, accept, and only then move the cursor."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from relay.errors import RunEnd, StorageError
from relay.line.accept import Acceptor
from relay.line.background import end
from relay.line.full_reading import FullReader, Show
from relay.line.once.locks import Locks
from relay.line.once.right_of_way import calls_of
from relay.line.polled import PollCount, PolledFlow
from relay.line.questions import Questions
from relay.line.reading import ChangeReader
from relay.line.repeated_answers import on_behalf_of
from relay.store.counters import Metrics
from relay.store.flow_notes import FlowNotes, tell_of
from relay.store.full_notes import FullRead
from relay.store.store import STORAGE_FAILURES, Store, reply, storage_errors
from words.told import Told, pack

log = structlog.get_logger()

_LOOK_AROUND: Final = 1.0
_REFRESH: Final = 15.0
_LEASE: Final = timedelta(seconds=15)


class Poller:
    """Polls flows, one poll of a flow at a time among all workers. ``version`` is that of the settings."""

    def __init__(
        self,
        store: Store,
        acceptor: Acceptor,
        flows: Sequence[PolledFlow],
        metrics: Metrics,
        version: str = "",
    ) -> None:
        self._store = store
        self._notes = FlowNotes(store, version)
        self._reader = ChangeReader(store, acceptor, metrics)
        self._full = FullReader(store, acceptor, metrics)
        self._questions = Questions(store)
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
                await self._start_full_reads()
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
        with on_behalf_of(name), calls_of(polled.precedence):
            async with storage_errors():
                await reply(self._store.state.srem(self._store.keys.triggers, name))
                await polled.ends.prove_source()
            await self._questions.begin_first(polled, confirmed=begin_anywhere)
            if not begin_anywhere:
                await self._questions.ask_after_pause(polled)
            return await self._reader.read(polled, begin_anywhere=begin_anywhere)

    async def read_first(self, name: str, show: Show) -> bool | None:
        """Read on what a confirmed first read has left, until it pauses or a poll was due; whether it has ended.

        None when another worker reads the flow. Raises RunEnd of the source, and StorageError.
        """
        polled = self._flows[name]
        async with self._turn(name) as ours:
            if not ours:
                return None
            with on_behalf_of(name):
                await polled.ends.prove_source()
                has_ended = await self._full.go_on(polled, lambda: self._is_wanted(name), show)
        if not has_ended:
            await self._poll_and_tell(name)
        return has_ended

    async def first_read(self, name: str) -> FullRead | None:
        """How far a reading of all that the flow has is; None where none is under way. Raises StorageError."""
        return await self._full.under_way(name)

    async def _start_full_reads(self) -> None:
        """Let readings of all there is go on, of flows that are not polled just now."""
        for name, polled in self._flows.items():
            if name not in self._running and await self._full.is_wanted(polled):
                self._running[name] = asyncio.create_task(self._read_full(name))

    async def _read_full(self, name: str) -> None:
        """Read on until a poll of the flow is due; a failure is noted, not raised."""
        polled = self._flows[name]
        try:
            async with self._turn(name) as ours, storage_errors():
                if ours and await self._full.is_wanted(polled):
                    with on_behalf_of(name):
                        await polled.ends.prove_source()
                        await self._full.go_on_and_note(polled, lambda: self._is_wanted(name))
        except (RunEnd, StorageError) as error:
            log.warning("full_read_failed", flow=name, reason=error.told)

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
            return {
                "error": "",
                "read": count.read,
                "accepted": count.accepted,
                **tell_of(count.left_out, count.noticed, count.paused),
            }
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
