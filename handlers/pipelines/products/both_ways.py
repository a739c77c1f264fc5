"""Carries a product that users edit at both ends: what changed at the source, and never what the relay wrote there.

Prices go one way only: what comes back of one that was converted or rounded is another price.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from handlers.contracts.products import FoundProduct, ProductSource, ProductTarget
from handlers.pipelines.common.edited_units import Units, read_anew
from handlers.pipelines.common.part import Carried
from handlers.pipelines.common.two_way_carrying import Edited, Planned, TwoWayCarrier
from handlers.pipelines.products.article_part import changed_fields, judge_changed
from handlers.pipelines.products.run import ProductRun
from mapping.documents.product import Product
from relay.line.once.links import Links
from relay.line.once.ordinals import Ordinals
from relay.line.opposites import Opposites
from words.told import Told

_FIELDS: Final = ("name", "extra_name", "description", "unit", "group", "barcode", "weight", "blocked")
"""The fields of a product that are edited each by itself. Never rename one: bases would be lost."""

_LOSSY: Final = frozenset({"unit", "group"})
"""Units that a table stands between: what comes back may be another of the source's codes."""


def _values_of(product: Product) -> dict[str, Any]:
    given = {unit: getattr(product, unit) for unit in _FIELDS if unit in product.model_fields_set}
    if product.weight is not None and product.weight_unit is not None:
        given["weight"] = product.weight * _GRAMS[product.weight_unit]
    return given


def _unit_of(path: str) -> str | None:
    root, _, last = path.partition(".")
    if root in {"product", "texts", "codes"}:
        return last if last in _FIELDS else None
    return root if root in _FIELDS else None
