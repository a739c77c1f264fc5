"""What AccountView's sources of master data have in common: how one is polled, read whole in slices, and fetched."""

import re
from abc import abstractmethod
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.dictionary import column_names
from handlers.vendors.accountview.protocol import NoSuchYear, text_of
from handlers.vendors.accountview.protocol.answers import Row
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.source.master_data import Found
from handlers.vendors.accountview.source.quiet_time import QuietTime
from handlers.vendors.accountview.years import explain_missing_year
from handlers.vendors.document_source import DocumentSource, UnderstoodDocuments
from handlers.vendors.opening import Opened
from handlers.vendors.shipped_rows import shipped_rows
from relay.errors import Transient
from relay.roles import WHOLE, Page, Slice
from words.told import Told

RecordT = TypeVar("RecordT", bound=BaseModel)

OF_A_MODULE: Final = re.compile(r"[A-Z]\d{1,2}_", re.IGNORECASE)
"""How a column of a partner's module begins, such as X11_SHOP, which stands in no list that ships."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class RecordShape:
    """The table of the records, and the column that names one; ``main`` and ``words`` are as in DocumentSource."""

    table: str
    number: str
    main: str
    words: Mapping[str, str | None] = field(default_factory=dict)


class MasterDataSource(DocumentSource[RecordT]):
    """Records of one entity, with the values exactly as AccountView has them.

    ``wanted`` is the flow's ``poll.filter``, by AccountView's columns of the records' table.
    """

    def __init__(
        self,
        documents: UnderstoodDocuments[RecordT],
        preset: str,
        opened: Opened[AccountViewConnection, AccountViewClient],
        shape: RecordShape,
        *,
        parts: Sequence[str] = (WHOLE,),
        wanted: Mapping[str, Sequence[str]],
        clock: Callable[[], datetime] = _now,
    ) -> None:
        settings = opened.settings
        zone = ZoneInfo(settings.reading.time_zone)
        rows = shipped_rows("accountview", preset)
        horizon, clock_there = settings.commit_horizon, opened.client.clock
        super().__init__(documents, rows, horizon, zone, clock_there, parts=parts, main=shape.main, words=shape.words)
        self._settings = settings
        self._shape = shape
        self._wanted = {name.upper(): {value.strip().casefold() for value in values} for name, values in wanted.items()}
        self._today: Callable[[], date] = opened.today
        self._clock = clock
        self._quiet = QuietTime()

    @property
    def field_names(self) -> frozenset[str]:
        """The names of AccountView's columns, as far as the dictionary has them."""
        return column_names()

    @abstractmethod
    def _find(self, part: str, start: datetime | None, after: str | None) -> AsyncIterator[Found]:
        """Records of which this part is stamped ``start`` or later, or all of them, in the order of the part's key."""

    @abstractmethod
    async def _count(self, start: datetime | None) -> int:
        """How many records are stamped ``start`` or later, or there are."""

    @abstractmethod
    async def _numbered(self, reference: str) -> Sequence[Row]:
        """The record of this number; none where AccountView has it no longer."""

    @abstractmethod
    async def _documents_for(self, rows: Sequence[Row]) -> list[dict[str, Any]]:
        """These records as documents."""

    async def changed_since(
        self, cursor: str, overlap: timedelta, not_before: str | None = None, *, part: str = WHOLE
    ) -> AsyncIterator[Page]:
        """Pages of records that changed since the cursor less the overlap: the part of this name, or the record itself.

        The documents are whole either way. AccountView pages by its key and not by stamp, so the cursor moves only once
        all is read: to the newest stamp that was seen and does not lie beyond the system's present when this began.
        """
        began = self._clock()
        start, reach = self._start(cursor, overlap, not_before, began), self._reach(cursor, began)
        left_out: list[Told] = []
        try:
            async for each in self._find(part, start, None):
                for stamp in each.stamps:
                    reach.pass_stamp(stamp)
                if documents := await self._choose(each.rows, left_out):
                    yield Page(documents, cursor)
        except NoSuchYear:
            raise self._no_administration() from None
        reach.pass_moment(self._passed(part, cursor, began))
        end = reach.cursor
        if end != cursor:
            self._quiet.note(part, end, self._clock())
        if end != cursor or left_out:
            yield Page((), end, left_out)

    async def slices(self, part: str, position: str | None, since: str | None) -> AsyncIterator[Slice]:
        """All records in the order of their key, or those that changed since a cursor; a position is a key."""
        try:
            async for each in self._find(part, self._lowest_since(since), position or None):
                left_out: list[Told] = []
                documents = await self._choose(each.rows, left_out)
                yield Slice(documents, each.last or position or "", left_out)
        except NoSuchYear:
            raise self._no_administration() from None

    async def count(self, since: str | None) -> int:
        """How many records that is, but for those of which another part alone changed since."""
        try:
            return await self._count(self._lowest_since(since))
        except NoSuchYear:
            raise self._no_administration() from None

    async def fetch(self, reference: str) -> Any | None:
        """The record as it is now, wanted or not, or None when AccountView has it no longer."""
        try:
            documents = await self._documents_for(await self._numbered(reference))
        except NoSuchYear:
            raise self._no_administration() from None
        return documents[0] if documents else None

    def _passed(self, part: str, cursor: str, began: datetime) -> datetime:
        """A moment up to which all of a part is read, though no stamp tells it."""
        return self._quiet.passed(part, cursor, began)

    async def _choose(self, rows: Sequence[Row], left_out: list[Told]) -> list[dict[str, Any]]:
        """Those that the flow wants, as documents; one without a number is told in ``left_out``."""
        wanted = [row for row in rows if self._is_wanted(row)]
        table, column = self._shape.table, self._shape.number
        named = [row for row in wanted if text_of(row, column)]
        told = Told("accountview.document_without_number", table=table, column=column)
        left_out += [told] * (len(wanted) - len(named))
        return await self._documents_for(named)

    def _is_wanted(self, row: Row) -> bool:
        return all(text_of(row, column).casefold() in values for column, values in self._wanted.items())

    def _no_administration(self) -> Transient:
        """Master data is read from today's administration only, and there is none."""
        return Transient(explain_missing_year(None, self._today(), self._settings).told, burns_try=False)
