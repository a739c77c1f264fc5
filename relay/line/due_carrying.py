"""Carries what is due: reads each document again at its moment, and has it carried though it may look the same.

What was due while no process ran is carried at the next start. A document that cannot be had stays due.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from relay.errors import Barred, Parked, RunEnd, StorageError, Transient
from relay.line.absent import ABSENT
from relay.line.accept import Acceptor
from relay.line.background import end
from relay.line.backlog import Backlog
from relay.line.dues import Due, Dues, Work
from relay.line.once.ordinals import Ordinals
from relay.line.once.right_of_way import Class, calls_of
from relay.line.polled import PolledFlow
from relay.line.repeated_answers import on_behalf_of
from relay.line.taking import Taker
from relay.model import Origin
from relay.store.counters import Metrics
from relay.store.store import STORAGE_FAILURES, Store, storage_errors
from words.told import Told

log = structlog.get_logger()

_LOOK_AROUND: Final = 1.0
_AT_ONCE: Final = 8
_PAUSE: Final = timedelta(minutes=1)
"""How long a flow rests whose source could not be asked."""

_PAUSE_OF_ONE: Final = timedelta(hours=1)
"""How long a document rests that its source does not give, whatever is wrong with it."""

_ORIGINS: Final[Mapping[Work, Origin]] = {Work.OWN: Origin.POLL, Work.BULK: Origin.FULL_READ}


class DueCarrier:
    """Looks every second what is due of the flows that are read, and carries it beside their polls."""

    def __init__(
        self, store: Store, acceptor: Acceptor, dues: Dues, flows: Sequence[PolledFlow], metrics: Metrics
    ) -> None:
        self._dues = dues
        self._flows = {polled.flow.name: polled for polled in flows}
        self._metrics = metrics
        self._backlog = Backlog(store)
        self._ordinals = Ordinals(store)
        self._takers = {work: Taker(store, acceptor, metrics, origin) for work, origin in _ORIGINS.items()}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._rests_until: dict[str, float] = {}

    async def run(self, stopping: asyncio.Event) -> None:
        """Carry what is due until told to stop; what is under way then is cut off, and is due again soon."""
        while not stopping.is_set():
            try:
                await self._start()
            except STORAGE_FAILURES as error:
                log.warning("redis_away", error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), _LOOK_AROUND)
        await end(*self._running.values())

    async def carry(self, polled: PolledFlow) -> int:
        """Carry some of what is due of a flow now; how much there was, 0 where it must leave room for others.

        Raises RunEnd where the flow's source cannot be asked: then nothing was taken, or is due again after a pause.
        Raises StorageError besides; what was taken is then due again soon.
        """
        taken = 0
        with on_behalf_of(polled.flow.name):
            for work in Work:
                with calls_of(Class.BULK if work is Work.BULK else polled.precedence):
                    if await self._backlog.find_pause(polled) is None:
                        taken += await self._carry_some(polled, work)
        return taken

    async def _start(self) -> None:
        """Begin with each flow of which something is due, outside its quiet hours."""
        if not self._flows:
            return
        self._running = {name: task for name, task in self._running.items() if not task.done()}
        now, moment = asyncio.get_running_loop().time(), datetime.now(UTC)
        free = [
            name
            for name, polled in self._flows.items()
            if name not in self._running
            and self._rests_until.get(name, now) <= now
            and polled.schedule.end_of_quiet(moment) <= moment
        ]
        for name in await self._dues.flows_with_due(free) if free else ():
            self._running[name] = asyncio.create_task(self._carry_all(self._flows[name]))

    async def _carry_all(self, polled: PolledFlow) -> None:
        """Carry until nothing is due; a failure is told, and the flow rests a while."""
        told: Told
        pause = _PAUSE
        try:
            while await self.carry(polled):
                pass
        except RunEnd as failure:
            told, pause = failure.told, max(_pause_of(failure), _PAUSE)
        except StorageError as failure:
            told = failure.told
        except Exception as error:  # noqa: BLE001 - a defect must not end the carrier; its text may be personal
            told = Told("line.relay_failed", error=type(error).__name__)
        else:
            return
        log.warning("dues_not_carried", flow=polled.flow.name, reason=told)
        self._rests_until[polled.flow.name] = asyncio.get_running_loop().time() + pause.total_seconds()

    async def _carry_some(self, polled: PolledFlow, work: Work) -> int:
        name, taker = polled.flow.name, self._takers[work]
        async with storage_errors():
            if await self._dues.flows_with_due([name]):
                await polled.ends.prove_source()
            dues = await self._dues.take(name, work, _AT_ONCE)
        ends = await asyncio.gather(*(self._carry_one(polled, due, taker) for due in dues), return_exceptions=True)
        self._backlog.note_page(name, len(dues))
        await taker.touch(polled)
        for failure in ends:
            if isinstance(failure, BaseException):
                raise failure
        return len(dues)

    async def _carry_one(self, polled: PolledFlow, due: Due, taker: Taker) -> None:
        """Read one document again and accept it. Raises what concerns the whole source, and StorageError."""
        name = polled.flow.name
        if due.reference is None:
            log.error("due_cannot_be_opened", flow=name, kept_as=due.kept_as)
            await self._end(name, due, "lost")
            return
        try:
            ordinal = await self._ordinals.draw() if polled.flow.keeps_state else None
            document = await polled.source.fetch(due.reference)
        except (Barred, Parked, Transient) as failure:
            await self._end(name, due, "failed", max(_pause_of(failure), _PAUSE))
            raise
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - one bad record must not stop the rest; its text may be personal
            told = error.told if isinstance(error, RunEnd) else Told("line.relay_failed", error=type(error).__name__)
            log.warning("due_not_carried", flow=name, kept_as=due.kept_as, reason=told)
            await self._end(name, due, "failed", _PAUSE_OF_ONE)
            return
        if document is not None:
            await taker.take(polled, document, ordinal, again=True)
        elif due.why == ABSENT:
            await taker.take_absent(polled, due.reference, ordinal)
        await self._end(name, due, "gone" if document is None else "carried")

    async def _end(self, flow: str, due: Due, result: str, pause: timedelta | None = None) -> None:
        self._metrics.count("dues", flow, result)
        async with storage_errors():
            await self._dues.end(flow, due, None if pause is None else datetime.now(UTC) + pause)


def _pause_of(failure: RunEnd) -> timedelta:
    return getattr(failure, "after", None) or timedelta()
