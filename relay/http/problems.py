"""Every answer that is not a success, as an RFC 9457 problem document; one class per answer, one middleware for all.

Sources: RFC 9457 (members and ``application/problem+json``), RFC 9110 section 15 (statuses). ``type`` is a name that
stays the same when the sentence in ``detail`` changes, so that a sender's program may depend on it.
"""

import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar

import orjson
from aiohttp import web

from words.told import Told

CONTENT_TYPE = "application/problem+json"


class Refusal(Exception):  # noqa: N818 - it is an answer, read in `raise AddressRefused`
    """The request ends with this answer. ``detail`` is for a person; it quotes nothing of the body or a header.

    The answer gives its code as ``code``.

    ``cause`` is one of our own words for the log, where the answer must not tell it.
    """

    status: ClassVar[HTTPStatus]
    kind: ClassVar[str]
    title: ClassVar[Told]
    detail: Told
    headers: Mapping[str, str] = {}
    cause: str = ""

    def __init__(self, detail: Told | None = None, **members: Any) -> None:
        self.detail = detail or self.detail
        self.members = {"code": self.detail.code} | members
        super().__init__(self.detail)

    def response(self) -> web.Response:
        """The answer on the wire."""
        document = {"type": f"urn:problem-type:relay:{self.kind}", "title": str(self.title), "status": self.status}
        return problem_response(self.status, document | {"detail": str(self.detail)} | self.members, self.headers)


class DeliveryKeyMalformed(Refusal):
    """The headers that make a delivery repeatable contradict each other or are malformed."""

    status = HTTPStatus.BAD_REQUEST
    kind = "delivery-key-malformed"
    title = Told("http.delivery_key_malformed_title")
    detail = Told("http.delivery_key_malformed")


class SenderNotProved(Refusal):
    """The proof that the connection asks for is missing or wrong: one answer for all causes, so that none is taught.

    ``challenge`` names the kind of proof (RFC 9110 section 11.6.1).
    """

    status = HTTPStatus.UNAUTHORIZED
    kind = "sender-not-proved"
    title = Told("http.sender_not_proved_title")
    detail = Told("http.sender_not_proved")

    def __init__(self, cause: str = "", challenge: str = "Signature") -> None:
        super().__init__()
        self.cause = cause
        self.headers = {"WWW-Authenticate": challenge}


class ForwardingRefused(Refusal):
    """What the request says about the hops it took cannot be believed or read; ``detail`` says why."""

    status = HTTPStatus.BAD_REQUEST
    kind = "forwarding-refused"
    title = Told("http.forwarding_refused_title")
    detail = Told("http.forwarding_refused")


class AddressRefused(Refusal):
    """The peer is on no list that this path looks at, or has no address."""

    status = HTTPStatus.FORBIDDEN
    kind = "address-refused"
    title = Told("http.address_refused_title")
    detail = Told("http.address_refused")


class HttpsRequired(Refusal):
    """The request did not reach us over HTTPS, as far as trusted proxies tell."""

    status = HTTPStatus.FORBIDDEN
    kind = "https-required"
    title = Told("http.https_required_title")
    detail = Told("http.https_required")


class FlowNotFound(Refusal):
    """An allowed sender names a flow that does not exist."""

    status = HTTPStatus.NOT_FOUND
    kind = "flow-not-found"
    title = Told("http.flow_not_found_title")
    detail = Told("http.flow_not_found")


class FlowTakesNoDocuments(Refusal):
    """The flow exists, but its source is polled. 409, not 404: the name is right, it is the wiring that differs."""

    status = HTTPStatus.CONFLICT
    kind = "flow-takes-no-documents"
    title = Told("http.flow_takes_no_documents_title")
    detail = Told("http.flow_takes_no_documents")


class FlowNotPolled(Refusal):
    """The flow exists, but there is nothing to poll."""

    status = HTTPStatus.CONFLICT
    kind = "flow-not-polled"
    title = Told("http.flow_not_polled_title")
    detail = Told("http.flow_not_polled")


class DocumentCancelled(Refusal):
    """The document, or this delivery of it, became an event that an operator has cancelled."""

    status = HTTPStatus.CONFLICT
    kind = "document-cancelled"
    title = Told("http.document_cancelled_title")

    def __init__(self, event: str) -> None:
        self.detail = Told("http.document_cancelled", event=event)
        super().__init__(event=event)


class DeliveryKeyReused(Refusal):
    """The delivery key came before with another body; ``event`` is what became of that one, while that is known."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    kind = "delivery-key-reused"
    title = Told("http.delivery_key_reused_title")
    detail = Told("http.delivery_key_reused")


class RateExceeded(Refusal):
    """A client sends more than its connection allows; ``seconds`` is the time until it may send again."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    kind = "rate-exceeded"
    title = Told("http.rate_exceeded_title")
    detail = Told("http.rate_exceeded")

    def __init__(self, seconds: float = 1.0) -> None:
        super().__init__()
        self.headers = {"Retry-After": str(math.ceil(seconds))}


class DoorBusy(Refusal):
    """As many requests as we hold at a time are being read or stored."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    kind = "door-busy"
    title = Told("http.door_busy_title")
    detail = Told("http.door_busy")
    headers: Mapping[str, str] = {"Retry-After": "1"}


class StorageAway(Refusal):
    """Redis did not answer or is full: nothing was accepted."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    kind = "storage-away"
    title = Told("http.storage_away_title")
    detail = Told("http.storage_away")
    headers: Mapping[str, str] = {"Retry-After": "5"}


class Unforeseen(Refusal):
    """A defect of ours. The answer says nothing about it; the log says where."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    kind = "unforeseen"
    title = Told("http.unforeseen_title")
    detail = Told("http.unforeseen")


def problem_response(status: int, document: Mapping[str, Any], headers: Mapping[str, str]) -> web.Response:
    """A problem document as a response."""
    return web.Response(body=orjson.dumps(document), status=status, headers=headers, content_type=CONTENT_TYPE)


def http_problem(error: web.HTTPException) -> web.Response:
    """An error that aiohttp itself answers with (404, 405, 413), in the form of all others."""
    status = HTTPStatus(error.status)
    document = {"type": "about:blank", "title": status.phrase, "status": status, "detail": status.description}
    kept = {name: error.headers[name] for name in ("Allow",) if name in error.headers}
    return problem_response(status, document, kept)
