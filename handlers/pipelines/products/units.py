"""Decides the weight of a product in the unit that the target is to have."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, Field

from mapping.documents.product import Product, WeightUnit
from mapping.pricing.settings import MODEL
from mapping.weights import convert_weight
from words.told import Told


class WeightSettings(BaseModel):
    """In which units weights come and go."""

    model_config = MODEL

    source_unit: WeightUnit | None = Field(
        default=None,
        description="That of the source's weights where a product does not say it, as in a shop that has one for all. "
        "Left out: a weight without a unit is not carried.",
    )
    target_unit: WeightUnit = Field(default="kg", description="In which unit weights are written.")


@dataclass(frozen=True, slots=True)
class Weighed:
    """A product with its weight in the target's unit, and notes for the story."""

    product: Product
    notes: Sequence[Told] = ()


def weight_of(product: Product, settings: WeightSettings) -> Weighed:
    """The same product with its weight in the target's unit; without one, where nobody knows in which unit it is.

    A weight that the source does not give changes nothing, and stays left out.
    """
    if product.weight is None:
        return Weighed(product)
    unit = product.weight_unit or settings.source_unit
    if unit is None:
        rest = product.model_fields_set - {"weight", "weight_unit"}
        return Weighed(
            product.model_construct(_fields_set=set(rest), **{**product.__dict__, "weight": None}),
            [Told("goods.weight_without_unit")],
        )
    weight = convert_weight(product.weight, unit, settings.target_unit)
    return Weighed(product.model_copy(update={"weight": weight, "weight_unit": settings.target_unit}))
