"""AFAS as the target of customers: their debtor, their contacts, and where goods are delivered."""

from collections.abc import Iterator

from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.target.addresses import LastingAddresses, list_not_compared
from handlers.vendors.afas.target.books import OpenBooks
from handlers.vendors.afas.target.contacts import Contacts
from handlers.vendors.afas.target.customer_presets import COMPLETE_BLOCKS, CustomerMappings, customer_mappings
from handlers.vendors.afas.target.debtors import Debtors
from handlers.vendors.afas.target.lookup_columns import AfasLookups
from handlers.vendors.afas.target.party_drafting import CustomerDrafting
from handlers.vendors.opening import Opened
from handlers.vendors.shipped_rows import refuse_rows
from mapping.rows.row import MappingError, RowMistake
from relay.model import Flow
from relay.settings.findings import SettingsError
from words.told import Told


class AfasCustomerTarget(Debtors, LastingAddresses, Contacts):
    """All that a customer's record becomes, as ``handlers.contracts.customers.CustomerBooks``."""


def open_customer_target(opened: Opened[AfasConnection, AfasClient], flow: Flow) -> AfasCustomerTarget:
    """The target of a flow of customers. Raises StartError naming every mistake."""
    settings, lookups = opened.settings, opened.settings.lookups
    limit_of, shown = settings.writing.limit_of, _shows_complete_blocks(lookups)
    mappings = customer_mappings(flow, limit_of, shows_complete_blocks=shown)
    mistakes = [*list_not_compared(mappings.address.targets, lookups), *_list_out_of_sight(mappings, lookups)]
    if mistakes:
        raise refuse_rows(("flows", flow.name, "mapping"), flow.mapping, MappingError(mistakes))
    if lookups.address_columns.contact is None:
        at = ("connections", opened.name, "lookups", "address_columns", "contact")
        raise SettingsError.at(at, Told("afas.name_contact_of_address", connector=lookups.addresses))
    books = OpenBooks(opened.client, settings, opened.today)
    return AfasCustomerTarget(opened.name, books, CustomerDrafting(mappings, settings), tuple(_notices(lookups)))


def _shows_complete_blocks(lookups: AfasLookups) -> bool:
    """Whether the settings name a column of complete blocks themselves."""
    return "blocked_completely" in lookups.debtor_columns.needed


def _list_out_of_sight(mappings: CustomerMappings, lookups: AfasLookups) -> Iterator[RowMistake]:
    """A flow's own row for complete blocks, where no column shows them: such a debtor would be made a second time."""
    if _shows_complete_blocks(lookups):
        return
    for target in sorted(COMPLETE_BLOCKS & mappings.debtor_targets):
        told = Told("afas.complete_block_not_shown", field=target, connector=lookups.debtors)
        yield RowMistake(told, target=target, at=("to",))


def _notices(lookups: AfasLookups) -> Iterator[Told]:
    """What of a customer is not carried because no connector shows it."""
    if not _shows_complete_blocks(lookups):
        yield Told("afas.complete_block_as_delivery_block", connector=lookups.debtors)
    if lookups.contacts is None:
        yield Told("afas.contacts_not_carried")
