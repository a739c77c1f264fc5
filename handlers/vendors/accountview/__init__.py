"""AccountView: an accounting package at the customer's office, reached through the accountview.net hub."""

from handlers.vendors.accountview.authorization import authorize_interactively
from handlers.vendors.accountview.connection import AccountViewConnection
from handlers.vendors.accountview.opening import SOURCES, TARGETS, OpenAccountView
from relay.roles import Vendor

VENDOR = Vendor(
    name="accountview",
    settings=AccountViewConnection,
    open=OpenAccountView,
    sources=SOURCES,
    targets=TARGETS,
    authorise=authorize_interactively,
)
