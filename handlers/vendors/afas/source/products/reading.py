"""Puts together what is read of a product's rows, for the mapping: an article or a variant, or a composition.

A word is there where a connector shows its column: only then is an empty one empty.
"""

from collections.abc import Mapping
from typing import Any

from handlers.vendors.afas.source.products.article import (
    block_of,
    kind_of,
    sku_of,
    texts_of,
    variant_of,
    weight_of,
)
from handlers.vendors.afas.source.products.beside import barcode_of, pictures_in, pictures_listed
from handlers.vendors.afas.source.products.composition import components_of, composition_words
from handlers.vendors.afas.source.products.naming import ProductNames
from handlers.vendors.afas.source.products.price_rows import (
    cost_price,
    factor_of,
    own_price,
    packings_of,
    prices_of,
)
from handlers.vendors.afas.source.products.settings import AfasProducts
from handlers.vendors.afas.source.products.value_reader import ReadRow
from handlers.vendors.afas.source.rows import shown_words, text_of
from handlers.vendors.afas.variant_codes import VariantCode
from mapping.problems import Problem

Words = dict[str, Any]


def article_context(
    document: Mapping[str, Any], products: AfasProducts, names: ProductNames, problems: list[Problem]
) -> Words:
    """The words of an article or variant, with all that stands beside it. What is wrong is added to ``problems``."""
    given = document["article"]
    row, code = ReadRow(products.columns, given, problems), names.codes_of(given)
    kind = kind_of(row.text("item_type"))
    context: Words = {
        "article": row.words,
        "sku": sku_of(given, products, names.of_article(given)),
        "kind": kind,
        **weight_of(row, products),
        **block_of(row),
        **texts_of(given, products),
        **variant_of(given, row.words, names),
        **_language(products),
        **_group_name(document, products),
    }
    if "keeps_stock" in row:
        context["keeps_stock"] = row.yes_no("keeps_stock")
    if (factor := factor_of(row, products)) is not None:
        context |= cost_price(row, factor)
        if products.prices is None:
            context |= own_price(row, factor)
        elif "prices" in document:
            rows = document["prices"]
            context["prices"] = prices_of(rows, products.prices, code, kind, factor, problems)
    return context | _beside(document, products, row, code, kind, problems)


def _beside(
    document: Mapping[str, Any],
    products: AfasProducts,
    row: ReadRow,
    code: VariantCode,
    kind: str,
    problems: list[Problem],
) -> Words:
    """The barcode, the other units and the pictures of an article."""
    found: Words = {}
    basic = row.text("unit")
    if "barcode" in row:
        found["barcode"] = row.words["barcode"]
    if products.barcodes is not None and "barcodes" in document and not row.text("barcode"):
        found["barcode"] = barcode_of(document["barcodes"], products.barcodes, code, basic, problems) or None
    if products.units is not None and "units" in document:
        found["packings"] = packings_of(document["units"], products.units, basic, kind, problems)
    if products.images is not None:
        listed = pictures_in(document["article"], products.images)
        if "images" in document:
            listed = list(pictures_listed(document["images"], products.images, problems))
        if listed is not None:
            found["images"] = listed
    return found


def composition_context(document: Mapping[str, Any], products: AfasProducts, problems: list[Problem]) -> Words:
    """The words of a composition, with its parts and its own prices. What is wrong is added to ``problems``."""
    compositions = products.compositions
    if compositions is None:
        return {}
    rows = document["composition"]
    code = VariantCode(text_of(rows[0], compositions.columns.number))
    context: Words = {
        "sku": code.item,
        **composition_words(rows, compositions, problems),
        "components": components_of(rows, document.get("articles", ()), products, compositions, problems),
        **_language(products),
        **_group_name(document, products),
    }
    if products.prices is not None and "prices" in document:
        unscaled = factor_of(ReadRow(products.columns, {}, problems), products)
        if unscaled is not None:
            context["prices"] = prices_of(document["prices"], products.prices, code, "composition", unscaled, problems)
    return context


def _language(products: AfasProducts) -> Words:
    return {} if products.language is None else {"language": products.language}


def _group_name(document: Mapping[str, Any], products: AfasProducts) -> Words:
    if products.groups is None or "group" not in document:
        return {}
    return {"group_name": shown_words(products.groups.columns, document["group"]).get("name")}
