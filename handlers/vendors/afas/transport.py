"""Sends a call to AFAS, and names what the network made of it by what happens next."""

from collections.abc import Mapping

from handlers.exchange.reply import Reply
from handlers.exchange.send import (
    ExchangeError,
    Failure,
    Limits,
    Pieces,
    Request,
    Session,
    Taker,
    TooLargeError,
    send,
)
from handlers.vendors.afas.protocol import Call
from handlers.vendors.afas.protocol.answers import judge_lost
from relay.errors import Permanent, RunEnd, Scope, Transient, Unconfirmed
from words.told import Told

ANSWER_LIMIT = 32 * 1024 * 1024
"""Bytes of an answer, unpacked. A page of 500 orders is about 1 MiB."""


async def exchange(
    session: Session,
    call: Call,
    url: str,
    *,
    headers: Mapping[str, str],
    limits: Limits,
    body: bytes | Pieces | None = None,
    taker: Taker | None = None,
) -> Reply:
    """Send one request and read its answer whole; any status is an answer.

    Raises Transient when nothing was sent or a read got no answer, Unconfirmed when a write got none, and Permanent
    when the answer to a read is above the size cap.
    """
    try:
        return await send(session, Request(call.method, url, headers, body), limits, taker)
    except ExchangeError as error:
        raise end_of(call, error) from None
    except TooLargeError as error:
        raise _too_large(call, error.limit) from None


def end_of(call: Call, error: ExchangeError) -> RunEnd:
    """A failure of the network by what happens next.

    A connection that was opened and then broke off says nothing about AFAS as a whole: heavy connectors drop it.
    """
    match error.failure:
        case Failure.UNTRUSTED:
            return Transient(Told("afas.certificate_not_trusted", call=str(call)), burns_try=False)
        case Failure.NOT_OPENED:
            return Transient(Told("afas.not_opened_in_time", call=str(call)), burns_try=False)
        case Failure.UNREACHABLE:
            return Transient(Told("afas.not_reached", call=str(call), error=error.kind), burns_try=False)
        case Failure.LATE:
            return judge_lost(call, Told("afas.late"), scope=Scope.CALL)
        case Failure.BROKEN:
            return judge_lost(call, Told("afas.connection_broke", error=error.kind), scope=Scope.CALL)


def _too_large(call: Call, limit: int) -> RunEnd:
    if call.writes:
        return Unconfirmed(Told("afas.answer_too_large", call=str(call), limit=limit))
    return Permanent(Told("afas.page_too_large", call=str(call), limit=limit))
