"""Turns a reply into rows or into the error that says what happens next: the one place where a status gets a meaning.

An error of AccountView may come with any status, 200 included, so the body is looked at first: the members
``ErrorType`` and ``ErrorMessage`` are those that github.com/omniboost/go-accountview.net decodes. A reply that says
nothing clear about an insert leaves it unconfirmed, because AccountView has nothing that makes a second one harmless.
Words bar the connection, or one business object, only where they prove something of that; others are about the one
record that was asked for.
"""

from functools import cache
from http import HTTPStatus
from typing import Any, NoReturn

from handlers.contracts.records import AlreadyThere, NotThere
from handlers.exchange.reply import Reply
from handlers.vendors.accountview.dictionary import column_names
from handlers.vendors.accountview.protocol.answers import (
    Answer,
    BusinessObject,
    Company,
    UnreadableAnswerError,
    load,
    read_companies,
    read_objects,
    tables_of,
)
from handlers.vendors.accountview.protocol.calls import Call, Effect, Rules
from handlers.vendors.accountview.protocol.own_words import OWN_WORDS
from handlers.vendors.sayings import Sayings
from relay.errors import Barred, Hold, Permanent, RunEnd, Scope, Transient, Unconfirmed
from relay.model import Said, said
from words.told import Told

NOTHING = Answer({}, nothing=True)


class Unauthorized(Barred):
    """The access token is not accepted; once it is renewed the same call may pass."""


class NoSuchYear(Hold):
    """The book date picks a fiscal year that has no administration; nothing was read or written."""


def decipher(call: Call, reply: Reply, rules: Rules) -> Answer:
    """The rows of a reply. Raises a kind of RunEnd for everything that is not rows.

    Unauthorized: 401. NoSuchYear: no administration for the book date. Hold: AccountView refuses the data of a write,
    or knows nothing of the record. Transient: certainly nothing was written. Barred: the connection does not let us in.
    Permanent: the call will never pass. Unconfirmed: an insert may have been carried out.
    """
    document = _document(call, reply, rules)
    if document is None:
        return NOTHING
    try:
        return tables_of(document)
    except UnreadableAnswerError:
        raise unclear(call, Told("accountview.no_tables", call=str(call))) from None


def decipher_companies(call: Call, reply: Reply, rules: Rules) -> tuple[Company, ...]:
    """The companies of a reply. Raises the same kinds as :func:`decipher`."""
    document = _document(call, reply, rules)
    try:
        return read_companies(document)
    except UnreadableAnswerError:
        raise unclear(call, Told("accountview.no_companies", call=str(call))) from None


def decipher_objects(call: Call, reply: Reply, rules: Rules) -> tuple[BusinessObject, ...]:
    """The business objects of a reply. Raises the same kinds as :func:`decipher`."""
    document = _document(call, reply, rules)
    try:
        return read_objects(document)
    except UnreadableAnswerError:
        raise unclear(call, Told("accountview.no_objects", call=str(call))) from None


def unclear(
    call: Call,
    reason: Told,
    *,
    burns_try: bool = True,
    answer: Said | None = None,
    scope: Scope = Scope.CONNECTION,
) -> RunEnd:
    """The error for a call of which nothing is known: it may be repeated, or, for an insert, must be looked up."""
    if call.effect.repeatable:
        return Transient(reason, burns_try=burns_try, said=answer, scope=scope)
    return Unconfirmed(Told("accountview.perhaps_carried_out", reason=reason), said=answer, scope=scope)


def _document(call: Call, reply: Reply, rules: Rules) -> Any:
    """The parsed body, or None where the reply says in its own way that there are no rows."""
    if reply.status == HTTPStatus.UNAUTHORIZED:
        command = Told("command.connect", connection=rules.connection)
        raise Unauthorized(Told("accountview.token_not_accepted", call=str(call), command=command))
    document = _parse(reply)
    _refuse_vendor_error(call, reply, rules, document)
    if not reply.succeeded:
        return _refuse_status(call, reply, rules)
    if document is not None:
        return document
    if not reply.body.strip() and call.effect is not Effect.READ:
        return None
    raise unclear(call, _no_rows(call, reply), burns_try=False)


def _no_rows(call: Call, reply: Reply) -> Told:
    """What a good answer is that holds no JSON."""
    if reply.is_page:
        return Told("accountview.answer_is_page", call=str(call))
    if not reply.body.strip():
        return Told("accountview.answer_is_nothing", call=str(call))
    return Told("accountview.answer_is_no_json", call=str(call))


def _parse(reply: Reply) -> Any:
    if reply.is_page or not reply.body.strip():
        return None
    try:
        return load(reply.body)
    except UnreadableAnswerError:
        return None


def _refuse_vendor_error(call: Call, reply: Reply, rules: Rules, document: Any) -> None:
    """Raise what an error in the body means, whatever the status; return where there is none."""
    if not isinstance(document, dict):
        return
    members = {str(name).strip().casefold(): value for name, value in document.items()}
    message, kind = _words(members.get("errormessage")), _words(members.get("errortype"))
    if message or kind:
        raise _decipher_error(call, reply, rules, kind, message)


def _decipher_error(call: Call, reply: Reply, rules: Rules, kind: str, message: str) -> RunEnd:
    """What an error means: known phrases first, and then what can be told without knowing the words."""
    asked, saying = str(call), _sayings().told(message or kind)
    whole = f"{kind} {message}"
    if reply.status == HTTPStatus.FORBIDDEN or rules.barred.are_in(whole) or rules.no_rights.are_in(whole):
        scope = Scope.CONNECTION if rules.barred.are_in(whole) else Scope.CALL
        return Barred(Told("accountview.says_not_let_in", call=asked, saying=saying), scope=scope)
    if rules.unclear.are_in(whole):
        late = Told("accountview.says_late", call=asked, saying=saying)
        return unclear(call, late, burns_try=False, scope=Scope.CALL)
    if rules.missing_year.are_in(whole):
        return NoSuchYear(Told("accountview.says_no_year", call=asked, saying=saying))
    refused = rules.refused.are_in(whole)
    if rules.busy.are_in(whole) and not refused:
        busy = Told("accountview.says_busy", call=asked, saying=saying)
        return Transient(busy, after=reply.wait(), burns_try=False)
    by_type = kind.casefold() in rules.refusal_types or not kind or reply.status >= HTTPStatus.BAD_REQUEST
    if call.effect is not Effect.READ and (refused or (by_type and reply.status < _SERVER)):
        return _refusal(call, rules, whole)(Told("accountview.says_refused", call=asked, saying=saying))
    unknown = Told("accountview.says", call=asked, saying=saying)
    return unclear(call, unknown, answer=said(call, reply.status, whole))


_SERVER = HTTPStatus.INTERNAL_SERVER_ERROR


def _refusal(call: Call, rules: Rules, whole: str) -> type[Hold]:
    """What a write that AccountView refuses comes to, by what it says of the record."""
    if call.effect is Effect.INSERT and rules.exists.are_in(whole):
        return AlreadyThere
    return NotThere if call.effect is Effect.UPDATE and rules.absent.are_in(whole) else Hold


def _refuse_status(call: Call, reply: Reply, rules: Rules) -> None:
    """Raise what a status without a message means; return where it says that there are no rows."""
    status = reply.status
    if status == HTTPStatus.NOT_FOUND and call.effect is Effect.READ and rules.empty_is_404 and not reply.is_page:
        return
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        told = Told("accountview.too_many_calls", call=str(call))
        raise Transient(told, after=reply.wait(), burns_try=False)
    if status == HTTPStatus.REQUEST_TIMEOUT or status >= _SERVER:
        _refuse_broken(call, reply)
    if status == HTTPStatus.NOT_FOUND:
        raise _not_there(call)
    reason = _explain_refusal(str(call), status)
    if status == HTTPStatus.FORBIDDEN:
        raise Barred(reason, scope=Scope.CALL)
    raise Barred(reason) if status < HTTPStatus.BAD_REQUEST else Permanent(reason)


def _refuse_broken(call: Call, reply: Reply) -> NoReturn:
    reason = Told("accountview.not_working", call=str(call), status=reply.status)
    if call.effect.repeatable:
        raise Transient(reason, after=reply.wait(), burns_try=False)
    raise unclear(call, reason, answer=said(call, reply.status, works=False))


def _not_there(call: Call) -> RunEnd:
    """What a 404 means: a record or an object that is not there, unless different records get it too."""
    reason = Told("accountview.not_there", call=str(call))
    answer = said(call, 404)
    if call.effect is Effect.READ:
        return Transient(reason, said=answer)
    return NotThere(reason, said=answer) if call.effect is Effect.UPDATE else Hold(reason, said=answer)


def _explain_refusal(call: str, status: int) -> Told:
    """Why a call is refused, by its status, and what helps."""
    match status:
        case HTTPStatus.FORBIDDEN:
            return Told("accountview.no_right", call=call)
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return Told("accountview.call_too_large", call=call)
        case HTTPStatus.REQUEST_URI_TOO_LONG:
            return Told("accountview.query_too_long", call=call)
        case _ if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
            return Told("accountview.redirected", call=call, status=status)
        case _:
            return Told("accountview.refused_without_message", call=call, status=status)


@cache
def _sayings() -> Sayings:
    return Sayings(OWN_WORDS, column_names())


def _words(value: Any) -> str:
    """A message as one line; anything but text is none."""
    return " ".join(value.split()) if isinstance(value, str) else ""
