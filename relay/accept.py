"""Takes a document in, whoever brought it: keys it, seals it, stores it, and says which event it became."""

import re
from dataclasses import dataclass

from relay.model import Flow, Identity, Origin, new_event_id
from relay.queue import Accepted, Arrival, Queue
from relay.store import Store, storage_errors
from relay.vault import Vault

_SHOWABLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/#-]{0,39}")
"""A document number that may be stored and shown: an e-mail address does not fit."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What makes one HTTP delivery repeatable: the key the sender gave it. ``sender`` is its connection."""

    sender: str
    key: str


class Acceptor:
    """The one way into the queue, for webhooks and polls alike."""

    def __init__(self, store: Store, vault: Vault, queue: Queue) -> None:
        self._store = store
        self._vault = vault
        self._queue = queue

    async def accept(
        self,
        flow: Flow,
        body: bytes,
        identity: Identity,
        origin: Origin,
        *,
        digest_material: bytes,
        delivery: Delivery | None = None,
    ) -> Accepted:
        """Store the document as one event of the flow, or find the event it repeats.

        ``digest_material`` stands for the version where the source states none. The document is sealed and stored
        before the event, and deleted again when it was a repeat. Raises StorageError; then nothing was accepted.
        """
        event_id = new_event_id()
        hashed = self._vault.keyed_hash
        document = (flow.name, flow.entity, flow.source, identity.reference)
        version = ("version", identity.version) if identity.version else ("digest", digest_material)
        arrival = Arrival(
            event_id=event_id,
            flow=flow.name,
            reference=self._shown(identity.reference),
            origin=origin,
            lane=hashed("lane", *document),
            document_key=hashed("document", *document, *version),
            delivery_key=hashed("delivery", delivery.sender, flow.name, delivery.key) if delivery else None,
            body_digest=hashed("body", body),
        )
        payload = self._store.keys.payload(event_id)
        async with storage_errors():
            await self._store.payload.set(payload, self._vault.seal(body, flow.name, event_id), px=self._queue.keep)
        accepted = await self._queue.accept(arrival)
        if accepted.kind != "new":
            async with storage_errors():
                await self._store.payload.delete(payload)
        return accepted

    def _shown(self, reference: str) -> str:
        """The number itself, or a keyed hash where what stands for a number may be something personal."""
        if _SHOWABLE.fullmatch(reference):
            return reference
        return f"hidden-{self._vault.keyed_hash('reference', reference)[:12]}"
