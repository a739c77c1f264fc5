"""AccountView as the target of orders: debtors, delivery addresses, articles, and the document an order becomes."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from handlers.contracts.addresses import FoundAddress
from handlers.contracts.debtors import CustomerMarks, FoundDebtor
from handlers.contracts.drafts import Draft, SendAs
from handlers.contracts.orders import FoundOrder, OrderSettingsView, WrittenOrder
from handlers.contracts.records import Fields
from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.dictionary import column_names, columns_of
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.target.articles import Articles
from handlers.vendors.accountview.target.books import OpenBooks
from handlers.vendors.accountview.target.debtors import Debtors
from handlers.vendors.accountview.target.mapping import Drafting
from handlers.vendors.accountview.target.orders import SalesDocuments
from handlers.vendors.accountview.target.pages import JournalPages
from handlers.vendors.accountview.target.presets import mappings_for
from handlers.vendors.accountview.years import Days
from handlers.vendors.mapped_target import MappedTarget, dutch_day
from handlers.vendors.opening import Opened
from mapping.documents.order import Order
from mapping.pricing import Basis
from relay.model import Flow


class AccountViewOrderTarget(MappedTarget):
    """Implements ``handlers.contracts.orders.OrderTarget``, where each method's contract stands."""

    def __init__(
        self,
        connection: str,
        settings: AccountViewConnection,
        client: AccountViewClient,
        drafting: Drafting,
        *,
        send_as: SendAs = "order",
        today: Callable[[], date] = dutch_day,
    ) -> None:
        super().__init__(connection, settings.commit_horizon, drafting, today)
        self._settings = settings
        self._books_only = send_as == "financial_mutation"
        books = OpenBooks(client, settings, today)
        self._debtors = Debtors(books, drafting.columns("CONTACT"), drafting.columns("DEL_ADDR"))
        self._articles = Articles(books)
        self._documents = JournalPages(books) if self._books_only else SalesDocuments(books, send_as)

    @property
    def field_names(self) -> frozenset[str]:
        """Those of AccountView's columns that the dictionary knows."""
        return column_names()

    @property
    def longest_email(self) -> int | None:
        """How many characters CONTACT.MAIL_BUS has."""
        return columns_of("CONTACT")["MAIL_BUS"].length

    def basis(self, order: Order) -> Basis:
        """Prices as the connection's settings say; for a journal page as the order's, since it has no unit prices.

        There net amount and VAT are booked apart, so that what the debtor owes is what he paid, to the cent.
        """
        includes_vat = order.prices_include_vat if self._books_only else self._settings.prices == "including_vat"
        decimals = self._settings.price_decimals
        return Basis(includes_vat, decimals, on_accounts=self._books_only, most_decimals=decimals)

    async def find_orders(
        self, reference: str, ordered_on: date, *, delivery_on: date | None = None, sent_on: date | None = None
    ) -> Sequence[FoundOrder]:
        """Documents of the flow's kind whose reference column AccountView finds equal, in every year they may be in."""
        return await self._documents.find(reference, Days(ordered_on, delivery_on, sent_on))

    async def find_debtors(self, marks: CustomerMarks) -> Sequence[FoundDebtor]:
        """Debtors with any of the marks, in one call."""
        return await self._debtors.find(marks)

    async def create_debtor(self, fields: Fields) -> str | None:
        """One call: AccountView keeps a company's contact on the debtor."""
        return await self._debtors.create(fields)

    async def update_debtor(self, number: str, fields: Fields) -> None:
        """Set these columns of a debtor; nothing to set is no call."""
        await self._debtors.update(number, fields)

    async def find_addresses(self, debtor: str) -> Sequence[FoundAddress]:
        """All delivery addresses of a debtor."""
        return await self._debtors.addresses(debtor)

    async def require_owner_of_addresses(self, debtor: str) -> None:
        """Every debtor may have addresses here."""

    async def create_address(self, fields: Fields) -> str | None:
        """Make a delivery address; its number is what an order names in DEL_CODE."""
        return await self._debtors.create_address(fields)

    async def missing_articles(self, skus: Sequence[str]) -> Sequence[str]:
        """The SKUs without an article; a journal page needs none."""
        return [] if self._books_only else await self._articles.missing(skus)

    async def create_article(self, fields: Fields) -> str | None:
        """Make an article."""
        return await self._articles.create(fields)

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


def open_target(opened: Opened[AccountViewConnection, AccountViewClient], flow: Flow) -> AccountViewOrderTarget:
    """The target of a flow of orders or invoices. Raises StartError with every mistake of its mapping."""
    chosen: OrderSettingsView = flow.settings
    drafting = Drafting(mappings_for(flow, opened.settings), opened.settings)
    return AccountViewOrderTarget(
        opened.name, opened.settings, opened.client, drafting, send_as=chosen.send_as, today=opened.today
    )
