"""The arq worker that carries events: it claims one at a time, holds a short lease on it, and survives a Redis outage.

arq's ``run_job`` and signal handling are kept. Replaced are its polling loop, which reads too much and dies with its
connection, its claim, which outlives a killed worker by minutes, and its finish, which deletes any claim it finds.
"""

import asyncio
import signal
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from typing import Any

import structlog
from arq.worker import Function, Worker

from relay.errors import LeaseLost, StorageError
from relay.line.background import beside, end
from relay.line.flow_rotation import FlowRotation, Room
from relay.line.queue import JOB, Claim, Queue
from relay.line.run_event import EventRunner
from relay.line.waits import Waits
from relay.model import Outcome, State, new_token
from relay.settings.model import WorkerSettings
from relay.store.store import STORAGE_FAILURES, Store
from words.told import Told

log = structlog.get_logger()

_LONGEST_SLEEP = 1.0
"""Seconds an idle worker blocks on Redis before it looks around; also the longest delay of a retry that falls due."""

_OUTAGE_PAUSE = 0.5
_HAND_BACK_SECONDS = 3.0
_FINISH_ATTEMPTS = 20
ALONE_AFTER_LOST = 3
"""Runs in a row that ended without an outcome, after which an event is carried with nothing beside it."""

FAILED_AFTER_LOST = 5
"""Runs in a row that ended without an outcome, after which an event is failed, as a fault of the system."""

_NEVER = 2**31
"""arq's own count of tries must not end an event; ours decides."""


class RelayWorker(Worker):
    """One worker process's loop. ``flows`` are asked in turn, so that one busy flow does not starve the others.

    ``held_back`` names the flows from which nothing is taken for now: those that newer settings do not let write.
    """

    def __init__(
        self,
        store: Store,
        queue: Queue,
        runner: EventRunner,
        flows: Sequence[str],
        settings: WorkerSettings,
        room: Room | None = None,
    ) -> None:
        super().__init__(
            functions=[Function(JOB, self._carry, _NEVER, 0, False, _NEVER)],  # type: ignore[arg-type]  # noqa: FBT003 - arq wants a type of its own
            redis_pool=store.state,
            queue_name=store.keys.queue("-"),
            handle_signals=False,
            max_jobs=settings.parallel_events,
            job_timeout=_NEVER,
            keep_result=0,
            max_tries=_NEVER,
            log_results=False,
            job_serializer=store.state.job_serializer,
            job_deserializer=store.state.job_deserializer,
        )
        self.name = new_token()
        self.held_back: Callable[[], Collection[str]] = frozenset
        self._store = store
        self._events = queue
        self._runner = runner
        self._turns = FlowRotation(flows, room or Room(), settings.parallel_events)
        self._flow_count = len(flows)
        self._drain = settings.drain
        self._claims: dict[str, Claim] = {}
        self._to_go_alone: Claim | None = None
        self._outcomes: dict[str, Outcome] = {}
        self._waits = Waits(store)
        self._handing_back = False

    async def main(self) -> None:
        """Claim and start events until told to stop, then let the running ones end."""
        try:
            async with beside(self._renew_leases()):
                while not self._waits.stopping.is_set():
                    try:
                        await self._round()
                    except STORAGE_FAILURES as error:
                        log.warning("redis_away", error=type(error).__name__)
                        await self._waits.pause(_OUTAGE_PAUSE)
                await self._let_end()
        finally:
            with suppress(*STORAGE_FAILURES):
                await self._store.state.zrem(self._store.keys.workers, self.name)

    def stop(self, signum: signal.Signals = signal.SIGTERM) -> None:
        """Take no new events; :meth:`main` returns when the running ones have ended or the grace is over."""
        log.info("worker_drains", signal=signum.name, running=len(self.tasks))
        self.allow_pick_jobs = False
        self._waits.stopping.set()

    async def _round(self) -> None:
        """Claim until nothing is due or all hands are full, then sleep until a mark arrives or something is due."""
        self._reap()
        if len(self.tasks) >= self.max_jobs:
            await self._waits.until_one_ends(self.tasks.values())
            return
        resting = self.held_back()
        asked = [
            turn for turn in self._turns.next(claim.flow for claim in self._claims.values()) if turn[0] not in resting
        ]
        found = await self._events.claim([flow for flow, _ in asked], new_token(), dict(asked))
        if isinstance(found, Claim):
            await self._take(found)
            return
        sleep = min(found if found is not None else _LONGEST_SLEEP, _LONGEST_SLEEP)
        held_back = self.tasks.values() if len(asked) < self._flow_count else ()
        await self._waits.until_marked(max(sleep, 0.001), held_back)

    async def _take(self, claim: Claim) -> None:
        """Start a claim. One whose runs keep dying goes alone, and is failed before it takes all workers down."""
        if claim.lost >= FAILED_AFTER_LOST:
            reason = Told("line.runs_lost", count=claim.lost)
            log.error("event_kills_workers", event_id=claim.lease.event_id, lost=claim.lost)
            await self._events.finish(claim.lease, Outcome(State.FAILED, reason))
            return
        alone = claim.lost >= ALONE_AFTER_LOST
        if alone and self.tasks:
            self._to_go_alone = claim  # its lease is kept while it waits: else each wait would count as a lost run
            await asyncio.wait(self.tasks.values())
            self._to_go_alone = None
        event_id = claim.lease.event_id
        self.tasks[event_id] = self.loop.create_task(self._run(claim, self.tasks.get(event_id)))
        if alone:
            await asyncio.wait(self.tasks.values())

    async def _run(self, claim: Claim, before: asyncio.Task[Any] | None) -> None:
        """Run one claim, after the run before it: a short retry may be claimed again while that still tidies up."""
        if before is not None:
            await asyncio.wait([before])
        event_id = claim.lease.event_id
        self._claims[event_id] = claim
        try:
            await self.run_job(event_id, time.time_ns() // 1_000_000)
        except STORAGE_FAILURES as error:
            log.warning("run_cut_off", event_id=event_id, error=type(error).__name__)
        finally:
            self._claims.pop(event_id, None)
            self._outcomes.pop(event_id, None)

    async def _carry(self, _: dict[Any, Any], event_id: str) -> None:
        """The job function. It never raises into arq: what a run came to goes by way of ``finish_job``."""
        try:
            self._outcomes[event_id] = await self._runner.run(self._claims[event_id])
        except asyncio.CancelledError:
            if self._handing_back:
                self._outcomes[event_id] = self._runner.hand_back(event_id)
            raise
        except LeaseLost:
            log.warning("lease_lost", event_id=event_id)
        except STORAGE_FAILURES as error:
            log.warning("run_cut_off", event_id=event_id, error=type(error).__name__)
        except Exception as error:  # noqa: BLE001 - arq would log its text, which may be personal
            log.error("carrier_failed", event_id=event_id, error=type(error).__name__)  # noqa: TRY400 - no traceback

    async def finish_job(self, job_id: str, *_: Any, **__: Any) -> None:
        """Record the outcome under our lease; without an outcome the lease ends by itself and the event moves on."""
        outcome, claim = self._outcomes.get(job_id), self._claims.get(job_id)
        if outcome is None or claim is None:
            return
        recorded = await self._record(claim, outcome)
        if recorded is None:
            log.warning("outcome_not_recorded", event_id=job_id)
            return
        _tell(claim, recorded)
        try:
            await self._runner.forget(job_id, recorded)
        except (*STORAGE_FAILURES, StorageError) as error:  # the sealed document then goes when its time is over
            log.warning("document_not_forgotten", event_id=job_id, error=type(error).__name__)

    async def _record(self, claim: Claim, outcome: Outcome) -> Outcome | None:
        """The outcome as it is recorded. None when the lease is not ours any more, or Redis stays away too long."""
        for _attempt in range(_FINISH_ATTEMPTS):
            try:
                return await self._events.record(claim.lease, outcome)
            except STORAGE_FAILURES:
                await asyncio.sleep(_OUTAGE_PAUSE)
        return None

    async def finish_failed_job(self, job_id: str, _: bytes | None) -> None:
        """The job's entry has expired or cannot be read: the event is held, never dropped in silence."""
        self._outcomes[job_id] = Outcome(State.HELD, Told("line.job_lost"))
        await self.finish_job(job_id)

    def _reap(self) -> None:
        """Forget the tasks that ended; one that failed was a defect of ours, and its lease ends by itself."""
        for event_id, task in list(self.tasks.items()):
            if task.done():
                del self.tasks[event_id]
                if not task.cancelled() and (error := task.exception()) is not None:
                    log.error("run_failed", event_id=event_id, error=type(error).__name__)

    async def _renew_leases(self) -> None:
        """Three times per lease: renew what we hold, cut what we lost, and show that this worker lives."""
        while True:
            try:
                held = [*self._claims.values(), *filter(None, [self._to_go_alone])]
                lost = await self._events.renew(held) if held else set()
                seconds, _ = await self._store.state.time()
                await self._store.state.zadd(self._store.keys.workers, {self.name: seconds})
                self._cut(claim for claim in held if claim.lease.event_id in lost)
            except STORAGE_FAILURES as error:
                log.warning("leases_not_renewed", error=type(error).__name__)
            await asyncio.sleep(self._events.lease / 3000)

    def _cut(self, lost: Iterable[Claim]) -> None:
        """Cancel the runs of lost claims, except those that ended meanwhile and whose event is claimed anew."""
        for claim in lost:
            event_id = claim.lease.event_id
            if self._claims.get(event_id) is claim and event_id in self.job_tasks:
                self.job_tasks[event_id].cancel()

    async def _let_end(self) -> None:
        if self.tasks:
            await asyncio.wait(self.tasks.values(), timeout=self._drain.total_seconds())
        self._handing_back = True
        await end(*self.job_tasks.values(), within=_HAND_BACK_SECONDS)
        if self.tasks:
            await asyncio.wait(self.tasks.values(), timeout=_HAND_BACK_SECONDS)


def _tell(claim: Claim, outcome: Outcome) -> None:
    log.info(
        "event_carried",
        event_id=claim.lease.event_id,
        flow=claim.flow,
        run=claim.run,
        state=outcome.state.value,
        code=outcome.told.code,
        causes=outcome.told.causes(),
        number=outcome.number,
        milliseconds=round(sum(step.milliseconds for step in outcome.steps)),
    )
