"""The columns that products are read from: our word for each, and its name in the GetConnectors of an environment.

Defaults are those of AFAS's standard connectors (AFASSoftware/OASContent OpenApiSpecs/profit/en) where they have the
column. Most may be missing: what no connector shows is not carried, and changes nothing in the target.
"""

from pydantic import Field

from handlers.vendors.afas.source.columns import Column, Columns, SpareColumn

_STAMP = "Date and time of the last change, where the connector has it: it is polled by itself then."


class ArticleColumns(Columns):
    """The articles: one row an article, or one row a variant where the connection says ``variants``."""

    number: Column = Field(default="ItemCode", description="Code of the article.")
    modified: Column = Field(default="ModifiedDate", description="Date and time of the last change.")
    modified_2: Column | None = Field(
        default=None,
        description="Second date and time of the last change, where the connector has one for each table it joins: "
        "it is polled apart.",
    )
    administration: Column | None = Field(default=None, description="Number of the administration.")
    item_type: SpareColumn = Field(
        default="ItemType",
        description="AFAS's type of item (2 article, 1 work, 7 composition); none: all are articles.",
    )
    name: Column = Field(default="Description", description="Description.")
    extra_name: SpareColumn = Field(default="ExtraDescription", description="Extra description.")
    text: SpareColumn = Field(default=None, description="Long text, such as a free field of yours; plain or HTML.")
    unit: SpareColumn = Field(default="UnitId", description="Basic unit.")
    group: SpareColumn = Field(default="ArtGroup", description="Code of the article group.")
    barcode: SpareColumn = Field(default="Barcode", description="Barcode.")
    vat_class: SpareColumn = Field(default="VATGroup", description="VAT tariff group.")
    keeps_stock: SpareColumn = Field(default="Stock", description="Yes: stock is kept of it.")
    blocked: SpareColumn = Field(default="Blocked", description="Yes: it can be neither bought nor sold.")
    price: SpareColumn = Field(default="SalesPrice", description="Sales price, where no connector of prices is read.")
    price_unit: SpareColumn = Field(default="PriceUnit", description="Unit of that price; none: the basic unit.")
    price_factor: SpareColumn = Field(
        default="Factor", description="How many units that price and those of the price connector are for."
    )
    currency: SpareColumn = Field(default="CurrencyId", description="ISO code of that price's currency.")
    cost_price: SpareColumn = Field(default=None, description="Cost price; it is carried where the flow says so.")
    weight: SpareColumn = Field(default="Weight", description="Weight of one unit.")
    weight_unit: SpareColumn = Field(default="VaWt", description="AFAS's unit of weight: 1 µg, 2 mg, 3 g, 4 kg, 5 t.")
    dimension_1: SpareColumn = Field(default="StL1", description="Code of the first dimension, such as a size.")
    dimension_2: SpareColumn = Field(default="StL2", description="Code of the second dimension, such as a colour.")
    blocked_for_sale: SpareColumn = Field(default="BlSa", description="Yes: this variant may not be sold.")


class PriceColumns(Columns):
    """The prices: one row an item, price list, customer, currency, unit, quantity and first day."""

    item: Column = Field(default="ItemCode", description="Code of the article or composition.")
    modified: Column | None = Field(default=None, description=_STAMP)
    item_type: SpareColumn = Field(default="ItemType", description="AFAS's type of item.")
    amount: Column = Field(default="Price", description="Price.")
    price_list: SpareColumn = Field(default="PriceList", description="Code of the price list; ***** is the base list.")
    debtor: Column | None = Field(
        default="Debtor",
        description="Number of the sales relation that the price is for; null: there are no such rows.",
    )
    currency: SpareColumn = Field(default="CurrencyId", description="ISO code of the currency.")
    unit: SpareColumn = Field(default="UnitId", description="Unit.")
    from_quantity: SpareColumn = Field(default="FromQuantity", description="Quantity from which the price holds.")
    starts_on: SpareColumn = Field(default="Begin", description="First day of the price.")
    ends_on: SpareColumn = Field(default="End", description="Last day of the price; empty: it has none.")
    is_offer: SpareColumn = Field(default="Promotion", description="Yes: it is a price for a while.")
    dimension_1: SpareColumn = Field(default="StL1", description="Code of the first dimension that the price is for.")
    dimension_2: SpareColumn = Field(default="StL2", description="Code of the second dimension.")


class UnitColumns(Columns):
    """The units: one row an article and unit."""

    item: Column = Field(default="ItemCode", description="Code of the article.")
    modified: Column | None = Field(default=None, description=_STAMP)
    item_type: SpareColumn = Field(default="ItemType", description="AFAS's type of item.")
    unit: Column = Field(default="UnitId", description="Unit.")
    holds: Column = Field(default="Amount", description="How many of the basic unit it holds.")


class BarcodeColumns(Columns):
    """The barcodes: one row an article, unit and barcode."""

    item: Column = Field(default="ItemCode", description="Code of the article.")
    modified: Column | None = Field(default=None, description=_STAMP)
    item_type: SpareColumn = Field(default="ItemType", description="AFAS's type of item.")
    barcode: Column = Field(default="Barcode", description="Barcode.")
    kind: SpareColumn = Field(default="BarcodeType", description="AFAS's kind of barcode.")
    unit: SpareColumn = Field(default="UnitId", description="Unit.")
    dimension_1: SpareColumn = Field(default="StockDimCode1", description="Code of the first dimension.")
    dimension_2: SpareColumn = Field(default="StockDimCode2", description="Code of the second dimension.")
    debtor: SpareColumn = Field(default="DebtorId", description="Filled: the barcode is a customer's own.")
    creditor: SpareColumn = Field(default="CreditorId", description="Filled: the barcode is a supplier's own.")


class CompositionColumns(Columns):
    """The compositions: one row a part, with the composition beside it."""

    number: Column = Field(default="CompositionId", description="Code of the composition.")
    modified: Column = Field(default="ModifiedDate", description="Date and time of the last change.")
    administration: Column | None = Field(default=None, description="Number of the administration.")
    name: SpareColumn = Field(default="Description", description="Description of the composition.")
    explanation: SpareColumn = Field(default="CompXpl", description="Its description where there is no other.")
    unit: SpareColumn = Field(default="UnitId", description="Unit of the composition.")
    group: SpareColumn = Field(default="Artikelgroep", description="Code of its article group.")
    vat_class: SpareColumn = Field(default="VATGroup", description="VAT tariff group.")
    blocked: SpareColumn = Field(default="Blocked", description="Yes: it can be neither bought nor sold.")
    sequence: Column = Field(default="PresentationSeqno", description="Place of the part; it orders them.")
    item_type: SpareColumn = Field(default="ItemType", description="AFAS's type of item of the part.")
    item: Column = Field(default="ItemCode", description="Code of the part.")
    quantity: Column = Field(default="Quantity", description="How many of the part are in one.")
    part_unit: SpareColumn = Field(default="UnitId2", description="Unit of the part.")
    dimension_1: SpareColumn = Field(default="StL1", description="Code of the part's first dimension.")
    dimension_2: SpareColumn = Field(default="StL2", description="Code of the part's second dimension.")


class GroupColumns(Columns):
    """The article groups: one row a group."""

    code: Column = Field(default="Artikelgroep", description="Code of the group.")
    name: Column = Field(default="Omschrijving", description="Description of the group.")


class ImageColumns(Columns):
    """One picture in the row of an article."""

    id: Column = Field(description="Number of the picture, by which ImageConnector knows it, or the file's number.")
    file_name: Column | None = Field(default=None, description="Name of the file.")


class ListedImageColumns(Columns):
    """The pictures: one row a picture."""

    item: Column = Field(default="ItemCode", description="Code of the article.")
    modified: Column | None = Field(default=None, description=_STAMP)
    id: Column = Field(default="ImageId", description="Number of the picture, or of the file.")
    file_name: SpareColumn = Field(default="FileName", description="Name of the file.")
    place: SpareColumn = Field(default="Place", description="Its place; the lowest is the main one.")
