"""Proves which system is behind each connection before anything is read or written through it, and anew after a while.

A connection's name is no proof: pointed at other books, links under that name would put one customer's order on
another's debtor. So each system is asked who it is, and what it answers is compared with the register of systems.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import structlog

from relay.errors import OtherSystem, Parked, RunEnd, StartError
from relay.model import Flow
from relay.roles import Connection, SystemIdentity
from relay.settings import Settings
from relay.store.store import STORAGE_FAILURES, Store
from relay.store.vault import Vault
from relay.systems.asking import ask_identity
from relay.systems.register_store import RegisterStore
from relay.systems.system_register import (
    SUCCESSOR,
    KnownSystem,
    Register,
    place_system,
    with_prefix,
    with_reference,
)
from words.told import Told

__all__ = ["SUCCESSOR", "Systems"]

log = structlog.get_logger()

PROOF_LASTS: Final = timedelta(minutes=10)
"""After this long the system is asked again, before the next event or poll that needs it."""

DOUBTED_AFTER: Final = timedelta(seconds=30)
"""The same where a call failed meanwhile: what answers next may be another."""

_Change = Callable[[Register], Register]


@dataclass(frozen=True, slots=True)
class _Proof:
    """What a system told of itself, and until when that counts by this process's own clock."""

    system: str
    seen: KnownSystem
    at: float
    until: float


class Systems:
    """The systems of one process's connections. ``clock`` counts seconds."""

    def __init__(
        self, store: Store, vault: Vault, settings: Settings, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._vault = vault
        self._settings = settings
        self._clock = clock
        self._kept = RegisterStore(store, {name: one.vendor for name, one in settings.connections.items()})
        self._connections: Mapping[str, Connection] = {}
        self._flows: Sequence[Flow] = ()
        self._register = Register()
        self._proofs: dict[str, _Proof] = {}
        self._refusals: dict[str, tuple[float, OtherSystem]] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}
        self._ready: set[tuple[str, ...]] = set()

    @property
    def register(self) -> Register:
        """The register as this process read it last."""
        return self._register

    async def open(self, connections: Mapping[str, Connection], flows: Iterable[Flow]) -> None:
        """Take what the settings are made into, and read what is known of the systems.

        A Redis that is away just now does not keep a process from starting: the register is read again with each proof.
        """
        self._connections, self._flows = connections, tuple(flows)
        with suppress(*STORAGE_FAILURES):
            self._register = await self._kept.read()

    def id_of(self, connection: str) -> str:
        """The lasting id of the system, proven in this process. Raises Parked where it is not."""
        proof = self._proofs.get(connection)
        if proof is None:
            raise self._refusals[connection][1] if connection in self._refusals else _not_proven(connection)
        return proof.system

    def last_id_of(self, connection: str) -> str:
        """The id of the system that the connection's name stood for when it was proven last, in whatever process."""
        proof = self._proofs.get(connection)
        return proof.system if proof is not None else self._register.system_of(connection)

    def asked_id_of(self, connection: str) -> str:
        """The same for a system that can be asked; empty for one that calls us, which is who its name says."""
        system = self.last_id_of(connection)
        known = self._register.systems.get(system)
        return system if known is not None and known.mark and known.can_be_asked else ""

    def former_prefixes(self, connection: str) -> Sequence[str]:
        """Prefixes under which the connection's documents were carried before the present one."""
        return self._register.prefixes_of(connection)[1:]

    def doubt(self, connection: str) -> None:
        """A call failed so that something else may answer the next one: ask again soon."""
        if (proof := self._proofs.get(connection)) is not None:
            soon = proof.at + DOUBTED_AFTER.total_seconds()
            self._proofs[connection] = replace(proof, until=min(proof.until, soon))

    async def prove_ends(self, flow: Flow) -> None:
        """Prove both ends of a flow. Costs nothing while they are.

        Raises OtherSystem where one is another, and what a system raises that cannot be asked. A source that was
        proven and is not reached now counts as proven: what came from it is here already.
        """
        await self.prove(flow.source, reached=False)
        await self.prove(flow.target)

    async def make_ready(self, flow: Flow) -> None:
        """Prove both ends of a flow, and that no other source's documents have references with its prefix.

        Costs nothing once that is proven. Raises as :meth:`prove_ends` does, and OtherSystem for the prefix.
        """
        await self.prove_ends(flow)
        claim = (flow.name, self.id_of(flow.source), self.id_of(flow.target))
        if flow.write and claim not in self._ready:
            try:
                self._register = await self._kept.change(lambda known: self._with_references(known, flow))
            except OtherSystem as other:
                await self._refused(flow.source, other)
                raise
            await self._kept.let_in(flow.source)
            self._ready.add(claim)

    async def _refused(self, connection: str, other: OtherSystem) -> None:
        log.error("other_system", connection=connection, reason=other.told)
        await self._kept.refuse(connection, other.told)

    def _with_references(self, known: Register, flow: Flow) -> Register:
        kind, prefix, names = type(flow.settings).__name__, flow.reference_prefix, self._settings.connections
        return with_reference(
            with_prefix(known, flow.source, prefix, names), flow.source, flow.target, kind, prefix, names
        )

    async def prove(self, connection: str, *, reached: bool = True) -> None:
        """Ask the system who it is, unless it was asked lately; all that wait share one question.

        Raises OtherSystem where it is another than its links belong to, and what it raises that cannot be asked;
        not where it was proven before and need not be ``reached``.
        """
        proof = self._proofs.get(connection)
        if proof is not None and self._clock() < proof.until:
            return
        refused = self._refusals.get(connection)
        if refused is not None and self._clock() < refused[0]:
            raise refused[1]
        asking = self._asking.get(connection)
        if asking is None or asking.done():
            asking = self._asking[connection] = asyncio.create_task(self._prove(connection))
            asking.add_done_callback(_seen)
        try:
            await asyncio.shield(asking)
        except OtherSystem:
            raise
        except RunEnd:
            proof = self._proofs.get(connection)
            if reached or proof is None:
                raise
            self._proofs[connection] = replace(proof, until=self._clock() + DOUBTED_AFTER.total_seconds())

    async def prove_all(self, patience: timedelta) -> None:
        """Ask every system that the flows use, before anything starts. Raises StartError where one is another.

        One that cannot be asked now, such as an office that is closed, is asked before it is first used.
        """
        names = {name for flow in self._settings.flows.values() for name in (flow.source, flow.target)}
        found = await asyncio.gather(*(self._told(name, self.prove(name), patience) for name in sorted(names)))
        if not any(found):
            ready = [flow for flow in self._flows if {flow.source, flow.target} <= self._proofs.keys()]
            found = await asyncio.gather(*(self._told(flow.name, self.make_ready(flow), patience) for flow in ready))
        if mistakes := [told for told in found if told]:
            raise StartError(*mistakes)

    async def identify(self, connection: str) -> KnownSystem:
        """What the system tells of itself now, whatever the register says. Raises what the vendor raises."""
        return (await self._ask(connection))[0]

    async def reread(self) -> Register:
        """The register as it stands now, which another process may have changed."""
        self._register = await self._kept.read()
        return self._register

    async def change(self, change: _Change) -> Register:
        """Change the register by an operator's word; what this process proved before is proven anew."""
        changed = self._register = await self._kept.change(change)
        self._proofs.clear()
        self._refusals.clear()
        self._ready.clear()
        return changed

    async def _told(self, name: str, asking: Awaitable[None], patience: timedelta) -> Told | None:
        """Why the start must be refused, or None."""
        try:
            async with asyncio.timeout(patience.total_seconds()):
                await asking
        except OtherSystem as other:
            return other.told
        except (RunEnd, TimeoutError, *STORAGE_FAILURES) as error:
            reason = {"reason": error.told} if isinstance(error, RunEnd) else {"error": type(error).__name__}
            log.warning("connection_not_proven", name=name, **reason)
        return None

    async def _ask(self, connection: str) -> tuple[KnownSystem, SystemIdentity | None]:
        vendor = self._settings.connections[connection].vendor
        return await ask_identity(connection, vendor, self._connections[connection], self._vault.keyed_hash)

    async def _prove(self, connection: str) -> None:
        seen, told = await self._ask(connection)
        before = self._proofs.get(connection)
        if before is not None and not before.seen.is_the_same_as(seen):
            del self._proofs[connection]  # before anything is awaited: no call goes where nobody compared yet
        try:
            register = self._register = await self._kept.change(lambda known: place_system(known, connection, seen))
        except OtherSystem as other:
            self._proofs.pop(connection, None)
            self._refusals[connection] = (self._clock() + OtherSystem.looked_at_again.total_seconds(), other)
            await self._refused(connection, other)
            raise
        self._refusals.pop(connection, None)
        await self._kept.let_in(connection)
        now = self._clock()
        until = now + PROOF_LASTS.total_seconds() if told is not None else float("inf")
        self._proofs[connection] = _Proof(register.system_of(connection), seen, now, until)


def _not_proven(connection: str) -> Parked:
    return Parked(Told("systems.not_proven", connection=connection), after=timedelta(seconds=5))


def _seen(asking: "asyncio.Task[None]") -> None:
    if not asking.cancelled():
        asking.exception()  # seen here, since who asked may have been cut off
