"""Finds and writes sales orders, and invoices that are written as orders are: a header with lines in one call."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from handlers.contracts.drafts import SendAs
from handlers.contracts.orders import FoundOrder, WrittenOrder
from handlers.contracts.records import Fields
from handlers.vendors.accountview.naming import HistoryObject
from handlers.vendors.accountview.places import Place, invoices_read, orders_read
from handlers.vendors.accountview.protocol import Answer, Filter, Part, Query, day_of, number_of, text_of
from handlers.vendors.accountview.protocol.answers import Row, lines_of
from handlers.vendors.accountview.target.books import OpenBooks
from handlers.vendors.accountview.target.prices import total_of
from handlers.vendors.accountview.target.stored import distinct, read_reference, read_written
from handlers.vendors.accountview.years import Days, fiscal_year, years_to_search

_DATES = {"order_date": "ORD_DATE", "delivery_date": "DEL_DATE"}


class SalesDocuments:
    """Orders of one flow, as its ``send_as`` says."""

    def __init__(self, books: OpenBooks, send_as: SendAs) -> None:
        self._books = books
        self._settings = books.settings
        self._object = books.settings.objects.written(send_as)

    async def find(self, reference: str, days: Days) -> Sequence[FoundOrder]:
        """Documents whose reference column AccountView finds equal: orders, those in history, and else invoices.

        Each is searched in today's administration and in those the order may have been written to.
        """
        found: list[FoundOrder] = []
        for book_date in self._years(days):
            found += await self._find_at(orders_read(self._settings, self._object), reference, book_date)
            for history in self._settings.history:
                found += await self._find_in(history, reference, book_date)
        invoices = invoices_read(self._settings)
        if not found and invoices is not None:
            for book_date in self._years(days):
                found += await self._find_at(invoices, reference, book_date)
        return distinct(found)

    async def create(self, fields: Fields) -> WrittenOrder:
        """Header and lines in one call, so that there is never half an order."""
        names = self._settings.objects
        header, lines = fields["SO_HDR"], fields["SO_LINE"]
        answer = await self._books.insert(
            self._object,
            Part(names.order_header_table, [header], "SO_HDR"),
            Part(names.order_line_table, lines, "SO_LINE"),
            book_date=self._book_date(header),
        )
        place = orders_read(self._settings, self._object)
        return read_written(read_documents(answer, place, self._settings.order_reference_column, ""))

    def _book_date(self, header: Row) -> date | None:
        column = _DATES.get(self._settings.book_orders_in)
        return day_of(header, column) if column else None

    def _years(self, days: Days) -> tuple[date | None, ...]:
        """The years of the order's days and, where deliveries decide, the one after its date, if it has begun.

        A day to come counts where documents are written into its year.
        """
        settings, today = self._settings, self._books.today()
        by_order, by_delivery = (settings.book_orders_in == day for day in ("order_date", "delivery_date"))
        own = [day for day in days.of_the_order if by_order or day <= today]
        if by_delivery:
            later = date(fiscal_year(days.ordered_on, settings) + 1, settings.fiscal_year_starts, 1)
            own += [later] if later <= today else []
            own += [days.delivery_on] if days.delivery_on is not None else []
        return years_to_search(tuple(own), today, settings, ahead=True)

    async def _find_at(self, place: Place, reference: str, book_date: date | None) -> list[FoundOrder]:
        column = self._settings.order_reference_column
        columns, lines = place.columns, place.line_columns
        key = self._books.key_column(place.table)
        header = dict.fromkeys((columns.debtor, columns.ordered_on, place.number, column, key))
        wanted = (
            *(f"{place.table}.{name}" for name in header),
            *(f"{place.line_table}.{name}" for name in (lines.sku, lines.quantity, lines.unit_price)),
        )
        query = Query(place.object, wanted, (Filter(f"{place.table}.{column}", reference),), book_date=book_date)
        return [
            order
            async for answer in self._books.pages(query, place.table)
            for order in read_documents(answer, place, column, reference)
        ]

    async def _find_in(self, history: HistoryObject, reference: str, book_date: date | None) -> list[FoundOrder]:
        columns = (history.reference, history.number, history.debtor, history.ordered_on)
        wanted = tuple(filter(None, (*columns, history.quantity, history.price)))
        query = Query(history.object, wanted, (Filter(history.reference, reference),), book_date=book_date)
        rows = await self._books.rows(query, history.table)
        return read_history(rows, history, self._settings.joined_separator)


def read_documents(answer: Answer, place: Place, reference_column: str, asked: str) -> list[FoundOrder]:
    """The documents of an answer, each with the total of its lines where the answer shows which lines are its own.

    A reference that differs from the one asked for in capitals only is the same where AccountView keeps capitals.
    """
    headers = answer.rows(place.table) or ()
    lines = answer.rows(place.line_table)
    columns, own = place.columns, place.line_columns
    return [
        FoundOrder(
            number=text_of(header, place.number),
            reference=read_reference(text_of(header, reference_column), asked, "SO_HDR", reference_column),
            debtor=text_of(header, columns.debtor),
            ordered_on=day_of(header, columns.ordered_on),
            total=None
            if (mine := lines_of(header, lines, place.table, alone=len(headers) == 1)) is None
            else total_of((number_of(line, own.quantity), number_of(line, own.unit_price)) for line in mine),
        )
        for header in headers
    ]


def read_history(rows: Iterable[Row], history: HistoryObject, separator: str) -> list[FoundOrder]:
    """The orders that a history object's rows belong to; the total where it names quantity and price."""

    def key(column: str | None) -> str:
        """A column as an answer names it: a joined one has its table before the separator."""
        return (column or "").replace(".", separator)

    orders: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        orders[text_of(row, key(history.number))].append(row)
    return [
        FoundOrder(
            number=number,
            reference=text_of(own[0], key(history.reference)),
            debtor=text_of(own[0], key(history.debtor)),
            ordered_on=day_of(own[0], key(history.ordered_on)),
            total=total_of((number_of(row, key(history.quantity)), number_of(row, key(history.price))) for row in own),
        )
        for number, own in orders.items()
    ]
