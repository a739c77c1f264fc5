"""``POST /hooks/{flow}``: takes one document from a sender, and says which event it became; a hint goes to hints."""

from functools import partial
from http import HTTPStatus
from typing import Any, Final

import orjson
import structlog
from aiohttp import web

from relay.http.body_problems import DocumentRefused
from relay.http.problems import DeliveryKeyReused, DocumentCancelled
from relay.intake.admission import admit
from relay.intake.delivery import WINDOW_HEADER, delivery_key
from relay.intake.door import DOOR, Door, DoorFlow, parse_body
from relay.intake.entrance import read_proved_body
from relay.intake.examination import examine
from relay.intake.hints import receive_hint
from relay.intake.limits import PLACES
from relay.intake.refusing import note, note_refusals
from relay.line.accept import Delivery
from relay.line.arrivals import Accepted
from relay.model import Identity, Origin
from relay.roles import Json, NamesRefused, PassesOver, Source
from words.told import Told

log = structlog.get_logger()

REPLAYED: Final = {"replayed": "true", "restored": "restored"}
"""The header ``Idempotent-Replayed`` of an answer, by what became of the delivery."""


async def receive(request: web.Request) -> web.Response:
    """Take what was posted for a flow: a document, or a hint where its source is polled.

    Raises the refusals of :mod:`relay.http` in the order of the lines below, and StorageError when it is
    not stored.
    """
    entry = admit(request)
    with request.app[PLACES].one():
        if entry.accepts_documents:
            return await receive_document(request, entry)
        return await receive_hint(request, entry)


async def receive_document(request: web.Request, entry: DoorFlow) -> web.Response:
    """Answer 202 with ``{"event": id, "duplicate": bool}`` once Redis has the document, or found the first of its kind.

    A repeated delivery also gets ``Idempotent-Replayed: true``, or ``restored`` where the document had been lost.
    A document of which nothing comes is answered with ``"event": null`` and why it is ``passed_over``; nothing is kept.
    """
    door = request.app[DOOR]
    body = await read_proved_body(request, entry, door.server.body_limit)
    async with note_refusals(request.app, entry.flow.name, body):
        examined = await examine(request.app, body, partial(_identify, entry.source))
    if isinstance(examined, Told):
        return _pass_over(examined, entry, door)
    identity, material = examined
    key = delivery_key(request.headers, entry.connection.delivery_key_headers)
    accepted = await door.acceptor.accept(
        entry.flow,
        body,
        identity,
        Origin.HOOK,
        digest_material=material,
        delivery=Delivery(entry.flow.source, key) if key is not None else None,
    )
    door.metrics.count("documents", entry.flow.name, accepted.kind)
    if accepted.kind == "conflict":
        await note(request.app, entry.flow.name, DeliveryKeyReused.kind, body, identity.reference)
    log.info("document_received", flow=entry.flow.name, event_id=accepted.event_id, kind=accepted.kind)
    return _acknowledge(accepted, door)


def _identify(source: Source, body: bytes) -> tuple[Identity, bytes] | Told:
    """Number and version of the document in a body, and the bytes that stand for its version where it states none.

    Of a document of which nothing comes it is why. Raises BodyEmpty, BodyNotJson or DocumentRefused.
    """
    document = parse_body(body)
    if problems := source.check(document):
        raise DocumentRefused(problems, _reference(source, document))
    if isinstance(source, PassesOver) and (why := source.passed_over(document)) is not None:
        return why
    identity = source.identify(document)
    return identity, b"" if identity.version else source.digest_material(document)


def _reference(source: Source, document: Json) -> str:
    """The number of a document that has mistakes, as far as one can be read; empty where none can."""
    return source.reference_of(document) if isinstance(source, NamesRefused) else ""


def _pass_over(why: Told, entry: DoorFlow, door: Door) -> web.Response:
    door.metrics.count("documents", entry.flow.name, "passed_over")
    log.info("document_passed_over", flow=entry.flow.name, why=why.code)
    answer = {"event": None, "duplicate": False, "passed_over": str(why)}
    return web.Response(body=orjson.dumps(answer), status=HTTPStatus.ACCEPTED, content_type="application/json")


def _acknowledge(accepted: Accepted, door: Door) -> web.Response:
    headers = {WINDOW_HEADER: str(int(door.delivery_window.total_seconds()))}
    if accepted.kind == "conflict":
        members: dict[str, Any] = {"event": accepted.event_id} if accepted.event_id else {}
        conflict = DeliveryKeyReused(**members)
        conflict.headers = headers
        raise conflict
    if accepted.kind == "cancelled":
        cancelled = DocumentCancelled(accepted.event_id)
        cancelled.headers = headers
        raise cancelled
    if accepted.kind in REPLAYED:
        headers["Idempotent-Replayed"] = REPLAYED[accepted.kind]
    answer = {"event": accepted.event_id, "duplicate": accepted.kind not in {"new", "superseded"}}
    return web.Response(
        body=orjson.dumps(answer), status=HTTPStatus.ACCEPTED, headers=headers, content_type="application/json"
    )
