"""Reads what AFAS's rows say of the stock of one article: what lies where, and what of it may still be sold.

AFAS counts *available* as what lies there without what is reserved on stock, reserved on order and on backorder, and
fills the reservations only where the article's stock check is 0. Source: help.afas.nl, Stock_Stock_Terms and
Stock_Contrl.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, Final

from handlers.vendors.afas.source.products.value_reader import ReadRow
from handlers.vendors.afas.source.rows import stamp_of
from handlers.vendors.afas.source.stock.settings import AfasStock
from handlers.vendors.afas.source.values import read_quantity
from mapping.problems import Problem
from words.told import Told

Words = dict[str, Any]

_CHECKS: Final[Mapping[str, str]] = {"0": "free", "1": "economic", "2": "at_delivery", "3": "none"}
"""AFAS's kinds of stock check (StockCode) as ours. Source: AFASSoftware/OASContent OpenApiSpecs/profit/en."""

_NO_WAREHOUSE: Final = frozenset({"", "*****"})
"""How AFAS writes that something is of no warehouse in particular."""

_KEEPS_RESERVATIONS: Final = "free"
_RESERVATIONS: Final = ("reserved_on_stock", "reserved_on_order", "backorder")
_FIGURES: Final = ("on_hand", "reserved", "available", "incoming")

Open = Mapping[str, Decimal]
"""How many are still to be delivered, by warehouse."""


def read_levels(rows: Iterable[Mapping[str, Any]], stock: AfasStock, problems: list[Problem]) -> list[ReadRow]:
    """The rows of one article as they are read by our words."""
    return [ReadRow(stock.columns, row, problems) for row in rows]


def level_words(levels: Sequence[ReadRow], stock: AfasStock, opened: Open | None) -> Words:
    """What the rows of one article tell: its unit, whether stock is kept of it, and what lies where.

    ``opened`` are its open order lines, None where they are not read. What is wrong is noted with the row it is in.
    """
    check = _check_of(levels)
    counted = opened if check != _KEEPS_RESERVATIONS else None
    is_unsure = check not in {None, _KEEPS_RESERVATIONS} and opened is None
    words: Words = {"places": _places(levels, stock, counted, leaves_reserved_out=is_unsure)}
    if unit := _unit_of(levels):
        words["unit"] = unit
    if check is not None:
        words["stock_check"] = check
    for word in ("tracked", "blocked"):
        answers = [level.yes_no(word) for level in levels if word in level]
        if given := [answer for answer in answers if answer is not None]:
            words[word] = any(given)
    return words


def needs_open_lines(levels: Sequence[ReadRow]) -> bool:
    """Whether AFAS keeps no reservations of an article, so that its open order lines tell what is sold."""
    return _check_of(levels) not in {None, _KEEPS_RESERVATIONS}


def newest_of(levels: Iterable[ReadRow]) -> Any:
    """The newest stamp of some rows, aware; None without one."""
    return max((moment for level in levels if (moment := stamp_of(level.words.get("modified")))), default=None)


def _check_of(levels: Sequence[ReadRow]) -> str | None:
    """The kind of stock check, of several the first that keeps no reservations; None where it is not shown."""
    found = [_CHECKS.get(level.text("stock_check"), "") for level in levels if level.text("stock_check")]
    for level in levels:
        if level.text("stock_check") and level.text("stock_check") not in _CHECKS:
            level.refuse("stock_check", Told("afas.no_stock_check"), Told("afas.give_stock_check"))
    return next((check for check in found if check != _KEEPS_RESERVATIONS), found[0] if found else None) or None


def _unit_of(levels: Sequence[ReadRow]) -> str:
    """The unit of all figures; a row in another one is a mistake, as its figure cannot be added to theirs."""
    units = {level.text("unit").casefold(): level.text("unit") for level in levels if level.text("unit")}
    if len(units) > 1:
        levels[-1].refuse("unit", Told("afas.several_units_of_stock"), Told("afas.show_stock_in_one_unit"))
    return next(iter(units.values()), "")


def _places(
    levels: Sequence[ReadRow], stock: AfasStock, opened: Open | None, *, leaves_reserved_out: bool
) -> list[Words]:
    """What lies in each warehouse, in the order of their codes."""
    by_warehouse: dict[str, list[ReadRow]] = {}
    for level in levels:
        by_warehouse.setdefault(level.text("warehouse"), []).append(level)
    if opened is not None:
        opened = _of_known_warehouses(opened, levels[-1], list(by_warehouse))
    found: list[Words] = []
    for warehouse in sorted(by_warehouse):
        rows = by_warehouse[warehouse]
        if len(rows) > 1 and stock.same_warehouse == "hold":
            rows[-1].refuse("warehouse", Told("afas.several_levels_of_one_warehouse"), Told("afas.add_levels_up"))
        place = _add_up([_figures(row, stock) for row in rows])
        if opened is not None:
            place = _less_open_lines(place, opened.get(warehouse, Decimal(0)))
        elif leaves_reserved_out:
            place.pop("reserved", None)
        found.append({"warehouse": warehouse, **place})
    beyond = sorted((opened or {}).keys() - by_warehouse.keys())
    return found + [{"warehouse": warehouse, "reserved": (opened or {})[warehouse]} for warehouse in beyond]


def _of_known_warehouses(opened: Open, row: ReadRow, warehouses: Sequence[str]) -> Open:
    """Open lines by warehouse; those of none in particular are the only one's, and a mistake where there are more."""
    lines = dict(opened)
    unplaced = sum((lines.pop(one) for one in _NO_WAREHOUSE & lines.keys() - set(warehouses)), Decimal(0))
    if unplaced and len(warehouses) == 1:
        lines[warehouses[0]] = lines.get(warehouses[0], Decimal(0)) + unplaced
    elif unplaced:
        row.refuse("warehouse", Told("afas.open_line_without_warehouse"), Told("afas.give_lines_their_warehouse"))
    return lines


def _figures(row: ReadRow, stock: AfasStock) -> Words:
    """The figures of one row; one that is empty is None, and not nought."""
    read = partial(read_quantity, mark=stock.decimal_mark)
    shown = [word for word in _RESERVATIONS if word in row]
    reservations = [row.number(word, read) for word in shown]
    figures: Words = {word: row.number(word, read) for word in ("on_hand", "available", "incoming") if word in row}
    if shown:
        figures["reserved"] = None if None in reservations else sum(filter(None, reservations), Decimal(0))
    if "available" not in row and shown:
        figures["available"] = _available(figures.get("on_hand"), reservations)
    if figures.get("incoming") and row.text("incoming_on"):
        figures["incoming_on"] = row.text("incoming_on")[:10]
    return figures


def _available(on_hand: Decimal | None, reservations: Sequence[Decimal | None]) -> Decimal | None:
    """What AFAS calls available. A reservation below nought is odd, and makes nothing free that is not there."""
    if on_hand is None or None in reservations:
        return None
    return on_hand - sum((max(one, Decimal(0)) for one in reservations if one is not None), Decimal(0))


def _less_open_lines(place: Words, opened: Decimal) -> Words:
    """What lies there without what is still to be delivered: AFAS's own figure of what is available is too high."""
    lies = place.get("on_hand") if place.get("on_hand") is not None else place.get("available")
    return {**place, "reserved": opened, "available": None if lies is None else lies - opened}


def _add_up(parts: Sequence[Words]) -> Words:
    """The figures of several rows in one; one that is not known in a row is not known at all."""
    if len(parts) == 1:
        return dict(parts[0])
    total: Words = {}
    for word in _FIGURES:
        if any(word in part for part in parts):
            given = [part.get(word) for part in parts]
            total[word] = None if None in given else sum(filter(None, given), Decimal(0))
    days = [part["incoming_on"] for part in parts if part.get("incoming") and "incoming_on" in part]
    if days and len(days) == sum(bool(part.get("incoming")) for part in parts):
        total["incoming_on"] = max(days)
    return total
