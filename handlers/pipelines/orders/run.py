"""What a run knows about its order so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from handlers.contracts.drafts import Draft
from handlers.contracts.records import Fields
from handlers.pipelines.orders.settings import OrderSettings
from handlers.pipelines.parties.plan import AddressPlan, DebtorPlan
from mapping.documents.order import Order
from mapping.problems import Problem
from mapping.vat.choice import NumberStatus
from relay.line.once.intents import OpenIntent
from relay.model import Flow, Ticket
from words.masking import WholeText
from words.told import Told


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is to be written before the order. ``articles`` holds the fields of new ones by their codes."""

    customer: DebtorPlan | None = None
    articles: Mapping[str, Fields] = field(default_factory=dict)
    address: AddressPlan | None = None


@dataclass(frozen=True, slots=True)
class OrderRun:
    """A run of the orders pipeline; each step returns a copy that knows more.

    ``order`` is as the source states it. ``seen`` is an intent of an earlier run on this order, still open when it was
    looked up. ``number_status`` is what was found out about the VAT number.
    ``came_through`` are the systems through which the relay brought the order into its source.
    ``missing`` are the articles that the target lacks, and ``plan`` is what is to be written before the order.
    ``total`` is what the target answered. ``warnings`` are for a person to look at though it is written.
    """

    ticket: Ticket
    order: Order | None = None
    draft: Draft | None = None
    seen: OpenIntent | None = None
    fields: Fields | None = None
    number: str | None = None
    told: tuple[Told, ...] = ()
    number_status: NumberStatus | None = None
    total: Decimal | None = None
    warnings: tuple[Problem, ...] = ()
    came_through: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    plan: Plan = field(default_factory=Plan)

    @property
    def settings(self) -> OrderSettings:
        """The flow's settings, typed."""
        assert isinstance(self.ticket.flow.settings, OrderSettings)  # noqa: S101 - checked when the file was loaded
        return self.ticket.flow.settings

    @property
    def read(self) -> Order:
        """The source's order, from the first step on."""
        assert self.order is not None  # noqa: S101 - the order of the steps says so
        return self.order

    @property
    def reference(self) -> str:
        """By what the order is found in the target: its prefixed number."""
        return reference_of(self.read, self.ticket.flow)

    @property
    def known(self) -> Draft:
        """The draft, from the step `complete` on."""
        assert self.draft is not None  # noqa: S101 - the order of the steps says so
        return self.draft

    def personal_values(self) -> frozenset[str]:
        """Texts that must not stand in a story."""
        if self.order is None:
            return frozenset()
        return self.order.personal_values() | {WholeText(text) for text in self.order.free_texts()}

    @property
    def notes(self) -> tuple[str, ...]:
        """What the steps so far told, in English."""
        return tuple(map(str, self.told))

    def tell(self, *notes: Told) -> "OrderRun":
        """A copy with notes for the story."""
        return replace(self, told=self.told + notes)

    def change_draft(self, **changes: object) -> "OrderRun":
        """A copy whose draft has these changes; the fields that were mapped of the former draft are dropped."""
        return replace(self, draft=replace(self.known, **changes), fields=None)  # type: ignore[arg-type]  # fields of Draft

    def change_plan(self, **changes: object) -> "OrderRun":
        """A copy whose plan of what to write has these changes."""
        return replace(self, plan=replace(self.plan, **changes))  # type: ignore[arg-type]  # fields of Plan


def begin(ticket: Ticket) -> OrderRun:
    """A run that has seen nothing yet."""
    return OrderRun(ticket)


def reference_of(order: Order, flow: Flow) -> str:
    """The reference by which an order is found in the target: the connection's prefix and its number at the source."""
    return f"{flow.reference_prefix}{order.number}"
