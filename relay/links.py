"""Remembers which record of the source became which record of the target: ids and keyed hashes only."""

from dataclasses import dataclass

from relay.store import Store, reply
from relay.vault import Vault


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


class Links:
    """The link table. A name is made of the target connection, the kind of record and the source's mark for it."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store = store
        self._vault = vault

    def name(self, connection: str, kind: str, mark: str) -> str:
        """The keyed hash under which a record is remembered, for its link, its intent and its lock alike."""
        return self._vault.keyed_hash("record", connection, kind, mark)

    def digest(self, material: bytes) -> str:
        """A keyed hash of what is sent, to tell later whether it has changed."""
        return self._vault.keyed_hash("digest", material)

    async def find(self, name: str) -> Link | None:
        """The link, or None when the relay never linked this record."""
        found = await reply(
            self._store.state.hmget(self._store.keys.link(name), ["number", "digest", "event", "manual"])
        )
        number, digest, event, manual = ((value or b"").decode() for value in found)
        return Link(number, digest, event, manual=bool(manual)) if number else None

    async def store(self, name: str, link: Link) -> None:
        """Remember a record, whatever stands there: one that was found or sent again, or that a person chose."""
        fields = {"number": link.number, "digest": link.digest, "event": link.event, "manual": "1" * link.manual}
        await reply(self._store.state.hset(self._store.keys.link(name), mapping=fields))

    async def forget(self, name: str) -> None:
        """Remember the record no more."""
        await self._store.state.delete(self._store.keys.link(name))
