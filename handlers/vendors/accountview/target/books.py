"""Reads and writes whole records: all pages of a query, one record in one call, each in the right fiscal year."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import date
from typing import Any, Final

from handlers.contracts.records import Fields
from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.dictionary import FieldType, type_of
from handlers.vendors.accountview.protocol import Answer, NoSuchYear, Part, Query, text_of, write_body
from handlers.vendors.accountview.protocol.answers import Row
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.shown import Shown
from handlers.vendors.accountview.target.party_drafting import PartyDrafting
from handlers.vendors.accountview.years import explain_missing_year
from handlers.vendors.mapped_target import MappedTarget
from mapping.base64_in_json import Base64InJson

EMPTY: Final[Mapping[FieldType, Any]] = {
    "C": "",
    "M": "",
    "D": "",
    "T": "",
    "N": 0,
    "I": 0,
    "Y": 0,
    "B": 0,
    "L": False,
}
"""What an empty column holds, by its type."""


class OpenBooks:
    """What all look-ups and writes of a flow share. Raises what the client raises.

    The settings say what a missing fiscal year leads to. ``shown`` is what the installation tells of itself.
    """

    def __init__(self, client: AccountViewClient, settings: AccountViewConnection, today: Callable[[], date]) -> None:
        self.settings = settings
        self.today = today
        self.shown = Shown(client, settings)
        self._client = client

    def key_column(self, table: str) -> str:
        """The column by which a table is paged: a query that may fill a page must ask for it."""
        return self._client.key_column(table)

    async def rows(self, query: Query, table: str) -> list[Row]:
        """All rows of a query's main table."""
        return [row async for answer in self.pages(query, table) for row in answer.rows(table) or ()]

    async def pages(self, query: Query, table: str) -> AsyncIterator[Answer]:
        """The answers to a query, page by page."""
        async with self._in_year(query.book_date):
            async for answer in self._client.pages(query, table):
                yield answer

    async def insert(
        self, business_object: str, header: Part, lines: Part | None = None, *, book_date: date | None = None
    ) -> Answer:
        """Make a record, with its lines where it has them; the answer shows what is stored, as far as it shows it."""
        numbers_as = self.settings.send_numbers_as
        body = write_body(business_object, header, lines, book_date=book_date, numbers_as=numbers_as)
        async with self._in_year(book_date):
            return await self._client.insert(business_object, body)

    async def insert_flat(self, business_object: str, table: str, fields: Fields, number: str) -> str | None:
        """Make a record without lines; the value of its column ``number``, or None."""
        answer = await self.insert(business_object, Part(table, [fields], table))
        return text_of(next(iter(answer.rows(table) or ()), {}), number) or None

    async def update(self, business_object: str, table: str, key: str, fields: Fields) -> None:
        """Change the given columns of a record, whose key is among them; None empties a column."""
        values = {column: EMPTY[type_of(table, column)] if value is None else value for column, value in fields.items()}
        part = Part(table, [values], table)
        body = write_body(business_object, part, key=key, numbers_as=self.settings.send_numbers_as)
        async with self._in_year(None):
            await self._client.update(business_object, body)

    async def update_picture(
        self, business_object: str, table: str, key: str, fields: Fields, mark: str, content: bytes
    ) -> None:
        """Change the given columns of a record, in one of which ``mark`` stands for bytes, which are sent as base64."""
        body = write_body(business_object, Part(table, [fields], table), key=key)
        async with self._in_year(None):
            await self._client.update(business_object, Base64InJson(body, mark, content), about="pictures")

    @asynccontextmanager
    async def _in_year(self, book_date: date | None) -> AsyncIterator[None]:
        try:
            yield
        except NoSuchYear:
            raise explain_missing_year(book_date, self.today(), self.settings) from None


class BooksTarget(MappedTarget):
    """What the targets of all records share: the open books, and the flow's mapping."""

    def __init__(self, connection: str, books: OpenBooks, drafting: PartyDrafting) -> None:
        super().__init__(connection, books.settings.commit_horizon, drafting, books.today)
        self._books = books
        self._drafting = drafting
