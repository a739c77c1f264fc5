"""Where stock is read: a GetConnector of one's own, and those of units, compositions and open lines beside it."""

from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

from handlers.vendors.afas.source.columns import Named
from handlers.vendors.afas.source.products.settings import AfasCompositions, AfasUnits
from handlers.vendors.afas.source.stock.columns import OpenLineColumns, StockColumns
from relay.settings.types import FROZEN
from words.mistake import Mistake
from words.told import Told

_CONNECTOR = r"^[\w.-]+$"

_WITHOUT_WAREHOUSES = "profit_stock_per_warehouse"


class AfasOpenLines(BaseModel):
    """What is sold and not delivered of articles of which AFAS keeps no reservations, as their stock check is not 0."""

    model_config = FROZEN

    connector: str = Field(default="Relay_OpenOrderLines", pattern=_CONNECTOR, description="One row an open line.")
    columns: OpenLineColumns = OpenLineColumns()


class AfasStock(BaseModel):
    """Where stock is read (docs/stock-sources.md tells what each connector has to show).

    A sale moves no stamp of the stock, so that with a stamp all there is has to be read now and then besides
    (`poll.refresh`), and without one it is read at each poll.
    """

    model_config = FROZEN

    connector: str = Field(
        default="Relay_Stock", pattern=_CONNECTOR, description="One row an article and warehouse, of all articles."
    )
    columns: StockColumns = StockColumns()
    same_warehouse: Literal["hold", "add_up"] = Field(
        default="hold",
        description="What several rows of one article and warehouse are: a mistake that holds the article, or parts "
        "such as locations, whose figures are added up.",
    )
    decimal_mark: Literal["comma", "point"] | None = Field(
        default=None,
        description="What stands before the decimals of a quantity that the connector gives as text; left out: a point "
        "does, and a comma that may stand between thousands, as in `1,234`, holds the article.",
    )
    units: AfasUnits | None = Field(
        default=None, description="The other units in which articles are sold; null: none are carried."
    )
    compositions: AfasCompositions | None = Field(
        default=None, description="The compositions, whose stock follows from their parts; null: none are carried."
    )
    open_lines: AfasOpenLines | None = Field(
        default=None,
        description="The open order lines, taken off where AFAS keeps no reservations; null: such articles are told.",
    )
    all_administrations: bool = Field(
        default=False,
        description="Yes: the stock of every administration is read, since the connector has no column for it.",
    )

    @model_validator(mode="after")
    def _says_where_what_lies(self) -> Self:
        """The standard connector has no column of a warehouse (AFASSoftware/OASContent OpenApiSpecs/profit/en)."""
        if self.connector.casefold() == _WITHOUT_WAREHOUSES and self.columns.warehouse is not None:
            raise Mistake(Told("afas.stock_without_warehouse"), at=("columns", "warehouse"))
        return self

    @model_validator(mode="after")
    def _has_a_figure(self) -> Self:
        if self.columns.on_hand is None and "available" not in self.columns.needed:
            raise Mistake(Told("afas.stock_without_figure"), at=("columns", "available"))
        return self

    @model_validator(mode="after")
    def _knows_who_delivers(self) -> Self:
        lines = self.open_lines
        if lines is not None and (lines.columns.warehouse is None) != (self.columns.warehouse is None):
            raise Mistake(Told("afas.open_lines_of_no_warehouse"), at=("open_lines", "columns", "warehouse"))
        return self

    @property
    def read_columns(self) -> tuple[tuple[str, Named], ...]:
        """All connectors that are read, with what is read of each."""
        beside = (part for part in (self.units, self.compositions, self.open_lines) if part is not None)
        return ((self.connector, self.columns), *((part.connector, part.columns) for part in beside))

    @property
    def connectors(self) -> tuple[str, ...]:
        """All connectors that are read."""
        return tuple(connector for connector, _ in self.read_columns)
