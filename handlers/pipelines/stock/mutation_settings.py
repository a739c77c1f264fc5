"""What an administrator decides about differences: how much may move in books before a person must say so."""

from decimal import Decimal

from pydantic import BaseModel, Field

from mapping.documents.values import Number
from mapping.pricing.settings import MODEL


class MutationSettings(BaseModel):
    """How much a flow may move in books that take differences; what is more is held until a person releases it.

    Units are those of each article, whichever way they move. Values are in the currency of the books, at the cost that
    these show of an article.
    """

    model_config = MODEL

    units_a_run: Number | None = Field(
        default=Decimal(1000), gt=0, description="Units within an hour, in and out together. `null`: no such limit."
    )
    units_a_day: Number | None = Field(default=Decimal(5000), gt=0, description="Units on one day, the same.")
    value_a_run: Number | None = Field(
        default=None, gt=0, description="Value within an hour; an article whose cost the books do not show is held."
    )
    value_a_day: Number | None = Field(default=None, gt=0, description="Value on one day, the same.")

    @property
    def counts_value(self) -> bool:
        """Whether the cost of an article must be known."""
        return self.value_a_run is not None or self.value_a_day is not None
