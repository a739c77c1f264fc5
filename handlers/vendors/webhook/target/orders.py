"""Orders and invoices that are posted: each document says itself who buys what, and nothing is made before it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from handlers.contracts.drafts import CODES, Draft
from handlers.contracts.orders import Explained, FoundOrder, WrittenOrder
from handlers.contracts.records import Fields, Repeat
from handlers.vendors.mapped_target import MappedRecord, dutch_day
from handlers.vendors.webhook.posting.poster import Poster
from handlers.vendors.webhook.posting.settings import EntityPosts
from handlers.vendors.webhook.target.rows import PostedRows
from mapping.documents.order import Order
from mapping.documents.party import Address, Customer
from mapping.pricing import Basis, PricedLine, RateTotal
from mapping.problems import Problem
from mapping.rows.shapes import Shape

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
    "is_credit": bool,
}
"""What rows for the body of an order or invoice may read."""

_OWN_CODES: Final = (
    *("administration", "payment_condition", "payment_method", "shipping_method", "warehouse", "language"),
    *("currency", "status"),
)
"""Codes that settings choose, and that stand in the document in place of the source's own."""


class PostedOrders(MappedRecord):
    """Implements ``handlers.contracts.orders.OrderTarget``, where each method's contract stands.

    An order's fields are ``path``, what its address is filled with, and ``body``.
    """

    keeps_debtors = False

    def __init__(
        self, connection: str, horizon: timedelta, how: EntityPosts, rows: PostedRows, poster: Poster
    ) -> None:
        super().__init__(connection, horizon, rows, dutch_day)
        self._how = how
        self._rows = rows
        self._poster = poster

    @property
    def repeat(self) -> Repeat:
        """As the settings say of this receiver."""
        return self._how.repeat

    def basis(self, order: Order) -> Basis:
        """Prices as the order has them; costs and discounts need no article of the receiver's."""
        return Basis(order.prices_include_vat, on_accounts=True)

    def check(self, draft: Draft) -> Sequence[Problem]:
        """What rows cannot make; the relay's own document can always be made."""
        return self._rows.fill(_context(draft))[1] if self._rows.is_mapped else ()

    def explain(self, draft: Draft) -> Explained:
        """The path's values and the body, with what is wrong beside them."""
        body, problems = self._rows.fill(_context(draft)) if self._rows.is_mapped else (document_of(draft), [])
        return Explained(_fields(draft, body), problems)

    def shortened(self, _: Draft) -> Sequence[str]:
        """None: JSON keeps texts whole."""
        return ()

    async def find_orders(
        self,
        reference: str,
        ordered_on: date,  # noqa: ARG002 - of books alone, which keep years
        *,
        delivery_on: date | None = None,  # noqa: ARG002 - the same
        sent_on: date | None = None,  # noqa: ARG002 - the same
    ) -> Sequence[FoundOrder]:
        """What the receiver shows by the connection's ``look_up``; nothing where it has none."""
        if self._how.look_up is None:
            return ()
        found = await self._poster.find({"reference": reference})
        return [FoundOrder(one.id or reference, reference, "", None, None) for one in found]

    def total_of(self, draft: Draft) -> Decimal:
        """What the order comes to, as it is sent."""
        return draft.priced.amount

    def order_fields(self, draft: Draft) -> Fields:
        """The path's values and the body. Raises Hold where rows cannot make it."""
        return _fields(draft, self._rows.body(lambda: document_of(draft), lambda: _context(draft)))

    async def create_order(self, fields: Fields) -> WrittenOrder:
        """Post it. Where the receiver gives it no id of its own, it is known there by its reference."""
        answered = await self._poster.post(fields["path"], fields["body"])
        return WrittenOrder(answered.id or fields["path"]["reference"])

    async def stored_total(self, _: Draft, number: str) -> Decimal | None:  # noqa: ARG002 - nobody can be asked
        """None: a receiver tells no total."""
        return None


def document_of(draft: Draft) -> dict[str, Any]:
    """The order as the relay's own format has it, money as exact text, under the reference by which it is known there.

    Codes that settings chose stand in place of the source's own. A credit names what it credits by the receiver's
    number where that is known, else by its reference.
    """
    order = draft.order
    document = order.model_dump(mode="json", exclude_none=True)
    document["number"] = draft.reference
    document |= {name: draft.codes[name] for name in _OWN_CODES if name in draft.codes}
    if order.credit_of is not None:
        prefix = draft.reference.removesuffix(order.number)
        document["credit_of"] = draft.original or f"{prefix}{order.credit_of}"
    return document


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
        "is_credit": order.is_credit,
    }
