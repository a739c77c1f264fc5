"""Leaves a note of each document that the door refuses: counted by flow, cause and field, and listed for operators.

Only of senders who proved who they are. A note that Redis does not take changes nothing of the answer.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Final

import structlog
from aiohttp import web

from relay.care.refused import RefusedDocuments, WrongField, list_wrong_fields
from relay.http.body_problems import BodyEmpty, BodyNotJson, DocumentRefused
from relay.intake.door import DOOR
from relay.store.store import STORAGE_FAILURES

log = structlog.get_logger()

REFUSED: Final = web.AppKey("refused", RefusedDocuments)

_NOTED_WITHIN: Final = timedelta(seconds=1)
_MOST_COLUMNS: Final = 200
"""Fields that one process counts by name; whatever a sender thinks of, the metrics stay short."""

_COLUMNS: Final = web.AppKey("columns", set[tuple[str, str]])


def remember_refusals(app: web.Application) -> None:
    """Give an application what it needs to note refusals."""
    door = app[DOOR]
    app[REFUSED] = RefusedDocuments(door.store, door.acceptor.keep)
    app[_COLUMNS] = set()


@asynccontextmanager
async def note_refusals(app: web.Application, flow: str, body: bytes) -> AsyncIterator[None]:
    """Note what the block refuses of this body, and let the refusal go on."""
    try:
        yield
    except DocumentRefused as refusal:
        await note(app, flow, refusal.kind, body, refusal.reference, list_wrong_fields(refusal.problems))
        raise
    except (BodyNotJson, BodyEmpty) as refusal:
        await note(app, flow, refusal.kind, body)
        raise


async def note(
    app: web.Application, flow: str, cause: str, body: bytes, reference: str = "", fields: Sequence[WrongField] = ()
) -> None:
    """Count a refusal and note it, under a stand-in where the document's number is not known. Raises nothing."""
    door = app[DOOR]
    for column in {field.column for field in fields} or {""}:
        door.metrics.count("documents_refused", flow, cause, _count(app, flow, column))
    shown = door.acceptor.shown(reference) if reference else door.acceptor.unnamed(body)
    with suppress(TimeoutError, *STORAGE_FAILURES):
        async with asyncio.timeout(_NOTED_WITHIN.total_seconds()):
            await app[REFUSED].note(flow, shown, cause, fields)
            return
    log.warning("refusal_not_noted", flow=flow, cause=cause)


def _count(app: web.Application, flow: str, column: str) -> str:
    known = app[_COLUMNS]
    if (flow, column) not in known and len(known) >= _MOST_COLUMNS:
        return "(other)"
    known.add((flow, column))
    return column
