"""Finds and writes journal pages: the financial mutation that an order becomes where only the bookings are wanted."""

from collections.abc import Sequence

from handlers.contracts.orders import FoundOrder, WrittenOrder
from handlers.contracts.records import Fields
from handlers.vendors.accountview.protocol import Filter, Part, Query, day_of
from handlers.vendors.accountview.target.books import OpenBooks
from handlers.vendors.accountview.target.found import as_written, distinct, found_pages
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
                found += found_pages(answer, settings, reference)
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
        return as_written(found_pages(answer, self._settings, ""))
