"""Sends a call to AccountView, and names what the network made of it by what happens next."""

from handlers.exchange.reply import Reply
from handlers.exchange.send import (
    Limits,
    NoAnswerError,
    NotSentError,
    Request,
    Session,
    Taker,
    TooLargeError,
    send,
)
from handlers.vendors.accountview.protocol import Call, Effect
from handlers.vendors.accountview.protocol.deciphering import unclear
from relay.errors import Permanent, RunEnd, Scope, Transient
from words.told import Told


async def exchange(session: Session, call: Call, request: Request, limits: Limits, taker: Taker | None = None) -> Reply:
    """Send one request and read its answer whole; any status is an answer.

    Raises Transient when nothing was sent or the call may be repeated, Unconfirmed when an insert got no answer, and
    Permanent when the answer to a read is above the size limit.
    """
    try:
        return await send(session, request, limits, taker)
    except NotSentError as error:
        raise Transient(Told("accountview.not_sent", call=str(call), failure=error.told), burns_try=False) from None
    except NoAnswerError as error:
        # It was let in, and then got no answer: that is about this kind of call, and not about the connection.
        told = Told("accountview.no_answer", call=str(call), failure=error.told)
        raise unclear(call, told, scope=Scope.CALL) from None
    except TooLargeError as error:
        raise _too_large(call, error.limit) from None


def _too_large(call: Call, limit: int) -> RunEnd:
    if call.effect is Effect.READ:
        return Permanent(Told("accountview.page_too_large", call=str(call), limit=limit))
    return unclear(call, Told("accountview.answer_too_large", call=str(call), limit=limit))
