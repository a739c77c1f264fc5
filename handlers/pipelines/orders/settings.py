"""What an administrator decides about a flow of orders or invoices; every option has a default that works."""

from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

from handlers.contracts.drafts import SendAs
from handlers.pipelines.parties.settings import CustomerMatching, DefaultDebtor, Incomplete
from handlers.services.vies import VatNumberCheck
from mapping.choices import Choice
from mapping.code_keys import CountryKey, CurrencyKey
from mapping.pricing.settings import MODEL, Pricing
from mapping.vat.table import VatTable
from words.mistake import Mistake
from words.told import Told


class ByCountry(Choice):
    """The idiom where orders are told apart by country."""

    table: dict[CountryKey, str] = Field(
        default={}, description="The target's code for each country, by its ISO code of two letters."
    )


class ByCurrency(Choice):
    """The idiom where they are by currency."""

    table: dict[CurrencyKey, str] = Field(
        default={}, description="The target's code for each currency, by its ISO code of three letters."
    )


class PaymentMethodRule(BaseModel):
    """What a way of paying decides besides its own code."""

    model_config = MODEL

    payment_condition: str | None = Field(default=None, description="The target's payment condition.")
    journal: str | None = Field(default=None, description="The target's journal.")
    default_debtor: str | None = Field(default=None, description="Book orders paid this way on this debtor.")


class OrderSettings(Pricing):
    """What an administrator decides about an orders flow."""

    send_as: SendAs = Field(default="order", description="What the order becomes in the target.")
    statuses: tuple[str, ...] = Field(default=(), description="Carry only orders in these states; none: all.")
    cancelled_statuses: tuple[str, ...] = Field(
        default=("cancelled", "canceled", "refunded", "voided", "failed", "trash", "geannuleerd", "vervallen"),
        description="States in which an order is not carried; one that was carried before is reported.",
    )
    test_orders: Literal["skip", "hold", "carry"] = Field(
        default="skip", description="Orders that were placed to try the shop: leave them out, hold them, or carry them."
    )
    refunded: Literal["hold", "carry"] = Field(
        default="hold",
        description="A part was paid back before the order is sent, and its lines do not show it: hold it, or carry it "
        "as it was ordered.",
    )
    characters: Literal["all", "windows-1252"] = Field(
        default="all",
        description="Which letters the target keeps: all, or those of West European Windows. Others are then written "
        "without accents, or as ?, and the story names the fields.",
    )
    incomplete: Incomplete = Incomplete()
    forward: bool = Field(
        default=False,
        description="Carry on orders that the relay itself wrote into the source from a third system. What came from "
        "this flow's target is never carried back.",
    )
    order_date: Literal["source", "today", "delivery"] = Field(
        default="source", description="The order date in the target: the source's, the day it is carried, or delivery."
    )
    credits: Literal["send", "hold"] = Field(
        default="send", description="Documents below zero: send them as documents of their own, or hold them."
    )
    administration: Choice = Field(default=Choice(), description="The administration, by the source's own.")
    receivables_account: ByCountry = Field(
        default=ByCountry(), description="The control account of new debtors; the table is by country."
    )
    payment_condition: Choice = Field(default=Choice(), description="By the source's payment condition.")
    payment_method: Choice = Field(default=Choice(), description="By the source's payment method.")
    payment_methods: dict[str, PaymentMethodRule] = Field(
        default={}, description="By the source's payment method: condition, journal, default debtor."
    )
    shipping_method: Choice = Field(default=Choice(), description="By the source's shipping method.")
    journal: Choice = Field(default=Choice(), description="The journal, by the shop that sold the order.")
    warehouse: Choice = Field(default=Choice(), description="By the source's warehouse.")
    language: Choice = Field(default=Choice(), description="By the source's language.")
    currency: ByCurrency = Field(default=ByCurrency(), description="By ISO code; left out: the ISO code itself.")
    status: Choice = Field(default=Choice(), description="The state the order gets in the target, by the source's.")
    vat_codes: VatTable = Field(
        default=VatTable(), description="VAT codes and revenue accounts by country, rate, class and kind."
    )
    vat_number_check: VatNumberCheck = Field(
        default=VatNumberCheck(), description="Whether VAT numbers of companies abroad are checked at VIES."
    )
    default_debtor: DefaultDebtor = DefaultDebtor()
    customer: CustomerMatching = CustomerMatching()
    missing_article: Literal["hold", "create", "fallback_item", "text_line"] = Field(
        default="hold", description="An article that the target lacks: hold the order, make it, or write another line."
    )
    fallback_item: str | None = Field(default=None, description="The article for missing_article: fallback_item.")

    @property
    def gives_journal(self) -> bool:
        """Whether any order gets a journal."""
        chosen = self.journal.default is not None or bool(self.journal.table)
        return chosen or any(rule.journal for rule in self.payment_methods.values())

    @property
    def gives_revenue_account(self) -> bool:
        """Whether any line gets a revenue account."""
        table = self.vat_codes
        return bool(table.revenue_accounts) or any(row.revenue_account for row in table.rows)

    @model_validator(mode="after")
    def _default_debtor_is_there(self) -> Self:
        for name in ("on_many", "on_none"):
            if getattr(self.customer, name) == "default_debtor" and not self.default_debtor.is_there:
                raise Mistake(Told("orders.default_debtor_without_number"), at=("customer", name))
        return self

    @model_validator(mode="after")
    def _fallback_is_named(self) -> Self:
        if self.missing_article == "fallback_item" and not self.fallback_item:
            raise Mistake(Told("orders.fallback_without_item"), at=("missing_article",))
        return self
