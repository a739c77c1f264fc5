"""Orders that reserve what they sell, brought to real Redis and carried, and levels that are told when that changes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import orjson

from relay.care.event_moves import EventMoves
from relay.line.actions import Sale
from relay.line.arrivals import Arrival
from relay.line.dues import Dues, Work
from relay.line.once.links import Links
from relay.line.once.ordinals import Ordinals
from relay.line.once.reservations import Reservation, Reservations, article_name, pack_sales
from relay.line.queue import Queue
from relay.model import Event, Outcome, State
from relay.store.store import Store
from relay.store.vault import Vault
from tests.plain import as_told
from tests.relay.arrivals import arrival, claimed, ended
from tests.relay.parts import FLOW
from tests.relay.state_desk import LATER
from tests.stand_ins import make_links

LEVELS = replace(FLOW, name="levels", entity="stock", source="books", target="shop", keeps_state=True)
BOOKS, SHOP = "books", "shop"


def sale(sku: str = "A-1", quantity: str = "2", unit: str = "", warehouse: str = "") -> Sale:
    return Sale(sku, Decimal(quantity), unit, warehouse)


@dataclass
class SoldDesk:
    """Takes orders in, carries them one after another, and tells what is reserved."""

    store: Store
    vault: Vault
    queue: Queue
    links: Links = field(init=False)
    reservations: Reservations = field(init=False)
    moves: EventMoves = field(init=False)
    dues: Dues = field(init=False)
    ordinals: Ordinals = field(init=False)

    def __post_init__(self) -> None:
        self.links = make_links(self.store, self.vault)
        self.reservations = Reservations(self.store, self.queue.keep)
        self.moves = EventMoves(self.store, self.queue)
        self.dues = Dues(self.store, self.vault)
        self.ordinals = Ordinals(self.store)

    def article(self, sku: str = "A-1") -> str:
        return article_name(self.links, BOOKS, sku)

    def order(self, number: str) -> str:
        return self.links.name(BOOKS, "order", number)

    def arrival(self, number: str, *sold: Sale, source: str = SHOP, document: str = "") -> Arrival:
        """An order about to be accepted, with what it sells."""
        entries = [
            (self.article(sku), pack_sales(self.order(number), source, [one for one in sold if one.sku == sku]))
            for sku in dict.fromkeys(one.sku for one in sold)
        ]
        packed = orjson.dumps({"order": self.order(number), "kept_as": [self.order(number)], "entries": entries})
        named = {"document_key": document} if document else {}
        return arrival(reference=number, lane=f"lane-{number}", reserves=packed.decode(), **named)

    async def take(self, number: str = "7201", *sold: Sale, source: str = SHOP, document: str = "") -> str:
        """An order comes in that sells this; its event."""
        arrived = self.arrival(number, *sold, source=source, document=document)
        accepted = await self.queue.accept(arrived)
        assert (accepted.kind, accepted.event_id) == ("new", arrived.event_id)
        return arrived.event_id

    async def carry(self, outcome: State | Outcome = State.WRITTEN) -> str:
        """Carry the next order to an end."""
        claim = await claimed(self.queue)
        if isinstance(outcome, State):
            outcome = ended(outcome, after=LATER)
        assert await self.queue.finish(claim.lease, outcome)
        return claim.lease.event_id

    async def bring(self, state: State, number: str = "7201", *sold: Sale) -> str:
        """An order that has come to stand in a state."""
        event = await self.take(number, *(sold or [sale()]))
        if state is State.CANCELLED:
            assert (await self.moves.cancel(event)).moved
        elif state is State.EXPIRED:
            await self.carry(State.HELD)
            await self.expire(event)
        elif state is State.RUNNING:
            await claimed(self.queue)
        elif state is not State.WAITING:
            await self.carry(state)
        return event

    async def expire(self, event: str) -> None:
        [rest] = await self.moves.look([event])
        assert (await self.moves.expire(rest)).moved

    async def release(self, event: str) -> None:
        assert (await self.moves.release(event, {"who": "operator", "what": "replayed"})).moved

    async def event(self, event: str) -> Event:
        found = await self.queue.event(event)
        assert found is not None
        return found

    async def found(self, sku: str = "A-1") -> Sequence[Reservation]:
        return (await self.reservations.read([self.article(sku)])).of[self.article(sku)]

    async def sold(self, sku: str = "A-1") -> dict[str, Decimal]:
        """How many of an article each event has sold, whatever became of it."""
        found: dict[str, Decimal] = {}
        for one in await self.found(sku):
            many = sum((each.quantity for each in one.sold), Decimal(0)) * one.many
            found[one.event] = found.get(one.event, Decimal(0)) + many
        return found

    async def watch(self, number: str = "A-1", *skus: str, parts: dict[str, int] | None = None) -> None:
        """A level of the source's record with this number is worked out, of these articles."""
        made = {self.article(sku): Decimal(many) for sku, many in (parts or {}).items()}
        articles = [self.article(sku) for sku in skus or [number]]
        await self.reservations.read(articles, parts=made or None, watcher=self.dues.watcher(LEVELS, number))

    async def due(self) -> list[str | None]:
        """The numbers of the levels that are due by now; they count as carried then."""
        taken = await self.dues.take(LEVELS.name, Work.OWN, 100)
        for due in taken:
            await self.dues.end(LEVELS.name, due)
        return sorted((due.reference for due in taken), key=str)


def dry() -> Outcome:
    return Outcome(State.SKIPPED, as_told("would be written"), dry_run=True)
