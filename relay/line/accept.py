"""Takes a document in, whoever brought it: keys it, seals it, stores it, and says which event it became."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from relay.line.arrivals import Accepted, Arrival, count_microseconds
from relay.line.group_commit import GroupCommit
from relay.line.queue import FORGETS, Queue
from relay.model import Flow, Identity, Origin, State, new_event_id
from relay.store.documents import SealedDocuments
from relay.store.store import Store, reply, storage_errors
from relay.store.vault import Vault

MOST_TOGETHER: Final = 64
"""Events stored in one call; more would keep Redis busy for longer than its other callers like."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What makes one HTTP delivery repeatable: the key the sender gave it. ``sender`` is its connection.

    ``whole`` is what was delivered, where the document is but a part of it.
    """

    sender: str
    key: str
    whole: bytes | None = field(default=None, repr=False)


class Admission(Protocol):
    """Says whether anything may be taken in now; :class:`relay.store.guard.Guard` does."""

    async def admit(self) -> None:
        """Raises StorageError when nothing may."""
        ...


class AskedSystems(Protocol):
    """Which system a document came from; :class:`relay.systems.systems.Systems` knows."""

    def last_id_of(self, connection: str) -> str:
        """The id of the system that the connection's name stood for when it was proven last."""
        ...

    def asked_id_of(self, connection: str) -> str:
        """The same for a system that can be asked who it is; empty for one that calls us."""
        ...


class Reserving(Protocol):
    """Says what a document reserves of articles; :class:`relay.line.reserving.Reserver` does."""

    async def reserve(self, flow: Flow, body: bytes) -> str:
        """What is stored with its event in one stroke, as the script that accepts reads it; empty for nothing."""
        ...


class Acceptor:
    """The one way into the queue, for webhooks and polls alike. Concurrent calls share a round trip to each role."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        queue: Queue,
        guard: Admission,
        systems: AskedSystems,
        reserving: Reserving | None = None,
    ) -> None:
        self._store = store
        self._vault = vault
        self._queue = queue
        self._guard = guard
        self._systems = systems
        self._reserving = reserving
        self._documents = SealedDocuments(store, vault)
        self._together = GroupCommit(self._store_all, most=MOST_TOGETHER)

    async def accept(  # noqa: PLR0913 - the one way in: what senders, polls and operators each say of a document
        self,
        flow: Flow,
        body: bytes,
        identity: Identity,
        origin: Origin,
        *,
        digest_material: bytes,
        delivery: Delivery | None = None,
        nonce: str | None = None,
        ordinal: int | None = None,
        again: bool = False,
        by_person: bool = False,
    ) -> Accepted:
        """Store the document as one event of the flow, or find the event it repeats.

        ``digest_material`` stands for the version where the source states none. A ``nonce`` tells a document apart
        that an operator wants carried again though it came before. Of a flow that keeps state, ``ordinal`` was drawn
        before the document was asked for (None: it is new as of now), and ``again`` has it carried though the same was
        carried last, and ``by_person`` says that a person wants that.

        The document is sealed and stored before the event, and deleted again when it was a repeat; a repeat of an event
        that has lost its document gives it back. What repeats one that expired, or whose story is gone, is a new event.
        Raises StorageError; then nothing was accepted.
        """
        await self._guard.admit()
        event_id = new_event_id()
        hashed = self._vault.keyed_hash
        arrival = Arrival(
            event_id=event_id,
            flow=flow.name,
            reference=self.shown(identity.reference),
            origin=origin,
            lane=self.lane(flow, identity),
            document_key=self.document_key(flow, identity, digest_material, nonce),
            delivery_key=hashed("delivery", delivery.sender, flow.name, delivery.key) if delivery else None,
            body_digest=hashed("body", delivery.whole or body) if delivery else "",
            sealed=self._documents.seal(body, flow.name, event_id),
            system=self._systems.asked_id_of(flow.source),
            ordinal=(ordinal or 0) if flow.keeps_state else None,
            stamp_us=count_microseconds(identity.stamp) if flow.keeps_state and origin is Origin.HOOK else None,
            again=again,
            by_person=by_person,
            lasting=identity.lasting,
            in_record=not flow.keeps_stories,
            reserves=await self._reserving.reserve(flow, body) if self._reserving is not None else "",
        )
        accepted = await self._together.add(arrival)
        if accepted.kind not in {"duplicate", "replayed"} or accepted.state is None:
            return accepted
        sent_again = accepted.dry_run and origin is Origin.HOOK  # one that is polled can be read again at any time
        if accepted.state not in FORGETS or sent_again:
            return await self._restore(flow, body, accepted)
        return accepted

    async def earlier(self, flow: Flow, identity: Identity, digest_material: bytes) -> Accepted | None:
        """The event that has this version of a document already, or None. Raises StorageError.

        Of a flow that keeps state it is the newest event of the record, whatever that says.
        """
        async with storage_errors():
            if flow.keeps_state:
                newest = self._store.keys.newest(self.lane(flow, identity))
                [stored] = await reply(self._store.state.hmget(newest, ["event"]))
            else:
                key = self.document_key(flow, identity, digest_material)
                stored = await self._store.state.get(self._store.keys.document(key))
            if stored is None:
                return None
            event_id = stored.decode()
            state, dry_until = await reply(
                self._store.state.hmget(self._store.keys.event(event_id), ["state", "dry_until"])
            )
        found = State(state.decode()) if state else None
        return Accepted("duplicate", event_id, found, dry_run=dry_until is not None)

    async def knows(self, flow: Flow, identity: Identity) -> bool:
        """Whether a record was ever taken in, of a flow that keeps state; never of another. Raises StorageError."""
        if not flow.keeps_state:
            return False
        async with storage_errors():
            return bool(await reply(self._store.state.exists(self._store.keys.newest(self.lane(flow, identity)))))

    def document_key(self, flow: Flow, identity: Identity, digest_material: bytes, nonce: str | None = None) -> str:
        """The keyed hash that stands for one version of a document, or for one more carrying of it under a nonce.

        Of a flow that keeps state it stands for a version in a target: pointed at another, nothing counts as carried.
        """
        version = ("version", identity.version) if identity.version else ("digest", digest_material)
        if flow.keeps_state:
            return self._vault.keyed_hash("state", self._systems.last_id_of(flow.target), *version)
        again = ("nonce", nonce) if nonce else ()
        return self._vault.keyed_hash("document", *self._document(flow, identity), *version, *again)

    def _document(self, flow: Flow, identity: Identity) -> tuple[str, ...]:
        """What names a document, whatever its version: its number in the system that it came from."""
        return flow.name, flow.entity, self._systems.last_id_of(flow.source), identity.reference

    def lane(self, flow: Flow, identity: Identity) -> str:
        """The keyed hash of a document, whatever its version: its events are carried one after another."""
        return self._vault.keyed_hash("lane", *self._document(flow, identity))

    def shown(self, reference: str) -> str:
        """The number itself, or a keyed hash where what stands for a number may be something personal."""
        return self._vault.show(reference)

    def unnamed(self, body: bytes) -> str:
        """What stands for the number of a document in which none can be read: a keyed hash of its bytes."""
        return f"unnamed-{self._vault.keyed_hash('unnamed', body)[:12]}"

    @property
    def keep(self) -> int:
        """How long events live, in milliseconds."""
        return self._queue.keep

    async def _store_all(self, arrivals: Sequence[Arrival]) -> Sequence[Accepted]:
        """Store sealed documents, then events; what proves to be a repeat leaves no document behind."""
        if not self._store.one_role:
            async with storage_errors():
                await self._documents.put_sealed({one.event_id: one.sealed for one in arrivals}, self._queue.keep)
        accepted = await self._queue.accept_all(arrivals)
        needless = [event_id for found in accepted for event_id in found.supersedes]
        if not self._store.one_role:
            pairs = zip(arrivals, accepted, strict=True)
            needless += [one.event_id for one, found in pairs if found.kind != "new"]
        async with storage_errors():
            await self._documents.forget(*needless)
        return accepted

    async def _restore(self, flow: Flow, body: bytes, accepted: Accepted) -> Accepted:
        """Give an open event its document back where it has none that can be opened, and let it go again."""
        event_id, keep = accepted.event_id, self._queue.keep
        async with storage_errors():
            is_stored = await self._documents.restore(
                body, flow.name, event_id, keep, even_if_it_opens=accepted.lacks_document
            )
        if not is_stored:
            return accepted
        await self._queue.restore(event_id)
        return replace(accepted, kind="restored")
