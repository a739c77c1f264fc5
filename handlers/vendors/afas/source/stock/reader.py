"""Fetches stock: what changed by its stamp, with all further levels of the same articles, or all there is.

All there is comes in the order of the articles' codes, page by page: where an article's rows go on beyond a page, they
are left to the next one, so that each article comes whole and no row is fetched by itself.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.vendors.afas.client import AfasClient, Row
from handlers.vendors.afas.protocol import Condition, Filter, Operator, all_of, page_query
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.source.changes import Changes, read_by_number, read_changes
from handlers.vendors.afas.source.part import Part
from handlers.vendors.afas.source.rows import Wanted, text_of
from handlers.vendors.afas.source.shown_columns import ShownColumns
from handlers.vendors.afas.source.stock.beside_rows import RowsBeside, Span
from handlers.vendors.afas.source.stock.heads import Head, HeadChooser, Heads
from handlers.vendors.afas.source.stock.naming import StockNames
from handlers.vendors.afas.source.stock.parts import COMPOSITIONS
from relay.errors import Barred, Scope
from words.told import Told


@dataclass(frozen=True, slots=True)
class ReadHeads:
    """Some records that a page leads to, and how far that page goes.

    ``complete_to`` is on Amsterdam's clock, None where the page is one of all there is; ``last`` is its last key then.
    ``span`` are the first and the last code of a page that has all articles between them.
    """

    heads: Sequence[Head]
    left_out: Sequence[Told]
    elsewhere: int
    complete_to: datetime | None = None
    last: str = ""
    span: Span | None = None


class StockReader:
    """Reads rows; which of them make a record is decided here, and what they say elsewhere.

    Raises Transient or Permanent, among them Barred where a connector lacks a column that it had.
    """

    def __init__(
        self, client: AfasClient, settings: AfasConnection, names: StockNames, wanted: Wanted, also: Sequence[str] = ()
    ) -> None:
        self._client = client
        self._page_size = settings.page_size
        self._stock = settings.stock
        self._names = names
        self._chooser = HeadChooser(self._stock, names, wanted, settings.administration, also)
        self._shown = ShownColumns(self._stock.read_columns)
        filtered = (*self._chooser.wanted, *also)
        self._beside = RowsBeside(client, self._shown, settings, also, filtered)
        self._expected = (*self._stock.columns.expected, *filtered)

    async def read_changed(self, part: Part, start: datetime) -> AsyncIterator[ReadHeads]:
        """Wanted records to which rows of the part lead that are stamped ``start`` or later."""
        seen: set[str] = set()
        async for page in read_changes(self._client, self._changes(part), start):
            heads = await self._led_to(part, page.rows, seen)
            left_out = (*page.left_out, *heads.left_out)
            yield ReadHeads([*heads.by_number.values()], left_out, heads.elsewhere, page.complete_to)

    async def read_in_order(self, part: Part, after: str | None, start: datetime | None) -> AsyncIterator[ReadHeads]:
        """The same in the order of the part's key, after one of these; without ``start`` all there is."""
        seen: set[str] = set()
        if part.name == COMPOSITIONS or start is not None:
            async for rows in read_by_number(self._client, self._changes(part), after, start):
                heads = await self._led_to(part, rows, seen)
                last = str(rows[-1].get(part.key))
                yield ReadHeads([*heads.by_number.values()], heads.left_out, heads.elsewhere, last=last)
            return
        async for rows, last in self._whole_articles(after):
            self._shown.look_at(part.connector, rows)
            heads = self._chooser.of_levels(rows)
            found, first = [*heads.by_number.values()], str(rows[0].get(part.key))
            yield ReadHeads(found, heads.left_out, heads.elsewhere, last=last, span=(first, last))

    async def read_numbered(self, number: str) -> Head | None:
        """The record of this number, wanted or not; None where AFAS shows none."""
        named = self._names.read(number)
        if named is None:
            return None
        heads = self._chooser.of_levels(await self._beside.levels([named.code.item]), wanted=False)
        if number in heads.by_number or not named.is_composition:
            return heads.by_number.get(number)
        rows = await self._beside.compositions([named.code.item])
        return self._chooser.of_compositions(rows, wanted=False).by_number.get(number)

    async def documents(self, heads: Sequence[Head], span: Span | None = None) -> list[Head]:
        """The records with all that stands beside their levels; ``span`` is that of the page that they are of."""
        return await self._beside.complete([dict(head) for head in heads], span)

    async def _led_to(self, part: Part, rows: Sequence[Row], seen: set[str]) -> Heads:
        """The wanted records that rows of a part lead to, which ``seen`` does not have yet.

        A composition changes with each of its parts; one that has levels of its own is among the levels.
        """
        self._shown.look_at(part.connector, rows)
        codes = part.leads_to(rows) - seen
        seen |= codes
        if part.name == COMPOSITIONS:
            return await self._sets(codes)
        heads = self._chooser.of_levels(await self._beside.levels(codes))
        sets = await self._sets(await self._beside.codes_of_sets_with(codes))
        heads.by_number = {**sets.by_number, **heads.by_number}
        return heads

    async def _sets(self, codes: Iterable[str]) -> Heads:
        """Compositions without levels of their own."""
        heads = self._chooser.of_compositions(await self._beside.compositions(codes))
        kept = self._chooser.of_levels(
            await self._beside.levels([self._names.sku_of(number) for number in heads.by_number]), wanted=False
        )
        for number in kept.by_number:
            heads.by_number.pop(number, None)
        return heads

    async def _whole_articles(self, after: str | None) -> AsyncIterator[tuple[list[Row], str]]:
        """All rows after a code in the order of the codes; each page ends with the last row of an article."""
        columns, size = self._stock.columns, self._page_size
        order = list(dict.fromkeys((columns.number, columns.warehouse or columns.number)))
        while True:
            beyond = Condition(columns.number, Operator.ABOVE, after) if after else None
            where = all_of(beyond or Condition(columns.number, Operator.NOT_EMPTY))
            rows = await self._client.rows(self._stock.connector, page_query(where, order, take=size), self._expected)
            is_last = len(rows) < size
            whole = rows if is_last else [row for row in rows if not _is_same(row, rows[-1], columns.number)]
            if not whole and rows:  # one article alone fills a page
                whole = await self._beside.levels([text_of(rows[-1], columns.number)])
                self._refuse_standing_still(after, whole)
            if whole:
                after = str(whole[-1].get(columns.number))
                yield whole, after
            if is_last:
                return

    def _refuse_standing_still(self, after: str | None, whole: Sequence[Row]) -> None:
        """Raise Barred where a page does not lead beyond the one before."""
        column = self._stock.columns.number
        if not whole or str(whole[-1].get(column)) == after:
            raise Barred(Told("afas.no_next_page", connector=self._stock.connector, column=column), scope=Scope.FLOW)

    def _changes(self, part: Part) -> Changes:
        wanted = self._expected if part.name != COMPOSITIONS else ()
        return part.changes(Filter(), self._page_size, wanted)


def _is_same(row: Row, other: Row, column: str) -> bool:
    return text_of(row, column).casefold() == text_of(other, column).casefold()
