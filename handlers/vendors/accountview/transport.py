"""Moves one request and its reply over a session that is given: writes once, never redirected, in time, bounded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import aiohttp
from yarl import URL

from handlers.vendors.accountview.protocol.calls import Reply
from handlers.vendors.sent_once import SENT_ONCE

CHUNK = 65_536


class NotSentError(Exception):
    """The request certainly did not reach the other side."""


class NoAnswerError(Exception):
    """The request may have reached the other side, and no whole answer came back."""


class TooLargeError(Exception):
    """The answer is larger than the limit; the rest of it was not read."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request. ``query`` is encoded already; query, headers and body are in no repr."""

    method: str
    url: str
    query: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)


async def send(
    session: aiohttp.ClientSession, request: Request, *, connect: timedelta, total: timedelta, limit: int
) -> Reply:
    """Send and read the reply, at most ``limit`` bytes of it. Raises NotSentError, NoAnswerError or TooLargeError."""
    timeout = aiohttp.ClientTimeout(total=total.total_seconds(), sock_connect=connect.total_seconds())
    url = URL(f"{request.url}?{request.query}" if request.query else request.url, encoded=True)
    try:
        async with session.request(
            request.method,
            url,
            headers=request.headers,
            data=request.body,
            timeout=timeout,
            allow_redirects=False,
            middlewares=SENT_ONCE,
        ) as response:
            return Reply(
                status=response.status,
                body=await _body(response, limit),
                content_type=response.headers.get("Content-Type", ""),
                retry_after=response.headers.get("Retry-After", ""),
                date=response.headers.get("Date", ""),
            )
    except aiohttp.ConnectionTimeoutError:
        raise NotSentError("no connection in time") from None
    except aiohttp.ClientConnectorCertificateError:
        raise NotSentError("the server's certificate is not trusted") from None
    except aiohttp.ClientConnectorError:
        raise NotSentError("nobody answers at this address") from None
    except TimeoutError:
        raise NoAnswerError("no answer in time") from None
    except aiohttp.ClientError as error:
        raise NoAnswerError(f"the connection broke ({type(error).__name__})") from None


async def _body(response: aiohttp.ClientResponse, limit: int) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(CHUNK):
        body += chunk
        if len(body) > limit:
            response.close()
            raise TooLargeError(f"the answer is larger than {limit} bytes")
    return bytes(body)
