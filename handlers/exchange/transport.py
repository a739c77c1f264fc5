"""What ``send`` does with aiohttp: nothing is sent twice, and each failure says whether the request arrived.

``aiohttp.ClientSession`` repeats GET, HEAD, OPTIONS, TRACE, PUT and DELETE once when a connection breaks, since HTTP
calls these idempotent (``client.py``, IDEMPOTENT_METHODS). A PUT to AFAS may insert, so the second one made a second
address. It has no public switch for that; a middleware is its public way to give a failure another name, and a failure
of another name is not repeated.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from io import BytesIO
from typing import Final

import aiohttp
from yarl import URL

from handlers.exchange.reply import Reply
from handlers.exchange.send import (
    ExchangeError,
    Failure,
    Limits,
    NoAnswerError,
    NotSentError,
    Pieces,
    Request,
    Taker,
    TooLargeError,
)

CHUNK: Final = 65_536
_READS: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class BrokenConnectionError(aiohttp.ClientConnectionError):
    """The connection broke while a write was under way: whether it arrived is not known."""


async def exchange(
    session: aiohttp.ClientSession, request: Request, limits: Limits, taker: Taker | None = None
) -> Reply:
    """Send and read the reply, as ``send`` says."""
    headers, data = _sent(request)
    connect = limits.connect.total_seconds() if limits.connect else None
    timeout = aiohttp.ClientTimeout(total=limits.total.total_seconds(), sock_connect=connect)
    try:
        async with session.request(
            request.method,
            URL(request.url, encoded=True),
            headers=headers,
            data=data,
            timeout=timeout,
            allow_redirects=False,
            raise_for_status=False,
            middlewares=(send_once,),
        ) as response:
            reply = Reply(response.status, b"", dict(response.headers))
            return replace(reply, body=await _body(response, limits.answer, taker if reply.succeeded else None))
    except (aiohttp.ClientError, OSError, asyncio.IncompleteReadError) as error:
        raise failure_of(error) from None


async def send_once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Send one request. Raises BrokenConnectionError where aiohttp would have sent a write a second time."""
    if request.method in _READS:
        return await handler(request)
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:  # nobody answered at all, so nothing was sent
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError):
        raise BrokenConnectionError from None


def failure_of(error: Exception) -> ExchangeError:
    """What a failure of the network says of the request: certainly not sent, or perhaps."""
    kind = type(error).__name__
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return NotSentError(Failure.NOT_OPENED, kind)
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return NotSentError(Failure.UNTRUSTED, kind)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.InvalidURL):
        return NotSentError(Failure.UNREACHABLE, kind)
    if isinstance(error, TimeoutError):
        return NoAnswerError(Failure.LATE, kind)
    return NoAnswerError(Failure.BROKEN, kind)


def _sent(request: Request) -> tuple[Mapping[str, str], bytes | AsyncIterator[bytes] | None]:
    """Headers and body as aiohttp takes them: a body in pieces is told its length, so that it is not sent chunked."""
    if request.body is None or isinstance(request.body, bytes):
        return request.headers, request.body
    return {**request.headers, "Content-Length": str(request.body.length)}, _pieces_of(request.body)


async def _pieces_of(body: Pieces) -> AsyncIterator[bytes]:
    for piece in body:
        yield piece


async def _body(response: aiohttp.ClientResponse, limit: int, taker: Taker | None) -> bytes:
    body, length = BytesIO(), 0  # gives what it holds without a copy, which of 20 MB in a bytearray takes 20 more
    async for chunk in response.content.iter_chunked(CHUNK):
        length += len(chunk)
        if length > limit:
            response.close()
            raise TooLargeError(limit)
        if taker is None:
            body.write(chunk)
        else:
            taker.feed(chunk)
    return body.getvalue() if taker is None else taker.rest
