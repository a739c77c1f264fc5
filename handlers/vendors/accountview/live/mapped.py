"""Gives the rows by which a flow is written into AccountView, whatever it carries, for all that looks names up."""

from typing import Final

from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.target.customer_presets import customer_mappings
from handlers.vendors.accountview.target.presets import mappings_for
from handlers.vendors.accountview.target.product_presets import product_mappings
from mapping.rows.overlays import Merged
from relay.model import Flow

CUSTOMER: Final = "customer"
PRODUCT: Final = "product"
STOCK: Final = "stock"
"""The entities whose records are mapped without an order."""


def rows_of(flow: Flow, settings: AccountViewConnection) -> Merged:
    """The rows of a flow, with their origins. Raises StartError naming every mistake."""
    if flow.entity == PRODUCT:
        return product_mappings(flow, settings).merged
    return (customer_mappings(flow, settings) if flow.entity == CUSTOMER else mappings_for(flow, settings)).merged
