"""The settings of an orders flow, and what a run knows about its order so far."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from handlers.pipelines.orders.needs import Draft, Fields
from mapping.choices import Choice
from mapping.documents.order import Order
from mapping.documents.values import Number
from relay.intents import OpenIntent
from relay.pipeline import Ticket

MODEL = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class DefaultDebtor(BaseModel):
    """A debtor for orders without a customer we can find, or for all of them."""

    model_config = MODEL

    value: str | None = Field(default=None, description="The debtor's number in the target.")
    force: bool = Field(default=False, description="Book every order on it.")

    @model_validator(mode="after")
    def _is_there_when_forced(self) -> Self:
        if self.force and not self.value:
            raise ValueError("force needs a value: the debtor's number")
        return self


class OrderSettings(BaseModel):
    """What an administrator decides about an orders flow."""

    model_config = MODEL

    send_as: Literal["order"] = Field(default="order", description="What the order becomes in the target.")
    administration: Choice = Field(default=Choice(), description="The administration, where the target wants one.")
    receivables_account: Choice = Field(default=Choice(), description="The control account of new debtors.")
    payment_condition: Choice = Field(default=Choice(), description="By the source's payment condition.")
    default_debtor: DefaultDebtor = DefaultDebtor()
    update_customer: Literal["never", "empty_fields"] = Field(
        default="empty_fields", description="What may be filled in on a debtor that exists."
    )
    total_tolerance: Number = Field(
        default=Decimal("0.05"), ge=Decimal(0), description="How far two totals may differ and still be the same order."
    )


@dataclass(frozen=True, slots=True)
class OrderRun:
    """A run of the orders pipeline; each step returns a copy that knows more.

    ``seen`` is an intent of an earlier run on this order, still open when it was looked up.
    """

    ticket: Ticket
    draft: Draft | None = None
    seen: OpenIntent | None = None
    fields: Fields | None = None
    number: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def settings(self) -> OrderSettings:
        """The flow's settings, typed."""
        assert isinstance(self.ticket.flow.settings, OrderSettings)  # noqa: S101 - checked when the file was loaded
        return self.ticket.flow.settings

    @property
    def known(self) -> Draft:
        """The draft, from the first step on."""
        assert self.draft is not None  # noqa: S101 - the order of the steps says so
        return self.draft

    def personal_values(self) -> frozenset[str]:
        """Texts that must not stand in a story."""
        return self.draft.order.personal_values() if self.draft else frozenset()

    def tell(self, *notes: str) -> "OrderRun":
        """A copy with notes for the story."""
        return replace(self, notes=self.notes + notes)

    def with_draft(self, **changes: object) -> "OrderRun":
        """A copy whose draft knows more."""
        return replace(self, draft=replace(self.known, **changes))  # type: ignore[arg-type]  # fields of Draft


def begin(ticket: Ticket) -> OrderRun:
    """A run that has seen nothing yet."""
    return OrderRun(ticket)


def new_draft(order: Order, prefix: str, codes: Mapping[str, str] | None = None) -> Draft:
    """A draft under the reference by which the order is found in the target."""
    return Draft(order=order, reference=f"{prefix}{order.number}", codes=codes or {})
