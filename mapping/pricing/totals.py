"""Compares what the target's total will be with what the source states, and says what becomes of the difference."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from mapping.documents.order import Order
from mapping.money import round_cents
from mapping.pricing.charges import show_amount
from mapping.pricing.settings import Rounding
from mapping.pricing.spreading import CENT
from mapping.pricing.taxes import Taxed
from mapping.problems import Problem
from words.told import Told

_REMEDY = Told("pricing.see_what_is_left_out")


@dataclass(frozen=True, slots=True)
class Comparison:
    """``difference`` is what the target's total lacks, in cents; ``note`` tells of a stated total not compared."""

    difference: Decimal
    problems: tuple[Problem, ...] = ()
    note: Told | None = None


def compare(order: Order, source: Taxed, target: Taxed, rounding: Rounding, lines: int) -> Comparison:
    """Hold the totals of the target's lines against the stated ones, or against the source's lines where none are.

    ``source`` and ``target`` are the totals of everything: as the source's lines come to, and as they will stand in
    the target. The total with VAT decides; where it is not stated, the one without, else the VAT.
    """
    if _loses_cents(source, target, rounding):
        return Comparison(Decimal(0), (_too_few_decimals(source, target),))
    for path, stated, computed in _list_stated(order, target):
        difference = stated - computed
        if abs(difference) > rounding.tolerance:
            return Comparison(difference, (_differs(path, stated, computed, rounding.tolerance),))
        problem = _check_vat(order, source, rounding.tolerance + CENT * lines)
        return Comparison(difference, (problem,) if problem else ())
    note = Told("pricing.total_not_compared") if _states(order) else None
    for sold, sent in ((source.gross, target.gross), (source.net, target.net)):
        if sold is not None and sent is not None:
            return Comparison(sold - sent, note=note)
    return Comparison(Decimal(0), note=note)


def _states(order: Order) -> bool:
    totals = order.totals
    return totals is not None and not (totals.including_vat is totals.excluding_vat is totals.vat is None)


def _list_stated(order: Order, target: Taxed) -> Sequence[tuple[str, Decimal, Decimal]]:
    """The stated totals that can be compared, the one that decides first: path, stated, and what the target gets."""
    totals = order.totals
    if totals is None:
        return []
    including = totals.including_vat
    if including is None and totals.excluding_vat is not None and totals.vat is not None:
        including = totals.excluding_vat + totals.vat
    pairs = (
        ("totals.including_vat", including, target.gross),
        ("totals.excluding_vat", totals.excluding_vat, target.net),
        ("totals.vat", totals.vat, target.vat),
    )
    return [
        (path, round_cents(stated), found) for path, stated, found in pairs if stated is not None and found is not None
    ]


def _differs(path: str, stated: Decimal, computed: Decimal, tolerance: Decimal) -> Problem:
    wrong = Told(
        "pricing.total_differs",
        stated=show_amount(stated),
        computed=show_amount(computed),
        apart=show_amount(abs(stated - computed)),
        tolerance=show_amount(tolerance),
    )
    return Problem(path, wrong, _REMEDY, show_amount(stated))


def _check_vat(order: Order, source: Taxed, tolerance: Decimal) -> Problem | None:
    """The total fits, and the VAT in it does not: by more than rounding it line by line could explain."""
    stated = order.totals.vat if order.totals else None
    if stated is None or source.vat is None or abs(stated - source.vat) <= tolerance:
        return None
    return _differs("totals.vat", stated, source.vat, tolerance)


def _loses_cents(source: Taxed, target: Taxed, rounding: Rounding) -> bool:
    if source.gross is None or target.gross is None:
        return False
    return abs(source.gross - target.gross) > rounding.tolerance


def _too_few_decimals(source: Taxed, target: Taxed) -> Problem:
    sold, sent = show_amount(source.gross or Decimal(0)), show_amount(target.gross or Decimal(0))
    return Problem("lines", Told("pricing.too_few_decimals", sold=sold, sent=sent), Told("pricing.allow_more_decimals"))
