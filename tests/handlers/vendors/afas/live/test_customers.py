"""What AFAS is asked of the names that flows of customers use: their connectors, fields and rights, and no others."""

from collections.abc import Mapping
from typing import Any

import aiohttp

from handlers.contracts.naming import Kind, Right
from handlers.sandboxes.afas import AfasSandbox
from handlers.vendors.afas.connection import OpenAfas
from relay.roles import LookedUp, Named, NamingFlow
from tests.handlers.vendors.afas.customers import a_customer_flow
from tests.handlers.vendors.afas.support import connection_to
from tests.handlers.vendors.live_checks import found, severities, told
from tests.stand_ins import OpenGate

RIGHTS = (
    Right.MAKE_DEBTORS,
    Right.CHANGE_DEBTORS,
    Right.MAKE_ADDRESSES,
    Right.CHANGE_ADDRESSES,
    Right.WRITE_CONTACTS,
)
CONTACT = "connections.afas.lookups.contacts"


async def looked(sandbox: AfasSandbox, *mapping: Mapping[str, Any], **connection: Any) -> LookedUp:
    """What is found of a flow of customers that makes and changes all that there is of them."""
    flow = a_customer_flow(*mapping)
    at = ("flows", flow.name, "settings")
    names = [Named((*at, str(right)), Kind.RIGHT, right) for right in RIGHTS]
    names.append(Named((*at, "revenue_account", "default"), Kind.LEDGER_ACCOUNT, "8010"))
    async with aiohttp.ClientSession() as session:
        opened = OpenAfas("afas", connection_to(sandbox, **connection), session, OpenGate())
        return await opened.look_up([NamingFlow(flow, names)])


async def test_all_that_customers_need_is_there_and_nothing_of_orders_is_asked_for() -> None:
    async with AfasSandbox() as sandbox:
        said = await looked(sandbox)
        connectors = {name for kind, name in found(said) if kind == Kind.CONNECTOR}
    assert told(said) == {}
    assert connectors == {"Relay_Debtors", "Profit_Deliveryaddress", "Profit_Contacts"}
    assert {
        (Kind.RIGHT, "write contacts"),
        (Kind.RIGHT, "change delivery addresses"),
        (Kind.COLUMN, "ContactId"),
        (Kind.FIELD, "KnOrganisation.KnContact.EmAd"),
        (Kind.FIELD, "KnSalesRelationOrg.KnOrganisation.KnBankAccount.Iban"),
        (Kind.LEDGER_ACCOUNT, "8010"),
    } <= found(said)


async def test_a_connector_of_contacts_that_is_not_there_and_a_column_that_is_named_are_told() -> None:
    async with AfasSandbox() as sandbox:
        lookups = {"contacts": "Profit_Contact", "address_columns": {"contact": "ContactNr"}}
        said = await looked(sandbox, lookups=lookups)
    assert told(said).keys() >= {CONTACT, "connections.afas.lookups.address_columns.contact"}
    assert "Profit_Contacts" in told(said)[CONTACT]


async def test_a_right_that_the_app_connector_lacks_is_told_with_what_it_is_for() -> None:
    async with AfasSandbox() as sandbox:
        needed = ("relay_debtors", "profit_deliveryaddress", "profit_contacts", "profit_accounts", "knorganisation")
        sandbox.access.connectors = frozenset({*needed, "knsalesrelationorg", "knsalesrelationper", "knperson"})
        said = await looked(sandbox)
    assert [path for path, text in told(said).items() if "KnContact" in text] == [
        f"flows.customers.settings.{right}" for right in (Right.CHANGE_ADDRESSES, Right.WRITE_CONTACTS)
    ]
    assert set(severities(said).values()) == {"error"}
