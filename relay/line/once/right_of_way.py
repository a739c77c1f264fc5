"""Says which work goes first where many wait for one thing: the classes, who stands in which, and who is next.

Many wait for the places of a connection (``gate``), and for what a system bears only one call of at a time. A first
load of 50,000 records must not keep an order waiting for longer than one of its calls takes.
"""

import asyncio
import heapq
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import ContextVar
from enum import IntEnum
from itertools import count
from typing import Final

from relay.model import new_token


class Class(IntEnum):
    """What work is for. Of those who wait, the first in this order goes first; the scripts know the numbers."""

    ORDER = 0
    ORDER_STATUS = 1
    STOCK = 2
    CUSTOMER = 3
    PRODUCT = 4
    BULK = 5
    """A first load, a reading or comparison of all there is, and images: whatever they are of."""


CLASS: Final[ContextVar[Class]] = ContextVar("class", default=Class.ORDER)
"""What the calls of this task are for. A look by a person, and to ask who a system is, come as early as orders."""

TURNS: Final = 20
"""Of so many calls in a row each class that waits gets one at least; ``enter_gate.lua`` has the same figure."""


@contextmanager
def calls_of(precedence: Class) -> Iterator[None]:
    """Let the calls of a block be of a class."""
    token = CLASS.set(precedence)
    try:
        yield
    finally:
        CLASS.reset(token)


class OneAtATime:
    """A lock within this process that goes to the first class among those who wait for it, and there to the first.

    Its holder hurries for them: as long as it waits for something itself, it counts as of the first class behind it.
    """

    def __init__(self) -> None:
        self._is_held = False
        self._waiting: list[tuple[Class, int, asyncio.Future[None]]] = []

    @asynccontextmanager
    async def hold(self) -> AsyncIterator[None]:
        """Hold the lock while a block runs."""
        await self._take()
        held = _HELD.set(self)
        try:
            yield
        finally:
            _HELD.reset(held)
            self._pass_on()

    @property
    def first_class(self) -> Class:
        """The first class among those who wait for it; BULK, the last of all, where nobody does."""
        return min((each for each, _, turn in self._waiting if not turn.done()), default=Class.BULK)

    async def _take(self) -> None:
        if not self._is_held:
            self._is_held = True
            return
        turn = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (CLASS.get(), next(_ARRIVALS), turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # it was handed over in the same moment
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        while self._waiting:
            *_, turn = heapq.heappop(self._waiting)
            if not turn.done():
                turn.set_result(None)
                return
        self._is_held = False


_ARRIVALS: Final = count()
_HELD: Final[ContextVar[OneAtATime | None]] = ContextVar("held", default=None)


def precedence() -> Class:
    """The class that a call of this task counts as now: its own, or that of one who waits for what it holds."""
    held = _HELD.get()
    return CLASS.get() if held is None else min(CLASS.get(), held.first_class)


def new_place() -> str:
    """A token for a place at a gate; its first digit is the class that its call is of."""
    return f"{CLASS.get():d}{new_token()}"


class Waiters:
    """The calls of this process that wait at one gate: the first of each class asks again as soon as a call ends.

    Those of other processes ask now and then; which of them all goes in, the gate decides.
    """

    def __init__(self) -> None:
        self._lines: defaultdict[Class, list[asyncio.Event]] = defaultdict(list)

    @contextmanager
    def stand(self) -> Iterator[asyncio.Event]:
        """Wait among them while a block runs; the event is set when it is time to ask."""
        line, woken = self._lines[CLASS.get()], asyncio.Event()
        line.append(woken)
        try:
            yield woken
        finally:
            line.remove(woken)

    def wake(self) -> None:
        """Say that a call has ended."""
        for line in self._lines.values():
            if line:
                line[0].set()


async def woken_within(woken: asyncio.Event, seconds: float) -> None:
    """Wait until it is time to ask again, for so long at the most."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await woken.wait()
    woken.clear()
