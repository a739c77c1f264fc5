"""The relay's own form of a product that is posted: the canonical product, as settings decide it."""

from collections.abc import Mapping
from typing import Any, Final

from handlers.contracts.products import DraftProduct, PriceRow
from handlers.vendors.product_context import TEXTS, nested
from mapping.documents.values import plain

_AS_IT_IS: Final = (
    *("number", "language", "kind", "parent_number", "parent_name", "options", "group_name", "is_taxed"),
    *("weight", "weight_unit", "keeps_stock", "components"),
)
"""Fields that no setting decides. Not among them is what would be another at each reading, and what is nobody's
business: stamps, prices of customers and of other lists."""

_CHOSEN: Final = ("unit", "group", "vat_class")
"""Fields in whose place a code of the target stands, where settings choose one."""

SOURCES: Final[Mapping[str, frozenset[str]]] = {
    **{name: frozenset({f"product.{name}"}) for name in _AS_IT_IS},
    **{name: frozenset({f"codes.{name}", f"product.{name}"}) for name in _CHOSEN},
    **{name: frozenset({f"texts.{name}"}) for name in TEXTS},
    "sku": frozenset({"code"}),
    "texts": frozenset({"product.texts"}),
    "barcode": frozenset({"barcode"}),
    "price": frozenset({"price.amount"}),
    "price_includes_vat": frozenset({"price.includes_vat"}),
    "currency": frozenset({"price.currency"}),
    "prices": frozenset({"offer.amount", "offer.starts_on", "offer.ends_on"}),
    "cost_price": frozenset({"cost_price"}),
    "blocked": frozenset({"blocked"}),
    "images": frozenset({"images"}),
}
"""By field what it is made of, by the names that rows read."""


def document_of(draft: DraftProduct) -> dict[str, Any]:
    """The canonical product under the code by which the receiver knows it: money as exact text.

    What the source does not give is left out. ``price`` is the usual one in force, and ``prices`` holds at most the
    offer that holds beside it: an empty list says that none does.
    """
    wanted = draft.product.model_fields_set & {*_AS_IT_IS, *_CHOSEN}
    given = draft.product.model_dump(mode="json", include=wanted, exclude_none=True)
    texts = nested(draft.texts)
    document: dict[str, Any] = {
        "sku": draft.code or None,
        **given,
        **{name: code for name, code in draft.codes.items() if name in _CHOSEN},
        **{name: texts[name] for name in TEXTS if name in texts},
        "texts": [{"language": name, **below} for name, below in texts.items() if name not in TEXTS] or None,
        "barcode": draft.barcode or None,
        "cost_price": plain(draft.cost_price) if draft.cost_price is not None else None,
        "blocked": draft.blocked,
    }
    if draft.price is not None:
        document |= {
            "price": plain(draft.price.amount),
            "price_includes_vat": draft.price.includes_vat,
            "currency": draft.price.currency,
            "prices": [_offer(draft.offer)] if draft.offer is not None else [],
        }
    if draft.images is not None:
        document["images"] = [one.model_dump(mode="json", exclude={"stamp"}, exclude_none=True) for one in draft.images]
    return {name: value for name, value in document.items() if value is not None}


def _offer(row: PriceRow) -> dict[str, Any]:
    days = {name: day.isoformat() for name in ("starts_on", "ends_on") if (day := getattr(row, name)) is not None}
    return {
        "amount": plain(row.amount),
        "includes_vat": row.includes_vat,
        "currency": row.currency,
        "is_offer": True,
        **days,
    }
