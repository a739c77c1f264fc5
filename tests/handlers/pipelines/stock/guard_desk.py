"""Levels of articles on their way through the guard, beside the orders that sell them, on real Redis."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from handlers.pipelines.stock.guarding import guard_goods
from handlers.pipelines.stock.run import Goods, StockRun
from handlers.pipelines.stock.settings import StockSettings
from mapping.documents.stock import StockRecord
from relay.line.actions import Sale
from relay.model import Event, Lease, Origin, State, Ticket
from tests.relay.parts import ReadableSource
from tests.relay.sold_desk import LEVELS, SoldDesk


class Posting:
    """A source that posts its levels."""

    def read(self, document: Any) -> StockRecord:
        raise AssertionError(document)


@dataclass
class Told:
    """A target of levels, as far as the guard asks it."""

    is_ledger: bool = False
    deducts_open_orders: bool = False


@dataclass
class GuardDesk(SoldDesk):
    """Works levels out as the step before the last decision does."""

    settings: StockSettings = field(default_factory=StockSettings)
    target: Told = field(default_factory=Told)
    source: Any = field(default_factory=ReadableSource)

    def run(self, record: StockRecord, goods: Sequence[Goods], ordinal: int, origin: Origin = Origin.POLL) -> StockRun:
        event = Event("level", LEVELS.name, record.number, origin, State.RUNNING, 0, ordinal=ordinal)
        flow = replace(LEVELS, settings=self.settings)
        ticket = Ticket(event, flow, Lease(event.id, "token"), {})
        return StockRun(ticket, record=record, goods=tuple(goods))

    async def guard(
        self,
        record: StockRecord | None = None,
        *goods: Goods,
        ordinal: int | None = None,
        origin: Origin = Origin.POLL,
    ) -> StockRun:
        """Take off the goods of an article what is sold of it, by default ten of A-1 read just now."""
        ordinal = await self.ordinals.draw() if ordinal is None else ordinal
        run = self.run(record or article(), goods or [lies("10")], ordinal, origin)
        target: Any = self.target
        return await guard_goods(run, self.source, target, self.links, self.reservations, self.dues)


def article(sku: str = "A-1", **fields: Any) -> StockRecord:
    """A record whose available knows every order that is booked."""
    return StockRecord(**{"sku": sku, "unit": "STK", "stock_check": "free"} | fields)


def lies(quantity: str, warehouse: str = "", sku: str = "A-1", each: str = "1") -> Goods:
    return Goods(sku, warehouse, Decimal(quantity), Decimal(each))


def from_warehouse(warehouse: str, quantity: str = "2", sku: str = "A-1") -> Sale:
    return Sale(sku, Decimal(quantity), "", warehouse)


def left(run: StockRun) -> list[Decimal]:
    """What may still be sold of the goods of each warehouse."""
    return [goods.left for goods in run.goods]
