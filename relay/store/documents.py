"""The one home of the sealed documents in the payload role: put, opened, renewed and forgotten nowhere else.

A document that cannot be opened or read counts as lost, and why is told in words.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress

import structlog

from mapping.parsing import dump_json, parse_json
from relay.model import Event
from relay.roles import Json
from relay.store.scripts import script
from relay.store.store import Store
from relay.store.vault import SealBrokenError, SealKeyMissingError, Vault
from words.told import Told

log = structlog.get_logger()

_AT_ONCE = 500


async def count_bytes(store: Store, event_ids: Sequence[str]) -> int:
    """How many bytes the sealed documents of these events take together. Raises the failures of Redis."""
    async with store.payload.pipeline(transaction=False) as pipe:
        for event_id in event_ids:
            pipe.strlen(store.keys.payload(event_id))
        return sum(await pipe.execute())


class DocumentLost(Exception):  # noqa: N818 - named by what happened, read in `except DocumentLost`
    """There is no document that can be read; ``why`` says so and ``remedy`` what to do, each a part of a sentence."""

    def __init__(self, why: Told, remedy: Told) -> None:
        super().__init__(why)
        self.why = why
        self.remedy = remedy


class StoredDocuments:
    """Where documents lie, by the id of their event: for who keeps, forgets or lists them and never opens one.

    Lengths of time are in milliseconds. Every method raises the failures of Redis.
    """

    def __init__(self, store: Store) -> None:
        self._payload = store.payload
        self._keys = store.keys

    async def renew(self, *event_ids: str, keep: int) -> None:
        """Let documents live so long from now on, where they are still there."""
        async with self._payload.pipeline(transaction=False) as pipe:
            for event_id in event_ids:
                pipe.pexpire(self._keys.payload(event_id), keep)
            await pipe.execute()

    async def forget(self, *event_ids: str) -> int:
        """Delete documents; how many there were."""
        if not event_ids:
            return 0
        return int(await self._payload.delete(*map(self._keys.payload, event_ids)))

    async def event_ids(self) -> AsyncIterator[str]:
        """The id that each stored document is kept under; most of them may come twice, as Redis scans."""
        prefix = self._keys.payload("")
        async for key in self._payload.scan_iter(match=f"{prefix}*", count=_AT_ONCE):
            yield key.decode().removeprefix(prefix)


class SealedDocuments(StoredDocuments):
    """The documents for who has the keys: each is sealed for its flow and its event, and opens for no other."""

    def __init__(self, store: Store, vault: Vault) -> None:
        super().__init__(store)
        self._vault = vault
        self._replace = script(store.payload, "replace_document")

    def seal(self, body: bytes, flow: str, event_id: str) -> bytes:
        """The body under seal, as it may be stored."""
        return self._vault.seal(body, flow, event_id)

    async def put_sealed(self, sealed: Mapping[str, bytes], keep: int) -> None:
        """Store what :meth:`seal` made, by the id of its event, all in one call."""
        async with self._payload.pipeline(transaction=False) as pipe:
            for event_id, body in sealed.items():
                pipe.set(self._keys.payload(event_id), body, px=keep)
            await pipe.execute()

    async def put(self, event: Event, document: Json, keep: int) -> None:
        """Seal and store the document of an event, whatever stands there."""
        await self.put_sealed({event.id: self.seal(dump_json(document), event.flow, event.id)}, keep)

    async def restore(self, body: bytes, flow: str, event_id: str, keep: int, *, even_if_it_opens: bool) -> bool:
        """Store a document where none stands that opens, or in place of any; whether it is stored.

        Whoever comes second finds another document there than they saw, and changes nothing.
        """
        key = self._keys.payload(event_id)
        standing = await self._payload.get(key) or b""
        if not even_if_it_opens and self._opens(standing, flow, event_id):
            return False
        return await self._put_renewed(event_id, standing, self.seal(body, flow, event_id), keep)

    async def read(self, event: Event) -> Json:
        """The document of an event. Raises DocumentLost besides."""
        sealed = await self._payload.get(self._keys.payload(event.id))
        if sealed is None:
            raise DocumentLost(Told("line.document_lost"), Told("line.send_again"))
        try:
            return parse_json(self._open(sealed, event))
        except (SealBrokenError, ValueError) as error:
            log.warning("document_unreadable", event_id=event.id, error=type(error).__name__)
            if isinstance(error, SealKeyMissingError):
                raise DocumentLost(Told("line.seal_key_missing"), Told("line.put_key_back")) from None
            raise DocumentLost(Told("line.document_damaged"), Told("line.send_again")) from None

    async def seal_anew(self, event: Event, flow: str, keep: int) -> None:
        """Seal the document of an event for another flow, where it can be opened and nobody replaces it meanwhile."""
        sealed = await self._payload.get(self._keys.payload(event.id))
        if sealed is None:
            return
        with suppress(SealBrokenError):
            anew = self.seal(self._open(sealed, event), flow, event.id)
            await self._put_renewed(event.id, sealed, anew, keep)

    async def _put_renewed(self, event_id: str, standing: bytes, sealed: bytes, keep: int) -> bool:
        """Whether the one took the place of the other, since nobody has changed that meanwhile."""
        return bool(await self._replace(args=[self._keys.prefix, event_id, standing, sealed, keep]))

    def _opens(self, sealed: bytes, flow: str, event_id: str) -> bool:
        try:
            self._vault.open(sealed, flow, event_id)
        except SealBrokenError:
            return False
        return True

    def _open(self, sealed: bytes, event: Event) -> bytes:
        """Opened for its flow, or for one that handed the event on; raises SealBrokenError as for its flow."""
        try:
            return self._vault.open(sealed, event.flow, event.id)
        except SealBrokenError:
            for flow in event.sealed_for:
                with suppress(SealBrokenError):
                    return self._vault.open(sealed, flow, event.id)
            raise
