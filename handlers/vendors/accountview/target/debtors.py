"""Finds, makes and changes debtors and their delivery addresses."""

import re
from collections.abc import Iterable, Sequence

from handlers.contracts.addresses import FoundAddress
from handlers.contracts.debtors import CustomerMarks, FoundDebtor
from handlers.contracts.records import Fields
from handlers.vendors.accountview.protocol import Filter, Operator, Query
from handlers.vendors.accountview.target.books import OpenBooks
from handlers.vendors.accountview.target.found import found_address, found_debtor

COMPARED = ("SUB_NR", "MAIL_BUS", "VAT_NR", "ACCT_NAME", "POST_CODE", "ST_NR", "ST_EXTRA", "ADDRESS1", "CNT_CODE")
"""What a customer is compared by."""

_DUTCH_POSTCODE = re.compile(r"(\d{4}) ?([A-Z]{2})", re.IGNORECASE)


class Debtors:
    """Objects AR1 and ADDR. ``columns`` are those that the flow's mapping fills, to be read back."""

    def __init__(self, books: OpenBooks, columns: Sequence[str], address_columns: Sequence[str]) -> None:
        self._books = books
        self._names = books.settings.objects
        self._columns = _once([*COMPARED, *columns])
        self._address_columns = _once(["REC_ID", "SUB_NR", *address_columns])

    async def find(self, marks: CustomerMarks) -> Sequence[FoundDebtor]:
        """Debtors with any of the marks, in one call; of name and address the postcode is asked for."""
        filters = tuple(self._filters(marks))
        if not filters:
            return []
        query = Query(self._names.debtor, self._columns, filters, match_any=len(filters) > 1)
        return [found_debtor(row) for row in await self._books.rows(query, "CONTACT")]

    async def create(self, fields: Fields) -> str | None:
        """One call: AccountView keeps a company's contact on the debtor."""
        return await self._books.insert_flat(self._names.debtor, "CONTACT", fields, "SUB_NR")

    async def update(self, number: str, fields: Fields) -> None:
        """Set these columns of a debtor; nothing to set is no call."""
        if fields:
            await self._books.update(self._names.debtor, "CONTACT", number, {"SUB_NR": number, **fields})

    async def addresses(self, debtor: str) -> Sequence[FoundAddress]:
        """All delivery addresses of a debtor."""
        query = Query(self._names.address, self._address_columns, (Filter("SUB_NR", debtor),))
        return [found_address(row) for row in await self._books.rows(query, "DEL_ADDR")]

    async def create_address(self, fields: Fields) -> str | None:
        """Make a delivery address; its number is what an order names in DEL_CODE."""
        return await self._books.insert_flat(self._names.address, "DEL_ADDR", fields, "REC_ID")

    def _filters(self, marks: CustomerMarks) -> Iterable[Filter]:
        if marks.email:
            wide = self._books.settings.email_search == "contains"
            yield Filter("MAIL_BUS", marks.email, Operator.CONTAINS if wide else Operator.EQUAL)
        if marks.code:
            yield Filter("SUB_NR", marks.code)
        if marks.vat_number:
            yield Filter("VAT_NR", marks.vat_number)
        for postcode in _spellings(marks.postcode):
            yield Filter("POST_CODE", postcode)


def _spellings(postcode: str) -> tuple[str, ...]:
    """A Dutch postcode as it may stand in the books, with its blank and without."""
    match = _DUTCH_POSTCODE.fullmatch(postcode)
    if match is None:
        return (postcode,) if postcode else ()
    return (f"{match[1]} {match[2].upper()}", f"{match[1]}{match[2].upper()}")


def _once(columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(columns))
