"""Reads the prices of a product out of AFAS's rows, and the other units for which prices may be."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Context, Decimal
from typing import Any, Final

from handlers.vendors.afas.protocol import read_stamp
from handlers.vendors.afas.source.products.article import kind_of
from handlers.vendors.afas.source.products.settings import AfasPrices, AfasProducts, AfasUnits
from handlers.vendors.afas.source.products.value_reader import ReadRow
from handlers.vendors.afas.variant_codes import VariantCode
from mapping.documents.product import MOST_PRICES
from mapping.problems import Problem
from words.told import Told

Words = dict[str, Any]

_DAY: Final = timedelta(days=1)
_EXACT: Final = Context(prec=28)
_ONE: Final = Decimal(1)


def factor_of(row: ReadRow, products: AfasProducts) -> Decimal | None:
    """For how many units the prices of an article are; None where only settings can tell, which do not."""
    factor = row.number("price_factor") or _ONE
    if factor == _ONE or products.price_is_for == "unit":
        return _ONE
    if products.price_is_for == "factor":
        return factor
    row.refuse("price_factor", Told("afas.factor_not_told"), Told("afas.tell_factor"))
    return None


def own_price(row: ReadRow, factor: Decimal) -> Words:
    """The price in an article's own row: the usual one, or one for another unit than the basic one."""
    if "price" not in row:
        return {}
    amount = _for_one(row.number("price"), factor)
    given: Words = {"currency": row.words.get("currency")} if "currency" in row else {}
    unit = row.text("price_unit")
    if amount is not None and unit and unit.casefold() != row.text("unit").casefold():
        return {"prices": [{"amount": amount, "unit": unit, **given}]}
    return {"price": amount, **given}


def cost_price(row: ReadRow, factor: Decimal) -> Words:
    """The cost price, where the connection reads one."""
    return {"cost_price": _for_one(row.number("cost_price"), factor)} if "cost_price" in row else {}


def _for_one(amount: Decimal | None, factor: Decimal) -> Decimal | None:
    return amount if amount is None or factor == _ONE else _EXACT.divide(amount, factor)


@dataclass(frozen=True, slots=True)
class _Period:
    """A price with the days on which it holds, both of them included; ``rank`` is higher the more it is this variant's.

    ``key`` is what it is a price for: of two with one key the one of the higher rank holds.
    """

    words: Words
    key: tuple[Any, ...]
    rank: tuple[bool, bool]
    first: date
    last: date


def prices_of(
    rows: Iterable[Mapping[str, Any]],
    prices: AfasPrices,
    code: VariantCode,
    kind: str,
    factor: Decimal,
    problems: list[Problem],
) -> list[Words]:
    """The prices of an article, a variant of it or a composition, without those that are a customer's own.

    A price of the variant's own dimensions takes the place of the article's for as long as it holds. Of two that both
    name dimensions, the one that names the first counts. Source: help.afas.nl (prices of articles with dimensions).
    """
    read = [ReadRow(prices.columns, row, problems) for row in rows]
    periods = [one for row in read if _is_meant(row, code, kind) and (one := _period(row, factor)) is not None]
    ranked = sorted(periods, key=lambda one: one.rank, reverse=True)
    held = [rest for place, one in enumerate(ranked) for rest in _left_of(one, ranked[:place])]
    return [one.words for one in sorted(_not_long_over(held), key=_order)]


def _is_meant(row: ReadRow, code: VariantCode, kind: str) -> bool:
    """Whether a price is for everybody, and for this kind of item and these dimensions, or all of them."""
    if row.text("debtor") or ("item_type" in row and row.text("item_type") and kind_of(row.text("item_type")) != kind):
        return False
    given = (row.text("dimension_1"), row.text("dimension_2"))
    return all(not own or own.casefold() == wanted.casefold() for own, wanted in zip(given, code[1:], strict=True))


def _period(row: ReadRow, factor: Decimal) -> _Period | None:
    amount = _for_one(row.number("amount"), factor)
    if amount is None:
        return None
    words: Words = {"amount": amount}
    words |= {word: row.words[word] for word in ("price_list", "currency", "unit") if word in row}
    if (quantity := row.number("from_quantity")) is not None:
        words["from_quantity"] = quantity
    if "is_offer" in row:
        words["is_offer"] = bool(row.yes_no("is_offer"))
    first, last = _day(row, "starts_on"), _day(row, "ends_on")
    key = (*(words.get(word) for word in ("price_list", "currency", "unit", "is_offer")), words.get("from_quantity"))
    rank = (bool(row.text("dimension_1")), bool(row.text("dimension_2")))
    return _Period(words, key, rank, first or date.min, last or date.max)


def _day(row: ReadRow, word: str) -> date | None:
    if not row.text(word):
        return None
    try:
        return read_stamp(row.text(word)).date()
    except ValueError:
        row.refuse(word, Told("afas.no_day"), Told("afas.give_day"))
        return None


def _left_of(one: _Period, above: Sequence[_Period]) -> Iterator[_Period]:
    """What is left of the days of a price where prices of a higher rank hold on some of them."""
    left = [one]
    for higher in above:
        if higher.rank > one.rank and higher.key == one.key:
            left = [rest for part in left for rest in _apart(part, higher)]
    for part in left:
        days = {"starts_on": part.first, "ends_on": part.last}
        bounds = {word: day for word, day in days.items() if day not in {date.min, date.max}}
        yield replace(part, words={**part.words, **bounds})


def _apart(one: _Period, other: _Period) -> Iterator[_Period]:
    """The days of one without those of the other."""
    if other.last < one.first or other.first > one.last:
        yield one
        return
    if one.first < other.first:
        yield replace(one, last=other.first - _DAY)
    if one.last > other.last:
        yield replace(one, first=other.last + _DAY)


def _not_long_over(periods: Sequence[_Period]) -> list[_Period]:
    """As many as a product may have, without those that were over first; one that has no end is never left out."""
    ending = sorted((one for one in periods if one.last != date.max), key=lambda one: one.last, reverse=True)
    lasting = [one for one in periods if one.last == date.max]
    return [*lasting, *ending[: max(MOST_PRICES - len(lasting), 0)]]


def _order(one: _Period) -> tuple[Any, ...]:
    """The same order whatever that of the rows is."""
    return one.first, one.last, tuple(str(part) for part in one.key), one.words["amount"]


def packings_of(
    rows: Iterable[Mapping[str, Any]], units: AfasUnits, basic: str, kind: str, problems: list[Problem]
) -> list[Words]:
    """The other units of an article, each with how many of its basic unit it holds."""
    found: dict[str, Words] = {}
    for given in rows:
        row = ReadRow(units.columns, given, problems)
        unit, item_type = row.text("unit"), row.text("item_type")
        if not unit or unit.casefold() == basic.casefold() or (item_type and kind_of(item_type) != kind):
            continue
        if holds := row.number("holds"):
            found.setdefault(unit, {"unit": unit, "quantity": holds})
    return [found[unit] for unit in sorted(found)]
