"""The columns by which a target finds what AFAS has: our word for each, and the name it has in a GetConnector.

Defaults are AFAS's own names where its standard connectors have the column (AFASSoftware/OASContent
OpenApiSpecs/profit/en); a partner ships copies of those connectors under names of its own, so all are settings.
"""

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from handlers.vendors.afas.source.columns import Column, Columns, SpareColumn
from relay.settings.types import FROZEN

ConnectorName = Annotated[str, StringConstraints(pattern=r"^[\w.-]+$")]


class DebtorColumns(Columns):
    """The sales relations: one row a debtor, with the organisation or person behind it."""

    number: Column = Field(default="DebtorId", description="Number of the sales relation; unique.")
    modified: SpareColumn = Field(default="ModifiedDate", description="Date and time of the last change.")
    party: Column = Field(default="BcCo", description="Number of the organisation or person.")
    kind: Column | None = Field(default="Type", description="ORG for an organisation, PER for a person.")
    name: Column = Field(default="DebtorName", description="Name of the organisation, or the whole of a person's.")
    search_name: Column | None = Field(default="SearchName", description="Search name.")
    initials: Column | None = Field(default="Initials", description="Initials of a person.")
    first_name: Column | None = Field(default="FirstName", description="First name of a person.")
    infix: Column | None = Field(default="NamePrefix", description="Name prefix, such as van der.")
    last_name: Column | None = Field(default="LastName", description="Last name of a person.")
    email: Column = Field(default="Email", description="E-mail address; a person's private one if there is no other.")
    phone: Column | None = Field(default="TelNr", description="Telephone number.")
    vat_number: Column | None = Field(default="VatNr", description="VAT number.")
    chamber_number: Column | None = Field(default="ChOfCommNr", description="Chamber of Commerce number.")
    currency: Column | None = Field(default="CurrencyId", description="Currency of the sales relation.")
    payment_condition: Column | None = Field(default="PayCon", description="Payment condition.")
    receivables_account: Column | None = Field(default="CollectAccount", description="Collective account.")
    vat_duty: Column | None = Field(default="VatDuty", description="VAT duty.")
    language: SpareColumn = Field(default="LanguageId", description="Language.")
    price_list: SpareColumn = Field(default="PriceListId", description="Preferred price list.")
    revenue_account: SpareColumn = Field(default="ContraAccount", description="Preferred contra account.")
    mobile: SpareColumn = Field(default="MobNr", description="Mobile telephone number.")
    website: SpareColumn = Field(default="Homepage", description="Website.")
    iban: SpareColumn = Field(default="IBAN", description="IBAN of the preferred bank account.")
    direct_debit: SpareColumn = Field(default="AutoPayment", description="Yes: what they owe is collected.")
    credit_limit: SpareColumn = Field(default="CreditLimit", description="Credit limit.")
    blocked: SpareColumn = Field(default="Blocked", description="Yes: nothing is delivered to this debtor.")
    blocked_completely: SpareColumn = Field(
        default="BlockedCompletely",
        description="Yes: nothing is booked on this debtor. Name it only where the connector shows such debtors too: "
        "then a complete block is carried.",
    )
    address: SpareColumn = Field(default="AddressId", description="Number of the visiting address.")
    street: Column | None = Field(default="Street", description="Street of the visiting address.")
    house_number: Column | None = Field(default="HouseNumber", description="House number.")
    house_addition: Column | None = Field(default="HouseNumberAdd", description="House number addition.")
    extra: Column | None = Field(default="AddressExtra", description="Second address line.")
    postcode: Column | None = Field(default="Postcode", description="Postcode.")
    city: Column | None = Field(default="City", description="Town.")
    country: Column | None = Field(default="CountryId", description="AFAS's country code.")


class DeliveryAddressColumns(Columns):
    """The delivery addresses: one row an address of a debtor."""

    number: Column = Field(default="Adres_ID", description="Number of the address, which an order names.")
    debtor: Column = Field(default="DebiteurID", description="Number of the sales relation.")
    contact: SpareColumn = Field(
        default="ContactId", description="Number of the contact that it is; flows of customers change it by this."
    )
    party: SpareColumn = Field(default="OrgId", description="Number of the organisation or person.")
    company: SpareColumn = Field(default="Bedrijf", description="Name of the organisation or person.")
    name: Column | None = Field(default="Afdeling", description="Who receives the goods: the contact's department.")
    street: Column = Field(default="A_Straat", description="Street.")
    house_number: Column | None = Field(default="A_Huisnummer", description="House number.")
    house_addition: Column | None = Field(default="A_Toev_Huisnr.", description="House number addition.")
    extra: Column | None = Field(default="A_Toevoeging", description="Second address line.")
    postcode: Column = Field(default="A_Postcode", description="Postcode.")
    city: Column = Field(default="A_Woonplaats", description="Town.")
    country: Column = Field(default="A_Land", description="AFAS's country code.")
    phone: Column | None = Field(default="Tel", description="Telephone number.")
    email: Column | None = Field(default="Mail", description="E-mail address.")
    modified: SpareColumn = Field(default="Gewijzigd_op", description="Date and time of the last change.")


class ContactColumns(Columns):
    """The contacts of organisations: one row a contact person, department or delivery address."""

    number: Column = Field(default="ContactId", description="Number of the contact; unique.")
    modified: SpareColumn = Field(default="ModifiedDate", description="Date and time of the last change.")
    kind: Column = Field(default="Type", description="PRS for a person, AFD for a department, AFL for an address.")
    organisation: Column = Field(default="OrgNumber", description="Number of the organisation.")
    person: Column = Field(default="PerNumber", description="Number of the person that it is.")
    department: Column = Field(default="Department", description="Department.")
    full_name: Column = Field(default="FullName", description="The person's whole name.")
    first_name: SpareColumn = Field(default="FirstName", description="First name.")
    initials: SpareColumn = Field(default="Initials", description="Initials.")
    infix: SpareColumn = Field(default="NamePrefix", description="Name prefix, such as van der.")
    last_name: SpareColumn = Field(default="LastName", description="Last name.")
    email: Column = Field(default="MailWork", description="E-mail address.")
    phone: SpareColumn = Field(default="TelWork", description="Telephone number.")
    mobile: SpareColumn = Field(default="MobWork", description="Mobile telephone number.")
    blocked: SpareColumn = Field(default="Blocked", description="Yes: the contact is not used any more.")


class ArticleColumns(Columns):
    """The items: one row an item."""

    number: Column = Field(default="ItemCode", description="Code of the item.")
    modified: SpareColumn = Field(default="ModifiedDate", description="Date and time of the last change.")
    item_type: SpareColumn = Field(
        default="ItemTypeCode",
        description="Type of the article: 0 standard, 1 with serial numbers, 2 with batches, 3 and 4 with dimensions.",
    )
    description: SpareColumn = Field(
        default="Description", description="Description; those of other languages end as in `products.languages`."
    )
    extra_description: SpareColumn = Field(default="ExtraDescription", description="Extra description, the same.")
    text: SpareColumn = Field(default="LongText", description="Remark.")
    group: SpareColumn = Field(default="ArtGroup", description="Article group.")
    unit: SpareColumn = Field(default="UnitId", description="Base unit.")
    vat_group: SpareColumn = Field(default="VATGroup", description="VAT tariff group.")
    barcode: SpareColumn = Field(default="Barcode", description="Barcode.")
    weight: SpareColumn = Field(default="Weight", description="Net weight.")
    weight_unit: SpareColumn = Field(default="VaWt", description="AFAS's unit of weight: 1 µg, 2 mg, 3 g, 4 kg, 5 t.")
    keeps_stock: SpareColumn = Field(default="Stock", description="Yes: stock is kept of it.")
    blocked: SpareColumn = Field(default="Blocked", description="Yes: the item cannot be ordered.")


class VariantColumns(Columns):
    """The variants of articles with dimensions: one row an article and codes of dimensions."""

    item: Column = Field(default="ItemCode", description="Code of the article.")
    modified: SpareColumn = Field(default="ModifiedDate", description="Date and time of the last change.")
    dimension_1: Column = Field(default="StL1", description="Code of the first dimension, such as a size.")
    dimension_2: SpareColumn = Field(default="StL2", description="Code of the second dimension, such as a colour.")
    barcode: SpareColumn = Field(default="Barcode", description="Barcode.")
    blocked: SpareColumn = Field(default="BlSa", description="Yes: this variant may not be sold.")


class CompositionColumns(Columns):
    """The compositions: one row a part, or one a composition."""

    number: Column = Field(default="CompositionId", description="Code of the composition.")
    modified: SpareColumn = Field(default="ModifiedDate", description="Date and time of the last change.")


class WrittenOrderColumns(Columns):
    """Sales orders as a target finds them again: one row an order."""

    number: Column = Field(default="OrderNumber", description="Number of the order; unique.")
    reference: Column = Field(default="CustomerReference", description="Reference that the order was written with.")
    debtor: Column = Field(default="DebtorId", description="Number of the sales relation.")
    ordered_on: Column | None = Field(default="OrderDate", description="Date of the order.")
    status: SpareColumn = Field(default="Status", description="Status.")
    currency: SpareColumn = Field(default="CurrencyId", description="Currency.")
    prices_include_vat: SpareColumn = Field(
        default="PricesIncludeVat",
        description="Yes: prices include VAT. With it the total of an order that is there already is compared too.",
    )
    total_excluding_vat: Column | None = Field(default="TotalAmount", description="Total without VAT.")
    total_vat: SpareColumn = Field(default="VAT", description="VAT.")
    total_including_vat: Column | None = Field(default="InvoiceTotal", description="Total with VAT.")


class PackingSlipColumns(Columns):
    """Direct invoices by the packing slip that AFAS makes for each: one row a slip."""

    number: Column = Field(default="PackingSlipNumber", description="Number of the packing slip; unique.")
    invoice: SpareColumn = Field(default="InvoiceNumber", description="Number of the invoice.")
    reference: Column = Field(default="CustomerReference", description="Reference that it was written with.")
    debtor: Column = Field(default="DebtorId", description="Number of the sales relation.")
    ordered_on: Column | None = Field(default="OrderDate", description="Date.")
    prices_include_vat: SpareColumn = Field(
        default="PricesIncludeVat",
        description="Yes: prices include VAT. With it the total of an order that is there already is compared too.",
    )
    total_excluding_vat: Column | None = Field(default="TotalAmount", description="Total without VAT.")
    total_including_vat: Column | None = Field(default="InvoiceTotal", description="Total with VAT.")


class MutationColumns(Columns):
    """Stock mutations as a target finds its own again: one row a mutation."""

    description: Column = Field(default="Description", description="Description (Ds), which holds the relay's mark.")
    quantity: Column = Field(default="Quantity", description="Quantity in the article's base unit.")
    booked_on: Column = Field(default="Date", description="Date of the mutation.")
    sort: SpareColumn = Field(
        default="EntrySort",
        description="Entry sort (VaOt), which says whether goods came in or went out; none: the quantity is below "
        "nought where they went out.",
    )


class AfasLookups(BaseModel):
    """Where a target finds what AFAS has: the GetConnectors and their columns."""

    model_config = FROZEN

    debtors: ConnectorName = Field(default="Relay_Debtors", description="One row a sales relation.")
    debtor_columns: DebtorColumns = DebtorColumns()
    addresses: ConnectorName = Field(default="Profit_Deliveryaddress", description="One row a delivery address.")
    address_columns: DeliveryAddressColumns = DeliveryAddressColumns()
    contacts: ConnectorName | None = Field(
        default="Profit_Contacts",
        description="One row a contact, for flows of customers; null where contacts are not carried.",
    )
    contact_columns: ContactColumns = ContactColumns()
    articles: ConnectorName = Field(default="Profit_Article", description="One row an item.")
    article_columns: ArticleColumns = ArticleColumns()
    variants: ConnectorName | None = Field(
        default=None, description="One row a variant, for flows of products where `products.variants` joins codes."
    )
    variant_columns: VariantColumns = VariantColumns()
    compositions: ConnectorName | None = Field(
        default=None,
        description="One row a part of a composition, such as Profit_Composition, for flows of products: a product "
        "whose code a composition has is held. Null: that is not looked for.",
    )
    composition_columns: CompositionColumns = CompositionColumns()
    orders: ConnectorName = Field(default="Profit_Salesorders", description="One row a sales order, with totals.")
    order_columns: WrittenOrderColumns = WrittenOrderColumns()
    packing_slips: ConnectorName | None = Field(
        default="Relay_PackingSlips", description="One row a direct invoice; null where none is ever made."
    )
    packing_slip_columns: PackingSlipColumns = PackingSlipColumns()
    mutations: ConnectorName | None = Field(
        default=None,
        description="One row a stock mutation, for flows of stock: a mutation whose answer is lost is found there by "
        "its mark. Null: such a one is held for a person, and whatever comes after it of that article and warehouse.",
    )
    mutation_columns: MutationColumns = MutationColumns()
