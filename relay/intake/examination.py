"""Has a posted body read and checked: a small one at once, a large one beside the event loop, so that nobody waits.

The worst body of the allowed size takes seconds to refuse. Its thread gives way to the loop every millisecond, and
large bodies take turns: many at once would slow each other and everything else down.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from aiohttp import web

Found = TypeVar("Found")

SMALL_BYTES: Final = 32_768
SMALL_MARKS: Final = 1000
"""A body within both bounds is read and checked in a few milliseconds; orders of shops mostly are."""

_GIVE_WAY: Final = 0.001
"""Seconds after which a running thread lets the loop go first; Python's own are five times as many."""

_READERS: Final = web.AppKey("readers", ThreadPoolExecutor)


async def examine(app: web.Application, body: bytes, read: Callable[[bytes], Found]) -> Found:
    """What ``read`` makes of the body. Raises what it raises; it must use nothing of the event loop."""
    if is_small(body):
        return read(body)
    return await asyncio.get_running_loop().run_in_executor(app[_READERS], read, body)


def is_small(body: bytes) -> bool:
    """Whether a body can be read without keeping anyone waiting.

    >>> is_small(b'{"number": "1001"}'), is_small(b"[" + b"{}," * 5000 + b"{}]")
    (True, False)
    """
    return len(body) <= SMALL_BYTES and body.count(b",") + body.count(b"{") + body.count(b"[") <= SMALL_MARKS


async def readers(app: web.Application) -> AsyncIterator[None]:
    """A cleanup context of the application: the thread for large bodies, as long as it serves."""
    executor = ThreadPoolExecutor(
        max_workers=1, thread_name_prefix="large-bodies", initializer=sys.setswitchinterval, initargs=(_GIVE_WAY,)
    )
    app[_READERS] = executor
    yield
    executor.shutdown(wait=False, cancel_futures=True)
