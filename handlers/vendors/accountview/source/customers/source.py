"""AccountView as a source of customers: what the engine polls, and what the customers pipeline reads."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.dictionary import columns_of
from handlers.vendors.accountview.protocol.answers import Row
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.source.customers.documents import PRESET, Customers
from handlers.vendors.accountview.source.customers.reader import CustomerReader
from handlers.vendors.accountview.source.master_data import Found
from handlers.vendors.accountview.source.master_data_source import OF_A_MODULE, MasterDataSource, RecordShape
from handlers.vendors.filter_columns import columns_asked
from handlers.vendors.opening import Opened
from mapping.documents.customer import CustomerRecord
from mapping.suggestions import tell_unknown
from relay.model import Flow
from relay.roles import Slice
from relay.settings.findings import SettingsError
from words.told import Told

DEBTORS: Final = "CONTACT"
ADDRESSES: Final = "DEL_ADDR"
"""The parts that are read by themselves: a change of an address need not be one of its debtor."""


class AccountViewCustomers(MasterDataSource[CustomerRecord]):
    """Debtors with their delivery addresses, with the values exactly as AccountView has them."""

    def __init__(
        self,
        opened: Opened[AccountViewConnection, AccountViewClient],
        wanted: Mapping[str, Sequence[str]],
        also: Sequence[str] = (),
    ) -> None:
        settings, read = opened.settings, opened.settings.reading.customers
        parts = (DEBTORS, ADDRESSES) if read.addresses and read.address_modified else (DEBTORS,)
        shape = RecordShape(DEBTORS, "SUB_NR", "debtor")
        super().__init__(Customers(settings), PRESET, opened, shape, parts=parts, wanted=wanted)
        self._reader = CustomerReader(opened.client, settings, (*self._wanted, *also))

    async def slices(self, part: str, position: str | None, since: str | None) -> AsyncIterator[Slice]:
        """All customers in the order of their number, or those that changed since a cursor; a position is a key.

        With all debtors come all their addresses, so that these are read by themselves only for what changed.
        """
        if part == ADDRESSES and since is None:
            return
        async for one in super().slices(part, position, since):
            yield one

    def _find(self, part: str, start: datetime | None, after: str | None) -> AsyncIterator[Found]:
        if part == ADDRESSES and start is not None:
            return self._reader.with_changed_addresses(start, after)
        return self._reader.changed_debtors(start, after)

    async def _count(self, start: datetime | None) -> int:
        return await self._reader.count_debtors(start)

    async def _numbered(self, reference: str) -> Sequence[Row]:
        return await self._reader.debtors([reference])

    async def _documents_for(self, rows: Sequence[Row]) -> list[dict[str, Any]]:
        return await self._reader.documents(rows)


def open_customer_source(opened: Opened[AccountViewConnection, AccountViewClient], flow: Flow) -> AccountViewCustomers:
    """The source of customers, as the flow filters them. Raises StartError for a filter on no column of a debtor."""
    known = columns_of(DEBTORS)
    for name in flow.filter:
        if name.upper() not in known and not OF_A_MODULE.match(name):
            mistake = tell_unknown(Told("names.field"), name, known)
            raise SettingsError.at(("flows", flow.name, "poll", "filter", name), mistake.told)
    also = [name.upper() for name in columns_asked(flow, {}, ("debtor", "addresses"))]
    return AccountViewCustomers(opened, flow.filter, also)
