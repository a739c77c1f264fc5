"""The one place where an answer of AFAS becomes rows, results, or an error of ours named by what happens next.

No error text holds a query, a value of ours or a body: only the verb, the path without its values, and for a refused
write AFAS's own words, as far as they are known for its own.
Sources: AFASSoftware/OASContent markdownpages/profit/en/troubleshooting.md; rmuit/PracticalAfas RestCurlClient.php.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Literal

from handlers.contracts.records import AlreadyThere, NotThere
from handlers.exchange.reply import Reply, read_seconds
from handlers.vendors.afas.protocol.refusals import Meaning, Refusal, read_refusal
from handlers.vendors.afas.protocol.standing import is_absent, is_there
from mapping.parsing import ParseError, parse_json
from relay.errors import Barred, Hold, Permanent, RunEnd, Scope, Transient, Unconfirmed
from relay.model import Said, said
from words.told import Told

NOT_LET_IN = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
"""Statuses that refuse the token or the address, or only the connector: AFAS answers alike."""

_SERVER_GONE = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT, HTTPStatus.REQUEST_TIMEOUT})


@dataclass(frozen=True, slots=True)
class Call:
    """What was asked: ``template`` is the path with ``{value}`` where a value of ours stood.

    ``repeatable`` marks a call that is no read and yet changes nothing. ``about`` sets calls to a connector apart from
    others to it, such as those with pictures, which are larger and slower.
    """

    method: str
    template: str
    repeatable: bool = False
    about: str = ""

    @property
    def writes(self) -> bool:
        """Whether AFAS may have changed something because of it."""
        return self.method != "GET" and not self.repeatable

    @property
    def kind(self) -> str:
        """What else is refused or slow where this call is: reads of one GetConnector, writes of one UpdateConnector.

        Empty for what is not about a connector.

        >>> Call("GET", "/connectors/Profit_Debtor").kind, Call("GET", "/imageconnector/{id}").kind
        ('GET Profit_Debtor', 'GET imageconnector')
        """
        return " ".join(filter(None, (self.method, self.connector, self.about))) if self.connector else ""

    @property
    def connector(self) -> str:
        """The connector that is called, one of files too; empty for what is none."""
        first, _, rest = self.template.strip("/").partition("/")
        return rest.partition("/")[0] if first == "connectors" else first if first.endswith("connector") else ""

    def __str__(self) -> str:
        return f"{self.method} {self.template}"


def is_let_in_by(answer: Reply) -> bool:
    """Whether an answer shows that AFAS takes our token from this address, whatever it says of what was asked."""
    if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return True
    unlisted = answer.status == HTTPStatus.INTERNAL_SERVER_ERROR
    return unlisted and read_refusal(_parse(answer.body)).meaning is Meaning.UNAUTHORISED


def decipher(call: Call, answer: Reply, *, now: datetime | None = None, is_let_in: bool = False) -> Any:
    """The parsed JSON of a good answer; None where a write was answered without a body.

    Raises Permanent, Transient, Hold and Unconfirmed as relay.errors defines them. ``now`` is the moment against which
    a Retry-After date is counted where the answer has no Date; the clock's when left out. ``is_let_in`` says that AFAS
    takes our token from this address, so that being refused is about the connector alone.
    """
    body = _parse(answer.body)
    if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return _good(call, answer, body)
    if answer.status < HTTPStatus.BAD_REQUEST:
        raise Barred(Told("afas.redirected", call=str(call), status=answer.status))
    refusal = read_refusal(body)
    if answer.status in {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}:
        raise _busy(call, answer, body, now)
    if answer.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        raise _end_of(call, refusal)
    if answer.status in _SERVER_GONE or answer.status > HTTPStatus.INTERNAL_SERVER_ERROR:
        raise judge_lost(call, Told("afas.status", status=answer.status))
    reason = _explain_refusal(str(call), answer.status, refusal.trace)
    if answer.status == HTTPStatus.NOT_FOUND:  # of one record or connector, unless different records get it too
        not_there = said(call, 404)
        raise Hold(reason, said=not_there) if call.writes else Transient(reason, said=not_there)
    if answer.status in NOT_LET_IN and is_let_in:
        told = Told("afas.connector_not_listed", call=str(call), status=answer.status, trace=refusal.trace)
        raise Barred(told, scope=Scope.CALL)
    raise Barred(reason) if answer.status in NOT_LET_IN else Permanent(reason)


def rows_of(call: Call, document: Any) -> list[dict[str, Any]]:
    """The rows of a GetConnector's answer. Raises Transient when it has another shape."""
    rows = document.get("rows") if isinstance(document, Mapping) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Transient(Told("afas.rows_missing", call=str(call)))
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


def judge_lost(call: Call, what: Told, answer: Said | None = None, scope: Scope = Scope.CONNECTION) -> RunEnd:
    """How a call ends whose answer says nothing of what AFAS did: a read is repeated, a write is looked up."""
    if call.writes:
        return Unconfirmed(Told("afas.no_certain_answer", call=str(call), what=what), said=answer, scope=scope)
    return Transient(Told("afas.no_usable_answer", call=str(call), what=what), said=answer, scope=scope)


def _parse(body: bytes) -> Any:
    try:
        return parse_json(body)
    except ParseError:
        return None


def _explain_refusal(call: str, status: int, trace: Told | Literal[""]) -> Told:
    """Why AFAS refuses a call by its status, and what helps."""
    match status:
        case HTTPStatus.UNAUTHORIZED:
            return Told("afas.not_let_in", call=call, trace=trace)
        case HTTPStatus.FORBIDDEN:
            return Told("afas.address_not_let_in", call=call, trace=trace)
        case HTTPStatus.NOT_FOUND:
            return Told("afas.not_found", call=call, trace=trace)
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return Told("afas.call_too_large", call=call, trace=trace)
        case _:
            return Told("afas.refused_always", call=call, status=status, trace=trace)


def _good(call: Call, answer: Reply, body: Any) -> Any:
    if body is None and (answer.body.strip() or not call.writes):
        raise judge_lost(call, Told("afas.no_json", status=answer.status))
    return body


def _busy(call: Call, answer: Reply, body: Any, now: datetime | None) -> RunEnd:
    asked = answer.wait(now)
    after = _retry_after_in(body) if asked is None else asked
    if call.writes and body is None and after is None:
        return judge_lost(call, Told("afas.status", status=answer.status))
    return Transient(Told("afas.busy", call=str(call), status=answer.status), after=after, burns_try=False)


def _retry_after_in(body: Any) -> timedelta | None:
    """``retry_after`` in seconds, on top of the body or, as AFAS's own sample has it, one level down."""
    if not isinstance(body, Mapping):
        return None
    for level in (body, *(part for part in body.values() if isinstance(part, Mapping))):
        asked = read_seconds(str(level.get("retry_after", "")))
        if asked is not None:
            return asked
    return None


def _end_of(call: Call, refusal: Refusal) -> RunEnd:
    """What a 500 means for this call."""
    answer = said(call, 500, refusal.number, refusal.message, works=refusal.meaning is not Meaning.NONE)
    if certain := _refused_whatever_it_is(call, refusal) or _certain(call, refusal, answer):
        return certain
    if refusal.meaning is Meaning.TIMED_OUT:
        return judge_lost(call, Told("afas.broke_off", trace=refusal.trace), scope=Scope.CALL)
    if refusal.meaning is Meaning.TOO_MUCH:
        return judge_lost(call, Told("afas.too_much", trace=refusal.trace), answer, Scope.CALL)
    told = Told("afas.fault", trace=refusal.trace)
    if refusal.message:
        told = Told("afas.fault_told", saying=refusal.told, trace=refusal.trace)
    return judge_lost(call, told, answer if call.writes or answer.works else None)


def _refused_whatever_it_is(call: Call, refusal: Refusal) -> Barred | None:
    """What a 500 means whose words refuse the token, or the connector, whatever is asked of it."""
    asked, trace = str(call), refusal.trace
    match refusal.meaning:
        case Meaning.TOKEN:
            return Barred(Told("afas.token_not_taken", call=asked, trace=trace))
        case Meaning.UNAUTHORISED:
            return Barred(Told("afas.connector_not_allowed", call=asked, trace=trace), scope=Scope.CALL)
        case Meaning.BLOCKED:
            return Barred(Told("afas.connector_blocked", call=asked, trace=trace), scope=Scope.CALL)
        case _:
            return None


def _certain(call: Call, refusal: Refusal, answer: Said) -> RunEnd | None:
    """How a call ends whose 500 says in its words that nothing was done; None where they leave that open."""
    asked, trace = str(call), refusal.trace
    end: RunEnd | None = None
    match refusal.meaning:
        case Meaning.MALFORMED:
            end = Permanent(Told("afas.call_not_read", call=asked, trace=trace))
        case Meaning.IN_USE:
            end = Transient(Told("afas.record_in_use", call=asked, trace=trace), scope=Scope.CALL)
        case Meaning.FIELD:
            told = Told("afas.no_such_column", call=asked, column=refusal.field, trace=trace)
            end = Hold(told, said=answer) if call.writes else Barred(told, scope=Scope.FLOW)
        case Meaning.SETTING:
            end = Hold(Told("afas.field_taken_for_wrong", call=asked, trace=trace), said=answer)
        case Meaning.DATA if call.writes:
            end = _refused_data(call, refusal)
    return end


def _refused_data(call: Call, refusal: Refusal) -> Hold:
    """What of the data AFAS refused: that a record of that key is there, that none is, or something else."""
    told = Told("afas.data_refused", call=str(call), saying=refusal.told, trace=refusal.trace)
    if is_there(call.connector, refusal):
        return AlreadyThere(told)
    if call.method == "PUT" and is_absent(call.connector, refusal):
        return NotThere(told)
    return Hold(told)
