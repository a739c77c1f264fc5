"""Turns a reply into rows or into the error that says what happens next: the one place where a status gets a meaning.

An error of AccountView may come with any status, 200 included, so the body is looked at first: the members
``ErrorType`` and ``ErrorMessage`` are those that github.com/omniboost/go-accountview.net decodes. A reply that says
nothing clear about an insert leaves it unconfirmed, because AccountView has nothing that makes a second one harmless.
Words bar the connection only where they prove something of it; others are about the one record that was asked for.
"""

from functools import cache
from http import HTTPStatus
from typing import Any, NoReturn

from handlers.exchange.reply import Reply
from handlers.vendors.accountview.dictionary import column_names
from handlers.vendors.accountview.protocol.answers import (
    Answer,
    Company,
    UnreadableAnswerError,
    load,
    read_companies,
    tables_of,
)
from handlers.vendors.accountview.protocol.calls import Call, Effect, Rules
from handlers.vendors.accountview.protocol.own_words import OWN_WORDS
from handlers.vendors.sayings import Sayings
from relay.errors import Barred, Hold, Permanent, RunEnd, Transient, Unconfirmed
from relay.model import Said, said

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
    except UnreadableAnswerError as error:
        raise unclear(call, f"{call}: {error}") from None


def decipher_companies(call: Call, reply: Reply, rules: Rules) -> tuple[Company, ...]:
    """The companies of a reply. Raises the same kinds as :func:`decipher`."""
    document = _document(call, reply, rules)
    try:
        return read_companies(document)
    except UnreadableAnswerError as error:
        raise unclear(call, f"{call}: {error}") from None


def unclear(call: Call, reason: str, *, burns_try: bool = True, answer: Said | None = None) -> RunEnd:
    """The error for a call of which nothing is known: it may be repeated, or, for an insert, must be looked up."""
    if call.effect.repeatable:
        return Transient(reason, burns_try=burns_try, said=answer)
    return Unconfirmed(f"{reason}; it may have been carried out and is looked up before it is sent again", said=answer)


def _document(call: Call, reply: Reply, rules: Rules) -> Any:
    """The parsed body, or None where the reply says in its own way that there are no rows."""
    if reply.status == HTTPStatus.UNAUTHORIZED:
        raise Unauthorized(
            f"{call}: AccountView does not accept the access token; run `relay connect {rules.connection}` with a user "
            f"who has this application linked"
        )
    document = _parsed(reply)
    _refuse_vendor_error(call, reply, rules, document)
    if not reply.succeeded:
        return _refuse_status(call, reply, rules)
    if document is not None:
        return document
    if not reply.body.strip() and call.effect is not Effect.READ:
        return None
    found = "a page for people" if reply.is_page else "nothing" if not reply.body.strip() else "no JSON"
    raise unclear(call, f"{call}: the answer is {found}", burns_try=False)


def _parsed(reply: Reply) -> Any:
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
        raise _meant(call, reply, rules, kind, message)


def _meant(call: Call, reply: Reply, rules: Rules, kind: str, message: str) -> RunEnd:
    """What an error means: known phrases first, and then what can be told without knowing the words."""
    reason = f'{call}: AccountView says "{_sayings().told(message or kind)}"'
    whole = f"{kind} {message}"
    if reply.status == HTTPStatus.FORBIDDEN or rules.barred.are_in(whole):
        return Barred(reason)
    if rules.unclear.are_in(whole):
        return unclear(call, reason, burns_try=False)
    if rules.missing_year.are_in(whole):
        return NoSuchYear(reason)
    refused = rules.refused.are_in(whole)
    if rules.busy.are_in(whole) and not refused:
        return Transient(reason, after=reply.wait(), burns_try=False)
    by_type = kind.casefold() in rules.refusal_types or not kind or reply.status >= HTTPStatus.BAD_REQUEST
    if call.effect is not Effect.READ and (refused or (by_type and reply.status < _SERVER)):
        return Hold(reason)
    return unclear(call, reason, answer=said(call, reply.status, whole))


_SERVER = HTTPStatus.INTERNAL_SERVER_ERROR


def _refuse_status(call: Call, reply: Reply, rules: Rules) -> None:
    """Raise what a status without a message means; return where it says that there are no rows."""
    status = reply.status
    if status == HTTPStatus.NOT_FOUND and call.effect is Effect.READ and rules.empty_is_404 and not reply.is_page:
        return
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise Transient(f"{call}: too many calls (status 429)", after=reply.wait(), burns_try=False)
    if status == HTTPStatus.REQUEST_TIMEOUT or status >= _SERVER:
        _refuse_broken(call, reply)
    if status == HTTPStatus.NOT_FOUND:
        raise _not_there(call)
    kind = Barred if status in _NOT_LET_IN or status < HTTPStatus.BAD_REQUEST else Permanent
    raise kind(f"{call}: {_REMEDIES.get(status) or _remedy(status)} (status {status})")


def _refuse_broken(call: Call, reply: Reply) -> NoReturn:
    reason = f"{call}: the hub, or the office behind it, is not working (status {reply.status})"
    if call.effect.repeatable:
        raise Transient(reason, after=reply.wait(), burns_try=False)
    raise unclear(call, reason, answer=said(call, reply.status, works=False))


def _not_there(call: Call) -> RunEnd:
    """What a 404 means: a record or an object that is not there, unless different records get it too."""
    reason = f"{call}: {_REMEDIES[404]} (status 404)"
    answer = said(call, 404)
    return Transient(reason, said=answer) if call.effect is Effect.READ else Hold(reason, said=answer)


_NOT_LET_IN = {HTTPStatus.FORBIDDEN}

_REMEDIES: dict[int, str] = {
    403: "the user has no right to this; give the user the right in AccountView, or sign in another",
    404: "there is no such record, object or address; where every call gets this, check base_url, and empty_is_404 "
    "if it means that nothing is found",
    413: "the call is larger than the hub accepts",
    414: "the query is longer than the hub accepts; lower longest_query",
}


def _remedy(status: int) -> str:
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return "a redirect, which is not followed because it could lead credentials elsewhere; check base_url"
    return "refused without a message"


@cache
def _sayings() -> Sayings:
    return Sayings(OWN_WORDS, column_names())


def _words(value: Any) -> str:
    """A message as one line; anything but text is none."""
    return " ".join(value.split()) if isinstance(value, str) else ""
