"""Lets concurrent calls share one round trip: whoever comes while one is under way goes with the next."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class GroupCommit(Generic[Item, Result]):
    """Hands items to ``commit`` in groups of at most ``most``, one group at a time.

    Nobody waits for company: an item alone goes at once, and no longer than one round trip later in a crowd.
    """

    def __init__(self, commit: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]], *, most: int) -> None:
        self._commit = commit
        self._most = most
        self._waiting: deque[tuple[Item, asyncio.Future[Result]]] = deque()
        self._committing: asyncio.Task[None] | None = None

    async def add(self, item: Item) -> Result:
        """The item's result. Raises what its group's commit raised.

        A caller that is cancelled does not take its item back: it may be stored already.
        """
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._committing is None:
            self._committing = asyncio.create_task(self._commit_all())
        return await future

    async def _commit_all(self) -> None:
        try:
            while self._waiting:
                group = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
                await self._commit_group(group)
        finally:
            self._committing = None

    async def _commit_group(self, group: Sequence[tuple[Item, "asyncio.Future[Result]"]]) -> None:
        try:
            results = await self._commit([item for item, _ in group])
        except Exception as error:  # noqa: BLE001 - handed to each caller, who knows what it means
            for _, future in group:
                with suppress(asyncio.InvalidStateError):
                    future.set_exception(error)
            return
        for (_, future), result in zip(group, results, strict=True):
            with suppress(asyncio.InvalidStateError):
                future.set_result(result)
