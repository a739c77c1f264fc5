"""``POST /hooks/{flow}``: takes one document from a sender, and says which event it became."""

import re
from http import HTTPStatus
from typing import Final

import orjson
import structlog
from aiohttp import web

from relay.accept import Delivery
from relay.intake.admission import admit
from relay.intake.body import read_body, require_json
from relay.intake.door import DOOR, parse_body
from relay.intake.problems import (
    DeliveryKeyMalformed,
    DeliveryKeyReused,
    DocumentRefused,
    FlowTakesNoDocuments,
)
from relay.model import Origin
from relay.queue import Accepted

log = structlog.get_logger()

DELIVERY_KEY_HEADERS: Final = ("webhook-id", "Idempotency-Key")
"""Headers in which senders put the key of a delivery (Standard Webhooks; draft-ietf-httpapi-idempotency-key-header)."""

_DELIVERY_KEY = re.compile(r"[\x20-\x7e]{1,255}")


async def receive_document(request: web.Request) -> web.Response:
    """Answer 202 with ``{"event": id, "duplicate": bool}`` once Redis has the document, or found the first of its kind.

    A repeated delivery also gets ``Idempotent-Replayed: true``. Raises the refusals of :mod:`relay.intake.problems`
    in the order of the lines below, and StorageError when it is not stored.
    """
    entry = admit(request)
    if not entry.accepts_documents:
        raise FlowTakesNoDocuments
    door = request.app[DOOR]
    require_json(request)
    body = await read_body(request, door.server.body_limit, door.server.body_timeout)
    document = parse_body(door, body)
    if problems := entry.source.check(document):
        raise DocumentRefused(problems)
    key = delivery_key(request)
    accepted = await door.acceptor.accept(
        entry.flow,
        body,
        entry.source.identify(document),
        Origin.HOOK,
        digest_material=entry.source.digest_material(document),
        delivery=Delivery(entry.flow.source, key) if key is not None else None,
    )
    log.info("document_received", flow=entry.flow.name, event_id=accepted.event_id, kind=accepted.kind)
    return _acknowledged(accepted)


def delivery_key(request: web.Request) -> str | None:
    """The key the sender gave this delivery, or None. Raises DeliveryKeyMalformed."""
    given = {key for header in DELIVERY_KEY_HEADERS for key in request.headers.getall(header, [])}
    if len(given) > 1:
        raise DeliveryKeyMalformed
    key = next(iter(given), None)
    if key is not None and not _DELIVERY_KEY.fullmatch(key):
        raise DeliveryKeyMalformed
    return key


def _acknowledged(accepted: Accepted) -> web.Response:
    if accepted.kind == "conflict":
        raise DeliveryKeyReused(event=accepted.event_id)
    answer = {"event": accepted.event_id, "duplicate": accepted.kind != "new"}
    headers = {"Idempotent-Replayed": "true"} if accepted.kind == "replayed" else {}
    return web.Response(
        body=orjson.dumps(answer), status=HTTPStatus.ACCEPTED, headers=headers, content_type="application/json"
    )
