"""Says what an answer of a receiver means: the id of what was taken, or an error named by what happens next.

Of a body only what it is and how long is ever told. Sources: RFC 9110 section 15, RFC 6585 section 4 (429), and
draft-ietf-httpapi-idempotency-key-header section 2.7 (409 while the first one is under way).
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from http import HTTPStatus
from typing import Any, Final

from handlers.contracts.records import AlreadyThere, NotThere, Repeat, TakenUnnumbered
from handlers.exchange.outbound import wait_of
from handlers.exchange.reply import Reply
from handlers.vendors.webhook.posting.settings import EntityPosts
from mapping.parsing import ParseError, parse_posted
from mapping.rows.paths import follow, path_parts
from relay.errors import Barred, Hold, Permanent, RunEnd, Scope, Transient, Unconfirmed
from relay.model import said
from words.told import Told

_ID: Final = re.compile(r"[A-Za-z0-9._:/-]{1,64}")
_NOT_LET_IN: Final = frozenset(
    {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.PROXY_AUTHENTICATION_REQUIRED}
)
_NOT_OFFERED: Final = frozenset({HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED})
_GONE: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_NOT_TAKEN: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY})
_REDIRECTS: Final = range(300, 400)


def taken_id(reply: Reply, how: EntityPosts, *, update: bool, at_a_place: bool) -> str | None:
    """The id that a receiver gave what it took; None where it tells none, or none is asked for.

    ``at_a_place``: the path held a value, so that 404 may be about the record. Raises Transient, Unconfirmed, Barred
    and Hold, of that NotThere, AlreadyThere, and TakenUnnumbered where it took a record whose id cannot be kept.
    """
    if not _is_success(reply, how):
        raise refusal(reply, how, update=update, at_a_place=at_a_place)
    if how.id is None or update:
        return None
    try:
        return read_id(follow(read_answer(reply), path_parts(how.id)))
    except Hold as hold:
        if how.look_up is not None and how.look_up.id is not None:
            return None
        raise TakenUnnumbered(hold.told) from None


def read_id(found: Any) -> str:
    """An id as a receiver writes it. Raises Hold for one that cannot be kept in clear, such as an e-mail address."""
    if found is None:
        raise Hold(Told("posting.no_id"))
    text = found if isinstance(found, str) else ""
    if isinstance(found, int | Decimal) and not isinstance(found, bool):
        text = format(found, "f" if isinstance(found, Decimal) else "d")
    if not _ID.fullmatch(text):
        raise Hold(Told("posting.no_kept_id"))
    return text


def refusal(reply: Reply, how: EntityPosts, *, update: bool, at_a_place: bool) -> RunEnd:
    """What follows from an answer to a post that says that it was not done, or leaves that open."""
    return (
        _about_the_record(reply.status, how, update=update, at_a_place=at_a_place)
        or _barred(reply.status)
        or _refused_for_now(reply)
        or _left_open(reply, how)
        or Hold(Told("posting.refused", status=reply.status, shape=_shape(reply)))
    )


def _about_the_record(status: int, how: EntityPosts, *, update: bool, at_a_place: bool) -> RunEnd | None:
    """How a post ends whose record is there already, or is not there; a path that holds no value is there for none."""
    if status in how.exists and not update:
        return AlreadyThere(Told("posting.is_there_already", status=status))
    if status not in _GONE:
        return None
    if update or at_a_place:
        return NotThere(Told("posting.not_there", status=status))
    return Barred(Told("posting.no_such_path", status=status), scope=Scope.CALL)


def _refused_for_now(reply: Reply) -> Transient | None:
    """How a post ends that was certainly not done and may be later. A 503 says so only where it tells when."""
    status, wait = reply.status, wait_of(reply)
    if status == HTTPStatus.TOO_MANY_REQUESTS or (status == HTTPStatus.SERVICE_UNAVAILABLE and wait is not None):
        return Transient(Told("posting.busy", status=status), after=wait, burns_try=False)
    if status in _NOT_TAKEN:
        return Transient(Told("posting.busy", status=status), after=wait, scope=Scope.CALL)
    return None


def _left_open(reply: Reply, how: EntityPosts) -> Unconfirmed | None:
    """How a post ends of which nobody knows whether it was done."""
    status = reply.status
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unconfirmed(Told("posting.broke_down", status=status, shape=_shape(reply)))
    if status == HTTPStatus.CONFLICT and how.repeats is Repeat.KEY:
        return Unconfirmed(Told("posting.under_way", status=status), after=wait_of(reply), said=said("posted", status))
    return None


def found_records(reply: Reply, found: str | None) -> list[Any]:
    """The records of an answer to a look-up; none where it says that there are none.

    Raises Transient, Permanent and Barred.
    """
    if reply.status in _GONE:
        return []
    require_usable(reply)
    body = read_answer(reply)
    if body is None and reply.body.strip():
        raise Transient(Told("posting.looked_up_without_json", status=reply.status), scope=Scope.CALL)
    at = follow(body, path_parts(found)) if found is not None else body
    return list(at) if isinstance(at, list) else [at] if at not in (None, {}) else []


def require_usable(reply: Reply) -> None:
    """Let an answer to a question pass that says that it went well. Raises Transient, Permanent and Barred."""
    status = reply.status
    if barred := _barred(status):
        raise barred
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _NOT_TAKEN:
        raise Transient(Told("posting.busy", status=status), after=wait_of(reply), burns_try=False)
    if not reply.succeeded:
        raise Permanent(Told("posting.look_up_refused", status=status, shape=_shape(reply)))


def _is_success(reply: Reply, how: EntityPosts) -> bool:
    return reply.status in how.success if how.success else reply.succeeded


def _barred(status: int) -> Barred | None:
    """How a call ends that is refused whatever the record: what a person must mend, each told apart."""
    if status in _NOT_LET_IN:
        return Barred(Told("posting.not_let_in", status=status), scope=Scope.CALL)
    if status in _REDIRECTS:
        return Barred(Told("posting.redirected", status=status), scope=Scope.CALL)
    if status in _NOT_OFFERED:
        return Barred(Told("posting.method_not_taken", status=status), scope=Scope.CALL)
    return None


def read_answer(reply: Reply) -> Any:
    """All that a receiver answered; None where that is no JSON."""
    try:
        return parse_posted(reply.body)
    except ParseError:
        return None


def _shape(reply: Reply) -> Told:
    """What an answer is and how long, without a word of it."""
    size = len(reply.body)
    if not reply.body.strip():
        return Told("posting.empty")
    if isinstance(read_answer(reply), Mapping | list):
        return Told("posting.json", size=size)
    return Told("posting.page", size=size) if reply.is_page else Told("posting.text", size=size)
