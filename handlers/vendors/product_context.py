"""What rows by which a product becomes a target's fields may read, and what stands there of one draft."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from handlers.contracts.products import DraftProduct
from mapping.documents.product import Product
from mapping.rows.shapes import Shape

TEXTS: Final = ("name", "extra_name", "description")
CODES: Final = ("unit", "group", "vat_class", "warehouse", "supplier", "statistics")

PRICE: Final[Mapping[str, Shape]] = {
    "amount": Decimal,
    "includes_vat": bool,
    **dict.fromkeys(("currency", "unit", "price_list", "starts_on", "ends_on"), str),
    "is_offer": bool,
}
READABLE: Final[Mapping[str, Shape]] = {
    "product": Product,
    "code": str,
    "codes": dict.fromkeys(CODES, str),
    "texts": {**dict.fromkeys(TEXTS, str), ...: dict.fromkeys(TEXTS, str)},
    "barcode": str,
    "barcode_kind": str,
    "price": PRICE,
    "cost_price": Decimal,
    "blocked": bool,
}
"""Every name, with what stands below it."""


def context_of(draft: DraftProduct) -> dict[str, Any]:
    """The names that rows read, and what they hold of a draft."""
    return {
        "product": draft.product,
        "code": draft.code,
        "codes": draft.codes,
        "texts": nested(draft.texts),
        "barcode": draft.barcode,
        "barcode_kind": draft.barcode_kind,
        "price": draft.price,
        "cost_price": draft.cost_price,
        "blocked": draft.blocked,
    }


def nested(texts: Mapping[str, str]) -> dict[str, Any]:
    """Texts by language: ``name.fr`` as rows read it, which is ``texts.fr.name``.

    >>> nested({"name": "Kaas", "name.fr": "Fromage"})
    {'name': 'Kaas', 'fr': {'name': 'Fromage'}}
    """
    found: dict[str, Any] = {}
    for name, text in texts.items():
        text_name, _, language = name.partition(".")
        (found.setdefault(language, {}) if language else found)[text_name] = text
    return found
