"""Puts together what is read of one article's stock, or of a composition's parts, for the mapping."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from handlers.vendors.afas.source.products.composition import components_of, composition_words
from handlers.vendors.afas.source.products.price_rows import packings_of
from handlers.vendors.afas.source.products.settings import AfasProducts
from handlers.vendors.afas.source.products.value_reader import ReadRow
from handlers.vendors.afas.source.stock.levels import Open, level_words, read_levels
from handlers.vendors.afas.source.stock.naming import StockNames
from handlers.vendors.afas.source.stock.settings import AfasStock
from mapping.problems import Problem
from words.told import Told

Row = Mapping[str, Any]
Words = dict[str, Any]


def article_context(document: Row, stock: AfasStock, names: StockNames, problems: list[Problem]) -> Words:
    """The words of an article or variant, or of a composition that has levels of its own."""
    rows = document["stock"]
    levels = read_levels(rows, stock, problems)
    number, unit = names.of_level(rows[0]), levels[0].text("unit")
    packings: list[Words] = []
    if stock.units is not None and "units" in document:
        packings = packings_of(document["units"], stock.units, unit, "article", problems)
    opened = _open_lines(document, stock, names, number, unit, packings, problems)
    words = level_words(levels, stock, opened)
    return {**words, **({"packings": packings} if packings else {})}


def composition_context(
    document: Row, stock: AfasStock, products: AfasProducts, names: StockNames, problems: list[Problem]
) -> Words:
    """The words of a composition without levels of its own: its parts, and what is known of the stock of each."""
    compositions = stock.compositions
    if compositions is None:
        return {}
    rows = document["composition"]
    parts = components_of(rows, (), products, compositions, problems)
    told = composition_words(rows, compositions, problems)
    context: Words = {"components": [{word: part[word] for word in part if word != "blocked"} for part in parts]}
    context["component_stock"] = [
        {"sku": names.sku_of(number), **_part_words(document, own, stock, names, problems)}
        for number, own in by_number(document.get("stock", ()), names).items()
    ]
    unit = told["article"].get("unit")
    return {
        **context,
        **({"unit": unit} if unit else {}),
        **({"blocked": told["blocked"]} if "blocked" in told else {}),
    }


def by_number(rows: Iterable[Row], names: StockNames) -> dict[str, list[Row]]:
    """Rows by the number of what they are of, without those of nothing that has one."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if number := names.of_level(row):
            found.setdefault(number, []).append(row)
    return found


def _part_words(document: Row, rows: list[Row], stock: AfasStock, names: StockNames, problems: list[Problem]) -> Words:
    """What is known of one part: a mistake in its rows leaves the part out of what is known, and is told with it."""
    levels = read_levels(rows, stock, problems)
    number, unit = names.of_level(rows[0]), levels[0].text("unit")
    return level_words(levels, stock, _open_lines(document, stock, names, number, unit, [], problems))


def _open_lines(
    document: Row,
    stock: AfasStock,
    names: StockNames,
    number: str,
    unit: str,
    packings: Iterable[Words],
    problems: list[Problem],
) -> Open | None:
    """How many of an article are still to be delivered, by warehouse and in its unit; None where that is not read."""
    lines = stock.open_lines
    if lines is None or "open_lines" not in document:
        return None
    holds: dict[str, Decimal] = {"": Decimal(1), unit.casefold(): Decimal(1)}
    holds |= {one["unit"].casefold(): one["quantity"] for one in packings}
    opened: dict[str, Decimal] = {}
    for given in document["open_lines"]:
        if names.of_line(given) != number:
            continue
        row = ReadRow(lines.columns, given, problems)
        factor, quantity = holds.get(row.text("unit").casefold()), row.number("quantity")
        if factor is None:
            row.refuse("unit", Told("afas.open_line_in_another_unit"), Told("afas.read_units_too"))
            continue
        warehouse = row.text("warehouse")
        opened[warehouse] = opened.get(warehouse, Decimal(0)) + (quantity or Decimal(0)) * factor
    return opened
