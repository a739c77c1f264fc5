"""AccountView as the target of orders: debtors, delivery addresses, articles, and the document an order becomes."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from handlers.pipelines.orders.needs import (
    CustomerMarks,
    Draft,
    Explained,
    Fields,
    FoundAddress,
    FoundDebtor,
    FoundOrder,
    SendAs,
    WrittenOrder,
)
from handlers.vendors.accountview.articles import Articles
from handlers.vendors.accountview.books import OpenBooks
from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.connection import AccountViewConnection
from handlers.vendors.accountview.debtors import Debtors
from handlers.vendors.accountview.dictionary import columns_of
from handlers.vendors.accountview.drafting import Drafting
from handlers.vendors.accountview.pages import JournalPages
from handlers.vendors.accountview.sales import SalesDocuments
from handlers.vendors.accountview.years import Days
from mapping.documents.order import Order
from mapping.pricing import Basis, PricedLine
from mapping.problems import Problem
from mapping.telling import ToldRow

OFFICE_ZONE = ZoneInfo("Europe/Amsterdam")
"""Where AccountView's offices are, and so which day it is in the books."""


def office_day() -> date:
    """Today in the books."""
    return datetime.now(OFFICE_ZONE).date()


class AccountViewOrderTarget:
    """Implements ``handlers.pipelines.orders.needs.OrderTarget``, where each method's contract stands."""

    def __init__(
        self,
        connection: str,
        settings: AccountViewConnection,
        client: AccountViewClient,
        drafting: Drafting,
        *,
        send_as: SendAs = "order",
        today: Callable[[], date] = office_day,
    ) -> None:
        self._connection = connection
        self._settings = settings
        self._drafting = drafting
        self._today = today
        self._books_only = send_as == "financial_mutation"
        books = OpenBooks(client, settings, today)
        self._debtors = Debtors(books, drafting.columns("CONTACT"), drafting.columns("DEL_ADDR"))
        self._articles = Articles(books)
        self._documents = JournalPages(books) if self._books_only else SalesDocuments(books, send_as)

    def __repr__(self) -> str:
        return f"AccountViewOrderTarget({self._connection!r})"

    @property
    def connection(self) -> str:
        """The connection's name in relay.yaml."""
        return self._connection

    @property
    def horizon(self) -> timedelta:
        """How long after an unanswered write AccountView may still carry it out."""
        return self._settings.commit_horizon

    def check(self, draft: Draft) -> Sequence[Problem]:
        """All that AccountView would refuse, as far as its dictionary tells."""
        return self._drafting.check(draft)

    def explain(self, draft: Draft) -> Explained:
        """All tables as the mapping fills them, and all problems."""
        return self._drafting.explain(draft)

    @property
    def mapping_rows(self) -> Sequence[ToldRow]:
        """Every row of the mapping, for a person."""
        return self._drafting.rows

    @property
    def mapping_notices(self) -> Sequence[str]:
        """Rows written for another version of the presets, and settings of the flow that are not sent."""
        return self._drafting.notices

    def today(self) -> date:
        """Today in the books."""
        return self._today()

    @property
    def longest_email(self) -> int | None:
        """How many characters CONTACT.MAIL_BUS has."""
        return columns_of("CONTACT")["MAIL_BUS"].length

    def basis(self, order: Order) -> Basis:
        """Prices as the connection's settings say; for a journal page as the order's, since it has no unit prices.

        There net amount and VAT are booked apart, so that what the debtor owes is what he paid, to the cent.
        """
        includes_vat = order.prices_include_vat if self._books_only else self._settings.prices == "including_vat"
        return Basis(includes_vat, self._settings.price_decimals, on_accounts=self._books_only)

    @property
    def debtor_writes(self) -> Mapping[str, str]:
        """For columns of CONTACT whose rows say so: whether an update may write them."""
        return self._drafting.debtor_writes

    async def find_orders(
        self, reference: str, ordered_on: date, *, delivery_on: date | None = None, sent_on: date | None = None
    ) -> Sequence[FoundOrder]:
        """Documents of the flow's kind whose reference column AccountView finds equal, in every year they may be in."""
        return await self._documents.find(reference, Days(ordered_on, delivery_on, sent_on))

    def total_of(self, draft: Draft) -> Decimal:
        """Of an order, quantity times price of each line as it is sent, in cents; of a page, what the debtor owes."""
        return self._drafting.total(draft)

    async def find_debtors(self, marks: CustomerMarks) -> Sequence[FoundDebtor]:
        """Debtors with any of the marks, in one call."""
        return await self._debtors.find(marks)

    def debtor_fields(self, draft: Draft) -> Fields:
        """The columns of CONTACT. Raises Hold where the mapping cannot fill them."""
        return self._drafting.debtor(draft)

    async def create_debtor(self, fields: Fields) -> str | None:
        """One call: AccountView keeps a company's contact on the debtor."""
        return await self._debtors.create(fields)

    async def update_debtor(self, number: str, fields: Fields) -> None:
        """Set these columns of a debtor; nothing to set is no call."""
        await self._debtors.update(number, fields)

    async def find_addresses(self, debtor: str) -> Sequence[FoundAddress]:
        """All delivery addresses of a debtor."""
        return await self._debtors.addresses(debtor)

    def address_fields(self, draft: Draft) -> Fields:
        """The columns of DEL_ADDR, with the debtor's number. Raises Hold where the mapping cannot fill them."""
        return self._drafting.address(draft)

    async def create_address(self, fields: Fields) -> str | None:
        """Make a delivery address; its number is what an order names in DEL_CODE."""
        return await self._debtors.create_address(fields)

    async def missing_articles(self, skus: Sequence[str]) -> Sequence[str]:
        """The SKUs without an article; a journal page needs none."""
        return [] if self._books_only else await self._articles.missing(skus)

    def article_fields(self, draft: Draft, line: PricedLine) -> Fields:
        """The columns of ARTICLE. Raises Hold where the connection does not say that articles can be made."""
        return self._drafting.article(draft, line)

    async def create_article(self, fields: Fields) -> str | None:
        """Make an article."""
        return await self._articles.create(fields)

    def order_fields(self, draft: Draft) -> Fields:
        """The columns of header and lines by table. Raises Hold where the mapping cannot fill them."""
        return self._drafting.document(draft)

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
