"""Compares each polled flow with its target once a day, and leaves a note of what is missing; nothing is carried."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import orjson
import structlog

from relay.activity import Activity
from relay.background import end
from relay.errors import RelayError
from relay.metrics import Metrics
from relay.queue import milliseconds
from relay.reconcile import ComparedFlow, Reconciler, Reconciliation, Stand
from relay.settings.model import ReconcileSettings
from relay.store import STORAGE_FAILURES, Store, reply

log = structlog.get_logger()

_LOOK_AROUND: Final = 60.0
_MOST_NOTED: Final = 20
_AFTER_FAILURE: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ReconcileNote:
    """How the last round of a flow went: when (milliseconds since the epoch), what was missing, or why it failed."""

    at_ms: int
    missing: int
    references: Sequence[str]
    error: str | None


def read_note(poll: Mapping[bytes, bytes]) -> ReconcileNote | None:
    """The note in the hash of a flow's polls, or None before the first round."""
    if b"reconciled" not in poll:
        return None
    return ReconcileNote(
        at_ms=int(poll[b"reconciled"]),
        missing=int(poll.get(b"missing", 0)),
        references=orjson.loads(poll.get(b"missing_references", b"[]")),
        error=poll.get(b"reconcile_error", b"").decode() or None,
    )


class Rounds:
    """Runs in every worker; a flow's turn lets one of them compare it at a time."""

    def __init__(self, store: Store, reconciler: Reconciler, metrics: Metrics) -> None:
        self._store = store
        self._reconciler = reconciler
        self._metrics = metrics
        self._activity = Activity(store)

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
        now = await self._activity.now()
        due = []
        for name, compared in self._reconciler.flows.items():
            settings = compared.polled.settings.reconcile
            if settings is not None and compared.polled.flow.write and await self._is_due(compared, now):
                due.append((name, settings))
        return due

    async def _is_due(self, compared: ComparedFlow, now: datetime) -> bool:
        keys, name = self._store.keys, compared.polled.flow.name
        async with self._store.state.pipeline(transaction=False) as pipe:
            pipe.exists(keys.cursor(name))
            pipe.hget(keys.poll(name), "reconcile_next")
            begun, next_ms = await pipe.execute()
        return bool(begun) and int(next_ms or 0) <= now.timestamp() * 1000

    async def _round(self, name: str, settings: ReconcileSettings) -> None:
        """Compare one flow, and leave the note; a failure is told, not raised."""
        note: dict[str, str | int] = {"reconcile_error": ""}
        try:
            found = await self._reconciler.reconcile(name, settings.over)
            if found is None:
                return
            note |= self._told(found)
        except RelayError as error:
            note["reconcile_error"] = str(error)
        except Exception as error:  # noqa: BLE001 - a defect of a source must not end the rounds; its text may be personal
            note["reconcile_error"] = f"the relay itself failed ({type(error).__name__})"
        if note["reconcile_error"]:
            self._metrics.count("reconciles", name, "failed")
            log.warning("reconcile_failed", flow=name, reason=note["reconcile_error"])
        pause = min(settings.every, _AFTER_FAILURE) if note["reconcile_error"] else settings.every
        now = round((await self._activity.now()).timestamp() * 1000)
        note |= {"reconciled": now, "reconcile_next": now + milliseconds(pause)}
        await reply(self._store.state.hset(self._store.keys.poll(name), mapping=dict(note)))

    def _told(self, found: Reconciliation) -> dict[str, str | int]:
        missing = found.stands[Stand.MISSING]
        self._metrics.count("reconciles", found.flow, "missing" if missing else "complete")
        self._metrics.count("missing", found.flow, by=missing)
        if missing:
            log.warning(
                "records_missing", flow=found.flow, missing=missing, remedy=f"relay reconcile {found.flow} --carry"
            )
        return {"missing": missing, "missing_references": orjson.dumps(found.references[:_MOST_NOTED]).decode()}
