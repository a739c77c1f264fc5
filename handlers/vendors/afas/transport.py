"""One HTTP exchange with AFAS, within limits of time and size; the border where network errors become ours.

The address of a call never enters an error: it holds the query.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
from yarl import URL

from handlers.vendors.afas.protocol import Answer, Call
from handlers.vendors.afas.protocol.answers import lost
from handlers.vendors.sent_once import SENT_ONCE
from relay.errors import Permanent, RunEnd, Transient, Unconfirmed

ANSWER_LIMIT = 32 * 1024 * 1024
"""Bytes of an answer, unpacked. A page of 500 orders is about 1 MiB."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long one exchange may take, how long to open its connection, and how many bytes may come back."""

    connect: timedelta
    total: timedelta
    answer: int = ANSWER_LIMIT


async def exchange(
    session: aiohttp.ClientSession,
    call: Call,
    url: str,
    *,
    headers: Mapping[str, str],
    limits: Limits,
    body: bytes | None = None,
) -> Answer:
    """Send one request and read its answer whole; any status is an answer.

    Raises Transient when nothing was sent or a read got no answer, Unconfirmed when a write got none, and Permanent
    when the answer to a read is above the size cap.
    """
    timeout = aiohttp.ClientTimeout(total=limits.total.total_seconds(), sock_connect=limits.connect.total_seconds())
    try:
        async with session.request(
            call.method,
            URL(url, encoded=True),
            data=body,
            headers=headers,
            timeout=timeout,
            allow_redirects=False,
            raise_for_status=False,
            middlewares=SENT_ONCE,
        ) as response:
            return Answer(response.status, dict(response.headers), await _body(call, response, limits.answer))
    except (aiohttp.ClientError, TimeoutError, asyncio.IncompleteReadError) as error:
        raise _translated(call, error) from None


async def _body(call: Call, response: aiohttp.ClientResponse, most: int) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > most:
            response.close()
            text = f"{call}: the answer is larger than {most} bytes"
            raise Unconfirmed(text) if call.writes else Permanent(f"{text}; lower the connection's page_size")
    return bytes(body)


def _translated(call: Call, error: Exception) -> RunEnd:
    """A failure of the network by what happens next; aiohttp's own text stays out, since it quotes the URL."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return Transient(f"{call}: AFAS's certificate is not trusted, so nothing was sent", burns_try=False)
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return Transient(f"{call}: AFAS did not open a connection in time", burns_try=False)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.InvalidURL):
        return Transient(f"{call}: AFAS cannot be reached ({type(error).__name__})", burns_try=False)
    if isinstance(error, TimeoutError):
        return lost(call, "it did not come in time")
    return lost(call, f"the connection broke: {type(error).__name__}")
