"""What an administrator decides about the customers that documents name; every option has a default that works."""

from typing import Literal, Protocol, Self

from pydantic import BaseModel, Field, field_validator, model_validator

from handlers.pipelines.common.write_policy import Update
from mapping.code_keys import CountryKey
from mapping.pricing.settings import MODEL
from words.mistake import Mistake
from words.told import Told

Mark = Literal["link", "customer_code", "vat_number", "email", "name_and_address"]

NOT_A_COMPANY = ("-", "--", ".", "n.v.t.", "nvt", "n/a", "geen", "none", "prive", "privé", "particulier", "private")


class DefaultDebtor(BaseModel):
    """A debtor for orders without a customer we can find, or for all of them."""

    model_config = MODEL

    value: str | None = Field(default=None, description="The debtor's number in the target.")
    force: bool = Field(default=False, description="Book every order on it; names and addresses stay on the order.")
    by_country: dict[CountryKey, str] = Field(default={}, description="Another number by the country the goods go to.")
    by_store: dict[str, str] = Field(default={}, description="Another number by the shop that sold it; it wins.")

    @model_validator(mode="after")
    def _is_there_when_forced(self) -> Self:
        if self.force and not self.value:
            raise Mistake(Told("parties.force_needs_value"), at=("force",))
        return self

    def number(self, country: str, store: str | None) -> str | None:
        """The default debtor for an order of this shop to this country; None where there is none."""
        return self.by_store.get(store or "") or self.by_country.get(country) or self.value

    @property
    def is_there(self) -> bool:
        """Whether there is one for any order at all."""
        return bool(self.value or self.by_country or self.by_store)


class Recognition(BaseModel):
    """By what customers are recognised, and which of them are companies."""

    model_config = MODEL

    match: tuple[Mark, ...] = Field(
        default=("link", "email", "vat_number"),
        min_length=1,
        description="In this order; the first that finds somebody decides. A link made by hand always wins.",
    )
    not_a_company: tuple[str, ...] = Field(
        default=NOT_A_COMPANY,
        description="What buyers write in the company field though they are none.",
    )
    vat_number_makes_company: bool = Field(
        default=False, description="A buyer with a VAT number and no company name is a company under their own name."
    )

    @field_validator("match")
    @classmethod
    def _recognises_somebody(cls, match: tuple[Mark, ...]) -> tuple[Mark, ...]:
        if set(match) == {"link"}:
            raise Mistake(Told("parties.mark_besides_link"))
        if len(set(match)) < len(match):
            raise Mistake(Told("parties.mark_once"))
        return match


class CustomerMatching(Recognition):
    """How the customer of an order is found among the target's debtors, and what happens to the one found."""

    on_many: Literal["hold", "first", "default_debtor"] = Field(
        default="hold",
        description="Several debtors have one mark: hold, the lowest number, or the default debtor.",
    )
    on_none: Literal["create", "default_debtor", "hold"] = Field(
        default="create", description="Nobody is found: make a debtor, take the default debtor, or hold."
    )
    update: Update = Field(
        default="empty_fields",
        description="What may change on a debtor who exists; a mapping row's `write` says otherwise for its field.",
    )


class Incomplete(BaseModel):
    """What becomes of an order whose customer or address lacks something that nobody at the shop can fill in."""

    model_config = MODEL

    customer: Literal["default_debtor", "hold", "skip"] = Field(
        default="default_debtor",
        description="No debtor is found, and none can be made since a name, a part of the address or a postcode is "
        "missing or wrong: book it on the default debtor (held where there is none), hold it, or leave it out.",
    )
    email: Literal["leave_out", "hold"] = Field(
        default="leave_out", description="What is given as e-mail address is none: leave it out, or hold the order."
    )
    delivery_address: Literal["hold", "leave_out"] = Field(
        default="hold",
        description="The goods go to another address, and that lacks something: hold the order, or write it without.",
    )


class PartySettings(Protocol):
    """Those of a flow's settings that decide about its customers, whichever documents the flow carries."""

    @property
    def customer(self) -> CustomerMatching:
        """How they are found among the target's debtors, and what happens to the one found."""
        ...

    @property
    def default_debtor(self) -> DefaultDebtor:
        """Who stands in for a customer whom nobody knows."""
        ...

    @property
    def incomplete(self) -> Incomplete:
        """What becomes of a document whose customer or address lacks something."""
        ...
