"""The columns that stock is read from: our word for each, and its name in the GetConnectors of an environment.

AFAS's standard connector of stock has neither a warehouse nor what is reserved nor a stamp, in spite of its name
(Profit_Stock_per_Warehouse, AFASSoftware/OASContent OpenApiSpecs/profit/en), so that every environment makes one of its
own: each name is a setting, and those here are the names that docs/stock-sources.md asks for.
"""

from pydantic import Field

from handlers.vendors.afas.source.columns import Column, Columns, SpareColumn


class StockColumns(Columns):
    """The levels: one row an article, or variant, and warehouse."""

    number: Column = Field(default="ItemCode", description="Code of the article.")
    modified: Column | None = Field(
        default=None,
        description="Date and time of the last change of the stock, such as LastStockUpdate; null: there is none, and "
        "each poll reads all there is.",
    )
    administration: Column | None = Field(default=None, description="Number of the administration.")
    item_type: SpareColumn = Field(
        default="ItemType",
        description="AFAS's type of item (2 article, 7 composition); none: all are articles.",
    )
    warehouse: Column | None = Field(
        default="WarehouseId", description="Code of the warehouse; null: one figure for all of them together."
    )
    unit: SpareColumn = Field(default="UnitId", description="Unit of all figures.")
    tracked: SpareColumn = Field(default="StockKept", description="Yes: stock is kept of it.")
    stock_check: SpareColumn = Field(
        default="StockCode",
        description="AFAS's kind of stock check: 0 free, 1 economic, 2 at the packing slip, 3 none.",
    )
    blocked: SpareColumn = Field(default="Blocked", description="Yes: it can be neither bought nor sold.")
    on_hand: Column | None = Field(
        default="InStock", description="What lies there; null: the connector shows the available quantity alone."
    )
    available: SpareColumn = Field(
        default="Available",
        description="What may still be sold; none: what lies there without what is reserved and on backorder.",
    )
    reserved_on_stock: SpareColumn = Field(default="ReservedOnStock", description="Sold, and covered by the stock.")
    reserved_on_order: SpareColumn = Field(default="ReservedOnOrder", description="Sold, and to be bought.")
    backorder: SpareColumn = Field(default="BackOrder", description="Sold, and not covered.")
    incoming: SpareColumn = Field(default="InOrder", description="Bought, and not received.")
    incoming_on: SpareColumn = Field(default="ReceiptDate", description="The day on which all of that is to be there.")
    cost: SpareColumn = Field(
        default=None,
        description="Cost of one unit, for flows into AFAS that limit the value they move (`mutations.value_a_day`).",
    )
    dimension_1: SpareColumn = Field(default="StL1", description="Code of the first dimension, such as a size.")
    dimension_2: SpareColumn = Field(default="StL2", description="Code of the second dimension, such as a colour.")


class OpenLineColumns(Columns):
    """Lines of sales orders that are not delivered: one row a line."""

    item: Column = Field(default="ItemCode", description="Code of the article.")
    item_type: SpareColumn = Field(default="ItemType", description="AFAS's type of item.")
    warehouse: Column | None = Field(
        default="WarehouseId", description="Code of the warehouse that is to deliver; null: levels have none either."
    )
    unit: SpareColumn = Field(default="UnitId", description="Unit of the quantity; none: that of the level.")
    quantity: Column = Field(default="QuantityToDeliver", description="How many are still to be delivered.")
    dimension_1: SpareColumn = Field(default="StL1", description="Code of the first dimension.")
    dimension_2: SpareColumn = Field(default="StL2", description="Code of the second dimension.")
