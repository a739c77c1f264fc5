"""The rows of a flow into AccountView, whatever it carries."""

from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.target.customer_presets import customer_mappings
from handlers.vendors.accountview.target.party_presets import PartyMappings
from handlers.vendors.accountview.target.presets import mappings_for
from relay.model import Flow

CUSTOMER = "customer"
"""The entity whose records are mapped without an order."""


def mappings_of(flow: Flow, settings: AccountViewConnection) -> PartyMappings:
    """The shipped rows with the flow's own over them. Raises StartError naming every mistake."""
    return customer_mappings(flow, settings) if flow.entity == CUSTOMER else mappings_for(flow, settings)
