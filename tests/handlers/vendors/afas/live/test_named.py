"""What a connection names for a flow of customers is asked of AFAS: connectors, columns and the flow's filter."""

from typing import Any

import aiohttp
import pytest

from handlers.contracts.naming import Kind
from handlers.sandboxes.afas import AfasSandbox
from handlers.vendors.afas.connection import OpenAfas
from relay.model import Flow
from relay.roles import LookedUp, NamingFlow
from tests.handlers.vendors.afas.support import connection_to
from tests.handlers.vendors.live_checks import found, nearest, not_asked, severities, told
from tests.stand_ins import OpenGate

CONNECTORS = {"Relay_Debtors", "Profit_Address", "Profit_Deliveryaddress", "Profit_Contacts"}


async def looked(sandbox: AfasSandbox, customers: Any = None, filtered: Any = None) -> LookedUp:
    flow = Flow("customers", "customer", "afas", "books", None, filter=filtered or {})
    async with aiohttp.ClientSession() as session:
        connection = OpenAfas("afas", connection_to(sandbox, customers=customers or {}), session, OpenGate())
        return await connection.look_up([NamingFlow(flow, [])])


async def test_all_that_customers_are_read_from_is_asked_for_and_found() -> None:
    async with AfasSandbox() as sandbox:
        said = await looked(sandbox, filtered={"kind": ("ORG",)})
        asked = {call.path for call in sandbox.calls}
    assert asked == {"/metainfo", *(f"/metainfo/get/{name.lower()}" for name in CONNECTORS)}
    assert (told(said), not_asked(said)) == ({}, {})
    assert {name for kind, name in found(said) if kind == Kind.CONNECTOR} == CONNECTORS
    assert {(Kind.COLUMN, "Gewijzigd_op"), (Kind.COLUMN, "OrgNumber"), (Kind.COLUMN, "AddressId")} <= found(said)


@pytest.mark.parametrize(
    ("customers", "place", "meant"),
    [
        ({"connector": "Relay_Debtor"}, "connector", "Relay_Debtors"),
        ({"columns": {"name": "DebtorNaam"}}, "columns.name", "DebtorName"),
        ({"columns": {"iban": "Iban"}}, "columns.iban", "IBAN"),
        ({"addresses": {"connector": "Profit_Adress"}}, "addresses.connector", "Profit_Address"),
        ({"addresses": {"columns": {"city": "Residence"}}}, "addresses.columns.city", "Recidence"),
        (
            {"delivery_addresses": {"columns": {"modified_2": "Gewijzigd_op_2"}}},
            "delivery_addresses.columns.modified_2",
            "Gewijzigd_op",
        ),
        ({"contacts": {"connector": "Profit_Contact"}}, "contacts.connector", "Profit_Contacts"),
        ({"contacts": {"columns": {"last_name": "LastNme"}}}, "contacts.columns.last_name", None),
    ],
)
async def test_what_is_not_there_is_named_at_its_place_with_the_nearest_that_is(
    customers: dict[str, Any], place: str, meant: str | None
) -> None:
    async with AfasSandbox() as sandbox:
        said = await looked(sandbox, customers)
    assert nearest(said) == {f"connections.afas.customers.{place}": meant}
    assert set(severities(said).values()) == {"error"}


async def test_a_filter_of_a_column_that_is_not_there_is_told_at_the_flow() -> None:
    async with AfasSandbox() as sandbox:
        said = await looked(sandbox, filtered={"Typ": ("ORG",)})
    assert nearest(said) == {"flows.customers.poll.filter.Typ": "Type"}


async def test_a_connector_that_is_not_read_is_not_asked_for() -> None:
    async with AfasSandbox() as sandbox:
        said = await looked(sandbox, {"addresses": None, "delivery_addresses": None, "contacts": None})
        assert {call.path for call in sandbox.calls} == {"/metainfo", "/metainfo/get/relay_debtors"}
    assert told(said) == {}
