"""Finds and writes journal pages: the financial mutation that an order becomes where only the bookings are wanted."""

from collections.abc import Sequence

from handlers.contracts.orders import FoundOrder, WrittenOrder
from handlers.contracts.records import Fields
from handlers.vendors.accountview.protocol import Answer, Filter, Part, Query, day_of, number_of, text_of
from handlers.vendors.accountview.protocol.answers import lines_of
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.target.books import OpenBooks
from handlers.vendors.accountview.target.prices import page_total
from handlers.vendors.accountview.target.stored import distinct, read_reference, read_written
from handlers.vendors.accountview.years import Days, years_to_search


class JournalPages:
    """Object DJ2. There is no call that changes a page, so each is written once and whole."""

    def __init__(self, books: OpenBooks) -> None:
        self._books = books
        self._settings = books.settings

    async def find(self, reference: str, days: Days) -> Sequence[FoundOrder]:
        """Pages whose reference column AccountView finds equal, in today's administration and in that of the date."""
        settings, names = self._settings, self._settings.objects
        page = ("DJ_CODE", "SUB_NR", "TRN_DATE", settings.page_number_column, settings.page_reference_column)
        columns = (
            *(f"{names.page_table}.{column}" for column in page),
            *(f"{names.page_line_table}.{column}" for column in ("ACCT_NR", "AMOUNT", "VAT_AMT")),
        )
        filters = (Filter(f"{names.page_table}.{settings.page_reference_column}", reference),)
        found: list[FoundOrder] = []
        for book_date in years_to_search(days.of_the_order, self._books.today(), settings, ahead=True):
            query = Query(names.page, columns, filters, book_date=book_date)
            async for answer in self._books.pages(query, names.page_table):
                found += read_pages(answer, settings, reference)
        return distinct(found)

    async def create(self, fields: Fields) -> WrittenOrder:
        """Page and lines in one call, into the administration of the page's date."""
        names = self._settings.objects
        page, lines = fields["DJ_PAGE"], fields["DJ_LINE"]
        answer = await self._books.insert(
            names.page,
            Part(names.page_table, [page], "DJ_PAGE"),
            Part(names.page_line_table, lines, "DJ_LINE"),
            book_date=day_of(page, "TRN_DATE"),
        )
        return read_written(read_pages(answer, self._settings, ""))


def read_pages(answer: Answer, settings: AccountViewConnection, asked: str) -> list[FoundOrder]:
    """The journal pages of an answer; the total is the sum of their lines as they are written, VAT included."""
    names, column = settings.objects, settings.page_reference_column
    headers = answer.rows(names.page_table) or ()
    lines = answer.rows(names.page_line_table)
    return [
        FoundOrder(
            number=text_of(header, settings.page_number_column),
            reference=read_reference(text_of(header, column), asked, "DJ_PAGE", column),
            debtor=text_of(header, "SUB_NR"),
            ordered_on=day_of(header, "TRN_DATE"),
            total=None
            if (mine := lines_of(header, lines, names.page_table, alone=len(headers) == 1)) is None
            else page_total([(number_of(line, "AMOUNT"), number_of(line, "VAT_AMT")) for line in mine], settings),
        )
        for header in headers
    ]
