"""Reads debtors and delivery addresses: those that changed since a moment, or that have a number; many in one call."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.protocol import text_of
from handlers.vendors.accountview.protocol.answers import Row
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.source.changes import once
from handlers.vendors.accountview.source.master_data import Found, MasterDataReader, Table, as_dict
from handlers.vendors.accountview.source.reader import ADDRESS
from handlers.vendors.accountview.source.reader import DEBTOR as OF_AN_ORDER
from words.told import Told

DEBTOR: Final = (
    *OF_AN_ORDER, "MC_MAILB", "MAIN_PP", "ADMIN_CONT", "ADMIN_PP", "WWW_URL", "IBAN_NR", "BNK_CODE1", "BANK_AC_N1",
    "DD_ACT", "CRED_LIM", "ACCT_NR", "APX_LIST", "REC_BLK", "BLK_SP",
)  # fmt: skip
"""The columns of CONTACT that a customer is read from."""

SETTING: Final = "reading.customers.leave_out"
"""The setting of the connection that leaves columns out."""


def customer_columns(settings: AccountViewConnection) -> Mapping[str, tuple[str, ...]]:
    """The columns that customers are read from, by table, beside those of stamps; without those left out."""
    read = settings.reading.customers
    left_out = {_place(column) for column in read.leave_out}
    tables = {"CONTACT": DEBTOR, **({"DEL_ADDR": ADDRESS} if read.addresses else {})}
    return {
        table: tuple(column for column in columns if f"{table}.{column}" not in left_out)
        for table, columns in tables.items()
    }


class CustomerReader(MasterDataReader):
    """Reads one connection's customers. Raises what the client raises, and Barred where a column is not there.

    ``also`` are further columns of CONTACT that are read, since a flow chooses by them.
    """

    def __init__(self, client: AccountViewClient, settings: AccountViewConnection, also: Iterable[str] = ()) -> None:
        super().__init__(client, settings, _leave_out)
        read, objects, columns = settings.reading.customers, settings.objects, customer_columns(settings)
        debtor = once([client.key_column("CONTACT"), "SUB_NR", *columns["CONTACT"], read.modified, *also])
        address = once([client.key_column("DEL_ADDR"), "SUB_NR", *columns.get("DEL_ADDR", ()), read.address_modified])
        self._debtor = Table(objects.debtor, "CONTACT", debtor, read.modified)
        self._address = Table(objects.address, "DEL_ADDR", address, read.address_modified or "")
        self._with_addresses = read.addresses

    def changed_debtors(self, start: datetime | None, after: str | None = None) -> AsyncIterator[Found]:
        """Debtors stamped ``start`` or later, or all of them, in the order of their key; page by page."""
        return self.changed(self._debtor, start, after)

    async def with_changed_addresses(self, start: datetime, after: str | None = None) -> AsyncIterator[Found]:
        """Debtors of whom a delivery address is stamped ``start`` or later, in the order of the addresses' key."""
        async for found in self.changed(self._address, start, after):
            debtors = await self.debtors([text_of(row, "SUB_NR") for row in found.rows])
            yield Found(debtors, found.stamps, found.last)

    async def debtors(self, numbers: Iterable[str]) -> list[Row]:
        """The debtors with these numbers; an address may be of a relation that is none."""
        return await self.numbered(self._debtor, "SUB_NR", numbers)

    async def documents(self, debtors: Sequence[Row]) -> list[dict[str, Any]]:
        """The debtors as documents, with all their delivery addresses where these are read."""
        columns = self._debtor.columns
        if not self._with_addresses:
            return [{"debtor": as_dict(row, columns)} for row in debtors]
        own: dict[str, list[dict[str, Any]]] = {}
        for row in await self.numbered(self._address, "SUB_NR", [text_of(row, "SUB_NR") for row in debtors]):
            own.setdefault(text_of(row, "SUB_NR").upper(), []).append(as_dict(row, self._address.columns))
        return [
            {"debtor": as_dict(row, columns), "addresses": own.get(text_of(row, "SUB_NR").upper(), [])}
            for row in debtors
        ]

    async def count_debtors(self, start: datetime | None) -> int:
        """How many debtors are stamped ``start`` or later, or there are."""
        return await self.count(self._debtor, start)


def _leave_out(table: str, column: str) -> Told:
    named = column if table == "CONTACT" else f"{table}.{column}"
    return Told("accountview.leave_column_out", column=named, setting=SETTING)


def _place(column: str) -> str:
    """A column with its table; a bare one is of debtors."""
    return column if "." in column else f"CONTACT.{column}"
