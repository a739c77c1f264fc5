"""AFAS Profit, an ERP system: read by GetConnectors and written by UpdateConnectors, through an app connector."""

from handlers.vendors.afas.connection import SOURCES, TARGETS, open_connection
from handlers.vendors.afas.rules import (
    articles_that_cannot_be_made,
    customers_of_some_administration,
    ends_at_the_root,
    products_of_some_administration,
    products_that_cannot_be_made,
    stock_of_some_administration,
    stock_that_cannot_be_booked,
)
from handlers.vendors.afas.settings import ADDRESS_PRESETS, AfasConnection
from relay.roles import Vendor

VENDOR = Vendor(
    name="afas",
    settings=AfasConnection,
    open=open_connection,
    sources=SOURCES,
    targets=TARGETS,
    address_presets=ADDRESS_PRESETS,
    rules=(
        ends_at_the_root,
        articles_that_cannot_be_made,
        customers_of_some_administration,
        products_of_some_administration,
        products_that_cannot_be_made,
        stock_of_some_administration,
        stock_that_cannot_be_booked,
    ),
)
