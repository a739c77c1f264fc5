"""AccountView as the target of customers: their debtor with the main contact on it, and where goods are delivered."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from handlers.contracts.addresses import FoundAddress
from handlers.contracts.debtors import CustomerMarks, FoundDebtor
from handlers.contracts.records import Fields
from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.dictionary import column_names
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.target.addresses import Addresses
from handlers.vendors.accountview.target.books import OpenBooks
from handlers.vendors.accountview.target.contacts import Contacts
from handlers.vendors.accountview.target.customer_presets import customer_mappings
from handlers.vendors.accountview.target.debtors import Debtors
from handlers.vendors.accountview.target.party_drafting import PartyDrafting
from handlers.vendors.opening import Opened
from relay.model import Flow
from words.told import Told


class AccountViewCustomerTarget(Debtors, Addresses, Contacts):
    """All that a customer's record becomes, as ``handlers.contracts.customers.CustomerBooks``.

    Before a table is read or written its columns are held against the dictionary of the installation: one that the
    mapping names and that is not there ends the run with Barred, and no column reads as empty because it is gone.
    """

    @property
    def field_names(self) -> frozenset[str]:
        """Those of AccountView's columns that the dictionary knows."""
        return column_names()

    @property
    def debtor_clears(self) -> frozenset[str]:
        """The columns of CONTACT that an update empties where the source has them empty."""
        return self._drafting.debtor_clears

    @property
    def debtor_sources(self) -> Mapping[str, frozenset[str]]:
        """By column of CONTACT the paths that its row reads."""
        return self._drafting.debtor_sources

    async def find_debtors(self, marks: CustomerMarks) -> Sequence[FoundDebtor]:
        """Debtors that may have one of the marks, in one call."""
        await self._require("CONTACT")
        return await super().find_debtors(marks)

    async def find_by_numbers(self, numbers: Sequence[str]) -> Mapping[str, FoundDebtor]:
        """Debtors by their numbers, many in one call."""
        await self._require("CONTACT")
        return await super().find_by_numbers(numbers)

    async def create_debtor(self, fields: Fields) -> str | None:
        """Make a debtor in today's administration."""
        await self._require("CONTACT")
        return await super().create_debtor(fields)

    async def update_debtor(self, number: str, fields: Fields, starting: date | None = None) -> None:
        """Set these columns of a debtor in today's administration at once: AccountView keeps no periods."""
        await self._require("CONTACT")
        await super().update_debtor(number, fields, starting)

    async def find_addresses(self, debtor: str) -> Sequence[FoundAddress]:
        """All delivery addresses of a debtor."""
        await self._require("DEL_ADDR")
        return await super().find_addresses(debtor)

    async def create_address(self, fields: Fields) -> str | None:
        """Make a delivery address."""
        await self._require("DEL_ADDR")
        return await super().create_address(fields)

    async def update_address(self, debtor: str, number: str, fields: Fields, starting: date) -> None:
        """Set these columns of a delivery address; what holds from a day to come raises Parked until then."""
        await self._require("DEL_ADDR")
        await super().update_address(debtor, number, fields, starting)

    async def _require(self, table: str) -> None:
        await self._books.shown.require(table, self._drafting.columns(table), partial(_switch_off, table))


def open_customer_target(
    opened: Opened[AccountViewConnection, AccountViewClient], flow: Flow
) -> AccountViewCustomerTarget:
    """The target of a flow of customers. Raises StartError with every mistake of its mapping."""
    drafting = PartyDrafting(customer_mappings(flow, opened.settings), opened.settings)
    return AccountViewCustomerTarget(opened.name, OpenBooks(opened.client, opened.settings, opened.today), drafting)


def _switch_off(table: str, column: str) -> Told:
    return Told("live.switch_row_off", field=f"{table}.{column}")
