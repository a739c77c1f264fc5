"""Orders and invoices that are posted: each document says itself who buys what, and nothing is made before it."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from handlers.contracts.drafts import CODES, Draft
from handlers.contracts.orders import Explained, FoundOrder, WrittenOrder
from handlers.contracts.records import Fields
from handlers.vendors.opening import Opened
from handlers.vendors.webhook.posting.receiver import Receiver
from handlers.vendors.webhook.settings import WebhookConnection
from handlers.vendors.webhook.target.posted import PostedRecord
from mapping.documents.order import Order
from mapping.documents.party import Address, Customer
from mapping.pricing import Basis, PricedLine, RateTotal
from mapping.problems import Problem
from mapping.rows.shapes import Shape
from relay.model import Flow

READABLE: Final[Mapping[str, Shape]] = {
    "order": Order,
    "customer": Customer,
    "billing": Address,
    "ship_to": Address,
    "reference": str,
    "codes": dict.fromkeys(CODES, str),
    "lines": [PricedLine],
    "by_rate": [RateTotal],
    "original": str,
    "customer_number": str,
    "is_credit": bool,
}
"""What rows for the body of an order or invoice may read."""

_OWN_CODES: Final = (
    *("administration", "payment_condition", "payment_method", "shipping_method", "warehouse", "language"),
    *("currency", "status"),
)
"""Codes that settings choose, and that stand in the document in place of the source's own."""


class PostedOrders(PostedRecord):
    """Implements ``handlers.contracts.orders.OrderTarget``, where each method's contract stands.

    An order's fields are ``path``, what its address is filled with, and ``body``.
    """

    def basis(self, order: Order) -> Basis:
        """Prices as the order has them; costs and discounts need no article of the receiver's."""
        return Basis(order.prices_include_vat, on_accounts=True)

    def check(self, draft: Draft) -> Sequence[Problem]:
        """What rows cannot make; the relay's own document can always be made."""
        return self.explain(draft).problems

    def explain(self, draft: Draft) -> Explained:
        """The path's values and the body, with what is wrong beside them."""
        body, problems = self._fill(lambda: self._document(draft), lambda: _context(draft))
        return Explained(_fields(draft, body), problems)

    def shortened(self, _: Draft) -> Sequence[str]:
        """None: JSON keeps texts whole."""
        return ()

    async def find_orders(
        self,
        reference: str,
        ordered_on: date,  # noqa: ARG002 - of books alone, which are kept by year
        *,
        delivery_on: date | None = None,  # noqa: ARG002 - the same
        sent_on: date | None = None,  # noqa: ARG002 - the same
    ) -> Sequence[FoundOrder]:
        """What the receiver shows by the connection's ``look_up``; nothing where it has none."""
        found = await self._poster.find({"reference": reference})
        return [FoundOrder(one.id or reference, reference, "", None, None) for one in found]

    def total_of(self, draft: Draft) -> Decimal:
        """What the order comes to, as it is sent."""
        return draft.priced.amount

    def order_fields(self, draft: Draft) -> Fields:
        """The path's values and the body. Raises Hold where rows cannot make it."""
        return _fields(draft, self._body(lambda: self._document(draft), lambda: _context(draft)))

    async def create_order(self, fields: Fields) -> WrittenOrder:
        """Post it. Where the receiver gives it no id of its own, it is known there by its reference."""
        path = fields["path"]
        return WrittenOrder(self._number(await self._poster.post(path, fields["body"]), path["reference"]))

    async def stored_total(self, _: Draft, number: str) -> Decimal | None:  # noqa: ARG002 - nobody can be asked
        """None: a receiver tells no total."""
        return None

    def _document(self, draft: Draft) -> dict[str, Any]:
        """The order as the relay's own format has it, money as exact text.

        Its numbers, and that of its customer, are those by which the receiver knows them. Codes that settings chose
        stand in place of the source's own. A credit names what it credits by the receiver's number where that is known.
        """
        order = draft.order
        document = order.model_dump(mode="json", exclude_none=True)
        document["number"] = draft.reference
        for name in ("order_number", "credit_of"):
            if document.get(name):
                document[name] = self._reference(document[name])
        if order.credit_of and draft.original:
            document["credit_of"] = draft.original
        if order.customer.code:
            document["customer"]["code"] = self._reference(order.customer.code)
        return document | {name: draft.codes[name] for name in _OWN_CODES if name in draft.codes}


def open_order_target(opened: Opened[WebhookConnection, Receiver], flow: Flow) -> PostedOrders:
    """The target of a flow of orders or invoices. Raises StartError with every mistake of its rows."""
    return PostedOrders(opened, flow, READABLE)


def _fields(draft: Draft, body: Mapping[str, Any]) -> dict[str, Any]:
    return {"path": {"reference": draft.reference}, "body": dict(body)}


def _context(draft: Draft) -> dict[str, Any]:
    """What rows read."""
    order = draft.order
    return {
        "order": order,
        "customer": order.customer,
        "billing": order.billing_address,
        "ship_to": order.ship_to,
        "reference": draft.reference,
        "codes": draft.codes,
        "lines": draft.lines,
        "by_rate": draft.priced.by_rate,
        "original": draft.original,
        "customer_number": draft.customer_number,
        "is_credit": order.is_credit,
    }
