"""Decides which orders a level does not know yet, and how many of an article these have sold; pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from handlers.pipelines.stock.guard_settings import OrdersKnown
from relay.line.actions import Sale
from relay.line.once.reservations import Reservation
from relay.model import State

_RESTS: Final = frozenset({State.HELD, State.FAILED})
_NOUGHT: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Reading:
    """A level's reading, and what decides which orders it knows.

    ``ordinal`` was drawn before the reading began. ``said_at`` is when the source itself says that its figure was so,
    where it posted that: it may be older than its ordinal. ``now`` is by the clock of Redis. ``shop`` is the system
    that the level is told, where that takes its own open orders off again, else empty.
    """

    ordinal: int
    now: datetime
    known: OrdersKnown
    max_age: timedelta
    leaves_after: timedelta | None = None
    shop: str = ""
    said_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """What one order counts: so many are taken ``off``, and so many added ``back`` as the shop takes them off itself.

    ``event`` is the order's event, ``until`` when it counts otherwise though nothing happens to it. One that is
    ``too_old`` rests for longer than it counts, and nobody has seen to it.
    """

    event: str
    state: State
    off: Decimal
    back: Decimal = _NOUGHT
    until: datetime | None = None
    too_old: bool = False


@dataclass(frozen=True, slots=True)
class Reserved:
    """All orders that count for a level."""

    entries: tuple[Counted, ...] = ()

    @property
    def total(self) -> Decimal:
        """What is to be taken off the level; below nought where more is added back."""
        return sum((one.off - one.back for one in self.entries), _NOUGHT)

    @property
    def until(self) -> datetime | None:
        """When it is next another though nothing happens."""
        return min((one.until for one in self.entries if one.until is not None), default=None)


def count_open(
    found: Sequence[Reservation],
    reading: Reading,
    is_here: Callable[[Sale], bool],
    in_units: Callable[[Sale], Decimal],
) -> Reserved:
    """The orders that a level does not know, and those that its shop takes off again.

    ``is_here`` says whether what is sold is sold from where the level is of; ``in_units`` how many of the article that
    is. Each order counts once, however many versions of it came: one that is in the books is not in the line besides.
    """
    by_order: dict[str, list[Reservation]] = {}
    for one in found:
        by_order.setdefault(one.order, []).append(one)
    counted = (_count_order(of_one, reading, is_here, in_units) for of_one in by_order.values())
    return Reserved(tuple(one for one in counted if one is not None and (one.off or one.back or one.too_old)))


def _count_order(
    found: Sequence[Reservation],
    reading: Reading,
    is_here: Callable[[Sale], bool],
    in_units: Callable[[Sale], Decimal],
) -> Counted | None:
    written = [one for one in found if one.state is State.WRITTEN]
    open_ones = written or [one for one in found if one.state not in _RESTS or one.is_newest]
    by_event: dict[str, Decimal] = {}
    for one in open_ones:
        by_event[one.event] = by_event.get(one.event, _NOUGHT) + _left_of(one, reading, is_here, in_units)
    if not by_event:
        return None
    event, quantity = max(by_event.items(), key=lambda pair: pair[1])
    one = next(one for one in open_ones if one.event == event)
    counts_until = _counts_until(one, reading)
    is_open = counts_until is None or counts_until > reading.now
    off = quantity if is_open and not (written and _knows(one, reading)) else _NOUGHT
    is_at_shop = bool(reading.shop) and one.source == reading.shop and (is_open or not written)
    until, too_old = counts_until if is_open else None, bool(quantity) and not is_open and one.state in _RESTS
    return Counted(event, one.state, off, quantity if is_at_shop else _NOUGHT, until, too_old)


def _left_of(
    one: Reservation, reading: Reading, is_here: Callable[[Sale], bool], in_units: Callable[[Sale], Decimal]
) -> Decimal:
    """What of one event's sales has not left yet, as far as the reading can see it.

    Where several warehouses sold it, what has left is taken to be from the others first: never too little is kept.
    """
    here = sum((in_units(sale) for sale in one.sold if is_here(sale)), _NOUGHT)
    elsewhere = sum((in_units(sale) for sale in one.sold if not is_here(sale)), _NOUGHT)
    seen = one.delivered if reading.ordinal > one.delivered_from else _NOUGHT
    return max(here - max(seen - elsewhere, _NOUGHT), _NOUGHT) * one.many


def _knows(one: Reservation, reading: Reading) -> bool:
    """Whether the books knew an order that is in them when they were read for this level."""
    if reading.known == "at_delivery":
        return False
    if reading.said_at is not None and (one.ended is None or reading.said_at <= one.ended):
        return False
    return reading.ordinal > one.known_from


def _counts_until(one: Reservation, reading: Reading) -> datetime | None:
    """When an order ends to count by time alone; None of one that is carried: it counts for as long as that takes."""
    if one.ended is None or (one.state is not State.WRITTEN and one.state not in _RESTS):
        return None
    if one.state in _RESTS:
        return one.ended + reading.max_age
    return one.ended + (reading.leaves_after or reading.max_age)
