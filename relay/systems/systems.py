"""Proves which system is behind each connection before anything is read or written through it, and anew after a while.

A connection's name is no proof: pointed at other books, links under that name would put one customer's order on
another's debtor. So each system is asked who it is, and what it answers is compared with the register of systems.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta

import structlog

from relay.errors import Barred, OtherSystem, Parked, RunEnd, StartError
from relay.model import Flow
from relay.roles import Connection, SystemIdentity
from relay.settings import Settings
from relay.store.store import STORAGE_FAILURES, Store
from relay.store.vault import Vault
from relay.systems.asking import ask_identity
from relay.systems.proofs import Proofs
from relay.systems.register_store import RegisterStore
from relay.systems.system_register import (
    SUCCESSOR,
    KnownSystem,
    Register,
    place_system,
    register_prefix,
    register_reference,
)
from words.told import Told

__all__ = ["SUCCESSOR", "Systems"]

log = structlog.get_logger()

_Change = Callable[[Register], Register]


class Systems:
    """The systems of one process's connections. ``clock`` counts seconds."""

    def __init__(
        self, store: Store, vault: Vault, settings: Settings, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._vault = vault
        self._settings = settings
        self._proofs = Proofs(clock)
        self._kept = RegisterStore(store, {name: one.vendor for name, one in settings.connections.items()})
        self._connections: Mapping[str, Connection] = {}
        self._flows: Sequence[Flow] = ()
        self._register = Register()
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
        """The lasting id of the system, proven in this process. Raises Parked where it is not, or why it is refused."""
        proof = self._proofs.find(connection)
        if proof is None:
            raise self._proofs.refusal(connection) or _not_proven(connection)
        return proof.system

    def last_id_of(self, connection: str) -> str:
        """The id of the system that the connection's name stood for when it was proven last, in whatever process."""
        proof = self._proofs.find(connection)
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
        self._proofs.doubt(connection)

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
                self._register = await self._kept.change(lambda known: self._register_references(known, flow))
            except OtherSystem as other:
                await self._note_refusal(flow.source, other)
                raise
            await self._kept.let_in(flow.source)
            self._ready.add(claim)

    async def _note_refusal(self, connection: str, other: OtherSystem) -> None:
        log.error("other_system", connection=connection, reason=other.told)
        await self._kept.refuse(connection, other.told)

    def _register_references(self, known: Register, flow: Flow) -> Register:
        kind, prefix, names = type(flow.settings).__name__, flow.reference_prefix, self._settings.connections
        return register_reference(
            register_prefix(known, flow.source, prefix, names), flow.source, flow.target, kind, prefix, names
        )

    async def prove(self, connection: str, *, reached: bool = True) -> None:
        """Ask the system who it is, unless it was asked lately; all that wait share one question.

        Raises OtherSystem where it is another than its links belong to, and what it raises that cannot be asked;
        not where it was proven before and need not be ``reached``.
        """
        if self._proofs.is_fresh(connection):
            return
        try:
            await self._learn(connection)
        except OtherSystem:
            raise
        except RunEnd:
            if reached or self._proofs.find(connection) is None:
                raise
            self._proofs.prolong(connection)

    async def _learn(self, connection: str) -> None:
        """Ask, or have the answer of one who asks already. What only a person can mend is not asked again at once."""
        self._proofs.raise_if_refused(connection)
        asking = self._asking.get(connection)
        if asking is None or asking.done():
            asking = self._asking[connection] = asyncio.create_task(self._prove(connection))
            asking.add_done_callback(_see_failure)
        await asyncio.shield(asking)

    async def prove_all(self, patience: timedelta) -> None:
        """Ask every system that the flows use, before anything starts. Raises StartError where one is another.

        One that cannot be asked now, such as an office that is closed, is asked before it is first used.
        """
        names = {name for flow in self._settings.flows.values() for name in (flow.source, flow.target)}
        found = await asyncio.gather(*(self._tell_refusal(name, self.prove(name), patience) for name in sorted(names)))
        if not any(found):
            ready = [flow for flow in self._flows if {flow.source, flow.target} <= self._proofs.proven()]
            found = await asyncio.gather(
                *(self._tell_refusal(flow.name, self.make_ready(flow), patience) for flow in ready)
            )
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
        self._ready.clear()
        return changed

    async def _tell_refusal(self, name: str, asking: Awaitable[None], patience: timedelta) -> Told | None:
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
        try:
            seen, told = await self._ask(connection)
        except Barred as barred:
            if not barred.gate:  # else that tells when to ask again
                self._proofs.refuse(connection, barred)
            raise
        before = self._proofs.find(connection)
        if before is not None and not before.seen.is_the_same_as(seen):
            self._proofs.drop(connection)  # before anything is awaited: no call goes where nobody compared yet
        try:
            register = self._register = await self._kept.change(lambda known: place_system(known, connection, seen))
        except OtherSystem as other:
            self._proofs.drop(connection)
            self._proofs.refuse(connection, other)
            await self._note_refusal(connection, other)
            raise
        await self._kept.let_in(connection)
        self._proofs.keep(connection, register.system_of(connection), seen, can_be_asked=told is not None)


def _not_proven(connection: str) -> Parked:
    return Parked(Told("systems.not_proven", connection=connection), after=timedelta(seconds=5))


def _see_failure(asking: "asyncio.Task[None]") -> None:
    if not asking.cancelled():
        asking.exception()  # seen here, since who asked may have been cut off
