"""Counts what one warehouse has of an article, by the formula that settings name; what is not known is no nought."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from handlers.pipelines.stock.settings import Formula
from mapping.documents.stock import StockCheck, StockPlace
from mapping.documents.values import plain
from mapping.problems import Problem
from words.told import Told

NOUGHT = Decimal(0)


@dataclass(frozen=True, slots=True)
class Counting:
    """How goods are counted: the formula, how far ahead purchases count (None: not), and which day it is."""

    formula: Formula
    incoming_within: timedelta | Literal["any"] | None
    today: date


@dataclass(frozen=True, slots=True)
class Counted:
    """A quantity, None where the source shows too little of it: then ``lacks`` are the figures that it lacks.

    ``cautions`` are what a person should look at though there is one.
    """

    quantity: Decimal | None
    lacks: Sequence[str] = ()
    cautions: Sequence[Problem] = ()


def count_place(place: StockPlace, counting: Counting, check: StockCheck | None) -> Counted:
    """What may be sold of an article in one warehouse, in its own unit. ``check`` is when its source looks at stock."""
    cautions: list[Problem] = []
    formula = counting.formula
    if formula in {"on_hand", "on_hand_plus_incoming"}:
        quantity, lacks = place.on_hand, ["on_hand"]
    else:
        quantity, lacks = _available(place, check), ["available"]
        cautions += _look_at_reservations(place, check)
    if formula == "available_minus_reserved":
        lacks = ["available", "reserved"]
        is_whole = place.available is not None and place.reserved is not None
        quantity = quantity - _reserved(place) if is_whole and quantity is not None else None
    if quantity is None:
        return Counted(None, [name for name in lacks if getattr(place, name) is None])
    if formula != "on_hand" and counting.incoming_within is not None:
        quantity += _incoming(place, counting)
    return Counted(quantity, cautions=cautions)


def next_count(places: Sequence[StockPlace], counting: Counting) -> date | None:
    """The first day after today on which something counts that does not yet, or no longer does; None where none is."""
    within = counting.incoming_within
    if not isinstance(within, timedelta) or counting.formula == "on_hand":
        return None
    days = [
        day
        for place in places
        if place.incoming and place.incoming_on is not None
        for day in (place.incoming_on - within, place.incoming_on + timedelta(days=1))
        if day > counting.today
    ]
    return min(days, default=None)


def _available(place: StockPlace, check: StockCheck | None) -> Decimal | None:
    """What the source says may be sold; less what it has reserved, where it does not say, or does not count that."""
    told = place.available
    if place.on_hand is None or place.reserved is None:
        return told
    less = place.on_hand - _reserved(place)
    keeps_reservations = check in {None, "free"} and place.reserved >= NOUGHT
    return less if told is None else told if keeps_reservations else min(told, less)


def _reserved(place: StockPlace) -> Decimal:
    """A number below nought is an error at the source: it makes no goods."""
    return max(place.reserved or NOUGHT, NOUGHT)


def _look_at_reservations(place: StockPlace, check: StockCheck | None) -> list[Problem]:
    """What is odd: nobody knows what is reserved, or it is below nought.

    A source that keeps no reservations by itself tells what is reserved only where it has counted its open order lines.
    """
    found = []
    if check not in {None, "free"} and place.reserved is None:
        wrong = Told("stock.check_without_reservations", check=str(check))
        found.append(Problem("stock_check", wrong, Told("stock.mend_check"), check))
    if place.reserved is not None and place.reserved < NOUGHT:
        wrong = Told("stock.reserved_below_nought", warehouse=place.warehouse)
        found.append(Problem("places.reserved", wrong, Told("stock.mend_reserved"), plain(place.reserved)))
    return found


def _incoming(place: StockPlace, counting: Counting) -> Decimal:
    """What was bought and counts already: late purchases do not, since nobody knows when they come."""
    incoming, within = max(place.incoming or NOUGHT, NOUGHT), counting.incoming_within
    if within == "any":
        return incoming
    if within is None or place.incoming_on is None:
        return NOUGHT
    return incoming if counting.today <= place.incoming_on <= counting.today + within else NOUGHT
