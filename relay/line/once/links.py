"""Remembers which record of the source became which record of the target: ids and keyed hashes, never anybody's data.

A pipeline may keep with a record what it sent of it that is nobody's, such as the price of a product.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from relay.model import Flow
from relay.store.scripts import script
from relay.store.store import Store, reply
from relay.store.vault import Vault
from relay.systems.system_register import SUCCESSOR

_FIELD_DIGITS = 16
"""64 bits: a value of a field cannot be told from its digest, and two values of one field hardly ever meet."""


class LinkState(StrEnum):
    """Whether a link leads to a record. All but ``live`` are tombstones: they never expire."""

    LIVE = "live"
    GONE = "gone"
    """One of the two records is there no longer."""
    MERGED = "merged"
    """The source's record went into another."""
    ERASED = "erased"
    """The person asked to be forgotten: no number is kept."""


@dataclass(frozen=True, slots=True)
class Link:
    """``number`` is the record in the target; ``digest`` is a keyed hash of what we last sent for it.

    ``event`` is the event that wrote it, where one of ours did. ``manual`` says that a person made the link: no run
    changes its number. ``to`` is the successor of a record that was merged. ``settings`` is a digest of the settings
    that shaped what was sent.
    """

    number: str
    digest: str = ""
    event: str = ""
    manual: bool = False
    state: LinkState = LinkState.LIVE
    to: str = ""
    settings: str = ""

    @property
    def is_live(self) -> bool:
        """Whether it leads to a record; else it is a tombstone."""
        return self.state is LinkState.LIVE


_FIELDS = ["number", "digest", "event", "manual", "state", "to", "settings"]


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
        self._pair = script(store.state, "pair_links")

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

    def field_digest(self, name: str, field: str, value: bytes) -> str:
        """A keyed hash of one field of one record: equal values of two records have nothing in common here."""
        return self._vault.keyed_hash("field", name, field, value)[:_FIELD_DIGITS]

    async def find(self, name: str) -> Link | None:
        """The link, a tombstone too, or None when the relay never linked this record."""
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
        await self.store_all((name, link))

    async def store_all(self, *stored: tuple[str, Link]) -> None:
        """Remember records, whatever stands there, in one piece."""
        async with self._store.state.pipeline(transaction=True) as pipe:
            for name, link in stored:
                pipe.hset(self._store.keys.link(name), mapping=_written(link))
            await pipe.execute()

    async def pair(self, one: tuple[str, str], other: tuple[str, str], event: str) -> str | None:
        """Link two names, each with a number, in one piece; what is sent for them is not told by that.

        The name that stands in the way, since it has another number or is a tombstone; then nothing is stored.
        """
        blocked: bytes = await self._pair(args=[self._store.keys.prefix, event, *one, *other])
        return blocked.decode() or None

    async def attach(self, name: str, names: Sequence[str]) -> None:
        """Remember that links belong to a record, such as those of its contacts: they are forgotten with it."""
        await reply(self._store.state.sadd(self._store.keys.link_parts(name), *names))

    async def attached(self, name: str) -> set[str]:
        """The names of the links that belong to a record."""
        return {part.decode() for part in await reply(self._store.state.smembers(self._store.keys.link_parts(name)))}

    async def bury(self, names: Sequence[str], state: LinkState, to: str = "") -> None:
        """Make tombstones of links, in one piece, also of a name that has none yet; LIVE lifts them again."""
        fields = {"state": _as_kept(state), "to": to}
        async with self._store.state.pipeline(transaction=True) as pipe:
            for name in names:
                pipe.hset(self._store.keys.link(name), mapping=fields)
            await pipe.execute()

    async def erase(self, names: Sequence[str]) -> None:
        """Forget all that is kept of records, with what belongs to them; of each name a tombstone stays."""
        gone = await self._keys_of(names)
        async with self._store.state.pipeline(transaction=True) as pipe:
            pipe.delete(*gone)
            for name in names:
                pipe.hset(self._store.keys.link(name), mapping={"state": LinkState.ERASED.value})
            await pipe.execute()

    async def forget(self, name: str) -> None:
        """Remember the record no more."""
        await self._store.state.delete(self._store.keys.link(name))

    async def forget_whole(self, names: Sequence[str]) -> None:
        """Remember records no more, nor what belongs to them, in one piece.

        What a record claims stays, as that is what its source says and nothing that was carried.
        """
        own = {self._store.keys.link(name) for name in names}
        gone = [key for key in await self._keys_of(names) if key not in own]
        async with self._store.state.pipeline(transaction=True) as pipe:
            pipe.delete(*gone)
            for key in own:
                pipe.hdel(key, *_FIELDS)
            await pipe.execute()

    async def _keys_of(self, names: Sequence[str]) -> list[str]:
        """All that is kept of records and of what belongs to them, but the notes of writes, which end by themselves."""
        keys = self._store.keys
        everything = [*names, *sorted({part for name in names for part in await self.attached(name)})]
        return [key for name in everything for key in (keys.link(name), keys.link_parts(name), keys.in_step(name))]


def _link(found: Sequence[bytes | None]) -> Link | None:
    number, digest, event, manual, state, to, settings = ((value or b"").decode() for value in found)
    if not number and not state:
        return None
    return Link(number, digest, event, bool(manual), LinkState(state or LinkState.LIVE), to, settings)


def _as_kept(state: LinkState) -> str:
    """That of a live link is empty, as in those of earlier versions."""
    return "" if state is LinkState.LIVE else state.value


def _written(link: Link) -> dict[str, str]:
    return {
        "number": link.number,
        "digest": link.digest,
        "event": link.event,
        "manual": "1" * link.manual,
        "state": _as_kept(link.state),
        "to": link.to,
        "settings": link.settings,
    }
