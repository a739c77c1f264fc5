"""Where customers are read: one GetConnector of sales relations, and those of what changes without them."""

from collections.abc import Mapping
from typing import Self

from pydantic import BaseModel, Field, model_validator

from handlers.vendors.afas.source.columns import Columns
from handlers.vendors.afas.source.customers.columns import (
    CustomerContactColumns,
    DeliveryPlaceColumns,
    SalesRelationColumns,
    VisitingAddressColumns,
)
from handlers.vendors.afas.source.places import CountryCodes
from mapping.code_keys import CountryCode
from relay.settings.types import FROZEN
from words.mistake import Mistake
from words.told import Told

_CONNECTOR = r"^[\w.-]+$"


class AfasVisitingAddresses(BaseModel):
    """The visiting addresses, by their number."""

    model_config = FROZEN

    connector: str = Field(default="Profit_Address", pattern=_CONNECTOR, description="One row an address.")
    columns: VisitingAddressColumns = VisitingAddressColumns()


class AfasDeliveryPlaces(BaseModel):
    """The delivery addresses, by the number of their sales relation."""

    model_config = FROZEN

    connector: str = Field(default="Profit_Deliveryaddress", pattern=_CONNECTOR, description="One row an address.")
    columns: DeliveryPlaceColumns = DeliveryPlaceColumns()


class AfasContacts(BaseModel):
    """The contacts, by the number of their organisation."""

    model_config = FROZEN

    connector: str = Field(default="Profit_Contacts", pattern=_CONNECTOR, description="One row a contact.")
    columns: CustomerContactColumns = CustomerContactColumns()
    kinds: frozenset[str] = Field(
        default=frozenset({"PRS", "AFD"}), description="The kinds of contact that are carried: persons and departments."
    )


class AfasCustomers(BaseModel):
    """Where customers are read (docs/afas-connectors.md tells what each connector has to show).

    A change of an address or a contact leaves the sales relation's own stamp alone, so each connector is polled by
    itself, with a cursor of its own. One that is null is not read: what it would tell is not carried.
    """

    model_config = FROZEN

    connector: str = Field(default="Relay_Debtors", pattern=_CONNECTOR, description="One row a sales relation.")
    columns: SalesRelationColumns = SalesRelationColumns()
    addresses: AfasVisitingAddresses | None = Field(
        default=AfasVisitingAddresses(), description="The visiting addresses; null: the sales relation's row has them."
    )
    delivery_addresses: AfasDeliveryPlaces | None = Field(
        default=AfasDeliveryPlaces(), description="The delivery addresses; null: none are carried."
    )
    contacts: AfasContacts | None = Field(default=AfasContacts(), description="The contacts; null: none are carried.")
    all_administrations: bool = Field(
        default=False,
        description="Yes: customers of every administration are read, since the connector has no column for it.",
    )
    country_codes: CountryCodes = Field(
        default="afas", description="How countries are coded: AFAS's own codes (D, B, F) or ISO (DE, BE, FR)."
    )
    countries: Mapping[str, CountryCode] = Field(
        default={}, description="Country codes that only your environment has, with ISO's: {UAE: AE}."
    )

    @model_validator(mode="after")
    def _has_what_leads_to_the_others(self) -> Self:
        for part, word in (("addresses", "address"), ("contacts", "party")):
            if getattr(self, part) is not None and dict(self.columns)[word] is None:
                raise Mistake(Told("afas.part_without_column", part=part, column=word), at=("columns", word))
        return self

    @property
    def read_columns(self) -> tuple[tuple[str, Columns], ...]:
        """All connectors that are read, with their columns."""
        parts = (self.addresses, self.delivery_addresses, self.contacts)
        beside = ((part.connector, part.columns) for part in parts if part is not None)
        return ((self.connector, self.columns), *beside)

    @property
    def connectors(self) -> tuple[str, ...]:
        """All connectors that are read."""
        return tuple(connector for connector, _ in self.read_columns)
