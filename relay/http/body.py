"""Reads a request's body within bounds: one content type, no compression, a limit on size and on time.

aiohttp has no time limit for a body, and compares the size only while reading; both are done here.
"""

import asyncio
from datetime import timedelta

from aiohttp import HttpVersion11, hdrs, web

from relay.http.body_problems import BodyNotRead, BodyTimeout, BodyTooLarge, EncodingRefused, MediaTypeRefused
from words.told import Told


async def continue_later(_: web.Request) -> None:
    """Take no notice of ``Expect`` yet: who waits for "100 Continue" gets it from :func:`read_body`, after the checks.

    So a refused sender never starts to send its body. aiohttp's own handler answers before any check is made.
    """


def require_json(request: web.Request) -> None:
    """Check that the body is declared as plain JSON in UTF-8. Raises EncodingRefused or MediaTypeRefused."""
    transfer = request.headers.get(hdrs.TRANSFER_ENCODING, "chunked").strip().lower()
    if request.headers.getall(hdrs.CONTENT_ENCODING, []) or transfer != "chunked":
        raise EncodingRefused
    declared = request.headers.getall(hdrs.CONTENT_TYPE, [])
    charset = (request.charset or "utf-8").lower()
    if len(declared) != 1 or request.content_type != "application/json" or charset != "utf-8":
        raise MediaTypeRefused


def require_length(request: web.Request, limit: int) -> None:
    """Check the length that is declared, before anything is read. Raises BodyTooLarge."""
    if (request.content_length or 0) > limit:
        raise _too_large(limit)


async def read_body(request: web.Request, limit: int, within: timedelta) -> bytes:
    """The whole body, of at most ``limit`` bytes. Raises BodyTooLarge, BodyTimeout or BodyNotRead."""
    require_length(request, limit)
    if request.content.is_eof() and request.content.exception() is None:
        return _within(request.content.read_nowait(), limit)  # a small body has come with its headers
    body = bytearray()
    try:
        async with asyncio.timeout(within.total_seconds()):
            await _continue(request)
            async for chunk in request.content.iter_any():
                body += _within(chunk, limit - len(body), limit)
    except TimeoutError:
        raise BodyTimeout from None
    except (web.RequestPayloadError, ConnectionError):
        raise BodyNotRead from None
    return bytes(body)


def _within(piece: bytes, room: int, limit: int | None = None) -> bytes:
    if len(piece) > room:
        raise _too_large(limit or room)
    return piece


async def _continue(request: web.Request) -> None:
    expected = request.headers.get(hdrs.EXPECT, "").lower() == "100-continue"
    if expected and request.version == HttpVersion11 and request.transport is not None:
        request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")


def _too_large(limit: int) -> BodyTooLarge:
    return BodyTooLarge(Told("http.body_larger", limit=limit))
