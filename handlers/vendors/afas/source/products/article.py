"""Works out of an article's row what takes several columns, or a code of AFAS: kind, weight, texts, block, variant."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from handlers.vendors.afas.source.products.naming import ProductNames
from handlers.vendors.afas.source.products.settings import AfasProducts
from handlers.vendors.afas.source.products.value_reader import ReadRow
from mapping.functions import is_empty
from words.told import Told

Words = dict[str, Any]

_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {"2": "article", "art": "article", "7": "composition", "sam": "composition"}
    | dict.fromkeys(("1", "wst", "6", "kst", "8", "crs"), "service")
)
"""What AFAS's types of items are; all others, such as texts and subtotals, are nothing that is sold.

Source: AFASSoftware/OASContent OpenApiSpecs/profit/en, where numbers (VaIt of FbSales) and letters are both in use.
"""

_WEIGHTS: Final[Mapping[str, tuple[str, Decimal]]] = MappingProxyType(
    {
        "1": ("mg", Decimal("0.001")),
        "2": ("mg", Decimal(1)),
        "3": ("g", Decimal(1)),
        "4": ("kg", Decimal(1)),
        "5": ("t", Decimal(1)),
    }
)
"""AFAS's units of weight (VaWt): ours, and how many of ours one of AFAS's is. Source: as that of the kinds."""

_NO_WEIGHT: Final = "0"


def kind_of(item_type: str) -> str:
    """What AFAS's type of an item, by number or letters, is; without one it is an article.

    >>> kind_of("2"), kind_of("Wst"), kind_of("Txt"), kind_of("")
    ('article', 'service', 'other', 'article')
    """
    return _KINDS.get(item_type.casefold(), "other") if item_type else "article"


def weight_of(row: ReadRow, products: AfasProducts) -> Words:
    """The weight with its unit; nothing where AFAS does not tell it, or tells none.

    A weight of 0 is what AFAS has where nobody filled it in, and is not carried.
    """
    if "weight" not in row:
        return {}
    amount, code = row.number("weight"), row.text("weight_unit")
    if not amount:
        return {} if amount is not None else {"weight": None}
    if code == _NO_WEIGHT or not (code or products.weight_unit):
        return {}
    if not code:
        return {"weight": amount, "weight_unit": products.weight_unit}
    if code not in _WEIGHTS:
        row.refuse("weight_unit", Told("afas.no_weight_unit"), Told("afas.give_weight_unit"))
        return {}
    unit, factor = _WEIGHTS[code]
    return {"weight": amount * factor, "weight_unit": unit}


def block_of(row: ReadRow) -> Words:
    """Whether it may not be sold: neither the article nor the variant may be blocked."""
    shown = [word for word in ("blocked", "blocked_for_sale") if word in row]
    return {"blocked": any(row.yes_no(word) for word in shown)} if shown else {}


def texts_of(row: Mapping[str, Any], products: AfasProducts) -> Words:
    """The texts in other languages. A language without any is none that is translated, and nothing is told of it."""
    found = [
        {"language": language, **texts}
        for language in products.languages
        if (texts := dict(_translated(row, products, language)))
    ]
    return {"texts": found} if found else {}


def _translated(row: Mapping[str, Any], products: AfasProducts, language: str) -> Iterator[tuple[str, Any]]:
    for word, column in products.translation_columns(language):
        if not is_empty(row.get(column)):
            yield word, row[column]


def variant_of(row: Mapping[str, Any], words: Mapping[str, Any], names: ProductNames) -> Words:
    """What an article with dimensions is a variant of, and by which codes it is told from its sisters."""
    code = names.codes_of(row)
    options = [option for option in code[1:] if option]
    if not options:
        return {}
    return {"parent_number": code.item, "parent_name": words.get("name"), "options": options}


def sku_of(row: Mapping[str, Any], products: AfasProducts, number: str) -> str:
    """The code under which it is sold: the joined one of a variant, else the article's own with all its blanks."""
    code = row.get(products.columns.number)
    return number if products.variants is not None or code is None else str(code)
