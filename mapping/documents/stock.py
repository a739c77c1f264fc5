"""The canonical stock record: what one system has of one article, warehouse by warehouse, as it was read at one moment.

Levels only, never differences. A figure that is left out or null is not known, which is not nought.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, model_validator

from mapping.documents.party import DOCUMENT
from mapping.documents.product import MOST_PACKINGS, MOST_PARTS, Code, Component, Packing
from mapping.documents.values import Day, Moment, Number, Text, entries

MOST_PLACES = 500

StockCheck = Literal["free", "economic", "at_delivery", "none"]
"""When the source looks at its stock. Only with ``free`` does it keep reservations, and is its *available* right."""


class StockPlace(BaseModel):
    """What lies in one warehouse, in the record's own unit."""

    model_config = DOCUMENT

    warehouse: Code = Field(default="", description="The source's code; empty where it keeps one figure for all.")
    on_hand: Number | None = Field(default=None, description="On the shelf.")
    reserved: Number | None = Field(
        default=None, description="Sold and not delivered, whether covered by the shelf, by purchase or by nothing."
    )
    available: Number | None = Field(default=None, description="What may still be sold, as the source counts it.")
    incoming: Number | None = Field(default=None, description="Bought and not received.")
    incoming_on: Day | None = Field(default=None, description="The last day on which all of that is there.")
    left: bool = Field(default=False, description="The article is no longer kept here: no level, and not nought.")


class ComponentStock(BaseModel):
    """What the source has of an article of which a composition is made."""

    model_config = DOCUMENT

    sku: Code = Field(min_length=1)
    unit: Text | None = None
    tracked: bool | None = None
    stock_check: StockCheck | None = None
    blocked: bool | None = None
    places: Annotated[tuple[StockPlace, ...], entries(MOST_PLACES)] = ()


class StockRecord(BaseModel):
    """What a source has of one article that is sold under a code of its own."""

    model_config = DOCUMENT

    number: Code = Field(
        min_length=1,
        description="The article's lasting number at the source, such as its inventory item's. Left out: its code.",
    )
    sku: Code | None = Field(default=None, description="The code under which it is sold, as the source writes it.")
    unit: Text | None = Field(default=None, description="The unit in which all figures are.")
    packings: Annotated[tuple[Packing, ...], entries(MOST_PACKINGS)] = Field(
        default=(), description="The other units in which it is sold, and how many of `unit` each holds."
    )
    tracked: bool | None = Field(default=None, description="No: the source keeps no stock of it, whatever it shows.")
    stock_check: StockCheck | None = None
    blocked: bool | None = Field(default=None, description="It may not be sold.")
    places: Annotated[tuple[StockPlace, ...], entries(MOST_PLACES)] = ()
    all_places: bool = Field(
        default=True, description="No: only some of its warehouses are told, and nothing is said of the others."
    )
    components: Annotated[tuple[Component, ...], entries(MOST_PARTS)] = Field(
        default=(), description="Of a composition without a stock of its own: what it is made of."
    )
    component_stock: Annotated[tuple[ComponentStock, ...], entries(MOST_PARTS)] = Field(
        default=(), description="What the source has of these; one that is not here is not known."
    )
    updated_at: Moment | None = None
    store: Text | None = None
    gone: bool = Field(default=False, description="The source has this article no longer, or shows it no more.")

    @model_validator(mode="before")
    @classmethod
    def _numbered_by_its_code(cls, given: Any) -> Any:
        if isinstance(given, dict) and given.get("number") is None and isinstance(given.get("sku"), str):
            return {**given, "number": given["sku"].strip()}
        return given

    @property
    def code(self) -> str:
        """The code under which it is sold, without blanks around it; empty where it has none."""
        return (self.sku or "").strip()

    def place(self, warehouse: str) -> StockPlace | None:
        """What is told of a warehouse; None where nothing is."""
        return next((place for place in self.places if place.warehouse.strip() == warehouse), None)
