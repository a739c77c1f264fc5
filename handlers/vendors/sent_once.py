"""Keeps aiohttp from sending a write again by itself: a connection that breaks may have delivered it all the same.

``aiohttp.ClientSession`` repeats GET, HEAD, OPTIONS, TRACE, PUT and DELETE once when a connection breaks, since HTTP
calls these idempotent (``client.py``, IDEMPOTENT_METHODS). A PUT to AFAS may insert, so the second one made a second
address. It has no public switch for that; a middleware is its public way to give a failure another name, and a failure
of another name is not repeated.
"""

from typing import Final

import aiohttp

_READS: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class BrokenConnectionError(aiohttp.ClientConnectionError):
    """The connection broke while a write was under way: whether it arrived is not known."""


async def sent_once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Send one request. Raises BrokenConnectionError where aiohttp would have sent a write a second time."""
    if request.method in _READS:
        return await handler(request)
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:  # nobody answered at all, so nothing was sent
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError):
        raise BrokenConnectionError from None


SENT_ONCE: Final = (sent_once,)
"""For the ``middlewares`` of each request that a vendor's client makes."""
