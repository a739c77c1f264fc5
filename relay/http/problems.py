"""Every answer that is not a success, as an RFC 9457 problem document; one class per answer, one middleware for all.

Sources: RFC 9457 (members and ``application/problem+json``), RFC 9110 section 15 (statuses). ``type`` is a name that
stays the same when the sentence in ``detail`` changes, so that a sender's program may depend on it.
"""

import math
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, ClassVar

import orjson
from aiohttp import web

from mapping.problems import Problem
from words.told import Sentence, Told, as_told

CONTENT_TYPE = "application/problem+json"


class Refusal(Exception):  # noqa: N818 - it is an answer, read in `raise AddressRefused`
    """The request ends with this answer. ``detail`` is for a person; it quotes nothing of the body or a header.

    Where the detail is a sentence with a code, the answer gives that as ``code``.

    ``cause`` is one of our own words for the log, where the answer must not tell it.
    """

    status: ClassVar[HTTPStatus]
    kind: ClassVar[str]
    title: ClassVar[str]
    detail: str
    headers: Mapping[str, str] = {}
    cause: str = ""

    def __init__(self, detail: Sentence | None = None, **members: Any) -> None:
        self.detail = str(detail or self.detail)
        self.members = members | ({"code": detail.code} if isinstance(detail, Told) else {})
        super().__init__(self.detail)

    def response(self) -> web.Response:
        """The answer on the wire."""
        document = {"type": f"urn:problem-type:relay:{self.kind}", "title": self.title, "status": self.status}
        return problem_response(self.status, document | {"detail": self.detail} | self.members, self.headers)


class BodyNotRead(Refusal):
    """The body ended early or its framing is broken."""

    status = HTTPStatus.BAD_REQUEST
    kind = "body-not-read"
    title = "The body could not be read"
    detail = "The body is cut off or its chunks are malformed; send the request again."


class BodyEmpty(Refusal):
    """There is no document in the request."""

    status = HTTPStatus.BAD_REQUEST
    kind = "body-empty"
    title = "The body is empty"
    detail = "Send the document as JSON in the body of the request."


class BodyNotJson(Refusal):
    """The body is no JSON; ``detail`` gives the place."""

    status = HTTPStatus.BAD_REQUEST
    kind = "body-not-json"
    title = "The body is not the JSON that is accepted here"
    detail = "Send one JSON document in UTF-8."


class DeliveryKeyMalformed(Refusal):
    """The headers that make a delivery repeatable contradict each other or are malformed."""

    status = HTTPStatus.BAD_REQUEST
    kind = "delivery-key-malformed"
    title = "The delivery key is malformed"
    detail = "Send one delivery key of 1 to 255 printable ASCII characters, in one header."


class SenderNotProved(Refusal):
    """The proof that the connection asks for is missing or wrong: one answer for all causes, so that none is taught.

    ``challenge`` names the kind of proof (RFC 9110 section 11.6.1).
    """

    status = HTTPStatus.UNAUTHORIZED
    kind = "sender-not-proved"
    title = "The sender is not proved"
    detail = "Sign the request, or show the secret, as agreed with the operator, whose log says what was wrong."

    def __init__(self, cause: str = "", challenge: str = "Signature") -> None:
        super().__init__()
        self.cause = cause
        self.headers = {"WWW-Authenticate": challenge}


class ForwardingRefused(Refusal):
    """What the request says about the hops it took cannot be believed or read; ``detail`` says why."""

    status = HTTPStatus.BAD_REQUEST
    kind = "forwarding-refused"
    title = "The forwarding headers are refused"
    detail = "The headers that tell which proxies the request passed cannot be used."


class AddressRefused(Refusal):
    """The peer is on no list that this path looks at, or has no address."""

    status = HTTPStatus.FORBIDDEN
    kind = "address-refused"
    title = "This address may not do this"
    detail = "The address you call from is not on the allow-list; ask the operator to add it."


class HttpsRequired(Refusal):
    """The request did not reach us over HTTPS, as far as trusted proxies tell."""

    status = HTTPStatus.FORBIDDEN
    kind = "https-required"
    title = "Only HTTPS is accepted"
    detail = "The request did not come over HTTPS; send it to an address that begins with https://."


class FlowNotFound(Refusal):
    """An allowed sender names a flow that does not exist."""

    status = HTTPStatus.NOT_FOUND
    kind = "flow-not-found"
    title = "There is no such flow"
    detail = "No flow has the name in this path; ask the operator for the right one."


class BodyTimeout(Refusal):
    """The body did not arrive in time."""

    status = HTTPStatus.REQUEST_TIMEOUT
    kind = "body-timeout"
    title = "The body did not arrive in time"
    detail = "The body took too long to arrive; send the request again."


class FlowTakesNoDocuments(Refusal):
    """The flow exists, but its source is polled. 409, not 404: the name is right, it is the wiring that differs."""

    status = HTTPStatus.CONFLICT
    kind = "flow-takes-no-documents"
    title = "This flow takes no documents"
    detail = "The source of this flow is polled; post to /triggers/ with its name to have it polled now."


class FlowNotPolled(Refusal):
    """The flow exists, but there is nothing to poll."""

    status = HTTPStatus.CONFLICT
    kind = "flow-not-polled"
    title = "This flow is not polled"
    detail = "This flow has no poll in relay.yaml, so there is nothing to trigger; post its documents to /hooks/."


class DocumentCancelled(Refusal):
    """The document, or this delivery of it, became an event that an operator has cancelled."""

    status = HTTPStatus.CONFLICT
    kind = "document-cancelled"
    title = "This document was cancelled"

    def __init__(self, event: str) -> None:
        told = f"The operator cancelled it as event {event}, so it was not taken in. To have it carried after all, the "
        super().__init__(f"{told}operator runs: relay replay {event}; then send it again.", event=event)


class BodyTooLarge(Refusal):
    """The body is larger than the limit; ``detail`` names it."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    kind = "body-too-large"
    title = "The body is too large"
    detail = "The body is too large."


class MediaTypeRefused(Refusal):
    """The body is not declared as JSON in UTF-8."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    kind = "media-type-refused"
    title = "Only JSON is accepted"
    detail = "Send the header Content-Type: application/json once, with no charset or with charset=utf-8."
    headers: Mapping[str, str] = {"Accept": "application/json"}


class EncodingRefused(Refusal):
    """The body is compressed."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    kind = "encoding-refused"
    title = "Compressed bodies are not accepted"
    detail = "Send the body without Content-Encoding, and with no Transfer-Encoding but chunked."
    headers: Mapping[str, str] = {"Accept-Encoding": "identity"}


class DocumentRefused(Refusal):
    """The document is JSON, but not one that can be carried; ``errors`` lists all that is wrong with it.

    ``reference`` is its number where one can be read; it is not in the answer.
    """

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    kind = "document-refused"
    title = "The document cannot be carried as it is"

    def __init__(self, problems: Sequence[Problem], reference: str = "") -> None:
        self.problems, self.reference = problems, reference
        errors = [_plain(problem) for problem in problems]
        super().__init__(f"Fields with a problem: {len(errors)}; see errors.", errors=errors)


class DeliveryKeyReused(Refusal):
    """The delivery key came before with another body; ``event`` is what became of that one, while that is known."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    kind = "delivery-key-reused"
    title = "The delivery key belongs to another body"
    detail = "This delivery key was used for a different body; send a new document under a new key."


class RateExceeded(Refusal):
    """A client sends more than its connection allows; ``seconds`` is the time until it may send again."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    kind = "rate-exceeded"
    title = "Too many requests"
    detail = "Wait as long as Retry-After says, then send the request again; nothing was stored."

    def __init__(self, seconds: float = 1.0) -> None:
        super().__init__()
        self.headers = {"Retry-After": str(math.ceil(seconds))}


class DoorBusy(Refusal):
    """As many requests as we hold at a time are being read or stored."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    kind = "door-busy"
    title = "Too many requests at the same time"
    detail = "Nothing was stored. Send the request again in a moment."
    headers: Mapping[str, str] = {"Retry-After": "1"}


class StorageAway(Refusal):
    """Redis did not answer or is full: nothing was accepted."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    kind = "storage-away"
    title = "The storage does not answer"
    detail = "Nothing was stored. Send the request again later."
    headers: Mapping[str, str] = {"Retry-After": "5"}


class Unforeseen(Refusal):
    """A defect of ours. The answer says nothing about it; the log says where."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    kind = "unforeseen"
    title = "The relay itself failed"
    detail = "This is a defect of the relay; its log says where."


def _plain(problem: Problem) -> dict[str, str | None]:
    code = as_told(problem.wrong).code
    return {"path": problem.path, "code": code, "rule": problem.rule, "remedy": problem.remedy, "value": problem.value}


def problem_response(status: int, document: Mapping[str, Any], headers: Mapping[str, str]) -> web.Response:
    """A problem document as a response."""
    return web.Response(body=orjson.dumps(document), status=status, headers=headers, content_type=CONTENT_TYPE)


def http_problem(error: web.HTTPException) -> web.Response:
    """An error that aiohttp itself answers with (404, 405, 413), in the form of all others."""
    status = HTTPStatus(error.status)
    document = {"type": "about:blank", "title": status.phrase, "status": status, "detail": status.description}
    kept = {name: error.headers[name] for name in ("Allow",) if name in error.headers}
    return problem_response(status, document, kept)
