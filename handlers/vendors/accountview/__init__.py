"""AccountView: an accounting package at the customer's office, reached through the accountview.net hub."""

from handlers.vendors.accountview.auth.authorization import authorize_interactively
from handlers.vendors.accountview.connection import NO_TARGETS, SOURCES, TARGETS, OpenAccountView
from handlers.vendors.accountview.rules import (
    articles_that_cannot_be_made,
    columns_for_two_things,
    numbers_that_no_article_is_found_by,
    pages_that_cannot_be_booked,
)
from handlers.vendors.accountview.settings import AccountViewConnection
from relay.roles import Vendor

VENDOR = Vendor(
    name="accountview",
    settings=AccountViewConnection,
    open=OpenAccountView,
    sources=SOURCES,
    targets=TARGETS,
    no_targets=NO_TARGETS,
    authorise=authorize_interactively,
    rules=(
        columns_for_two_things,
        pages_that_cannot_be_booked,
        articles_that_cannot_be_made,
        numbers_that_no_article_is_found_by,
    ),
)
