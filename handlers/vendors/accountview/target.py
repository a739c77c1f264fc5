"""AccountView as the target of orders: finds and writes debtors, delivery addresses, articles and sales orders."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from handlers.pipelines.orders.known import KnownArticles
from handlers.pipelines.orders.needs import (
    CustomerMarks,
    Draft,
    Explained,
    Fields,
    FoundAddress,
    FoundDebtor,
    FoundOrder,
    WrittenOrder,
)
from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.connection import AccountViewConnection
from handlers.vendors.accountview.dictionary import columns_of
from handlers.vendors.accountview.drafting import Drafting
from handlers.vendors.accountview.found import (
    distinct,
    found_address,
    found_debtor,
    found_in_history,
    found_orders,
    years_to_search,
)
from handlers.vendors.accountview.protocol import (
    Filter,
    Operator,
    Part,
    Query,
    batches,
    day_of,
    text_of,
    write_body,
)
from handlers.vendors.accountview.protocol.answers import Row
from mapping.documents.order import Order
from mapping.pricing import Basis, PricedLine
from mapping.problems import Problem
from mapping.telling import ToldRow
from relay.errors import Hold

DEBTOR_COLUMNS = ("SUB_NR", "MAIL_BUS", "VAT_NR", "ACCT_NAME", "POST_CODE", "ST_NR", "ST_EXTRA")
"""What a customer is compared by."""

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
        today: Callable[[], date] = office_day,
    ) -> None:
        self._connection = connection
        self._settings = settings
        self._client = client
        self._drafting = drafting
        self._today = today
        self._known = KnownArticles(settings.articles_remembered)

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
        """Which rows of the flow were written for another version of the presets."""
        return self._drafting.notices

    def today(self) -> date:
        """Today in the books."""
        return self._today()

    @property
    def longest_email(self) -> int | None:
        """How many characters CONTACT.MAIL_BUS has."""
        return columns_of("CONTACT")["MAIL_BUS"].length

    def basis(self, _order: Order) -> Basis:
        """Prices as the connection's settings say, whatever the order's are."""
        return Basis(self._settings.prices == "including_vat", self._settings.price_decimals)

    @property
    def debtor_writes(self) -> Mapping[str, str]:
        """For columns of CONTACT whose rows say so: whether an update may write them."""
        return self._drafting.debtor_writes

    async def find_orders(self, reference: str, ordered_on: date) -> Sequence[FoundOrder]:
        """Orders whose reference column AccountView finds equal: open and in history, of today's year and their own."""
        settings = self._settings
        found: list[FoundOrder] = []
        for book_date in years_to_search(ordered_on, self._today(), settings):
            open_orders = self._order_query(reference, book_date)
            async for answer in self._client.pages(open_orders, settings.objects.order_header_table):
                found += found_orders(answer, settings)
            for history in settings.history:
                columns = (history.reference, history.number, history.debtor, history.ordered_on)
                wanted = tuple(filter(None, (*columns, history.quantity, history.price)))
                filters = (Filter(history.reference, reference),)
                query = Query(history.object, wanted, filters, book_date=book_date)
                rows = await self._rows(query, history.table)
                found += found_in_history(rows, history, settings.joined_separator)
        return distinct(found)

    def total_of(self, draft: Draft) -> Decimal:
        """Quantity times price of each line as it is sent, rounded to cents, added up."""
        return self._drafting.total(draft)

    async def find_debtors(self, marks: CustomerMarks) -> Sequence[FoundDebtor]:
        """Debtors with any of the marks, in one call; of name and address the postcode is asked for."""
        operator = Operator.CONTAINS if self._settings.email_search == "contains" else Operator.EQUAL
        filters = [Filter("MAIL_BUS", marks.email, operator)] if marks.email else []
        by_column = {"SUB_NR": marks.code, "VAT_NR": marks.vat_number, "POST_CODE": marks.postcode}
        filters += [Filter(column, value) for column, value in by_column.items() if value]
        if not filters:
            return []
        columns = (*DEBTOR_COLUMNS, *self._drafting.columns("CONTACT"))
        query = Query(self._settings.objects.debtor, _once(columns), tuple(filters), match_any=len(filters) > 1)
        return [found_debtor(row) for row in await self._rows(query, "CONTACT")]

    def debtor_fields(self, draft: Draft) -> Fields:
        """The columns of CONTACT. Raises Hold where the mapping cannot fill them."""
        return self._drafting.debtor(draft)

    async def create_debtor(self, fields: Fields) -> str | None:
        """One call: AccountView keeps a company's contact on the debtor."""
        return await self._insert(self._settings.objects.debtor, "CONTACT", fields, "SUB_NR")

    async def update_debtor(self, number: str, fields: Fields) -> None:
        """Set these columns of a debtor; nothing to set is no call."""
        if not fields:
            return
        business_object = self._settings.objects.debtor
        part = Part("CONTACT", [{"SUB_NR": number, **fields}], "CONTACT")
        body = write_body(business_object, part, key=number, numbers_as=self._settings.send_numbers_as)
        await self._client.update(business_object, body)

    async def find_addresses(self, debtor: str) -> Sequence[FoundAddress]:
        """All delivery addresses of a debtor."""
        columns = ("REC_ID", "SUB_NR", *self._drafting.columns("DEL_ADDR"))
        query = Query(self._settings.objects.address, _once(columns), (Filter("SUB_NR", debtor),))
        return [found_address(row) for row in await self._rows(query, "DEL_ADDR")]

    def address_fields(self, draft: Draft) -> Fields:
        """The columns of DEL_ADDR, with the debtor's number. Raises Hold where the mapping cannot fill them."""
        return self._drafting.address(draft)

    async def create_address(self, fields: Fields) -> str | None:
        """Make a delivery address; its number is what an order names in DEL_CODE."""
        return await self._insert(self._settings.objects.address, "DEL_ADDR", fields, "REC_ID")

    async def missing_articles(self, skus: Sequence[str]) -> Sequence[str]:
        """The SKUs without an article; those seen lately are not asked for.

        AccountView keeps article codes in capitals, so capitals make no difference.
        """
        settings = self._settings
        wanted = self._known.unknown(sku.strip().upper() for sku in skus)

        def query_of(codes: Sequence[str]) -> Query:
            filters = tuple(Filter("ART_CODE", code) for code in codes)
            return Query(settings.objects.article, ("ART_CODE",), filters, match_any=len(filters) > 1)

        # One code less than a page holds: a full page would ask for a next one, by a key that articles may lack.
        most = max(1, min(settings.most_filters, settings.page_size - 1))
        size, longest = settings.page_size, settings.longest_query
        present: set[str] = set()
        for query in batches(wanted, query_of, most=most, longest=longest, page_size=size):
            present |= {text_of(row, "ART_CODE").upper() for row in await self._rows(query, "ARTICLE")}
        self._known.remember([code for code in wanted if code in present])
        missing = set(wanted) - present
        return [sku for sku in skus if sku.strip().upper() in missing]

    def article_fields(self, _draft: Draft, line: PricedLine) -> Fields:
        """Raises Hold: no way is known by which an article is made over the web API."""
        raise Hold(f"article {line.sku} must be made in AccountView by hand; the web API is not known to make any")

    async def create_article(self, fields: Fields) -> str | None:
        """Not reached, since :meth:`article_fields` holds the order."""
        raise Hold(f"no article can be made of {', '.join(fields)}")

    def order_fields(self, draft: Draft) -> Fields:
        """The columns of SO_HDR, and those of SO_LINE for each line. Raises Hold where the mapping cannot fill them."""
        return self._drafting.order(draft)

    async def create_order(self, fields: Fields) -> WrittenOrder:
        """Header and lines in one call, so that there is never half an order."""
        settings, names = self._settings, self._settings.objects
        header, lines = fields["SO_HDR"], fields["SO_LINE"]
        by_own_date = settings.book_orders_in == "order_date"
        body = write_body(
            names.order,
            Part(names.order_header_table, [header], "SO_HDR"),
            Part(names.order_line_table, lines, "SO_LINE"),
            book_date=day_of(header, "ORD_DATE") if by_own_date else None,
            numbers_as=settings.send_numbers_as,
        )
        answer = await self._client.insert(names.order, body)
        [order] = found_orders(answer, settings)[:1] or [None]
        return WrittenOrder((order.number or None) if order else None, order.total if order else None)

    async def stored_total(self, draft: Draft, number: str) -> Decimal | None:
        """The order's total as AccountView shows it, found by its reference."""
        found = await self.find_orders(draft.reference, draft.order.ordered_on)
        return next((order.total for order in found if order.number == number), None)

    def _order_query(self, reference: str, book_date: date | None) -> Query:
        settings, names = self._settings, self._settings.objects
        header = ("RPL_INV", "ORD_DATE", settings.order_number_column, settings.order_reference_column)
        columns = (
            *(f"{names.order_header_table}.{column}" for column in header),
            *(f"{names.order_line_table}.{column}" for column in ("ART_CODE", "ORD_QTY", "ART_PX")),
        )
        column = f"{names.order_header_table}.{settings.order_reference_column}"
        return Query(names.order, columns, (Filter(column, reference),), book_date=book_date)

    async def _rows(self, query: Query, table: str) -> list[Row]:
        return [row async for answer in self._client.pages(query, table) for row in answer.rows(table) or ()]

    async def _insert(self, business_object: str, table: str, fields: Fields, number: str) -> str | None:
        body = write_body(business_object, Part(table, [fields], table), numbers_as=self._settings.send_numbers_as)
        rows = (await self._client.insert(business_object, body)).rows(table) or ()
        return (text_of(rows[0], number) or None) if rows else None


def _once(columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(columns))
