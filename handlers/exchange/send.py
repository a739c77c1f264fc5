"""Moves one request and its reply over a session that is given: writes once, never redirected, in time, bounded.

``aiohttp.ClientSession`` repeats GET, HEAD, OPTIONS, TRACE, PUT and DELETE once when a connection breaks, since HTTP
calls these idempotent (``client.py``, IDEMPOTENT_METHODS). A PUT to AFAS may insert, so the second one made a second
address. It has no public switch for that; a middleware is its public way to give a failure another name, and a failure
of another name is not repeated.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum, auto
from typing import Final

import aiohttp
from yarl import URL

from handlers.exchange.reply import Reply
from words.told import Told

CHUNK: Final = 65_536
_READS: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


@dataclass(frozen=True, slots=True)
class Request:
    """One request. ``url`` is sent exactly as it stands, encoded already; only the method is in the repr."""

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long one exchange may take in all, how many bytes of answer it may bring, unpacked, and how long to connect.

    Without ``connect`` only the whole is limited.
    """

    total: timedelta
    answer: int
    connect: timedelta | None = None


class Failure(Enum):
    """How the network failed."""

    UNTRUSTED = auto()
    NOT_OPENED = auto()
    UNREACHABLE = auto()
    LATE = auto()
    BROKEN = auto()


class ExchangeError(Exception):
    """No whole reply. ``kind`` is the name of aiohttp's error, whose own text quotes the URL and is left out.

    ``told`` is a part of a sentence, and holds no address.
    """

    def __init__(self, failure: Failure, kind: str = "") -> None:
        self.told = Told("exchange.broken", error=kind) if failure is Failure.BROKEN else _TOLD[failure]
        super().__init__(self.told)
        self.failure = failure
        self.kind = kind


_TOLD: Final[Mapping[Failure, Told]] = {
    Failure.UNTRUSTED: Told("exchange.untrusted"),
    Failure.NOT_OPENED: Told("exchange.not_opened"),
    Failure.UNREACHABLE: Told("exchange.unreachable"),
    Failure.LATE: Told("exchange.late"),
}


class NotSentError(ExchangeError):
    """The request certainly did not reach the other side."""


class NoAnswerError(ExchangeError):
    """The request may have reached the other side, and no whole answer came back."""


class TooLargeError(Exception):
    """The answer is larger than the limit, in bytes; the rest of it was not read."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"the answer is larger than {limit} bytes")
        self.limit = limit


class BrokenConnectionError(aiohttp.ClientConnectionError):
    """The connection broke while a write was under way: whether it arrived is not known."""


async def send(session: aiohttp.ClientSession, request: Request, limits: Limits) -> Reply:
    """Send and read the reply; any status is a reply. Raises NotSentError, NoAnswerError or TooLargeError."""
    connect = limits.connect.total_seconds() if limits.connect else None
    timeout = aiohttp.ClientTimeout(total=limits.total.total_seconds(), sock_connect=connect)
    try:
        async with session.request(
            request.method,
            URL(request.url, encoded=True),
            headers=request.headers,
            data=request.body,
            timeout=timeout,
            allow_redirects=False,
            raise_for_status=False,
            middlewares=(send_once,),
        ) as response:
            return Reply(response.status, await _body(response, limits.answer), dict(response.headers))
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


async def _body(response: aiohttp.ClientResponse, limit: int) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(CHUNK):
        body += chunk
        if len(body) > limit:
            response.close()
            raise TooLargeError(limit)
    return bytes(body)
