"""Remembers which record of the source became which record of the target: ids and keyed hashes only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from relay.model import Flow
from relay.store.store import Store, reply
from relay.store.vault import Vault
from relay.systems.system_register import SUCCESSOR


@dataclass(frozen=True, slots=True)
class Link:
    """``number`` is the record in the target; ``digest`` is a keyed hash of what we last sent for it.

    ``event`` is the event that wrote it, where one of ours did. ``manual`` says that a person made the link: no run
    changes its number.
    """

    number: str
    digest: str = ""
    event: str = ""
    manual: bool = False


_FIELDS = ["number", "digest", "event", "manual"]


class SystemNames(Protocol):
    """Which system is behind the name of a connection; :class:`relay.systems.systems.Systems` knows."""

    def id_of(self, connection: str) -> str:
        """The lasting id of the system, proven in this process. Raises Parked where it is not."""
        ...

    def former_prefixes(self, connection: str) -> Sequence[str]:
        """Prefixes under which its documents were carried before the present one."""
        ...


class Links:
    """The link table. A name is made of the target system, the kind of record and the source's mark for it.

    The system is what proved itself behind the connection, and not the connection's name: pointed at other books, a
    connection finds nothing of what stands in the first; under a new name it finds all of it.
    """

    def __init__(self, store: Store, vault: Vault, systems: SystemNames) -> None:
        self._store = store
        self._vault = vault
        self._systems = systems

    def name(self, connection: str, kind: str, mark: str) -> str:
        """The keyed hash under which a record is remembered, for its link, its intent and its lock alike.

        Raises Parked where it is not proven yet which system is behind the connection.
        """
        return self._vault.keyed_hash("record", self._systems.id_of(connection), kind, mark)

    def system(self, connection: str) -> str:
        """The lasting id of the system behind a connection. Raises Parked where it is not proven yet."""
        return self._systems.id_of(connection)

    def number_of(self, connection: str, number: str) -> str:
        """A number that the system behind a connection gave, apart from the same number of the system before it.

        That of a name's first system is left as it is, and so are the names made of it.
        """
        system = self._systems.id_of(connection)
        return f"{system} {number}" if SUCCESSOR in system else number

    def references_of(self, flow: Flow, number: str) -> list[str]:
        """By what a document of the flow may stand in the target: its number under the present prefix, then former."""
        return [f"{prefix}{number}" for prefix in (flow.reference_prefix, *self.former_prefixes(flow.source))]

    def former_prefixes(self, connection: str) -> Sequence[str]:
        """Prefixes under which documents of this connection were carried before the present one."""
        return self._systems.former_prefixes(connection)

    def digest(self, material: bytes) -> str:
        """A keyed hash of what is sent, to tell later whether it has changed."""
        return self._vault.keyed_hash("digest", material)

    async def find(self, name: str) -> Link | None:
        """The link, or None when the relay never linked this record."""
        return _link(await reply(self._store.state.hmget(self._store.keys.link(name), _FIELDS)))

    async def find_all(self, names: Sequence[str]) -> list[Link | None]:
        """The link of each name, or None, in one call."""
        if len(names) == 1:
            return [await self.find(names[0])]
        async with self._store.state.pipeline(transaction=False) as pipe:
            for name in names:
                pipe.hmget(self._store.keys.link(name), _FIELDS)
            return [_link(found) for found in await pipe.execute()]

    async def store(self, name: str, link: Link) -> None:
        """Remember a record, whatever stands there: one that was found or sent again, or that a person chose."""
        fields = {"number": link.number, "digest": link.digest, "event": link.event, "manual": "1" * link.manual}
        await reply(self._store.state.hset(self._store.keys.link(name), mapping=fields))

    async def forget(self, name: str) -> None:
        """Remember the record no more."""
        await self._store.state.delete(self._store.keys.link(name))


def _link(found: Sequence[bytes | None]) -> Link | None:
    number, digest, event, manual = ((value or b"").decode() for value in found)
    return Link(number, digest, event, manual=bool(manual)) if number else None
