"""Fetches products from the connectors they stand in: whichever shows a change, each product is read whole.

Whatever belongs to the products of a page comes by look-ups for many of them at once, never by one for each.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from handlers.vendors.afas.client import AfasClient, Row
from handlers.vendors.afas.protocol import QUERY_LIMIT, Filter, any_of, both
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.source.changes import Changes, longest_query, read_by_number, read_changes
from handlers.vendors.afas.source.part import Part
from handlers.vendors.afas.source.products.beside_rows import RowsBeside
from handlers.vendors.afas.source.products.heads import Head, HeadChooser, Heads
from handlers.vendors.afas.source.products.naming import ProductNames
from handlers.vendors.afas.source.products.parts import ARTICLES, COMPOSITIONS
from handlers.vendors.afas.source.products.settings import AfasProducts
from handlers.vendors.afas.source.rows import Wanted, is_since
from handlers.vendors.afas.source.shown_columns import ShownColumns
from words.told import Told

_YES_OR_NO: Final = frozenset({"true", "false"})


@dataclass(frozen=True, slots=True)
class ReadHeads:
    """Some products that a page of a part leads to, and how far that page goes.

    ``complete_to`` is on Amsterdam's clock, None where the part is read in the order of its key; ``last`` is the last
    key of the page then.
    """

    heads: Sequence[Head]
    left_out: Sequence[Told]
    elsewhere: int
    complete_to: datetime | None = None
    last: str = ""


class ProductReader:
    """Reads rows; which of them make a product is decided here, and what they say elsewhere.

    Raises Transient or Permanent, among them Barred where a connector lacks a column that it had.
    """

    def __init__(
        self,
        client: AfasClient,
        settings: AfasConnection,
        wanted: Wanted,
        *,
        also: Sequence[str] = (),
        pushed: Filter | None = None,
    ) -> None:
        self._client = client
        self._page_size = settings.page_size
        self._products: AfasProducts = settings.products
        self._names = ProductNames(self._products)
        self._chooser = HeadChooser(self._products, wanted, settings.administration, also)
        self._shown = ShownColumns(self._products.read_columns)
        self._pushed = pushed or Filter()
        self._filtered = (*self._chooser.wanted, *also)
        self._beside = RowsBeside(client, self._shown, settings, self._filtered)

    async def read_changed(self, part: Part, start: datetime) -> AsyncIterator[ReadHeads]:
        """Wanted products to which rows of the part lead that are stamped ``start`` or later."""
        seen: set[str] = set()
        async for page in read_changes(self._client, self._changes(part), start):
            heads = await self._heads(part, page.rows, seen)
            left_out = (*page.left_out, *heads.left_out)
            yield ReadHeads([*heads.by_number.values()], left_out, heads.elsewhere, page.complete_to)

    async def read_in_order(self, part: Part, after: str | None, start: datetime | None) -> AsyncIterator[ReadHeads]:
        """The same in the order of the part's key, after one of these; without ``start`` of all rows.

        Of a part that leads to products, those are left out that their own part brings.
        """
        seen: set[str] = set()
        async for page in read_by_number(self._client, self._changes(part), after, start):
            heads = await self._heads(part, page, seen)
            found = [head for head in heads.by_number.values() if not self._comes_by_itself(part, head, start)]
            yield ReadHeads(found, heads.left_out, heads.elsewhere, last=str(page[-1].get(part.key)))

    async def read_numbered(self, number: str) -> Head | None:
        """The product of this number, wanted or not; None where there is none."""
        named = self._names.read(number)
        if named is None:
            return None
        if named.is_composition:
            rows = await self._beside.compositions([named.code.item])
            return self._chooser.of_compositions(rows, wanted=False).by_number.get(number)
        rows = await self._beside.articles([named.code.item])
        return self._chooser.of_articles(rows, wanted=False).by_number.get(number)

    async def documents(self, heads: Sequence[Head]) -> list[dict[str, Any]]:
        """The products with all that stands beside them."""
        return await self._beside.complete(heads)

    async def _heads(self, part: Part, rows: Sequence[Row], seen: set[str]) -> Heads:
        """The wanted products that rows of a part are or lead to; ``seen`` is what they led to before."""
        self._shown.look_at(part.connector, rows)
        if not part.links:
            return self._chooser.of_articles(rows)
        codes = part.leads_to(rows) - seen
        seen |= codes
        if part.name == COMPOSITIONS:
            return self._chooser.of_compositions(await self._beside.compositions(codes))
        heads = self._chooser.of_articles(await self._beside.articles(codes))
        if part.name == "prices" and self._products.compositions is not None:
            sets = self._chooser.of_compositions(await self._beside.compositions(codes))
            heads.by_number |= sets.by_number
            heads.elsewhere += sets.elsewhere
        return heads

    def _comes_by_itself(self, part: Part, head: Head, start: datetime | None) -> bool:
        """Whether a product that another part led to changed itself as well, so that its own part brings it."""
        if start is None or part.name in {ARTICLES, COMPOSITIONS}:
            return False
        if "article" in head:
            return is_since(head["article"], self._products.columns.modified, start)
        compositions = self._products.compositions
        return compositions is not None and any(
            is_since(row, compositions.columns.modified, start) for row in head["composition"]
        )

    def _changes(self, part: Part) -> Changes:
        """Which rows to read of a part. A filter that would make the query too long is looked at here alone.

        So is one of a yes or no: users of AFAS's connectors report that it filters worked-out columns unreliably.
        """
        if part.connector != self._products.connector:
            return part.changes(Filter(), self._page_size)
        where = Filter()
        for column, values in self._chooser.wanted.items():
            if not any(value.casefold() in _YES_OR_NO for value in values):
                where = both(where, any_of(column, values))
        for chosen in (both(where, self._pushed), where):
            changes = part.changes(chosen, self._page_size, self._filtered)
            if longest_query(changes) <= QUERY_LIMIT:
                return changes
        return part.changes(Filter(), self._page_size, self._filtered)
