"""AccountView as a source of customers: what the engine polls, and what the customers pipeline reads."""

import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.dictionary import column_names, columns_of
from handlers.vendors.accountview.protocol import NoSuchYear, text_of
from handlers.vendors.accountview.protocol.answers import Row
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.source.customers.documents import PRESET, Customers
from handlers.vendors.accountview.source.customers.reader import CustomerReader
from handlers.vendors.accountview.source.quiet_time import QuietTime
from handlers.vendors.accountview.years import explain_missing_year
from handlers.vendors.document_source import DocumentSource
from handlers.vendors.filter_columns import columns_asked
from handlers.vendors.opening import Opened
from handlers.vendors.shipped_rows import shipped_rows
from mapping.documents.customer import CustomerRecord
from mapping.suggestions import tell_unknown
from relay.errors import Transient
from relay.model import Flow
from relay.roles import WHOLE, Page, Slice
from relay.settings.findings import SettingsError
from words.told import Told

DEBTORS: Final = "CONTACT"
ADDRESSES: Final = "DEL_ADDR"
"""The parts that are read by themselves: a change of an address need not be one of its debtor."""

_OF_A_MODULE: Final = re.compile(r"[A-Z]\d{1,2}_", re.IGNORECASE)
"""How a column of a partner's module begins, such as X11_SHOP, which stands in no list that ships."""


def _now() -> datetime:
    return datetime.now(UTC)


class AccountViewCustomers(DocumentSource[CustomerRecord]):
    """Debtors with their delivery addresses, with the values exactly as AccountView has them.

    ``wanted`` is the flow's ``poll.filter``, by AccountView's columns of a debtor. ``today`` is the day in the books.
    """

    def __init__(
        self,
        client: AccountViewClient,
        settings: AccountViewConnection,
        *,
        wanted: Mapping[str, Sequence[str]] | None = None,
        also: Sequence[str] = (),
        today: Callable[[], date],
        clock: Callable[[], datetime] = _now,
    ) -> None:
        read = settings.reading.customers
        super().__init__(
            Customers(settings),
            shipped_rows("accountview", PRESET),
            settings.commit_horizon,
            ZoneInfo(settings.reading.time_zone),
            client.clock,
            parts=(DEBTORS, ADDRESSES) if read.addresses and read.address_modified else (DEBTORS,),
            main="debtor",
        )
        self._settings = settings
        self._wanted = {
            name.upper(): {value.strip().casefold() for value in values} for name, values in (wanted or {}).items()
        }
        self._reader = CustomerReader(client, settings, (*self._wanted, *also))
        self._today = today
        self._clock = clock
        self._quiet = QuietTime()

    @property
    def field_names(self) -> frozenset[str]:
        """The names of AccountView's columns, as far as the dictionary has them."""
        return column_names()

    async def changed_since(
        self, cursor: str, overlap: timedelta, not_before: str | None = None, *, part: str = WHOLE
    ) -> AsyncIterator[Page]:
        """Pages of customers whose debtor changed since the cursor less the overlap, or an address of theirs.

        Which of the two, ``part`` says; the documents are whole either way. AccountView pages by its key and not by
        stamp, so the cursor moves only once all is read: to the newest stamp that was seen and does not lie beyond the
        system's present when this began.
        """
        began = self._clock()
        start, reach = self._start(cursor, overlap, not_before, began), self._reach(cursor, began)
        reader = self._reader
        found = reader.with_changed_addresses(start) if part == ADDRESSES else reader.changed(start)
        left_out: list[Told] = []
        try:
            async for each in found:
                for stamp in each.stamps:
                    reach.pass_stamp(stamp)
                if documents := await self._documents_of(each.debtors, left_out):
                    yield Page(documents, cursor)
        except NoSuchYear:
            raise self._no_administration() from None
        reach.pass_moment(self._quiet.passed(part, cursor, began))
        end = reach.cursor
        if end != cursor:
            self._quiet.note(part, end, self._clock())
        if end != cursor or left_out:
            yield Page((), end, left_out)

    async def slices(self, part: str, position: str | None, since: str | None) -> AsyncIterator[Slice]:
        """All customers in the order of their number, or those that changed since a cursor; a position is a key.

        With all debtors come all their addresses, so that these are read by themselves only for what changed.
        """
        start = self._lowest_since(since)
        if part == ADDRESSES and start is None:
            return
        reader, after = self._reader, position or None
        found = reader.changed(start, after)
        if part == ADDRESSES and start is not None:
            found = reader.with_changed_addresses(start, after)
        try:
            async for each in found:
                left_out: list[Told] = []
                documents = await self._documents_of(each.debtors, left_out)
                yield Slice(documents, each.last or position or "", left_out)
        except NoSuchYear:
            raise self._no_administration() from None

    async def count(self, since: str | None) -> int:
        """How many customers that is, but for those of whom an address alone changed since."""
        try:
            return await self._reader.count(self._lowest_since(since))
        except NoSuchYear:
            raise self._no_administration() from None

    async def fetch(self, reference: str) -> Any | None:
        """The customer as they are now, wanted or not, or None when AccountView has them no longer."""
        try:
            documents = await self._reader.documents(await self._reader.numbered([reference]))
        except NoSuchYear:
            raise self._no_administration() from None
        return documents[0] if documents else None

    async def _documents_of(self, debtors: Sequence[Row], left_out: list[Told]) -> list[dict[str, Any]]:
        """Those that the flow wants, as documents; one without a number is told in ``left_out``."""
        wanted = [row for row in debtors if self._is_wanted(row)]
        unnamed = [row for row in wanted if not text_of(row, "SUB_NR")]
        left_out += [Told("accountview.document_without_number", table=DEBTORS, column="SUB_NR") for _ in unnamed]
        return await self._reader.documents([row for row in wanted if text_of(row, "SUB_NR")])

    def _is_wanted(self, row: Row) -> bool:
        return all(text_of(row, column).casefold() in values for column, values in self._wanted.items())

    def _no_administration(self) -> Transient:
        """Master data is read from today's administration only, and there is none."""
        return Transient(explain_missing_year(None, self._today(), self._settings).told, burns_try=False)


def open_customer_source(opened: Opened[AccountViewConnection, AccountViewClient], flow: Flow) -> AccountViewCustomers:
    """The source of customers, as the flow filters them. Raises StartError for a filter on no column of a debtor."""
    known = columns_of(DEBTORS)
    for name in flow.filter:
        if name.upper() not in known and not _OF_A_MODULE.match(name):
            mistake = tell_unknown(Told("names.field"), name, known)
            raise SettingsError.at(("flows", flow.name, "poll", "filter", name), mistake.told)
    also = [name.upper() for name in columns_asked(flow, {}, ("debtor", "addresses"))]
    return AccountViewCustomers(opened.client, opened.settings, wanted=flow.filter, also=also, today=opened.today)
