"""Asks for records by number, those of all runs that ask at the same time in one call."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, Generic, TypeVar

from relay.line.once.lease_check import SENDING

FoundT = TypeVar("FoundT")

Ask = Callable[[Sequence[str]], Awaitable[Mapping[str, FoundT]]]
"""Gives the records with these numbers, by number, in as few calls as its system allows."""

_MOST: Final = 500
"""How many numbers are asked for at once: no answer holds more records than that."""


class AskedTogether(Generic[FoundT]):
    """One call at a time: whoever asks while it is under way shares the next one. Nobody waits for company.

    ``most`` numbers are asked for at once, so that an answer stays small.
    """

    def __init__(self, ask: Ask[FoundT], most: int = _MOST) -> None:
        self._ask = ask
        self._most = most
        self._waiting: dict[str, asyncio.Future[FoundT | None]] = {}
        self._asking: asyncio.Task[None] | None = None

    async def get(self, number: str) -> FoundT | None:
        """The record, or None where the system shows none under the number. Raises what asking raises."""
        if number not in self._waiting:
            self._waiting[number] = asyncio.get_running_loop().create_future()
        waiting = self._waiting[number]
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask_all())
        return await asyncio.shield(waiting)  # another run may wait for the same one, whatever becomes of this run

    async def _ask_all(self) -> None:
        SENDING.set(None)  # what a run sends has nothing to do with a question that it shares
        try:
            while self._waiting:
                await self._ask_some([*self._waiting][: self._most])
        finally:
            self._asking = None

    async def _ask_some(self, numbers: Sequence[str]) -> None:
        asked = {number: self._waiting.pop(number) for number in numbers}
        try:
            found = await self._ask(numbers)
        except asyncio.CancelledError:
            for waiting in asked.values():
                waiting.cancel()
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is for whoever asked
            for waiting in asked.values():
                waiting.set_exception(error)
                waiting.exception()  # nobody may be waiting any more
            return
        for number, waiting in asked.items():
            if not waiting.done():
                waiting.set_result(found.get(number))


class KnownRecords:
    """The questions of a process, apart for each flow: what a flow's mapping fills decides which columns are read."""

    def __init__(self) -> None:
        self._flows: dict[str, tuple[object, AskedTogether[object]]] = {}

    async def get(self, flow: str, target: object, ask: Ask[FoundT], number: str) -> FoundT | None:
        """The record of this number in the flow's target, asked for by ``ask``. Raises what asking raises."""
        known = self._flows.get(flow)
        if known is None or known[0] is not target:
            known = self._flows[flow] = (target, AskedTogether(ask))
        found: FoundT | None = await known[1].get(number)  # type: ignore[assignment]  # one flow asks for one kind
        return found
