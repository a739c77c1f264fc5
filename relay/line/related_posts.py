"""Remembers what posts of one source have to do with each other, so that one can be read with what another has told.

Some systems tell of one thing in several posts: a shop tells the weight of a product apart, and of one that is deleted
its id alone. Ids are remembered in the state role. Posts are kept under seal in the payload role, and only for as long
as an event may wait: by then all that waited is carried, so that no post which says less takes the place of one.
"""

import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from mapping.parsing import parse_json
from relay.line.arrivals import count_microseconds
from relay.line.queue import Queue
from relay.roles import Known, Relations
from relay.store.scripts import script
from relay.store.store import Store, reply, storage_errors
from relay.store.vault import SealBrokenError, Vault

_QUICK: Final = 1
"""A post of JSON shrinks to a fifth even so, and the best level takes ten times as long."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was asked, with posts as they are stored: opening them takes a while, and none of it the event loop."""

    belongings: Mapping[str, frozenset[str]]
    sealed: Mapping[str, bytes] = field(repr=False)


class RelatedPosts:
    """What was told of ids by the posts of each source, and the newest posts about them."""

    def __init__(self, store: Store, vault: Vault, queue: Queue) -> None:
        self._store = store
        self._vault = vault
        self._queue = queue
        self._keep = script(store.payload, "keep_post")

    def pack(self, source: str, relations: Relations, body: bytes) -> bytes:
        """A posted body as it is kept under its name; empty where it is not to be kept."""
        name = relations.kept_as
        return self._vault.seal(zlib.compress(body, _QUICK), "kept post", source, name) if name else b""

    async def relate(self, source: str, relations: Relations, packed: bytes) -> Found:
        """Remember what a post tells, and only then find what it asks. Raises StorageError.

        Of two posts at once that need each other, whichever is remembered later so finds the other.
        """
        async with storage_errors():
            if packed:
                stamp = count_microseconds(relations.stamp) or 0
                key = self._name(source, relations.kept_as)
                await self._keep(args=[self._store.keys.prefix, key, stamp, packed, self._queue.keep])
            await self._remember(source, relations.belongings)
        return await self.find(source, relations)

    async def find(self, source: str, relations: Relations) -> Found:
        """What a post asks, as it is known now: equal to what was found before where nothing came since.

        Raises StorageError.
        """
        async with storage_errors():
            belongings = await self._belongings(source, [*relations.asks, *relations.follows])
            near = [name for followed in relations.follows for name in sorted(belongings.get(followed, ()))]
            return Found(belongings, await self._posts(source, list(dict.fromkeys([*relations.needs, *near]))))

    def open(self, source: str, found: Found) -> Known:
        """What was found, in the clear; a post under the seal of a key that is gone is as one that was never kept."""
        posts = {}
        for name, sealed in found.sealed.items():
            with suppress(SealBrokenError):
                posts[name] = parse_json(zlib.decompress(self._vault.open(sealed, "kept post", source, name)))
        return Known(found.belongings, posts)

    async def _remember(self, source: str, belongings: Mapping[str, frozenset[str]]) -> None:
        if not belongings:
            return
        async with self._store.state.pipeline(transaction=False) as pipe:
            for name, names in belongings.items():
                key = self._store.keys.belongings(self._name(source, name))
                if names:
                    pipe.sadd(key, *names)
                pipe.pexpire(key, self._queue.keep_documents)
            await pipe.execute()

    async def _belongings(self, source: str, asked: Sequence[str]) -> Mapping[str, frozenset[str]]:
        found = {}
        for name in asked:
            members = await reply(self._store.state.smembers(self._store.keys.belongings(self._name(source, name))))
            if members:
                found[name] = frozenset(member.decode() for member in members)
        return found

    async def _posts(self, source: str, names: Sequence[str]) -> Mapping[str, bytes]:
        if not names:
            return {}
        async with self._store.payload.pipeline(transaction=False) as pipe:
            for name in names:
                pipe.get(self._store.keys.kept_post(self._name(source, name)))
            stored = await pipe.execute()
        pairs = zip(names, stored, strict=True)
        return {name: value.partition(b" ")[2] for name, value in pairs if value is not None}

    def _name(self, source: str, name: str) -> str:
        return self._vault.keyed_hash("related", source, name)
