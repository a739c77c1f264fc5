"""Sends a call to AFAS, and names what the network made of it by what happens next."""

from collections.abc import Mapping

from handlers.exchange.reply import Reply
from handlers.exchange.send import ExchangeError, Failure, Limits, Request, Session, TooLargeError, send
from handlers.vendors.afas.protocol import Call
from handlers.vendors.afas.protocol.answers import lost
from relay.errors import Permanent, RunEnd, Transient, Unconfirmed

ANSWER_LIMIT = 32 * 1024 * 1024
"""Bytes of an answer, unpacked. A page of 500 orders is about 1 MiB."""


async def exchange(
    session: Session,
    call: Call,
    url: str,
    *,
    headers: Mapping[str, str],
    limits: Limits,
    body: bytes | None = None,
) -> Reply:
    """Send one request and read its answer whole; any status is an answer.

    Raises Transient when nothing was sent or a read got no answer, Unconfirmed when a write got none, and Permanent
    when the answer to a read is above the size cap.
    """
    try:
        return await send(session, Request(call.method, url, headers, body), limits)
    except ExchangeError as error:
        raise end_of(call, error) from None
    except TooLargeError as error:
        text = f"{call}: {error}"
        raise (Unconfirmed(text) if call.writes else Permanent(f"{text}; lower the connection's page_size")) from None


def end_of(call: Call, error: ExchangeError) -> RunEnd:
    """A failure of the network by what happens next."""
    match error.failure:
        case Failure.UNTRUSTED:
            return Transient(f"{call}: AFAS's certificate is not trusted, so nothing was sent", burns_try=False)
        case Failure.NOT_OPENED:
            return Transient(f"{call}: AFAS did not open a connection in time", burns_try=False)
        case Failure.UNREACHABLE:
            return Transient(f"{call}: AFAS cannot be reached ({error.kind})", burns_try=False)
        case Failure.LATE:
            return lost(call, "it did not come in time")
        case Failure.BROKEN:
            return lost(call, f"the connection broke: {error.kind}")
