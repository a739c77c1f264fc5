"""Reads and writes whole records: all rows of a look-up, many things in one call, and one record in one call."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from handlers.vendors.afas.client import AfasClient, Row
from handlers.vendors.afas.dictionary import field_names
from handlers.vendors.afas.protocol import Condition, Element, Filter, Operator, QueryTooLongError, batches, page_query
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.source.columns import Column, Columns
from handlers.vendors.afas.target.owners import KnownOwners
from handlers.vendors.afas.target.party_drafting import PartyDrafting
from handlers.vendors.afas.target.writes import Write
from handlers.vendors.mapped_target import MappedTarget
from relay.errors import Hold
from words.told import Told


class OpenBooks:
    """What all look-ups and writes of a flow share.

    Raises what the client raises, and Hold for a value that no query of AFAS can hold.
    """

    def __init__(self, client: AfasClient, settings: AfasConnection, today: Callable[[], date]) -> None:
        self.settings = settings
        self.today = today
        self.owners = KnownOwners()
        self._client = client

    async def rows(
        self, connector: str, columns: Columns, unique: Column, conditions: Sequence[Condition], *then: Column
    ) -> list[Row]:
        """Rows that meet any of the conditions; one found by two calls is there twice.

        ``unique`` is the column by which the pages are sorted; where it is not, ``then`` are the columns that tell
        rows of one value apart.
        """

        def query_of(some: Sequence[Condition], skip: int = 0) -> str:
            where = Filter(tuple((one,) for one in some))
            return page_query(where, [unique, *then], take=self.settings.page_size, skip=skip)

        found: list[Row] = []
        try:
            # The longest number of rows to skip is reserved, so that later pages fit as well.
            cut = list(batches(conditions, lambda some: query_of(some, 10**9)))
        except QueryTooLongError:
            raise Hold(Told("afas.value_too_long_to_look_up", connector=connector)) from None
        for some in cut:
            skip = 0
            while (page := await self._client.rows(connector, query_of(some, skip), columns.expected)) or skip == 0:
                found += page
                skip += len(page)
                if len(page) < self.settings.page_size:
                    break
        return found

    async def send(self, write: Write, key: str = "") -> str | None:
        """Carry a write out; what AFAS answers under this key, such as the new number, or None."""
        keys = await self._client.write(write.method, write.connector, write.element, part=write.part)
        return keys.get(key) or None

    async def send_picture(self, connector: str, element: Element, mark: str, content: bytes) -> None:
        """Change a record; ``mark`` stands in the field of a picture, whose bytes are sent in its stead."""
        await self._client.write_picture(connector, element, mark, content)


class BooksTarget(MappedTarget):
    """What the targets of all records that are about whoever buys share: the open books, and the flow's mapping."""

    def __init__(
        self, connection: str, books: OpenBooks, drafting: PartyDrafting, notices: Sequence[Told] = ()
    ) -> None:
        super().__init__(connection, books.settings.commit_horizon, drafting, books.today, notices)
        self._books = books
        self._drafting = drafting

    @property
    def field_names(self) -> frozenset[str]:
        """Those of AFAS's fields and objects that the dictionary knows."""
        return field_names()


def equal(column: Column, values: Sequence[str]) -> list[Condition]:
    """Conditions of which a row meets one when the column has one of the values."""
    return [Condition(column, Operator.EQUAL, value) for value in values]


def text_of(row: Mapping[str, Any], word: str) -> str:
    """What stands under a word, as text without blanks around it."""
    value = row.get(word)
    return "" if value is None else str(value).strip()
