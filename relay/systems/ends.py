"""The two systems of one flow, as far as carrying and reading it must know which they are."""

from collections.abc import Callable
from typing import Final, Protocol

from relay.errors import Hold
from relay.model import Event, Flow
from relay.store.cursors import Cursors
from relay.store.store import Store, storage_errors
from relay.systems.systems import SUCCESSOR, Systems
from words.told import Told


class Ends(Protocol):
    """Proves the systems of a flow before anything of them is read, written or looked up.

    Each method raises OtherSystem where a system is another than its links belong to, and what a system raises that
    cannot be asked.
    """

    async def prove_both(self) -> None:
        """Both ends are proven."""
        ...

    async def prove_source(self) -> None:
        """The source is proven, and the flow's cursor is one of this system."""
        ...

    async def prove_for(self, event: Event) -> None:
        """Both ends are proven, and the event came from this source. Raises Hold where it came from another system."""
        ...

    def ids(self) -> tuple[str, ...]:
        """The lasting ids of source and target, once both are proven."""
        ...


class UnaskedEnds:
    """Ends of which nothing needs proof: where a flow is used without the rest of the relay."""

    async def prove_both(self) -> None:
        """Nothing is asked."""

    async def prove_source(self) -> None:
        """Nothing is asked."""

    async def prove_for(self, event: Event) -> None:
        """Nothing is asked."""

    def ids(self) -> tuple[str, ...]:
        """None."""
        return ()


UNASKED: Final = UnaskedEnds()


class FlowEnds:
    """The ends of one flow of a running relay."""

    def __init__(self, systems: Systems, cursors: Cursors, flow: Flow) -> None:
        self._systems = systems
        self._cursors = cursors
        self._flow = flow

    async def prove_both(self) -> None:
        """Prove source and target, and that the references in the target are this source's."""
        await self._systems.make_ready(self._flow)

    async def prove_source(self) -> None:
        """Prove the source, and let the cursors be those of this system. Raises StorageError besides."""
        async with storage_errors():
            await self._systems.prove(self._flow.source)
            system = self._systems.id_of(self._flow.source)
            await self._cursors.settle(self._flow.name, system, _first(system))

    async def prove_for(self, event: Event) -> None:
        """Prove the ends, and look where the event came from; one that does not say is of the source's first system."""
        await self._systems.prove_ends(self._flow)
        system = self._systems.asked_id_of(self._flow.source)
        if system and (event.system or _first(system)) != system:
            raise Hold(Told("systems.came_from_another", source=self._flow.source))
        await self._systems.make_ready(self._flow)

    def ids(self) -> tuple[str, ...]:
        """The lasting ids of source and target. Raises Parked where they are not proven."""
        return self._systems.id_of(self._flow.source), self._systems.id_of(self._flow.target)


def ends_of(systems: Systems, store: Store) -> Callable[[Flow], Ends]:
    """Gives the ends of any flow of this relay."""
    cursors = Cursors(store)
    return lambda flow: FlowEnds(systems, cursors, flow)


def _first(system: str) -> str:
    """The id of the first system of a name, as it was before systems were asked.

    >>> _first("afas~2"), _first("afas")
    ('afas', 'afas')
    """
    return system.partition(SUCCESSOR)[0]
