"""An order with all that is decided about it: what the mapping of any target may read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from handlers.contracts.parties import Party
from mapping.documents.order import Order
from mapping.pricing import PricedLine, PricedOrder
from mapping.problems import Problem
from words.told import Told

SendAs = Literal["order", "invoice", "direct_invoice", "financial_mutation"]
"""What an order becomes in the target; which of them there are is the target's to say."""

CODES: Final = (
    "receivables_account",
    "payment_condition",
    "payment_method",
    "shipping_method",
    "administration",
    "journal",
    "warehouse",
    "language",
    "currency",
    "status",
    "vat_liability",
    "revenue_account",
    "price_list",
)
"""The names that codes of the target have in a draft: those of the settings that choose them."""


def party_of(order: Order, **decided: Any) -> Party:
    """The party that an order names, with the fields that were ``decided`` elsewhere set on it."""
    return Party(
        document=Told("orders.document"),
        customer=order.customer,
        billing=order.billing_address,
        shipping=order.shipping_address,
        currency=order.currency,
        store=order.store,
        **decided,
    )


@dataclass(frozen=True, slots=True)
class Draft:
    """An order and all that is decided about it so far: what a target's mapping may read.

    ``codes`` are target codes chosen by settings, by the names in :data:`CODES`; a code that no setting gives is left
    out.
    ``reference`` is the prefixed order number, the mark by which the order is found again in the target.
    ``priced`` are the lines to send, costs, discounts and rounding among them. ``original`` is the number in the target
    of the document that a credit is about, where it is known. ``stands_in`` says that ``debtor`` is no account of the
    customer's own: their name and address must stand on the document. ``lacks`` is what keeps a debtor from being made.
    ``customer_number`` is what a target without debtors calls the customer, where a flow of customers told it of them.
    """

    order: Order
    reference: str
    codes: Mapping[str, str]
    priced: PricedOrder
    send_as: SendAs = "order"
    debtor: str | None = None
    delivery_address: str | None = None
    original: str | None = None
    stands_in: bool = False
    lacks: tuple[Problem, ...] = ()
    customer_number: str | None = None

    @property
    def party(self) -> Party:
        """Who it is about, with all that is decided about them. A financial mutation delivers nothing."""
        return party_of(
            self.order,
            reference=self.reference,
            codes=self.codes,
            debtor=self.debtor,
            stands_in=self.stands_in,
            lacks=self.lacks,
            delivers=self.send_as != "financial_mutation",
            draft=self,
        )

    def about(self, party: Party) -> "Draft":
        """The draft with what was decided about its party since: the debtor, and where the goods go."""
        order = self.order.model_copy(update={"shipping_address": party.shipping})
        return replace(self, order=order, debtor=party.debtor, stands_in=party.stands_in)

    @property
    def lines(self) -> tuple[PricedLine, ...]:
        """The lines to send."""
        return self.priced.lines
