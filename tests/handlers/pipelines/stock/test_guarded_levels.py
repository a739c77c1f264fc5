"""Orders and levels of one shop and one set of books, each over its whole pipeline: what is sold is not sold again."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from handlers.pipelines.orders import PIPELINE as ORDERS
from handlers.pipelines.orders.settings import OrderSettings
from handlers.pipelines.stock import PIPELINE as STOCK
from mapping.parsing import dump_json
from relay.care.event_moves import EventMoves
from relay.errors import Unconfirmed
from relay.line.accept import Acceptor
from relay.line.once.reservations import Reservations, article_name
from relay.line.queue import Claim
from relay.line.reserving import Reserver
from relay.line.run_event import OpenFlow
from relay.model import Flow, Identity, Lease, Origin, Outcome, State, Ticket, new_token
from tests.handlers.pipelines.orders.fakes import document
from tests.handlers.pipelines.stock.desk import StockDesk, place, settings, stock
from tests.handlers.pipelines.stock.fake_shop import FakeShop
from tests.plain import as_told
from tests.relay.parts import SmallSource
from tests.stand_ins import AsNamed, OpenGuard

SOLD = [{"sku": "BR-100", "quantity": 2, "unit_price": "20.00"}]

MISSING = {"sku": "GONE-1", "quantity": 1, "unit_price": "1.00"}
"""Of an article that the books lack: its order is held."""


@dataclass
class Deducting(FakeShop):
    """A shop that takes its open orders off the number that it is told."""

    deducts_open_orders: bool = True


class Shelf:
    """The articles of one shop: it sells through the relay into books, and is told the levels of these."""

    def __init__(self, desk: StockDesk) -> None:
        self.desk, self.orders = desk, desk.orders
        self.moves = EventMoves(self.orders.store, self.orders.queue)

    def order_flow(self) -> Flow:
        return Flow("shop-orders", "order", "shop", "books", self.orders.settings, reference_prefix=self.orders.prefix)

    async def take(self, number: str = "7201", **changes: Any) -> str:
        """The shop posts an order of two; its event."""
        flows: dict[str, OpenFlow] = {}
        for flow, pipeline, services in (
            (self.order_flow(), ORDERS, self.orders.services),
            (self.desk.flow, STOCK, self.desk.services),
        ):
            flows[flow.name] = OpenFlow(flow, SmallSource(), None, pipeline.bind(services))
        orders = self.orders
        reserver = Reserver(orders.links, flows)
        acceptor = Acceptor(orders.store, orders.vault, orders.queue, OpenGuard(), AsNamed(), reserver)
        body = dump_json(document(number=number, **{"lines": SOLD} | changes))
        accepted = await acceptor.accept(self.order_flow(), body, Identity(number), Origin.HOOK, digest_material=body)
        assert accepted.kind == "new"
        return accepted.event_id

    async def carry_order(self, document_: dict[str, Any] | None = None) -> Outcome:
        """Carry the next order, and record how that ended."""
        queue = self.orders.queue
        claim = await queue.claim(["shop-orders"], new_token())
        assert isinstance(claim, Claim)
        event = await queue.event(claim.lease.event_id)
        assert event is not None
        body = document(number=event.reference, lines=SOLD) if document_ is None else document_
        ticket = Ticket(event, self.order_flow(), Lease(event.id, claim.lease.token), body)
        outcome = await ORDERS.bind(self.orders.services).run(ticket)
        recorded = await queue.record(claim.lease, outcome)
        assert recorded is not None
        return recorded

    async def tell(self, available: int, *, on_hand: int | None = None, check: str = "free") -> str:
        """Levels are read now, and the shop is told; its number by then."""
        await self.desk.carry(self.shown(available, on_hand=on_hand, check=check))
        return self.level

    def shown(self, available: int, *, on_hand: int | None = None, check: str = "free") -> dict[str, Any]:
        return stock("BR-100", place(available, on_hand=on_hand), stock_check=check)

    @property
    def level(self) -> str:
        shop: FakeShop = self.desk.target
        return next(iter(shop.levels.values())).to_eng_string()


@pytest.fixture
def shelf(desk: StockDesk) -> Shelf:
    return Shelf(desk)


class TestASaleBetweenReadingAndWriting:
    """The books say 5; the shop sells 2; the level of the books is written: it is 3, and stays 3 once they know."""

    async def test_it_is_taken_off_and_never_twice(self, shelf: Shelf, shop: FakeShop) -> None:
        read = await shelf.desk.ticket(shelf.shown(5))
        await shelf.take()
        await shelf.desk.run(read)
        assert shop.level("BR-100") == "3"
        assert (await shelf.carry_order()).state is State.WRITTEN
        assert await shelf.tell(3) == "3"
        assert [told for _, _, told in shop.told] == ["3"]

    async def test_a_level_that_was_read_before_the_order_was_booked_does_not_know_it(
        self, shelf: Shelf, shop: FakeShop
    ) -> None:
        read = await shelf.desk.ticket(shelf.shown(5))
        await shelf.take()
        await shelf.carry_order()
        await shelf.desk.run(read)
        assert shop.level("BR-100") == "3"
        assert await shelf.tell(3) == "3"

    async def test_one_that_is_held_keeps_counting_and_gives_back_what_it_had_once_it_is_cancelled(
        self, shelf: Shelf
    ) -> None:
        lines = [*SOLD, MISSING]
        event = await shelf.take(lines=lines)
        assert (await shelf.carry_order(document(number="7201", lines=lines))).state is State.HELD
        assert await shelf.tell(5) == "3"
        assert (await shelf.moves.cancel(event)).moved
        assert await shelf.tell(5) == "5"

    async def test_an_order_whose_booking_is_not_answered_counts_until_it_is_known_to_be_there(
        self, shelf: Shelf
    ) -> None:
        shelf.orders.target.answer_lost["create_order"] = Unconfirmed(as_told("no answer"))
        await shelf.take()
        assert (await shelf.carry_order()).state is State.UNCONFIRMED
        assert await shelf.tell(3) == "1"  # nobody knows whether it is in the three

    async def test_the_shop_cancels_an_order_that_is_held(self, shelf: Shelf) -> None:
        wrong = document(number="7201", lines=[*SOLD, MISSING])
        await shelf.take(lines=wrong["lines"])
        assert (await shelf.carry_order(wrong)).state is State.HELD
        await shelf.take(lines=wrong["lines"], status="cancelled")
        assert await shelf.tell(5) == "5"


class TestReserved:
    """Three of the ten on the shelf are reserved, all for orders of this shop."""

    async def test_a_shop_that_is_told_what_is_available_is_told_seven(self, shelf: Shelf) -> None:
        await shelf.take(lines=[SOLD[0] | {"quantity": 3}])
        await shelf.carry_order(document(number="7201", lines=[SOLD[0] | {"quantity": 3}]))
        assert await shelf.tell(7, on_hand=10) == "7"

    async def test_one_that_takes_its_own_orders_off_is_told_ten_whichever_figure_is_read(self, shelf: Shelf) -> None:
        shelf.desk.target = Deducting()
        await shelf.take(lines=[SOLD[0] | {"quantity": 3}])
        await shelf.carry_order(document(number="7201", lines=[SOLD[0] | {"quantity": 3}]))
        assert await shelf.tell(7, on_hand=10) == "10"
        shelf.desk.settings = settings(formula="on_hand", compare="never", guard={"goods_leave_after": "2d"})
        assert await shelf.tell(7, on_hand=10) == "10"

    async def test_where_no_reservations_are_kept_open_orders_are_taken_off_and_the_article_is_told(
        self, shelf: Shelf
    ) -> None:
        await shelf.take(lines=[SOLD[0] | {"quantity": 4}])
        await shelf.carry_order(document(number="7201", lines=[SOLD[0] | {"quantity": 4}]))
        outcome = await shelf.desk.carry(shelf.shown(10, on_hand=10, check="none"))
        assert shelf.level == "6"
        assert [problem.path for problem in outcome.problems] == ["stock_check"]


async def test_what_is_delivered_is_off_the_shelf_and_no_longer_reserved(shelf: Shelf) -> None:
    shelf.desk.settings = settings(formula="on_hand", compare="never", guard={"goods_leave_after": "2d"})
    await shelf.take()
    await shelf.carry_order()
    assert await shelf.tell(10, on_hand=10) == "8"
    links = shelf.orders.links
    reservations = Reservations(shelf.orders.store, shelf.orders.queue.keep)
    assert await reservations.deliver(
        shelf.orders.order_name("7201"), article_name(links, "books", "BR-100"), Decimal(2)
    )
    assert await shelf.tell(8, on_hand=8) == "8"


async def test_an_order_flow_that_does_not_book_goods_reserves_none(shelf: Shelf) -> None:
    shelf.orders.settings = OrderSettings(send_as="financial_mutation")
    await shelf.take()
    assert await shelf.tell(5) == "5"
