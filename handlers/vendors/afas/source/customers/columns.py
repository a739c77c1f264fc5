"""The columns that customers are read from: our word for each, and its name in the GetConnectors of an environment.

Defaults are those of AFAS's standard connectors (AFASSoftware/OASContent OpenApiSpecs/profit/en) where they have the
column. Most may be missing: what no connector shows is not carried, and changes nothing in the target.
"""

from pydantic import Field

from handlers.vendors.afas.source.columns import Column, Columns, SpareColumn

_SECOND = (
    "Second date and time of the last change, where the connector has one for each table it joins: it is polled apart."
)


class SalesRelationColumns(Columns):
    """The sales relations: one row a debtor, with the organisation or person behind it."""

    number: Column = Field(
        default="DebtorId", description="Number of the sales relation; unique, and it never changes."
    )
    modified: Column = Field(default="ModifiedDate", description="Date and time of the last change.")
    modified_2: Column | None = Field(default=None, description=_SECOND)
    administration: Column | None = Field(default=None, description="Number of the administration.")
    party: Column | None = Field(default="BcCo", description="Number of the organisation or person.")
    kind: Column | None = Field(default="Type", description="ORG for an organisation, PER for a person.")
    name: Column = Field(default="DebtorName", description="Name of the organisation, or the whole of a person's.")
    first_name: SpareColumn = Field(default="FirstName", description="First name of a person.")
    infix: SpareColumn = Field(default="NamePrefix", description="Name prefix, such as van der.")
    last_name: SpareColumn = Field(default="LastName", description="Last name of a person.")
    email: SpareColumn = Field(default="Email", description="E-mail address.")
    phone: SpareColumn = Field(default="TelNr", description="Telephone number.")
    mobile: SpareColumn = Field(default="MobNr", description="Mobile telephone number.")
    website: SpareColumn = Field(default="Homepage", description="Website.")
    vat_number: SpareColumn = Field(default="VatNr", description="VAT number.")
    chamber_of_commerce_number: SpareColumn = Field(default="ChOfCommNr", description="Chamber of Commerce number.")
    iban: SpareColumn = Field(default="IBAN", description="Bank account.")
    direct_debit: SpareColumn = Field(default="AutoPayment", description="Yes: invoices are collected.")
    credit_limit: SpareColumn = Field(default="CreditLimit", description="Credit limit.")
    currency: SpareColumn = Field(default="CurrencyId", description="ISO code of the currency.")
    language: SpareColumn = Field(default="LanguageId", description="Code of the language.")
    payment_condition: SpareColumn = Field(default="PayCon", description="Code of the payment condition.")
    vat_liability: SpareColumn = Field(default="VatDuty", description="VAT duty.")
    receivables_account: SpareColumn = Field(default="CollectAccount", description="Collective account.")
    price_list: SpareColumn = Field(default="PriceListId", description="Code of the price list.")
    blocked: SpareColumn = Field(default="Blocked", description="Yes: nothing is delivered to this debtor.")
    blocked_completely: SpareColumn = Field(
        default="BlockedCompletely",
        description="Yes: nothing may be booked. AFAS's own connectors lack it, and leave such debtors out.",
    )
    address: Column | None = Field(default="AddressId", description="Number of the visiting address.")
    main_contact: SpareColumn = Field(default="ContactId", description="Number of the contact to turn to first.")
    delivery_address: SpareColumn = Field(
        default="DeliveryAddressId", description="Number of the address that goods go to, unless another is chosen."
    )
    street: SpareColumn = Field(
        default="Street", description="Street of the visiting address, where no connector of addresses is read."
    )
    house_number: SpareColumn = Field(default="HouseNumber", description="House number.")
    house_addition: SpareColumn = Field(default="HouseNumberAdd", description="House number addition.")
    extra: SpareColumn = Field(default="AddressExtra", description="Second address line.")
    postcode: SpareColumn = Field(default="Postcode", description="Postcode.")
    city: SpareColumn = Field(default="City", description="Town.")
    country: SpareColumn = Field(default="CountryId", description="Country code.")


class VisitingAddressColumns(Columns):
    """The addresses: one row an address, whoever lives there."""

    number: Column = Field(default="AddressId", description="Number of the address; unique.")
    modified: Column = Field(default="ModifiedDate", description="Date and time of the last change.")
    street: Column = Field(default="Address", description="Street.")
    house_number: SpareColumn = Field(default="Number", description="House number.")
    house_addition: SpareColumn = Field(default="NumberAdd", description="House number addition.")
    extra: SpareColumn = Field(default="Addition", description="Second address line.")
    postcode: Column = Field(default="ZipCode", description="Postcode.")
    city: Column = Field(default="Recidence", description="Town.")
    country: Column = Field(default="Country", description="Country code.")
    po_box: SpareColumn = Field(default="PoBox", description="Yes: the number is that of a post box.")


class DeliveryPlaceColumns(Columns):
    """The delivery addresses: one row an address of a debtor."""

    number: Column = Field(default="Adres_ID", description="Number of the address.")
    modified: Column = Field(default="Gewijzigd_op", description="Date and time of the last change.")
    modified_2: Column | None = Field(default=None, description=_SECOND)
    debtor: Column = Field(default="DebiteurID", description="Number of the sales relation.")
    contact: SpareColumn = Field(
        default="ContactId",
        description="Number of the contact that has the address; unlike the address's own it stays when they move.",
    )
    name: SpareColumn = Field(default="Afdeling", description="Who receives the goods: the contact's department.")
    street: Column = Field(default="A_Straat", description="Street.")
    house_number: SpareColumn = Field(default="A_Huisnummer", description="House number.")
    house_addition: SpareColumn = Field(default="A_Toev_Huisnr.", description="House number addition.")
    extra: SpareColumn = Field(default="A_Toevoeging", description="Second address line.")
    postcode: Column = Field(default="A_Postcode", description="Postcode.")
    city: Column = Field(default="A_Woonplaats", description="Town.")
    country: Column = Field(default="A_Land", description="Country code.")
    starts_on: SpareColumn = Field(default="BeginDate", description="First day of the address.")


class CustomerContactColumns(Columns):
    """The contacts: one row a contact of an organisation or person."""

    number: Column = Field(default="ContactId", description="Number of the contact; unique.")
    modified: Column = Field(default="ModifiedDate", description="Date and time of the last change.")
    kind: Column | None = Field(
        default="Type", description="PRS for a person, AFD for a department, AFL for an address; null: all are carried."
    )
    organisation: Column = Field(default="OrgNumber", description="Number of the organisation.")
    person: SpareColumn = Field(default="PerNumber", description="Number of the person that it is.")
    department: SpareColumn = Field(default="Department", description="Department.")
    full_name: SpareColumn = Field(
        default="FullName", description="The person's whole name, which is taken apart where no column has its parts."
    )
    first_name: SpareColumn = Field(default="FirstName", description="First name.")
    infix: SpareColumn = Field(default="NamePrefix", description="Name prefix, such as van der.")
    last_name: SpareColumn = Field(default="LastName", description="Last name.")
    email: SpareColumn = Field(default="MailWork", description="E-mail address.")
    phone: SpareColumn = Field(default="TelWork", description="Telephone number.")
    mobile: SpareColumn = Field(default="MobWork", description="Mobile telephone number.")
    blocked: SpareColumn = Field(default="Blocked", description="Yes: the contact is there no longer.")
