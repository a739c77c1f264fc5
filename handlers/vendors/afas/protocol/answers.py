"""The one place where an answer of AFAS becomes rows, results, or an error of ours named by what happens next.

No error text holds a query, a value of ours or a body: only the verb, the path without its values, and for a refused
write AFAS's own words, as far as they are known for its own.
Sources: AFASSoftware/OASContent markdownpages/profit/en/troubleshooting.md; rmuit/PracticalAfas RestCurlClient.php.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from handlers.exchange.reply import Reply, read_seconds
from handlers.vendors.afas.protocol.refusals import Meaning, Refusal, read_refusal
from mapping.parsing import ParseError, parse_json
from relay.errors import Barred, Hold, Permanent, RunEnd, Transient, Unconfirmed
from relay.model import Said, said

_REMEDIES: Mapping[int, str] = {
    HTTPStatus.UNAUTHORIZED: "check the token or the OAuth client, the environment's number and kind, and that the app"
    " connector lists this connector and is not blocked",
    HTTPStatus.FORBIDDEN: "add this server's address to the IP restriction of the app connector in AFAS",
    HTTPStatus.NOT_FOUND: "check base_url, environment and kind; AFAS also answers this to a query of more than 2049"
    " characters",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "AFAS takes at most 75 MB in one call",
}
_NOT_LET_IN = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}

_SERVER_GONE = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT, HTTPStatus.REQUEST_TIMEOUT})


@dataclass(frozen=True, slots=True)
class Call:
    """What was asked: ``template`` is the path with ``{value}`` where a value of ours stood.

    ``repeatable`` marks a call that is no read and yet changes nothing.
    """

    method: str
    template: str
    repeatable: bool = False

    @property
    def writes(self) -> bool:
        """Whether AFAS may have changed something because of it."""
        return self.method != "GET" and not self.repeatable

    def __str__(self) -> str:
        return f"{self.method} {self.template}"


def decipher(call: Call, answer: Reply, *, now: datetime | None = None) -> Any:
    """The parsed JSON of a good answer; None where a write was answered without a body.

    Raises Permanent, Transient, Hold and Unconfirmed as relay.errors defines them. ``now`` is the moment against which
    a Retry-After date is counted where the answer has no Date; the clock's when left out.
    """
    body = _parse(answer.body)
    if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return _good(call, answer, body)
    if answer.status < HTTPStatus.BAD_REQUEST:
        raise Barred(f"{call}: AFAS answered with a redirect ({answer.status}), which is not followed; check base_url")
    refusal = read_refusal(body)
    if answer.status in {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}:
        raise _busy(call, answer, body, now)
    if answer.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        raise _end_of(call, refusal)
    if answer.status in _SERVER_GONE or answer.status > HTTPStatus.INTERNAL_SERVER_ERROR:
        raise lost(call, f"status {answer.status}")
    remedy = _REMEDIES.get(answer.status, "this call will be refused again")
    reason = f"{call}: AFAS answered {answer.status}; {remedy}{refusal.trace}"
    if answer.status == HTTPStatus.NOT_FOUND:  # of one record or connector, unless different records get it too
        not_there = said(call, 404)
        raise Hold(reason, said=not_there) if call.writes else Transient(reason, said=not_there)
    raise Barred(reason) if answer.status in _NOT_LET_IN else Permanent(reason)


def rows_of(call: Call, document: Any) -> list[dict[str, Any]]:
    """The rows of a GetConnector's answer. Raises Transient when it has another shape."""
    rows = document.get("rows") if isinstance(document, Mapping) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Transient(f"{call}: AFAS answered without a list of rows")
    return rows


def results_of(document: Any, connector: str) -> dict[str, str]:
    """The keys a write answered, as text; empty where AFAS gave none, which is no failure.

    >>> results_of({"results": {"FbSales": {"OrNu": "60005491"}}}, "FbSales")
    {'OrNu': '60005491'}
    """
    results = document.get("results") if isinstance(document, Mapping) else None
    keys = results.get(connector) if isinstance(results, Mapping) else None
    first = keys[0] if isinstance(keys, list) and keys else keys
    if not isinstance(first, Mapping):
        return {}
    return {str(name): str(value) for name, value in first.items() if value is not None}


def lost(call: Call, what: str, answer: Said | None = None) -> RunEnd:
    """How a call ends whose answer says nothing of what AFAS did: a read is repeated, a write is looked up."""
    if call.writes:
        return Unconfirmed(f"{call}: no certain answer from AFAS ({what}); it may have been carried out", said=answer)
    return Transient(f"{call}: no usable answer from AFAS ({what})", said=answer)


def _parse(body: bytes) -> Any:
    try:
        return parse_json(body)
    except ParseError:
        return None


def _good(call: Call, answer: Reply, body: Any) -> Any:
    if body is None and (answer.body.strip() or not call.writes):
        raise lost(call, f"status {answer.status} without JSON")
    return body


def _busy(call: Call, answer: Reply, body: Any, now: datetime | None) -> RunEnd:
    asked = answer.wait(now)
    after = _retry_after_in(body) if asked is None else asked
    if call.writes and body is None and after is None:
        return lost(call, f"status {answer.status}")
    return Transient(f"{call}: AFAS is busy or under maintenance ({answer.status})", after=after, burns_try=False)


def _retry_after_in(body: Any) -> timedelta | None:
    """``retry_after`` in seconds, on top of the body or, as AFAS's own sample has it, one level down."""
    if not isinstance(body, Mapping):
        return None
    for level in (body, *(part for part in body.values() if isinstance(part, Mapping))):
        asked = read_seconds(str(level.get("retry_after", "")))
        if asked is not None:
            return asked
    return None


_PROVED: Mapping[Meaning, str] = {
    Meaning.UNAUTHORISED: "AFAS does not let this app connector use it; add the connector to the app connector and give"
    " its user group access",
    Meaning.BLOCKED: "AFAS has blocked this GetConnector; unblock it in Profit and lower how often it is read",
}
"""What proves that the connection does not let us in."""


def _end_of(call: Call, refusal: Refusal) -> RunEnd:
    """What a 500 means for this call."""
    answer = said(call, 500, refusal.number, refusal.message, works=refusal.meaning is not Meaning.NONE)
    if certain := _certain(call, refusal, answer):
        return certain
    if refusal.meaning is Meaning.TIMED_OUT:
        return lost(call, f"AFAS broke off after 15 minutes{refusal.trace}")
    if refusal.meaning is Meaning.TOO_MUCH:
        return lost(call, f"too big for AFAS; lower the connection's page_size{refusal.trace}", answer)
    words = f"status 500: {refusal.told}" if refusal.message else "status 500"
    return lost(call, f"{words}{refusal.trace}", answer if call.writes or answer.works else None)


def _certain(call: Call, refusal: Refusal, answer: Said) -> RunEnd | None:
    """What a 500 means whose words say that nothing was done, and why; None where they leave that open."""
    meaning, trace = refusal.meaning, refusal.trace
    if meaning in _PROVED:
        return Barred(f"{call}: {_PROVED[meaning]}{trace}")
    if meaning is Meaning.MALFORMED:
        return Permanent(f"{call}: AFAS cannot read the call{trace}")
    if meaning is Meaning.IN_USE:
        return Transient(f"{call}: someone else has the record in use, so nothing was written{trace}")
    if meaning in {Meaning.FIELD, Meaning.SETTING}:
        return Hold(f"{call}: {_to_set(refusal)}{trace}", said=answer)
    if call.writes and meaning is Meaning.DATA:
        return Hold(f"{call}: AFAS refused the data: {refusal.told}{trace}")
    return None


def _to_set(refusal: Refusal) -> str:
    if refusal.meaning is Meaning.FIELD:
        return f"the connector has no column '{refusal.field}'; name the right one in the settings"
    return "AFAS takes the name or the form of a field for wrong; mend the mapping or the connector's definition"
