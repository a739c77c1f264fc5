"""Compares each polled flow with its target once a day, and leaves a note of what is missing; nothing is carried."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Final

import structlog

from relay.care.reconcile import Reconciler, Reconciliation, Stand
from relay.errors import RunEnd, StorageError
from relay.line.background import end
from relay.settings.polling import ReconcileSettings
from relay.store.counters import Metrics
from relay.store.flow_notes import FlowNotes
from relay.store.store import STORAGE_FAILURES, Store
from words.told import Told

log = structlog.get_logger()

_LOOK_AROUND: Final = 60.0
_AFTER_FAILURE: Final = timedelta(hours=1)


class DailyReconcile:
    """The daily comparison of each flow with its target. It runs in every worker; one at a time compares a flow."""

    def __init__(self, store: Store, reconciler: Reconciler, metrics: Metrics) -> None:
        self._notes = FlowNotes(store)
        self._reconciler = reconciler
        self._metrics = metrics

    async def run(self, stopping: asyncio.Event) -> None:
        """Compare each flow when it is due, one after another, until told to stop; then cut a comparison off."""
        rounds = asyncio.create_task(self._rounds())
        stop = asyncio.create_task(stopping.wait())
        await asyncio.wait([rounds, stop], return_when=asyncio.FIRST_COMPLETED)
        await end(rounds, stop)
        with suppress(asyncio.CancelledError):
            await rounds

    async def _rounds(self) -> None:
        while True:
            try:
                for name, settings in await self._due():
                    await self._round(name, settings)
            except STORAGE_FAILURES as error:
                log.warning("redis_away", error=type(error).__name__)
            await asyncio.sleep(_LOOK_AROUND)

    async def _due(self) -> list[tuple[str, ReconcileSettings]]:
        """The flows whose next round has come, that write, and that have been polled at all."""
        due = []
        for name, compared in self._reconciler.flows.items():
            settings = compared.polled.settings.reconcile
            if settings is None or not compared.polled.flow.write:
                continue
            if await self._notes.comparison_is_due(name):
                due.append((name, settings))
        return due

    async def _round(self, name: str, settings: ReconcileSettings) -> None:
        """Compare one flow, and leave the note; a failure is told, not raised."""
        try:
            found = await self._reconciler.reconcile(name, settings.over)
        except (RunEnd, StorageError) as error:
            await self._failed(name, settings, error.told)
        except Exception as error:  # noqa: BLE001 - a defect of a source must not end the rounds; its text may be personal
            await self._failed(name, settings, Told("line.relay_failed", error=type(error).__name__))
        else:
            if found is not None:
                await self._went_well(found, settings)

    async def _failed(self, name: str, settings: ReconcileSettings, failure: Told) -> None:
        self._metrics.count("reconciles", name, "failed")
        log.warning("reconcile_failed", flow=name, reason=failure)
        await self._notes.leave_failed_comparison(name, min(settings.every, _AFTER_FAILURE), failure)

    async def _went_well(self, found: Reconciliation, settings: ReconcileSettings) -> None:
        name, missing = found.flow, found.stands[Stand.MISSING]
        self._metrics.count("reconciles", name, "missing" if missing else "complete")
        self._metrics.count("missing", name, by=missing)
        if missing:
            log.warning("records_missing", flow=name, missing=missing, command=f"relay reconcile {name} --carry")
        told = {"missing": missing, "before_start": found.before_start}
        await self._notes.leave_comparison(name, settings.every, references=found.references, **told)
