"""What an administrator decides about a flow of customers; every option has a default that works."""

from typing import Literal

from pydantic import BaseModel, Field

from handlers.pipelines.common.two_way_settings import TwoWaySettings
from handlers.pipelines.common.write_policy import FirstMatch, Update
from handlers.pipelines.parties.settings import Recognition
from mapping.choices import Choice
from mapping.code_keys import CountryKey, CurrencyKey
from mapping.pricing.settings import MODEL


class ByCountry(Choice):
    """The idiom where customers are told apart by the country of their bill, and companies from persons."""

    table: dict[CountryKey, str] = Field(
        default={}, description="The target's code for each country, by its ISO code of two letters."
    )
    companies: dict[CountryKey, str] = Field(
        default={}, description="Another code for companies in a country; it goes before the table."
    )
    values: dict[str, str] = Field(
        default={}, description="The target's code for each value of the source, where it gives one; it goes first."
    )

    def choose_for(self, value: str | None, country: str, *, is_company: bool) -> str | None:
        """The target's code. Raises UnmappedValueError where a person must add a row."""
        if self.force or not (self.table or self.companies or self.values):
            return self.default
        if value and self.values:
            return Choice.model_construct(**{**self.__dict__, "table": self.values}).choose(value)
        if is_company and country in self.companies:
            return self.companies[country]
        return self.choose(country) if self.table else self.default

    @property
    def codes(self) -> tuple[str, ...]:
        """All that may be chosen."""
        return tuple(dict.fromkeys((*self.table.values(), *self.companies.values(), *self.values.values())))


class ByCurrency(Choice):
    """The idiom where customers are told apart by currency."""

    table: dict[CurrencyKey, str] = Field(
        default={}, description="The target's code for each currency, by its ISO code of three letters."
    )


class CustomerFinding(Recognition):
    """How a customer is found among the target's debtors, and what may happen to the one found.

    One whom this flow carried before is known by their number at the source, and nobody is looked for.
    """

    on_many: Literal["hold"] = Field(
        default="hold", description="Several debtors have one mark: the customer is held, with their numbers."
    )
    on_none: Literal["create", "hold", "skip"] = Field(
        default="create", description="Nobody is found: make a debtor, hold the customer, or leave them out."
    )
    on_shared: Literal["hold", "create"] = Field(
        default="hold",
        description="Whoever has the mark is another customer of the source already: hold the newcomer, or make a "
        "debtor of their own, where several share an e-mail address.",
    )
    on_first_match: FirstMatch = Field(
        default="if_empty",
        description="A debtor is found for the first time: write nothing, fill in what is empty, or write as `update` "
        "says.",
    )
    update: Update = Field(
        default="always",
        description="What may change on a debtor who is there, of what changed at the source; a mapping row's `write` "
        "says otherwise for its field.",
    )
    unblock: bool = Field(
        default=False, description="A customer who is blocked no longer is let in again in the target too."
    )


class IncompleteRecord(BaseModel):
    """What becomes of a customer who lacks something, or of whom a part lacks something."""

    model_config = MODEL

    customer: Literal["hold", "skip"] = Field(
        default="hold",
        description="A debtor is to be made, and a name, a part of the address or a postcode is missing or wrong: hold "
        "the customer, or leave them out.",
    )
    email: Literal["leave_out", "hold"] = Field(
        default="leave_out", description="What is given as e-mail address is none: leave it out, or hold the customer."
    )
    delivery_address: Literal["leave_out", "hold"] = Field(
        default="leave_out",
        description="An address to deliver to lacks something: carry the customer without it, or hold them.",
    )


class CustomerSettings(BaseModel):
    """What an administrator decides about a flow of customers."""

    model_config = MODEL

    carry: Literal["all", "companies", "persons"] = Field(default="all", description="Whom to carry.")
    stores: tuple[str, ...] = Field(default=(), description="Carry only customers of these shops; none: all.")
    countries: tuple[CountryKey, ...] = Field(
        default=(), description="Carry only customers whose bill goes to these countries; none: all."
    )
    on_leave: Literal["report", "block"] = Field(
        default="report",
        description="A customer whom this flow linked is gone at the source, or fits what it carries no longer: tell, "
        "or block their debtor besides.",
    )
    addresses: bool = Field(default=True, description="Carry the addresses to deliver to.")
    contacts: bool = Field(default=True, description="Carry the contacts of companies.")
    two_way: TwoWaySettings | None = Field(
        default=None,
        description="Where another flow carries customers the other way: whose edit counts. Left out: what changed at "
        "the source is written, whatever changed at the target.",
    )
    customer: CustomerFinding = CustomerFinding()
    incomplete: IncompleteRecord = IncompleteRecord()
    vat_liability: ByCountry = Field(
        default=ByCountry(),
        description="The VAT code or duty of new debtors, by what the source says; the tables are by country.",
    )
    revenue_account: ByCountry = Field(
        default=ByCountry(), description="The revenue account of new debtors; the tables are by country."
    )
    receivables_account: ByCountry = Field(
        default=ByCountry(), description="The control account of new debtors; the tables are by country."
    )
    payment_condition: Choice = Field(default=Choice(), description="By the source's payment condition.")
    price_list: Choice = Field(default=Choice(), description="By the source's price list.")
    language: Choice = Field(default=Choice(), description="By the source's language.")
    currency: ByCurrency = Field(default=ByCurrency(), description="By ISO code; left out: the ISO code itself.")
