"""The canonical customer record: a customer with their addresses and contacts, as master data of its own."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field

from mapping.documents.party import DOCUMENT, Address, Customer
from mapping.documents.values import Currency, Day, Moment, Number, PersonalText, Reference, Text, entries

MOST_CONTACTS = 100
MOST_ADDRESSES = 200

SHIPPING = "shipping"
"""The id of the one place to deliver to that a source knows without a number of its own."""

Block = Literal["no", "delivery", "all"]
"""Whether goods may go to a customer, and whether anything may be booked on them."""


def _as_block(value: Any) -> Any:
    """What systems with one block mean by it: true keeps goods from going out, and no more."""
    return {True: "delivery", False: "no"}[value] if isinstance(value, bool) else value


class Contact(BaseModel):
    """A person at a company, or a department of it."""

    model_config = DOCUMENT

    id: Text = Field(min_length=1, description="The contact's own number at the source; it never changes.")
    department: PersonalText | None = None
    first_name: PersonalText | None = None
    infix: PersonalText | None = None
    last_name: PersonalText | None = None
    email: PersonalText | None = None
    phone: PersonalText | None = None
    mobile: PersonalText | None = None
    is_main: bool = Field(default=False, description="Whether this is the first one to turn to.")

    @property
    def name(self) -> str:
        """The person's full name, else the department."""
        return " ".join(part for part in (self.first_name, self.infix, self.last_name) if part) or self.department or ""


class DeliveryAddress(BaseModel):
    """One of the places to which a customer has goods delivered."""

    model_config = DOCUMENT

    id: Text = Field(min_length=1, description="The address's own number at the source; it never changes.")
    address: Address
    is_default: bool = False
    starts_on: Day | None = Field(default=None, description="From when it holds; left out where it holds already.")


class CustomerRecord(BaseModel):
    """One customer as the source's master data has them.

    What the source does not give is left out (``model_fields_set``): it changes nothing. What it gives as empty is
    empty there, and empties a field of the target where that field's row says so.
    """

    model_config = DOCUMENT

    number: Reference = Field(description="The customer's lasting number at the source.")
    updated_at: Moment | None = None
    customer: Customer = Field(default_factory=Customer)
    billing_address: Address = Field(default_factory=Address)
    shipping_address: Address | None = Field(
        default=None, description="Where goods go, where the source knows one such place and gives it no number."
    )
    delivery_addresses: Annotated[tuple[DeliveryAddress, ...], entries(MOST_ADDRESSES)] = ()
    contacts: Annotated[tuple[Contact, ...], entries(MOST_CONTACTS)] = ()
    mobile: PersonalText | None = None
    website: PersonalText | None = None
    iban: PersonalText | None = None
    bic: PersonalText | None = None
    account_holder: PersonalText | None = None
    direct_debit: bool | None = None
    credit_limit: Number | None = None
    language: Text | None = None
    payment_condition: Text | None = None
    vat_liability: Text | None = None
    receivables_account: Text | None = None
    price_list: Text | None = None
    currency: Currency | None = None
    store: Text | None = Field(default=None, description="The shop that knows them, where the source has several.")
    blocked: Annotated[Block | None, BeforeValidator(_as_block)] = Field(
        default=None, description="`delivery` or true: no goods go out. `all`: nothing may be booked. `no` or false."
    )
    gone: bool = Field(default=False, description="The source has this customer no longer.")
    successor: Reference | None = Field(
        default=None, description="The number of the customer into whom this one was merged."
    )
    erased: bool = Field(
        default=False, description="The person asked to be forgotten; given besides is only by what they are known."
    )
    wants_own_data: bool = Field(default=False, description="The person asks what is kept of them; nothing changes.")
    # As split_guessed of an address: it says nothing of the customer, and counts in no digest.
    billing_guessed: bool = Field(
        default=False,
        exclude=True,
        description="Whether the source calls none of its addresses the main one, and the first whole one was taken.",
    )

    @property
    def addresses(self) -> tuple[DeliveryAddress, ...]:
        """All places to deliver to; the one without a number of its own has the id ``shipping``."""
        if self.shipping_address is None or self.shipping_address == self.billing_address:
            return self.delivery_addresses
        return (*self.delivery_addresses, DeliveryAddress(id=SHIPPING, address=self.shipping_address))
