"""Finds and makes the delivery addresses of debtors."""

from collections.abc import Sequence

from handlers.contracts.addresses import FoundAddress
from handlers.contracts.records import Fields
from handlers.vendors.accountview.protocol import Filter, Query, text_of
from handlers.vendors.accountview.target.books import BooksTarget
from handlers.vendors.mapped_target import MappedAddresses


class Addresses(BooksTarget, MappedAddresses):
    """Implements ``handlers.contracts.addresses.AddressTarget``, where each method's contract stands. Object ADDR."""

    async def find_addresses(self, debtor: str) -> Sequence[FoundAddress]:
        """All delivery addresses of a debtor, with the columns that the flow's mapping fills."""
        columns = tuple(dict.fromkeys(["REC_ID", "SUB_NR", *self._drafting.columns("DEL_ADDR")]))
        query = Query(self._books.settings.objects.address, columns, (Filter("SUB_NR", debtor),))
        rows = await self._books.rows(query, "DEL_ADDR")
        return [FoundAddress(number=text_of(row, "REC_ID"), fields=dict(row)) for row in rows]

    async def require_owner_of_addresses(self, debtor: str) -> None:
        """Every debtor may have addresses here."""

    async def create_address(self, fields: Fields) -> str | None:
        """Make a delivery address; its number is what an order names in DEL_CODE."""
        return await self._books.insert_flat(self._books.settings.objects.address, "DEL_ADDR", fields, "REC_ID")
