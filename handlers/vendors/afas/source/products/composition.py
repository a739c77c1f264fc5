"""Works out of the rows of a composition, one for each of its parts, the one product that is sold."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from handlers.vendors.afas.source.products.article import block_of, kind_of
from handlers.vendors.afas.source.products.naming import ProductNames
from handlers.vendors.afas.source.products.settings import AfasCompositions, AfasProducts
from handlers.vendors.afas.source.products.value_reader import ReadRow
from handlers.vendors.afas.variant_codes import VariantCode
from mapping.problems import Problem

Words = dict[str, Any]


def composition_words(
    rows: Sequence[Mapping[str, Any]], compositions: AfasCompositions, problems: list[Problem]
) -> Words:
    """The words of a composition, which each of its rows repeats: what it is called, and whether it may be sold."""
    row = ReadRow(compositions.columns, rows[0], problems)
    name = row.words.get("name") or row.words.get("explanation")
    named: Words = {"name": name} if "name" in row or "explanation" in row else {}
    words = {word: row.words[word] for word in ("unit", "group", "vat_class") if word in row}
    return {"article": {**words, **named}, "kind": "composition", **block_of(row)}


def components_of(
    rows: Iterable[Mapping[str, Any]],
    articles: Iterable[Mapping[str, Any]],
    products: AfasProducts,
    compositions: AfasCompositions,
    problems: list[Problem],
) -> list[Words]:
    """The articles of which a composition consists, and of each whether it may not be sold, where that is shown."""
    names = ProductNames(products)
    known = {_folded(names.codes_of(one)): ReadRow(products.columns, one, problems) for one in articles}
    found = []
    for given in rows:
        row = ReadRow(compositions.columns, given, problems)
        code, kind = _code_of(row, products), kind_of(row.text("item_type"))
        if not code.item or kind == "other":
            continue  # a text between the parts
        sku = products.variants.join(code) if products.variants is not None else None
        words: Words = {"sku": sku or code.item, "quantity": row.number("quantity")}
        if "part_unit" in row:
            words["unit"] = row.words["part_unit"]
        if kind == "article" and (article := known.get(_folded(code))) is not None:
            words |= block_of(article)
        found.append(words)
    return found


def _code_of(row: ReadRow, products: AfasProducts) -> VariantCode:
    if products.variants is None:
        return VariantCode(row.text("item"))
    return VariantCode(row.text("item"), row.text("dimension_1"), row.text("dimension_2"))


def _folded(code: VariantCode) -> tuple[str, ...]:
    return tuple(part.casefold() for part in code)
