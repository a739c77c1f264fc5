"""Turns a reply into rows or into the error that says what happens next: the one place where a status gets a meaning.

An error of AccountView may come with any status, 200 included, so the body is looked at first: the members
``ErrorType`` and ``ErrorMessage`` are those that github.com/omniboost/go-accountview.net decodes. A reply that says
nothing clear about an insert leaves it unconfirmed, because AccountView has nothing that makes a second one harmless.
"""

from http import HTTPStatus
from typing import Any, NoReturn

from handlers.vendors.accountview.protocol.answers import (
    Answer,
    Company,
    UnreadableAnswerError,
    load,
    read_companies,
    tables_of,
)
from handlers.vendors.accountview.protocol.calls import Call, Effect, Reply, Rules
from relay.errors import Barred, Hold, Permanent, RunEnd, Transient, Unconfirmed

QUOTED = 300
"""Characters of a vendor's message that are passed on."""

NOTHING = Answer({}, nothing=True)


class Unauthorized(Barred):
    """The access token is not accepted; once it is renewed the same call may pass."""


class NoSuchYear(Hold):
    """The book date picks a fiscal year that has no administration; nothing was read or written."""


def decipher(call: Call, reply: Reply, rules: Rules) -> Answer:
    """The rows of a reply. Raises a kind of RunEnd for everything that is not rows.

    Unauthorized: 401. NoSuchYear: no administration for the book date. Hold: AccountView refuses the data of a write.
    Transient: certainly nothing was written.
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


def unclear(call: Call, reason: str, *, burns_try: bool = True) -> RunEnd:
    """The error for a call of which nothing is known: it may be repeated, or, for an insert, must be looked up."""
    if call.effect.repeatable:
        return Transient(reason, burns_try=burns_try)
    return Unconfirmed(f"{reason}; it may have been carried out and is looked up before it is sent again")


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
    if not message and not kind:
        return
    reason = f'{call}: AccountView says "{message or kind}"'
    said = f"{kind} {message}".casefold()
    if any(word in said for word in rules.unclear):
        raise unclear(call, reason, burns_try=False)
    if any(word in said for word in rules.missing_year):
        raise NoSuchYear(reason)
    if any(word in said for word in rules.busy):
        raise Transient(reason, after=reply.wait, burns_try=False)
    refused = kind.casefold() in rules.refusal_types or not kind or HTTPStatus.BAD_REQUEST <= reply.status < _SERVER
    if not refused:
        raise unclear(call, reason)
    if reply.status in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND} or call.effect is Effect.READ:
        raise Barred(reason)
    raise Hold(reason)


_SERVER = HTTPStatus.INTERNAL_SERVER_ERROR


def _refuse_status(call: Call, reply: Reply, rules: Rules) -> None:
    """Raise what a status without a message means; return where it says that there are no rows."""
    status = reply.status
    if status == HTTPStatus.NOT_FOUND and call.effect is Effect.READ and rules.empty_is_404 and not reply.is_page:
        return
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise Transient(f"{call}: too many calls (status 429)", after=reply.wait, burns_try=False)
    if status == HTTPStatus.REQUEST_TIMEOUT or status >= _SERVER:
        _refuse_broken(call, reply)
    kind = Barred if status in _NOT_LET_IN or status < HTTPStatus.BAD_REQUEST else Permanent
    raise kind(f"{call}: {_REMEDIES.get(status) or _remedy(status)} (status {status})")


def _refuse_broken(call: Call, reply: Reply) -> NoReturn:
    reason = f"{call}: the hub, or the office behind it, is not working (status {reply.status})"
    if call.effect.repeatable:
        raise Transient(reason, after=reply.wait, burns_try=False)
    raise unclear(call, reason)


_NOT_LET_IN = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}

_REMEDIES: dict[int, str] = {
    403: "the user has no right to this; give the user the right in AccountView, or sign in another",
    404: "the address does not exist; check base_url, and empty_is_404 if it means that nothing is found",
    413: "the call is larger than the hub accepts",
    414: "the query is longer than the hub accepts; lower longest_query",
}


def _remedy(status: int) -> str:
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return "a redirect, which is not followed because it could lead credentials elsewhere; check base_url"
    return "refused without a message"


def _words(value: Any) -> str:
    """A message as one line of bounded length; anything but text is none."""
    return " ".join(value.split())[:QUOTED] if isinstance(value, str) else ""
