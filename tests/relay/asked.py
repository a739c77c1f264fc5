"""Systems that can only be asked whether they let the relay in, and what proves which they are without a call."""

from collections.abc import Collection
from typing import Any

from relay.line.once.gate import SharedGate
from relay.model import Flow
from relay.roles import SystemIdentity
from tests.plain import as_told
from words.told import Told


class AlwaysProven:
    """Every connection leads where its links belong."""

    async def prove(self, connection: str) -> None:
        assert connection


class AnySystem:
    """Answers through its gate, where it has one, unless there is ``trouble``."""

    def __init__(self, gate: SharedGate | None = None, trouble: Exception | None = None) -> None:
        self.trouble = trouble
        self.asked: list[tuple[set[str], set[str]]] = []
        self._gate = gate

    async def check(self, reads: Collection[str], writes: Collection[str]) -> Told:
        if self._gate is None:
            return await self._answer(reads, writes)
        async with self._gate.call():
            return await self._answer(reads, writes)

    async def _answer(self, reads: Collection[str], writes: Collection[str]) -> Told:
        self.asked.append((set(reads), set(writes)))
        if self.trouble is not None:
            raise self.trouble
        return as_told("it answers")

    async def identify(self) -> SystemIdentity | None:
        return None

    def source(self, flow: Flow) -> Any:
        raise AssertionError(flow)

    def target(self, flow: Flow) -> Any:
        raise AssertionError(flow)


class GivenSource(AnySystem):
    """A connection whose source is given; it remembers with which flows it was opened."""

    def __init__(self, source: Any) -> None:
        super().__init__()
        self.given = source
        self.opened: list[Flow] = []

    def source(self, flow: Flow) -> Any:
        self.opened.append(flow)
        return self.given
