"""Puts a flow's target of orders together, and refuses to start with what AFAS cannot be sent."""

from collections.abc import Iterator

from handlers.contracts.orders import OrderSettingsView
from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.target.addresses import Addresses, list_not_compared
from handlers.vendors.afas.target.articles import Articles
from handlers.vendors.afas.target.books import OpenBooks
from handlers.vendors.afas.target.debtors import Debtors
from handlers.vendors.afas.target.mapping import Drafting
from handlers.vendors.afas.target.orders import Orders
from handlers.vendors.afas.target.presets import HEADERS, Mappings, mappings_for
from handlers.vendors.mapped_target import OrderDrafting
from handlers.vendors.opening import Opened
from handlers.vendors.shipped_rows import refuse_rows
from mapping.rows.row import MappingError
from relay.model import Flow
from relay.settings.findings import SettingsError
from words.told import Told


class AfasOrderTarget(Debtors, Addresses, Articles, Orders):
    """All that an order consists of, as ``handlers.contracts.orders.OrderBooks``."""

    _mapping: OrderDrafting


def open_target(opened: Opened[AfasConnection, AfasClient], flow: Flow) -> AfasOrderTarget:
    """The target of a flow of orders or invoices. Raises StartError naming every mistake."""
    chosen: OrderSettingsView = flow.settings
    settings, send_as = opened.settings, chosen.send_as
    if send_as not in HEADERS:
        told = Told("afas.send_as", known=list(HEADERS), found=send_as)
        raise SettingsError.at(("flows", flow.name, "settings", "send_as"), told)
    mappings = mappings_for(flow, send_as, settings.writing.limit_of)
    if mistakes := list(list_not_compared(mappings.address.targets, settings.lookups)):
        raise refuse_rows(("flows", flow.name, "mapping"), flow.mapping, MappingError(mistakes))
    books = OpenBooks(opened.client, settings, opened.today)
    return AfasOrderTarget(opened.name, books, Drafting(mappings, settings), tuple(_notices(chosen, mappings)))


def _notices(chosen: OrderSettingsView, mappings: Mappings) -> Iterator[Told]:
    """A status that is chosen and goes nowhere."""
    reads_status = any("codes.status" in row.told_source for row in mappings.merged.rows)
    if chosen.status.model_fields_set and not reads_status:
        yield Told("afas.status_goes_nowhere")
