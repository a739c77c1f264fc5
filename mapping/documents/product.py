"""The canonical product: one stock keeping unit with its texts, prices and codes."""

from pydantic import BaseModel, Field

from mapping.documents.party import DOCUMENT
from mapping.documents.values import EAN_FORM, Currency, FilledText, Moment, Number, Sku, Text


class Product(BaseModel):
    """One article; a product with variants is several of these."""

    model_config = DOCUMENT

    sku: Sku
    updated_at: Moment | None = None
    name: FilledText
    description: Text | None = None
    unit: Text | None = None
    group: Text | None = None
    ean: Text | None = Field(default=None, pattern=EAN_FORM, description="8 to 14 digits.")
    price: Number | None = Field(default=None, ge=0)
    price_includes_vat: bool = False
    currency: Currency = "EUR"
    vat_rate: Number | None = Field(default=None, ge=0, lt=100)
    blocked: bool = False
