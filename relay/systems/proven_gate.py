"""Keeps every call to a system back until that system is proven: no path to a vendor can forget to ask."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from relay.errors import Transient, Unconfirmed
from relay.roles import Gate
from relay.systems.asking import ASKING
from relay.systems.systems import Systems


class ProvenGate:
    """The gate of one connection behind its proof; a call that asks for the proof itself passes."""

    def __init__(self, systems: Systems, connection: str, gate: Gate) -> None:
        self._systems = systems
        self._connection = connection
        self._gate = gate

    @asynccontextmanager
    async def call(self, about: str = "") -> AsyncIterator[None]:
        """Hold a place while a call runs. Raises OtherSystem, Parked where nothing is proven, and as the gate does."""
        self._require_proof()
        try:
            async with self._gate.call(about):
                self._require_proof()  # once more: it may have waited long for a place
                yield
        except (Transient, Unconfirmed):
            self._systems.doubt(self._connection)
            raise

    def _require_proof(self) -> None:
        if not ASKING.get():
            self._systems.id_of(self._connection)
