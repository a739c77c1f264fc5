"""Finds and makes the delivery addresses of debtors."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from handlers.contracts.addresses import FoundAddress
from handlers.contracts.records import Fields
from handlers.vendors.accountview.protocol import Filter, Query, text_of
from handlers.vendors.accountview.target.books import BooksTarget
from handlers.vendors.mapped_target import DUTCH_ZONE, MappedAddresses
from relay.errors import Hold, Parked
from words.told import Told


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

    async def update_address(self, debtor: str, number: str, fields: Fields, starting: date) -> None:  # noqa: ARG002 - by number
        """Set these columns; nothing to set is no call. Raises Hold where this installation changes no addresses.

        AccountView keeps no periods: what holds from a day to come raises Parked until that day.
        """
        if not fields:
            return
        if starting > self._books.today():
            told = Told("accountview.address_of_later", number=number, day=starting)
            raise Parked(told, after=_until(starting, self._books.today()))
        name = self._books.settings.objects.address
        if await self._books.shown.may(name, "update") is False:
            raise Hold(Told("accountview.address_not_changed", number=number, object=name))
        await self._books.update(name, "DEL_ADDR", number, {"REC_ID": number, **fields})

    async def create_address(self, fields: Fields) -> str | None:
        """Make a delivery address; its number is what an order names in DEL_CODE."""
        return await self._books.insert_flat(self._books.settings.objects.address, "DEL_ADDR", fields, "REC_ID")


def _until(day: date, today: date) -> timedelta:
    """How long it is until a day begins, in the books."""
    now = datetime.combine(today, datetime.now(DUTCH_ZONE).time())
    return datetime.combine(day, time()) - now
