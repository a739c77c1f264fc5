"""Fetches rows by the codes that they belong to: all levels of many articles in one call, and what is beside them."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from handlers.vendors.afas.client import AfasClient, Row
from handlers.vendors.afas.protocol import Condition, Operator, all_of, page_query
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.source.belonging import Belonging
from handlers.vendors.afas.source.columns import Columns
from handlers.vendors.afas.source.rows import is_elsewhere, only_read, text_of
from handlers.vendors.afas.source.shown_columns import ShownColumns
from handlers.vendors.afas.source.stock.levels import needs_open_lines, read_levels

_MOST_OF_ONE: Final = 2000
"""Rows a page of what belongs to articles: more than any has of warehouses, units or open lines."""

_MANY: Final = 100
"""So many codes fit into about one query: of more it takes fewer calls to read all rows between two codes."""

ByCode = dict[str, list[Row]]

Span = tuple[str, str]
"""The codes of the first and the last of some articles in the order of codes."""


class RowsBeside:
    """Fetches rows of one connection. Raises Transient or Permanent, Barred for a lost column.

    ``also`` are further columns of levels that are kept, and ``filtered`` such that a flow's filter names.
    """

    def __init__(
        self,
        client: AfasClient,
        shown: ShownColumns,
        settings: AfasConnection,
        also: Sequence[str],
        wanted: Sequence[str],
    ) -> None:
        self._client = client
        self._shown = shown
        self._stock = settings.stock
        self._administration = settings.administration
        self._take = max(settings.page_size, _MOST_OF_ONE)
        self._also = tuple(also)
        self._expected = (*self._stock.columns.expected, *also, *wanted)

    async def levels(self, codes: Iterable[str]) -> list[Row]:
        """All levels of these articles, in all warehouses and of all variants."""
        columns = self._stock.columns
        order = columns.warehouse or columns.number
        found = await self._of_each(self._stock.connector, columns.number, order, self._expected, codes)
        return [row for rows in found.values() for row in rows]

    async def compositions(self, codes: Iterable[str]) -> list[Row]:
        """The rows of these compositions, their parts in order."""
        sets = self._stock.compositions
        if sets is None:
            return []
        own = sets.columns.number
        found = await self._of_each(sets.connector, own, sets.columns.sequence, sets.columns.expected, codes)
        return [row for rows in found.values() for row in rows]

    async def codes_of_sets_with(self, codes: Iterable[str]) -> set[str]:
        """The codes of the compositions of which one of these articles is a part."""
        sets = self._stock.compositions
        if sets is None:
            return set()
        item = sets.columns.item
        found = await self._of_each(sets.connector, item, sets.columns.number, sets.columns.expected, codes)
        rows = [row for rows in found.values() for row in rows]
        return {code for row in rows if (code := text_of(row, sets.columns.number))}

    async def complete(self, documents: Sequence[dict[str, Any]], span: Span | None = None) -> list[dict[str, Any]]:
        """Documents with what stands beside their levels: the parts' own, the other units and the open lines.

        ``span`` are the codes of the first and the last of them, where they are all the articles between.
        """
        sets = [document for document in documents if "composition" in document]
        await self._add_parts(sets)
        articles = [document for document in documents if "composition" not in document]
        if self._stock.units is not None:
            await self._add("units", articles, self._stock.units.connector, self._stock.units.columns, span)
        if self._stock.open_lines is not None:
            unsure = [document for document in documents if self._needs_open_lines(document)]
            await self._add("open_lines", unsure, self._stock.open_lines.connector, self._stock.open_lines.columns)
        return [*documents]

    async def _add(
        self,
        name: str,
        documents: Sequence[dict[str, Any]],
        connector: str,
        columns: Columns,
        span: Span | None = None,
    ) -> None:
        link, column = str(dict(columns)["item"]), self._stock.columns.number
        owners = [{text_of(row, column) for row in document["stock"]} for document in documents]
        codes = set[str]().union(*owners)
        if span is not None and len(codes) > _MANY:
            found = await self._within(connector, link, columns.expected, span)
        else:
            found = await self._of_each(connector, link, link, columns.expected, codes)
        for document, codes in zip(documents, owners, strict=True):
            rows = [row for code in sorted(codes) for row in found.get(code, ())]
            document[name] = [only_read(columns, row) for row in rows]

    async def _add_parts(self, documents: Sequence[dict[str, Any]]) -> None:
        """Put beside each composition the levels of its parts."""
        sets, columns = self._stock.compositions, self._stock.columns
        if sets is None or not documents:
            return
        item = sets.columns.item
        codes = {text_of(row, item) for document in documents for row in document["composition"]}
        by_code: ByCode = {}
        for row in await self.levels(codes - {""}):
            if not is_elsewhere(row, columns.administration, self._administration):
                by_code.setdefault(text_of(row, columns.number).casefold(), []).append(only_read(columns, row))
        for document in documents:
            parts = dict.fromkeys(text_of(row, item).casefold() for row in document["composition"])
            document["stock"] = [row for code in parts for row in by_code.get(code, ())]

    def _needs_open_lines(self, document: dict[str, Any]) -> bool:
        """Whether AFAS keeps no reservations of the article, or of a part."""
        by_code: ByCode = {}
        for row in document["stock"]:
            by_code.setdefault(text_of(row, self._stock.columns.number), []).append(row)
        return any(needs_open_lines(read_levels(rows, self._stock, [])) for rows in by_code.values())

    async def _within(self, connector: str, link: str, expected: Sequence[str], span: Span) -> ByCode:
        """The rows of all articles from one code to another, in the order of their codes.

        Where an article's rows go on beyond a page, all of them come with the next one.
        """
        (first, last), found = span, ByCode()
        start = Condition(link, Operator.AT_LEAST, first)
        while True:
            where = all_of(start, Condition(link, Operator.AT_MOST, last))
            rows = await self._client.rows(connector, page_query(where, [link], take=self._take), expected)
            self._shown.look_at(connector, rows)
            is_last = len(rows) < self._take
            end = "" if is_last else text_of(rows[-1], link)
            whole = [row for row in rows if text_of(row, link) != end] or rows
            for row in whole:
                found.setdefault(text_of(row, link), []).append(row)
            if is_last:
                return found
            start = Condition(link, Operator.ABOVE, str(whole[-1].get(link)))

    async def _of_each(
        self, connector: str, link: str, order: str, expected: Iterable[str], codes: Iterable[str]
    ) -> ByCode:
        belonging = Belonging(connector, link, order, self._take, tuple(expected))
        found = await belonging.of_each(self._client, sorted(set(codes)))
        self._shown.look_at(connector, [row for rows in found.values() for row in rows])
        return found
