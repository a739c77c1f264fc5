"""AccountView as a source of orders and invoices: what the engine polls, and what the orders pipeline reads."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.dictionary import column_names
from handlers.vendors.accountview.places import Place, invoices_read, orders_read
from handlers.vendors.accountview.protocol import NoSuchYear, text_of
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.source.changes import Changes, Sold, Wanted
from handlers.vendors.accountview.source.documents import PRESET, Documents
from handlers.vendors.accountview.source.quiet_time import QuietTime
from handlers.vendors.accountview.source.reader import DocumentReader
from handlers.vendors.accountview.years import explain_missing_year, year_name, years_around
from handlers.vendors.document_source import BEGINNING, DocumentSource
from handlers.vendors.filter_columns import columns_asked
from handlers.vendors.opening import Opened
from handlers.vendors.shipped_rows import shipped_rows
from mapping.documents.order import Order
from relay.errors import Transient
from relay.model import Flow
from relay.roles import WHOLE, Page, Slice
from relay.settings.findings import SettingsError
from words.told import Told

_ROWS: Final = (
    *("order", "lines", "debtor", "delivery_debtor", "delivery_address"),
    *("articles", "vat_rates"),
)
"""What a document holds besides the columns of its header."""


def _now() -> datetime:
    return datetime.now(UTC)


class AccountViewSource(DocumentSource[Order]):
    """Orders or invoices as documents of ``order_documents``, with the numbers exactly as AccountView has them.

    A cursor is that of the newest stamp seen. ``wanted`` is the flow's ``poll.filter``. ``today`` is the day in the
    books.
    """

    def __init__(
        self,
        client: AccountViewClient,
        settings: AccountViewConnection,
        place: Place,
        *,
        wanted: Wanted | None = None,
        also: Sequence[str] = (),
        today: Callable[[], date],
        clock: Callable[[], datetime] = _now,
    ) -> None:
        super().__init__(
            Documents(settings, place),
            shipped_rows("accountview", PRESET),
            settings.commit_horizon,
            ZoneInfo(settings.reading.time_zone),
            client.clock,
            main="order",
            words={word: column for word, column in place.columns if isinstance(column, str)},
        )
        self._settings = settings
        self._place = place
        self._changes = Changes(client, place, wanted or {}, also)
        self._reader = DocumentReader(client, settings, place)
        self._today = today
        self._clock = clock
        self._quiet = QuietTime()

    @property
    def field_names(self) -> frozenset[str]:
        """The names of AccountView's columns, as far as the dictionary has them."""
        return column_names()

    async def changed_since(
        self,
        cursor: str,
        overlap: timedelta,
        not_before: str | None = None,
        *,
        part: str = WHOLE,  # noqa: ARG002 - there is one
    ) -> AsyncIterator[Page]:
        """Pages of documents that changed, or a line of which changed, since the cursor less the overlap.

        The overlap does not reach behind ``not_before``. AccountView pages by its key and not by stamp, so the cursor
        moves only once all is read: to the newest stamp that was seen and does not lie beyond the system's present when
        this began. A record dated later moves it nowhere. While it is quiet there, the cursor moves on with
        the time that has passed since.
        """
        began = self._clock()
        start, reach = self._start(cursor, overlap, not_before, began), self._reach(cursor, began)
        seen: set[tuple[str, ...]] = set()
        left_out: list[Told] = []
        for book_date in years_around(self._today(), start.date(), self._settings):
            async for changed in self._find_changed(start, book_date, left_out):
                for sold in changed:
                    reach.pass_stamp(sold.newest)
                fresh = [sold for sold in changed if self._mark(sold) not in seen and self._changes.is_wanted(sold)]
                seen.update(self._mark(sold) for sold in changed if self._changes.explain_unnamed(sold) is None)
                left_out += [told for sold in fresh if (told := self._changes.explain_unnamed(sold)) is not None]
                fresh = [sold for sold in fresh if self._changes.explain_unnamed(sold) is None]
                if fresh:
                    yield Page(await self._reader.documents(fresh, book_date), cursor)
        reach.pass_moment(self._quiet.passed(WHOLE, cursor, began))
        end = reach.cursor
        if end != cursor:
            self._quiet.note(WHOLE, end, self._clock())
        if end != cursor or left_out:
            yield Page((), end, left_out)

    async def slices(self, part: str, position: str | None, since: str | None) -> AsyncIterator[Slice]:  # noqa: ARG002 - one part
        """All documents in the order of their key, administration by administration, or those changed since a cursor.

        A position is the day that names an administration and the last key that was read there: ``2026-12-31 1234``.
        """
        start = self._lowest_since(since) or BEGINNING.replace(tzinfo=None)
        begun, _, key = (position or "").partition(" ")
        years = {str(year): year for year in years_around(self._today(), start.date(), self._settings)}
        if begun not in years:  # the turn of the year came between
            begun, key = next(iter(years)), ""
        for name in list(years)[list(years).index(begun) :]:
            try:
                async for changed, last in self._changes.find_in_order(start, years[name], key or None):
                    yield await self._slice(changed, years[name], f"{name} {last or key}")
            except NoSuchYear:
                self._refuse_missing(years[name])
                year = year_name(years[name] or self._today(), self._settings)
                yield Slice((), f"{name} {key}", [Told("accountview.year_not_read", year=year)])
            key = ""

    async def _slice(self, changed: Sequence[Sold], book_date: date | None, position: str) -> Slice:
        """The wanted ones of a page as documents."""
        wanted = [sold for sold in changed if self._changes.is_wanted(sold)]
        left_out = [told for sold in wanted if (told := self._changes.explain_unnamed(sold)) is not None]
        named = [sold for sold in wanted if self._changes.explain_unnamed(sold) is None]
        return Slice(await self._reader.documents(named, book_date), position, left_out)

    async def count(self, since: str | None) -> int:
        """How many documents that is; one that stands in two years' administrations counts twice."""
        start = self._lowest_since(since) or BEGINNING.replace(tzinfo=None)
        found, left_out = 0, list[Told]()
        for book_date in years_around(self._today(), start.date(), self._settings):
            async for changed in self._find_changed(start, book_date, left_out):
                found += sum(self._changes.is_wanted(sold) for sold in changed)
        return found

    async def fetch(self, reference: str) -> Any | None:
        """The document as it is now, wanted or not, or None when AccountView has it no longer."""
        for book_date in years_around(self._today(), date.min, self._settings):
            try:
                found = await self._changes.find_numbered(reference, book_date)
            except NoSuchYear:
                self._refuse_missing(book_date)
                continue
            if found:
                return (await self._reader.documents(found[:1], book_date))[0]
        return None

    async def _find_changed(
        self, start: datetime, book_date: date | None, left_out: list[Told]
    ) -> AsyncIterator[list[Sold]]:
        """What changed in one administration; of another year which has none, that is told in ``left_out``."""
        try:
            async for changed in self._changes.find_changed(start, book_date):
                yield changed
        except NoSuchYear:
            self._refuse_missing(book_date)
            year = year_name(book_date or self._today(), self._settings)
            left_out.append(Told("accountview.year_not_read", year=year))

    def _refuse_missing(self, book_date: date | None) -> None:
        """Raise Transient when it is today's year that has no administration; another year need not have one."""
        if book_date is None:
            missing = explain_missing_year(None, self._today(), self._settings)
            raise Transient(missing.told, burns_try=False)

    def _mark(self, sold: Sold) -> tuple[str, ...]:
        """What makes it the same document in two years' administrations, into which open orders are carried."""
        columns = self._place.columns
        return tuple(
            text_of(sold.header, column) for column in (self._place.number, columns.ordered_on, columns.debtor)
        )


def open_source(opened: Opened[AccountViewConnection, AccountViewClient], flow: Flow) -> AccountViewSource:
    """The source of orders, or of invoices where the connection says where they are; as the flow filters them.

    Raises StartError where the connection does not name an object or a column that this needs.
    """
    settings = opened.settings
    place = orders_read(settings) if flow.entity == "order" else invoices_read(settings)
    if place is None:
        told = Told("accountview.invoices_not_told", connection=opened.name)
        raise SettingsError.at(("flows", flow.name, "from"), told)
    for word in flow.filter:
        if dict(place.columns).get(word, word) is None:
            kind = "orders" if flow.entity == "order" else "invoices"
            told = Told("accountview.column_not_told", word=word, kind=kind, connection=opened.name)
            raise SettingsError.at(("flows", flow.name, "poll", "filter", word), told)
    words = {word: column for word, column in place.columns if isinstance(column, str)}
    also = columns_asked(flow, words, _ROWS)
    return AccountViewSource(opened.client, settings, place, wanted=flow.filter, also=also, today=opened.today)
