"""``POST /hooks/{flow}``: takes one document from a sender, and says which event it became; a hint goes to hints."""

from functools import partial

import structlog
from aiohttp import web

from relay.http.body_problems import DocumentRefused
from relay.http.problems import DeliveryKeyReused
from relay.intake.acknowledging import acknowledge, pass_over
from relay.intake.admission import admit
from relay.intake.delivery import delivery_key
from relay.intake.door import DOOR, Door, DoorFlow, parse_body
from relay.intake.entrance import read_proved_body
from relay.intake.examination import examine
from relay.intake.hints import receive_hint
from relay.intake.limits import PLACES
from relay.intake.refusing import note, note_refusals
from relay.intake.splitting import Post, receive_pieces
from relay.line.accept import Delivery
from relay.line.filtering import mark_unfit, tell_unfit
from relay.model import Identity, Origin
from relay.roles import Json, NamesRefused, PassesOver, Source, Splits
from words.told import Told

log = structlog.get_logger()


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
    One that is several documents is answered with the ``events`` of all of them besides.
    """
    door = request.app[DOOR]
    body = await read_proved_body(request, entry, door.server.body_limit)
    async with note_refusals(request.app, entry.flow.name, body):
        examined = await examine(request.app, body, partial(_identify, door, entry))
    if isinstance(examined, Told):
        return _pass_over(examined, entry, door)
    key = delivery_key(request.headers, entry.connection.delivery_key_headers)
    if isinstance(examined, Post):
        assert isinstance(entry.source, Splits)  # noqa: S101 - only of such a source a document is examined as a post
        return await receive_pieces(request.app, entry, entry.source, examined, key)
    identity, material, unfit = examined
    if unfit is not None:
        if not await door.acceptor.knows(entry.flow, identity):
            return _pass_over(unfit, entry, door)
        identity, material = mark_unfit(identity, material)
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
    return acknowledge(accepted, door)


def _pass_over(why: Told, entry: DoorFlow, door: Door) -> web.Response:
    door.metrics.count("documents", entry.flow.name, "passed_over")
    log.info("document_passed_over", flow=entry.flow.name, why=why.code)
    return pass_over(why)


def _identify(door: Door, entry: DoorFlow, body: bytes) -> tuple[Identity, bytes, Told | None] | Post | Told:
    """Number and version of the document in a body, and the bytes that stand for its version where it states none.

    With them why it does not fit the flow's filter, where it does not.
    Of a source that splits what is posted it is the post, and of a document of which nothing comes it is why. Raises
    BodyEmpty, BodyNotJson or DocumentRefused.
    """
    source = entry.source
    document = parse_body(body)
    if problems := source.check(document):
        raise DocumentRefused(problems, _reference(source, document))
    if isinstance(source, PassesOver) and (why := source.passed_over(document)) is not None:
        return why
    if isinstance(source, Splits):
        relations = source.relations(document)
        return Post(body, document, relations, door.related.pack(entry.flow.source, relations, body))
    identity = source.identify(document)
    material = b"" if identity.version else source.digest_material(document)
    return identity, material, tell_unfit(entry.flow, source, document)


def _reference(source: Source, document: Json) -> str:
    """The number of a document that has mistakes, as far as one can be read; empty where none can."""
    return source.reference_of(document) if isinstance(source, NamesRefused) else ""
