"""Waits in tests for a condition, never for a length of time."""

import asyncio
import inspect
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar, overload

_Found = TypeVar("_Found")


@overload
async def eventually(condition: Callable[[], Coroutine[Any, Any, _Found | None]], *, within: float = ...) -> _Found: ...


@overload
async def eventually(condition: Callable[[], _Found | None], *, within: float = ...) -> _Found: ...


async def eventually(condition: Callable[[], Any], *, within: float = 60.0) -> Any:
    """What the condition gives once it is true. Fails when it has not become true ``within`` so many seconds.

    They are many, for a machine that is busy with other work: only a test that fails waits for so long.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within
    while True:
        answer = condition()
        found = await answer if inspect.isawaitable(answer) else answer
        if found:
            return found
        if loop.time() > deadline:
            raise AssertionError(f"still {found!r} after {within} s: {inspect.getsource(condition).strip()}")
        await asyncio.sleep(0.005)
