"""Fetches the rows that stand beside products in connectors of their own: of many products in one call each."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from handlers.vendors.afas.client import AfasClient, Row
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.source.belonging import Belonging
from handlers.vendors.afas.source.products.heads import Head
from handlers.vendors.afas.source.products.settings import AfasProducts
from handlers.vendors.afas.source.rows import is_elsewhere, only_read, text_of
from handlers.vendors.afas.source.shown_columns import ShownColumns

_MOST_OF_ONE: Final = 2000
"""Rows a page of what belongs to products: more than any article has of variants, prices or barcodes."""

ByCode = Mapping[str, Sequence[Row]]


class RowsBeside:
    """Fetches rows by the codes that they belong to. Raises Transient or Permanent, Barred for a lost column.

    ``filtered`` are columns of articles that a flow's filter names.
    """

    def __init__(
        self,
        client: AfasClient,
        shown: ShownColumns,
        settings: AfasConnection,
        filtered: Sequence[str],
    ) -> None:
        self._client = client
        self._products: AfasProducts = settings.products
        self._administration = settings.administration
        self._shown = shown
        self._take = max(settings.page_size, _MOST_OF_ONE)
        self._filtered = filtered

    async def articles(self, codes: Iterable[str]) -> list[Row]:
        """All rows of these articles."""
        columns = self._products.columns
        order = columns.dimension_1 if self._products.variants is not None and columns.dimension_1 else columns.number
        expected = (*columns.expected, *self._filtered)
        return _flat(await self._of_each(self._products.connector, columns.number, order, expected, codes))

    async def compositions(self, codes: Iterable[str]) -> list[Row]:
        """The rows of these compositions, their parts in order."""
        sets = self._products.compositions
        if sets is None:
            return []
        columns = sets.columns
        found = await self._of_each(sets.connector, columns.number, columns.sequence, columns.expected, codes)
        return _flat(found)

    async def complete(self, heads: Sequence[Head]) -> list[dict[str, Any]]:
        """Documents of heads. A connector that is not read is left out of them."""
        documents: list[dict[str, Any]] = [dict(head) for head in heads]
        articles = [one for one in documents if "article" in one]
        sets = [one for one in documents if "composition" in one]
        products = self._products
        if products.prices is not None:
            await self._add("prices", documents, products.prices.connector, products.prices.columns)
        if products.units is not None:
            await self._add("units", articles, products.units.connector, products.units.columns)
        if products.barcodes is not None:
            await self._add("barcodes", articles, products.barcodes.connector, products.barcodes.columns)
        if products.images is not None and products.images.connector is not None:
            await self._add("images", articles, products.images.connector, products.images.columns)
        await self._add_groups(documents)
        await self._add_parts(sets)
        return documents

    async def _add(self, name: str, documents: Sequence[dict[str, Any]], connector: str, columns: Any) -> None:
        """Put rows beside documents, by the code that each is of, without those that are a customer's own.

        An article may have thousands of these, more than a page holds: those of nobody come first, as AFAS sorts.
        """
        link, debtor = columns.item, getattr(columns, "debtor", None)
        codes = {self._code(document) for document in documents}
        found = await self._of_each(connector, link, debtor or link, columns.expected, codes)
        for document in documents:
            rows = found.get(self._code(document), ())
            document[name] = [only_read(columns, row) for row in rows if debtor is None or not text_of(row, debtor)]

    async def _add_groups(self, documents: Sequence[dict[str, Any]]) -> None:
        groups, articles, sets = self._products.groups, self._products.columns, self._products.compositions
        if groups is None:
            return
        columns = groups.columns
        named: list[tuple[dict[str, Any], str]] = []
        for document in documents:
            own = articles.group if "article" in document else (sets.columns.group if sets is not None else None)
            row = document.get("article") or document["composition"][0]
            if own is not None and (code := text_of(row, own)):
                named.append((document, code))
        codes = {code for _, code in named}
        found = await self._of_each(groups.connector, columns.code, columns.code, columns.expected, codes)
        for document, code in named:
            if rows := found.get(code):
                document["group"] = only_read(columns, rows[0])

    async def _add_parts(self, documents: Sequence[dict[str, Any]]) -> None:
        """Put beside each composition the codes of its parts, and whether they may be sold."""
        sets, columns = self._products.compositions, self._products.columns
        if sets is None or not documents:
            return
        item = sets.columns.item
        codes = {text_of(row, item) for document in documents for row in document["composition"]}
        by_code: dict[str, list[Row]] = {}
        for row in await self.articles(codes - {""}):
            if is_elsewhere(row, columns.administration, self._administration):
                continue
            by_code.setdefault(text_of(row, columns.number).casefold(), []).append(
                only_read(self._products.part_columns, row)
            )
        for document in documents:
            parts = dict.fromkeys(text_of(row, item).casefold() for row in document["composition"])
            document["articles"] = [row for code in parts for row in by_code.get(code, ())]

    def _code(self, document: Mapping[str, Any]) -> str:
        """The code of an article or composition, without those of its dimensions."""
        sets = self._products.compositions
        if "article" in document or sets is None:
            return text_of(document["article"], self._products.columns.number)
        return text_of(document["composition"][0], sets.columns.number)

    async def _of_each(
        self, connector: str, link: str, order: str, expected: Iterable[str], codes: Iterable[str]
    ) -> ByCode:
        belonging = Belonging(connector, link, order, self._take, tuple(expected))
        found = await belonging.of_each(self._client, sorted(set(codes)))
        self._shown.look_at(connector, [row for rows in found.values() for row in rows])
        return found


def _flat(found: ByCode) -> list[Row]:
    return [row for rows in found.values() for row in rows]
