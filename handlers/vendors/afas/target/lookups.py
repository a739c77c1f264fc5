"""Finds through GetConnectors what AFAS has: many things in one call, and all pages of an answer."""

import re
from collections.abc import Sequence

from handlers.contracts.debtors import CustomerMarks
from handlers.vendors.afas.client import AfasClient, Row
from handlers.vendors.afas.protocol import (
    Condition,
    Filter,
    Operator,
    QueryTooLongError,
    batches,
    page_query,
)
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.source.columns import Column, Columns, require_columns
from relay.errors import Hold

_DUTCH_POSTCODE = re.compile(r"([0-9]{4}) ?([A-Z]{2})", re.IGNORECASE)


class LookUps:
    """The look-ups of one connection. Raises Transient or Permanent, and Hold for a value no query of AFAS can hold."""

    def __init__(self, client: AfasClient, settings: AfasConnection) -> None:
        self._client = client
        self._names = settings.lookups
        self._take = settings.page_size
        self._email = Operator.CONTAINS if settings.writing.email_search == "contains" else Operator.EQUAL

    async def debtors(self, marks: CustomerMarks) -> list[Row]:
        """Debtors with any of the marks; of name and address the postcode is asked for, with and without its blank."""
        columns = self._names.debtor_columns
        wanted = [
            (columns.number, Operator.EQUAL, marks.code),
            (columns.vat_number, Operator.EQUAL, marks.vat_number),
            (columns.email, self._email, marks.email),
            *((columns.postcode, Operator.EQUAL, postcode) for postcode in _spellings(marks.postcode)),
        ]
        conditions = [Condition(column, operator, value) for column, operator, value in wanted if column and value]
        return await self._any(self._names.debtors, columns, conditions, columns.number)

    async def debtor(self, number: str) -> Row | None:
        """The debtor of this number, or None."""
        columns = self._names.debtor_columns
        rows = await self._any(self._names.debtors, columns, _equal(columns.number, [number]), columns.number)
        return next((row for row in rows if str(row.get(columns.number)).strip() == number), None)

    async def addresses(self, debtor: str) -> list[Row]:
        """All delivery addresses of a debtor."""
        columns = self._names.address_columns
        return await self._any(self._names.addresses, columns, _equal(columns.debtor, [debtor]), columns.number)

    async def articles(self, codes: Sequence[str]) -> list[Row]:
        """The items that have one of these codes, in as few calls as AFAS's queries allow."""
        columns = self._names.article_columns
        return await self._any(self._names.articles, columns, _equal(columns.number, codes), columns.number)

    async def orders(self, reference: str) -> list[Row]:
        """Sales orders whose reference AFAS finds equal."""
        columns = self._names.order_columns
        return await self._any(self._names.orders, columns, _equal(columns.reference, [reference]), columns.number)

    async def packing_slips(self, reference: str) -> list[Row]:
        """Direct invoices, by their packing slips, whose reference AFAS finds equal; none where they are not read."""
        columns, connector = self._names.packing_slip_columns, self._names.packing_slips
        if connector is None:
            return []
        return await self._any(connector, columns, _equal(columns.reference, [reference]), columns.number)

    async def _any(
        self, connector: str, columns: Columns, conditions: Sequence[Condition], unique: Column
    ) -> list[Row]:
        """Rows that meet any of the conditions; one found by two calls is there twice."""

        def query_of(some: Sequence[Condition], skip: int = 0) -> str:
            return page_query(Filter(tuple((one,) for one in some)), [unique], take=self._take, skip=skip)

        found: list[Row] = []
        try:
            # The longest number of rows to skip is reserved, so that later pages fit as well.
            cut = list(batches(conditions, lambda some: query_of(some, 10**9)))
        except QueryTooLongError:
            raise Hold(f"a value is too long to be looked up in {connector}; shorten it in the source") from None
        for some in cut:
            skip = 0
            while (page := await self._client.rows(connector, query_of(some, skip))) or skip == 0:
                found += page
                skip += len(page)
                if len(page) < self._take:
                    break
        require_columns(connector, columns.expected, found)
        return found


def _equal(column: Column, values: Sequence[str]) -> list[Condition]:
    return [Condition(column, Operator.EQUAL, value) for value in values]


def _spellings(postcode: str) -> tuple[str, ...]:
    """A postcode as books may have it.

    >>> _spellings("1234AB"), _spellings("40212"), _spellings("")
    (('1234 AB', '1234AB'), ('40212',), ())
    """
    match = _DUTCH_POSTCODE.fullmatch(postcode)
    if match is None:
        return (postcode,) if postcode else ()
    return f"{match[1]} {match[2]}", f"{match[1]}{match[2]}"
