"""What a run knows about the stock of its article so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from handlers.contracts.stock import FoundLevel, Level, LevelKey
from handlers.pipelines.common.one_to_one import Pair
from handlers.pipelines.stock.settings import StockSettings
from mapping.documents.stock import StockRecord
from mapping.problems import Problem
from relay.line.once.links import Link
from relay.model import Ticket
from words.told import Told


@dataclass(frozen=True, slots=True)
class Goods:
    """What there is of one article in one warehouse of the source, by the flow's formula and in the article's unit.

    Of a composition ``sku`` is one of its parts, and ``each`` is how many of it make one. ``reserved`` are those that
    the relay knows to be sold and the source did not know yet when it was read; the step `guard_goods` enters them.
    """

    sku: str
    warehouse: str
    quantity: Decimal
    each: Decimal = Decimal(1)
    reserved: Decimal = Decimal(0)

    @property
    def left(self) -> Decimal:
        """What may still be sold."""
        return self.quantity - self.reserved


@dataclass(frozen=True, slots=True)
class StockRun:
    """A run of the stock pipeline; each step returns a copy that knows more.

    ``record`` is as the source states it. ``own_pair`` is what the flow knows the article by, ``link`` what it sent of
    it before, and ``product`` the link of the products' flow between the same two systems, where there is one.
    ``code`` is the article's in the target. ``goods`` are what lies in the warehouses that count; ``nought`` says why
    nothing of it may be sold, whatever lies there. ``levels`` are what the target is to have, decided whole. Of these
    ``known`` are those that were sent before, and ``found`` what stands in the target, None where it shows none.
    ``night`` is the one in which each level was or is compared, though it is as it was last sent; empty: never.
    """

    ticket: Ticket
    record: StockRecord | None = None
    own_pair: Pair | None = None
    link: Link | None = None
    product: Link | None = None
    code: str = ""
    goods: tuple[Goods, ...] = ()
    nought: Told | None = None
    levels: tuple[Level, ...] = ()
    known: Mapping[LevelKey, Link] = field(default_factory=dict)
    found: Mapping[LevelKey, FoundLevel] | None = None
    night: str = ""
    number: str | None = None
    told: tuple[Told, ...] = ()
    warnings: tuple[Problem, ...] = ()

    @property
    def settings(self) -> StockSettings:
        """The flow's settings, typed."""
        assert isinstance(self.ticket.flow.settings, StockSettings)  # noqa: S101 - checked when the file was loaded
        return self.ticket.flow.settings

    @property
    def read(self) -> StockRecord:
        """The source's record, from the first step on."""
        assert self.record is not None  # noqa: S101 - the order of the steps says so
        return self.record

    @property
    def pair(self) -> Pair:
        """The article at both ends, from the step `recognise` on."""
        assert self.own_pair is not None  # noqa: S101 - the order of the steps says so
        return self.own_pair

    def personal_values(self) -> frozenset[str]:
        """Texts that must not stand in a story: stock is about nobody."""
        return frozenset()

    def tell(self, *notes: Told) -> "StockRun":
        """A copy with notes for the story."""
        return replace(self, told=self.told + notes)

    def warn(self, *warnings: Problem) -> "StockRun":
        """A copy with what a person should look at though the levels are carried."""
        return replace(self, warnings=self.warnings + warnings)


def begin(ticket: Ticket) -> StockRun:
    """A run that has seen nothing yet."""
    return StockRun(ticket)
