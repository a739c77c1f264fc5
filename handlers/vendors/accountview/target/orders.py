"""The document that an order becomes: a sales document or a journal page, as ``send_as`` of the flow says."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from handlers.contracts.drafts import Draft
from handlers.contracts.orders import FoundOrder, WrittenOrder
from handlers.contracts.records import Fields
from handlers.vendors.accountview.target.books import BooksTarget, OpenBooks
from handlers.vendors.accountview.target.mapping import Drafting
from handlers.vendors.accountview.target.pages import JournalPages
from handlers.vendors.accountview.target.sales import SalesDocuments
from handlers.vendors.accountview.years import Days
from handlers.vendors.mapped_target import MappedOrders
from mapping.documents.order import Order
from mapping.pricing import Basis


class Orders(BooksTarget, MappedOrders):
    """Implements ``handlers.contracts.orders.OrderTarget``, where each method's contract stands."""

    _drafting: Drafting

    def __init__(self, connection: str, books: OpenBooks, drafting: Drafting) -> None:
        super().__init__(connection, books, drafting)
        self._documents = JournalPages(books) if drafting.books_only else SalesDocuments(books, drafting.send_as)

    def basis(self, order: Order) -> Basis:
        """Prices as the connection's settings say; for a journal page as the order's, since it has no unit prices.

        There net amount and VAT are booked apart, so that what the debtor owes is what they paid, to the cent.
        """
        settings, books_only = self._books.settings, self._drafting.books_only
        includes_vat = order.prices_include_vat if books_only else settings.prices == "including_vat"
        decimals = settings.price_decimals
        return Basis(includes_vat, decimals, on_accounts=books_only, most_decimals=decimals)

    async def find_orders(
        self, reference: str, ordered_on: date, *, delivery_on: date | None = None, sent_on: date | None = None
    ) -> Sequence[FoundOrder]:
        """Documents of the flow's kind whose reference column AccountView finds equal, in every year they may be in."""
        return await self._documents.find(reference, Days(ordered_on, delivery_on, sent_on))

    async def create_order(self, fields: Fields) -> WrittenOrder:
        """Header and lines in one call, so that there is never half a document."""
        return await self._documents.create(fields)

    async def stored_total(self, draft: Draft, number: str) -> Decimal | None:
        """The document's total as AccountView shows it, found by its reference."""
        order = draft.order
        found = await self.find_orders(draft.reference, order.ordered_on, delivery_on=order.delivery_on)
        same = next((order for order in found if order.number == number), None)
        # A direct invoice is in another place, under another number, as soon as it is written.
        return same.total if same else found[0].total if len(found) == 1 else None
