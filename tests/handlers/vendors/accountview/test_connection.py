"""A connection opens without a call, offers orders as a target, and says what it does not offer."""

import pytest

from handlers.vendors.accountview import VENDOR
from handlers.vendors.accountview.auth.authorization import authorize_interactively
from handlers.vendors.accountview.settings import AccountViewConnection
from relay.errors import StartError
from tests.handlers.vendors.accountview.office import a_flow, office
from tests.handlers.vendors.accountview.orders import a_draft
from tests.stand_ins import OpenGate


def test_the_vendor_takes_and_gives_orders_invoices_customers_and_products_and_gives_stock() -> None:
    assert (VENDOR.name, VENDOR.settings) == ("accountview", AccountViewConnection)
    assert set(VENDOR.targets) == {"order", "invoice", "customer", "product"}
    assert set(VENDOR.sources) == {*VENDOR.targets, "stock"}
    assert VENDOR.authorise is authorize_interactively


async def test_opening_and_making_a_target_makes_no_call() -> None:
    async with office() as o:
        connection = VENDOR.open("books", o.settings, o.session, o.tokens, OpenGate())
        assert connection.target(a_flow()).check(a_draft()) == []
        assert connection.target(a_flow(entity="invoice")).check(a_draft()) == []
        assert repr(connection) == "OpenAccountView('books')"
        assert o.books.calls.total() == 0


async def test_flows_of_one_connection_share_its_company_and_token() -> None:
    async with office() as o:
        for name in ("one", "other"):
            await o.target(name=name).missing_articles(["KFM-100"])
        assert o.books.calls["GET", "COMPANIES"] == 1
        assert o.sandbox.authority.tokens_issued == 1


async def test_what_it_does_not_offer_is_told_with_the_flow() -> None:
    async with office() as o:
        with pytest.raises(StartError, match=r"flows\.orders\.from"):
            o.connection.source(a_flow(entity="order_status"))
        with pytest.raises(StartError, match=r"set reading\.invoices on connections\.books"):
            o.connection.source(a_flow(entity="invoice"))
        with pytest.raises(StartError, match=r"set reading\.orders\.columns\.status on connections\.books"):
            o.connection.source(a_flow(filter={"status": ("1",)}))
        with pytest.raises(StartError, match=r"flows\.orders\.to"):
            o.connection.target(a_flow(entity="stock"))
