"""Has a connection tried at once that is left alone, by an operator's word, and tells what comes of it.

Nothing is forced: the next call is a probe, as it would have been after the pause, and only if it works do the others
follow. So trying again and again what was not mended costs a call each time, and no more.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol

from relay.errors import RunEnd, Transient
from relay.line.once.breakers import Breaker, read_breakers
from relay.model import Flow
from relay.roles import Connection
from relay.settings.names import CONNECTION, FLOW, require_known
from relay.store.flow_notes import FlowNotes
from relay.store.scripts import script
from relay.store.store import Store, reply, storage_errors
from words.told import Told

PATIENCE: Final = timedelta(seconds=20)
"""How long the system has to answer."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of trying a connection.

    ``stood`` are the breakers that were open, and ``events`` how many waited for them. ``said`` is what the system
    answered, or ``end`` why it does not let us work; neither where only a flow was to be tried, whose next call tells.
    ``read`` are flows whose last poll failed, and that are read now.
    """

    stood: Sequence[Breaker]
    events: int
    said: Told | None = None
    end: RunEnd | None = None
    read: Sequence[str] = ()

    def told(self) -> Sequence[Told]:
        """All of it, a sentence each; why the system does not let us work is left to who shows it."""
        sentences: list[Told] = [Told("care.stood", breaker=breaker.told()) for breaker in self.stood]
        if self.said is not None:
            sentences.append(self.said)
        if self.stood:
            sentences.append(Told("care.events_try_now", count=self.events))
        else:
            sentences.append(Told("care.nothing_stood"))
        if self.read:
            sentences.append(Told("care.flows_read_now", flows=list(self.read)))
        return sentences


class Proving(Protocol):
    """What proves which system is behind a connection."""

    async def prove(self, connection: str) -> None:
        """Ask the system who it is, unless it was asked lately. Raises RunEnd."""
        ...


class Trying:
    """The operator's word that something was mended. ``polled`` names the flows that are read on a schedule.

    Every method raises StorageError.
    """

    def __init__(
        self,
        store: Store,
        flows: Sequence[Flow],
        polled: Collection[str],
        systems: Proving,
        connections: Mapping[str, Connection],
    ) -> None:
        self.connections = connections
        self._store = store
        self._flows = flows
        self._polled = polled
        self._systems = systems
        self._try = script(store.state, "try_gates")

    async def try_now(self, connection: str, flow: str = "") -> Attempt:
        """Have a connection, or one flow at it, tried at once. Raises UnknownName where there is none of this name."""
        require_known(CONNECTION, connection, self.connections)
        if flow:
            require_known(FLOW, flow, self._flows_at(connection))
        async with storage_errors():
            stood = [one for one in await read_breakers(self._store) if _is_meant(one, connection, flow)]
            names = [str(breaker.gate) for breaker in stood]
            events = int(await self._try(args=[self._store.keys.prefix, 0, *names]))
            said, end = (None, None) if flow else await self._ask(connection)
            await self._try(args=[self._store.keys.prefix, 1, *names])
            return Attempt(stood, events, said, end, await self._read_now(connection, flow))

    def _flows_at(self, connection: str) -> list[str]:
        return [flow.name for flow in self._flows if connection in {flow.source, flow.target}]

    async def _ask(self, name: str) -> tuple[Told | None, RunEnd | None]:
        """Ask the system through its gate, as a probe where its breaker is open."""
        reads = frozenset(flow.entity for flow in self._flows if flow.source == name)
        writes = frozenset(flow.entity for flow in self._flows if flow.target == name)
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                await self._systems.prove(name)
                said = await self.connections[name].check(reads, writes)
        except RunEnd as end:
            return None, end
        except TimeoutError:
            return None, Transient(Told("doctor.no_answer_within", seconds=PATIENCE.total_seconds()))
        return Told("doctor.calls_the_relay") if said is None else said, None

    async def _read_now(self, connection: str, flow: str) -> list[str]:
        """Have the flows read whose last poll failed at this connection."""
        notes, found = FlowNotes(self._store), list[str]()
        names = [one.name for one in self._flows if one.source == connection and flow in {"", one.name}]
        for name in filter(self._polled.__contains__, names):
            note = await notes.read(name)
            if note.poll is not None and note.poll.failure:
                found.append(name)
        if found:
            await reply(self._store.state.sadd(self._store.keys.triggers, *found))
        return found


def _is_meant(breaker: Breaker, connection: str, flow: str) -> bool:
    return breaker.gate.connection == connection and flow in {"", breaker.gate.flow}
