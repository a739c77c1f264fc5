"""What an AFAS connection in relay.yaml may say about writing stock: what no public page fixes.

Source: AFASSoftware/OASContent OpenApiSpecs/profit/en (FbStockMutation): its examples book goods in with the entry
sorts 41 and 31 and out with 42 and 32, and name reasons (``ReId``) that each environment has made itself.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from relay.settings.types import FROZEN

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=12)]

LONGEST_TEXT = 50
"""Of the 80 characters of a description, those that the mark leaves."""


class WrittenStock(BaseModel):
    """How stock mutations are written (docs/stock-into-afas.md)."""

    model_config = FROZEN

    reason_in: Reason | None = Field(
        default=None, description="Code of the environment's reason (ReId) for goods that come in; needed."
    )
    reason_out: Reason | None = Field(default=None, description="The same for goods that go out; needed.")
    sort_in: Literal["41", "31"] = Field(default="41", description="Entry sort (VaOt) of goods that come in.")
    sort_out: Literal["42", "32"] = Field(default="42", description="Entry sort of goods that go out.")
    warehouse: str | None = Field(
        default=None, max_length=15, description="Warehouse, where the flow has one level of all together."
    )
    location: str = Field(
        default="*****", min_length=1, max_length=15, description="Location in the warehouse; `*****`: none."
    )
    text: str = Field(
        default="", max_length=LONGEST_TEXT, description="Stands in the description, before the mark of the mutation."
    )
    user: str | None = Field(default=None, max_length=80, description="Who added it (UsCr); left out: as AFAS has it.")
    decimals: int = Field(default=2, ge=0, le=6, description="Decimals of a quantity.")
    number_too: bool = Field(
        default=False,
        description="Yes: the number of pieces (Qu) is sent beside the number of units (QuUn). AFAS's schema asks for "
        "it, and its examples leave it out.",
    )
    no_row: Literal["hold", "zero"] = Field(
        default="hold",
        description="What it means that the connector of stock shows no row of an article that AFAS has, in a "
        "warehouse: nobody knows, or nought, as where it shows only what was ever in stock.",
    )
