"""A target that costs nothing, so that the bench of the worker measures the relay and no system behind it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from handlers.contracts.addresses import FoundAddress
from handlers.contracts.articles import NewArticle
from handlers.contracts.debtors import CustomerMarks, FoundDebtor
from handlers.contracts.drafts import Draft
from handlers.contracts.orders import Explained, FoundOrder, WrittenOrder
from handlers.contracts.parties import Party
from handlers.contracts.records import Fields, Repeat
from mapping.documents.order import Order
from mapping.pricing import Basis
from mapping.problems import Problem


class InstantTarget:
    """A target in this process that answers at once: what remains is the relay's own work."""

    connection = "books"
    horizon = timedelta(minutes=5)
    repeat = Repeat.LOOK_UP
    keeps_debtors = True

    def __init__(self) -> None:
        self.orders = 0

    def check(self, draft: Draft) -> Sequence[Problem]:
        """Everything fits."""
        return ()

    def explain(self, draft: Draft) -> Explained:
        """Not needed."""
        raise AssertionError

    def shortened(self, draft: Draft) -> Sequence[str]:
        """Nothing is too long."""
        return ()

    async def find_orders(
        self, reference: str, ordered_on: date, *, delivery_on: date | None = None, sent_on: date | None = None
    ) -> Sequence[FoundOrder]:
        """Nothing is there yet."""
        return ()

    def total_of(self, draft: Draft) -> Decimal:
        """What the lines come to."""
        return draft.priced.amount

    def today(self) -> date:
        """Any day."""
        return date(2026, 11, 24)

    @property
    def longest_email(self) -> int | None:
        """No limit."""
        return None

    def basis(self, order: Order) -> Basis:
        """Prices as the order has them."""
        return Basis(order.prices_include_vat)

    @property
    def debtor_writes(self) -> Mapping[str, str]:
        """As the flow says."""
        return {}

    async def find_debtors(self, marks: CustomerMarks) -> Sequence[FoundDebtor]:
        """One debtor for all."""
        return [FoundDebtor("1", marks.email, {"MAIL": marks.email})]

    def check_debtor(self, party: Party) -> Sequence[Problem]:
        """Everything fits."""
        return ()

    def shortened_debtor(self, party: Party) -> Sequence[str]:
        """Nothing is too long."""
        return ()

    def debtor_fields(self, party: Party) -> Fields:
        """Never changes, so that the link is enough from the second order on."""
        return {"MAIL": "all"}

    async def create_debtor(self, fields: Fields) -> str | None:
        """Not needed."""
        raise AssertionError

    async def update_debtor(self, number: str, fields: Fields, starting: date | None = None) -> None:
        """Nothing to store."""

    async def find_addresses(self, debtor: str) -> Sequence[FoundAddress]:
        """None."""
        return ()

    def check_address(self, party: Party) -> Sequence[Problem]:
        """Everything fits."""
        return ()

    def shortened_address(self, party: Party) -> Sequence[str]:
        """Nothing is too long."""
        return ()

    def address_fields(self, party: Party) -> Fields:
        """None."""
        return {}

    async def require_owner_of_addresses(self, debtor: str) -> None:
        """Every debtor may have some."""

    async def create_address(self, fields: Fields) -> str | None:
        """Not needed."""
        raise AssertionError

    async def missing_articles(self, skus: Sequence[str]) -> Sequence[str]:
        """All are there."""
        return ()

    def order_fields(self, draft: Draft) -> Fields:
        """A header and its lines."""
        lines = [{"SKU": line.sku, "QTY": line.quantity, "PRICE": line.unit_price} for line in draft.order.lines]
        return {"HEADER": {"REF": draft.reference, "DEBTOR": draft.debtor}, "LINES": lines}

    def article_fields(self, article: NewArticle) -> Fields:
        """Not needed."""
        raise AssertionError

    async def create_article(self, fields: Fields) -> str | None:
        """Not needed."""
        raise AssertionError

    async def create_order(self, fields: Fields) -> WrittenOrder:
        """Numbered; the total is not told."""
        self.orders += 1
        return WrittenOrder(str(self.orders))

    async def stored_total(self, draft: Draft, number: str) -> Decimal | None:
        """Not told."""
        return None
