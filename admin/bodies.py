"""What is posted here is one small JSON object: anything else is refused before a resource looks at it."""

import asyncio
from collections.abc import Awaitable
from typing import Final

from aiohttp import web

from mapping.parsing import ParseError, parse_posted
from relay.http.body import require_json, require_length
from relay.http.body_problems import BodyNotJson, BodyNotRead, BodyTimeout, BodyTooLarge
from words.told import Told

LIMIT: Final = 16_384
"""Bytes. What an operator asks for is a few fields."""

_WITHIN: Final = 10.0


async def require_small_object(request: web.Request) -> None:
    """Refuse a body that is not one JSON object of at most LIMIT bytes, of modest depth and without repeated fields.

    The request keeps what was read. Raises the refusals of :mod:`relay.http`.
    """
    require_json(request)
    require_length(request, LIMIT)
    body = await _read(request.read())
    if len(body) > LIMIT:
        raise BodyTooLarge(Told("admin.body_larger", limit=LIMIT))
    try:
        document = parse_posted(body)
    except ParseError as error:
        raise BodyNotJson(error.told) from None
    if not isinstance(document, dict):
        raise BodyNotJson(Told("admin.body_no_object"))


async def _read(reading: Awaitable[bytes]) -> bytes:
    try:
        async with asyncio.timeout(_WITHIN):
            return await reading
    except TimeoutError:
        raise BodyTimeout from None
    except (web.RequestPayloadError, ConnectionError):
        raise BodyNotRead from None
