"""What AFAS is asked of the names in relay.yaml: each is found, missing with the nearest one, or not asked."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from handlers.contracts.naming import Kind
from handlers.sandboxes.afas import AfasSandbox, Fault, Masters, Profit
from handlers.vendors.afas.connection import SOURCES, OpenAfas
from mapping.filter_texts import read_filter
from relay.care.live_check import MOST_CALLS, BoundedGate
from relay.roles import LookedUp
from tests.handlers.vendors.afas.environment import debtor_of, environment
from tests.handlers.vendors.afas.live_sandbox import SETTINGS, looked
from tests.handlers.vendors.afas.orders import a_flow
from tests.handlers.vendors.afas.support import connection_to
from tests.handlers.vendors.live_checks import (
    ENDS,
    FailingGate,
    count,
    found,
    naming,
    nearest,
    not_asked,
    severities,
    told,
)
from tests.stand_ins import OpenGate

OWN = f"U{'0A' * 16}"


async def test_what_a_well_kept_file_names_is_there_and_only_reads_are_made() -> None:
    async with environment() as e:
        await debtor_of(e.target(), None)
        said = await looked(e.sandbox)
        assert told(said) == {}
        assert not_asked(said) == {}
        for kind, name in (
            (Kind.CONNECTOR, "Relay_Debtors"),
            (Kind.COLUMN, "DebtorId"),
            (Kind.FIELD, "FbSales.PaCd"),
            (Kind.RIGHT, "write orders"),
            (Kind.PAYMENT_CONDITION, "30"),
            (Kind.CONTROL_ACCOUNT, "1300"),
            (Kind.VAT_CODE, "1"),
            (Kind.ARTICLE, "000101"),
            (Kind.COST_ITEM, "VERZEND"),
            (Kind.UNIT, "STK"),
        ):
            assert (kind, name) in found(said)
    looks = [call for call in e.sandbox.calls if call.path.startswith("/metainfo")]
    assert looks
    assert {call.method for call in e.sandbox.calls if call not in looks} <= {"GET", "POST"}


async def test_it_writes_nothing_and_tells_nothing_of_a_person() -> None:
    async with environment() as e:
        number = await debtor_of(e.target())
        before, calls = dict(e.profit.relations.debtors), len(e.sandbox.calls)
        said = await looked(e.sandbox, a_flow(default_debtor={"value": f"{number}9"}, **SETTINGS))
        assert {call.method for call in list(e.sandbox.calls)[calls:]} == {"GET"}
        assert e.profit.relations.debtors == before
        everything = repr(said).casefold() + str(told(said)).casefold()
    assert nearest(said)["flows.orders.settings.default_debtor.value"] == number
    for personal in ("bakkerij voorbeeld", "inkoop@", "berg", "voorbeeldstraat", "3511", "nl001234567b01"):
        assert personal not in everything


@pytest.mark.parametrize(
    ("changes", "place", "meant"),
    [
        ({"lookups": {"debtors": "Relay_Debtor"}}, "lookups.debtors", "Relay_Debtors"),
        ({"lookups": {"debtor_columns": {"email": "Emial"}}}, "lookups.debtor_columns.email", "Email"),
        ({"lookups": {"debtor_columns": {"email": "EMAIL"}}}, "lookups.debtor_columns.email", "Email"),
        ({"lookups": {"article_columns": {"unit": "UnitIdd"}}}, "lookups.article_columns.unit", "UnitId"),
        ({"lookups": {"packing_slips": "Relay_Slips"}}, "lookups.packing_slips", "Relay_PackingSlips"),
        ({"writing": {"warehouse": "011"}}, "writing.warehouse", "01"),
        ({"writing": {"new_articles": {"group": "GEBK"}}}, "writing.new_articles.group", "GEBAK"),
        ({"administration": 2}, "administration", None),
    ],
)
async def test_a_name_in_the_connection_s_settings_is_told_at_its_place(
    changes: Mapping[str, Any], place: str, meant: str | None
) -> None:
    async with AfasSandbox() as sandbox:
        said = await looked(sandbox, a_flow(), **changes)
    assert nearest(said) == {f"connections.afas.{place}": meant}


async def test_a_source_is_asked_for_its_connectors_columns_and_filters() -> None:
    filters: dict[str, Any] = {
        "filter": {"status": ("confirmed",), "Kanal": ("web",)},
        "wanted": read_filter([{"field": "status", "is": "confirmed"}, {"field": "Webshop", "is": True}]),
    }
    flow = replace(a_flow(), source="afas", target="books", **filters)
    columns: dict[str, Any] = {
        "orders": {"columns": {"delivery_on": "DelivryDate"}, "line_connector": "Relay_SalesOrdersLines"}
    }
    async with AfasSandbox() as sandbox:
        said = await looked(sandbox, flow, **columns)
        assert {call.path for call in sandbox.calls} == {"/metainfo", "/metainfo/get/relay_salesorders"}
    assert nearest(said) == {
        "connections.afas.orders.columns.delivery_on": "DeliveryDate",
        "connections.afas.orders.line_connector": "Relay_SalesOrderLines",
        "flows.orders.poll.filter.Kanal": None,
        "flows.orders.filter": None,
    }
    assert (Kind.COLUMN, "Status") in found(said)
    assert "no GetConnector Relay_SalesOrdersLines" in not_asked(said)["connections.afas.orders.line_columns.sku"]


async def test_a_right_to_write_that_the_app_connector_lacks_is_told_and_weighs_less_in_a_dry_run() -> None:
    async with AfasSandbox() as sandbox:
        names = {table.name.lower() for table in sandbox.profit.tables.values()}
        sandbox.access.connectors = frozenset({*names, "fbdirectinvoice", "knorganisation", "knsalesrelationorg"})
        flow = a_flow(missing_article="create")
        said = await looked(sandbox, flow)
        dry = await looked(sandbox, replace(flow, write=False))
    places = {
        f"flows.orders.settings.{name}"
        for name in ("send_as", "customer.on_none", "customer.update", "incomplete.delivery_address", "missing_article")
    }
    assert set(told(said)) == places
    assert "UpdateConnector FbSales" in told(said)["flows.orders.settings.send_as"]
    assert "KnSalesRelationPer" in told(said)["flows.orders.settings.customer.on_none"]
    assert set(severities(said).values()) == {"error"}
    assert set(severities(dry).values()) == {"warning"}
    assert "FbSales" in not_asked(said)["flows.orders.mapping"]


async def test_fields_of_rows_are_looked_up_free_ones_and_their_codes_included() -> None:
    rows: list[dict[str, Any]] = [
        {"to": f"FbSales.{OWN}", "from": "order.number"},
        {"to": f"FbSales.{OWN[:-1]}B", "from": "order.number"},
        {"to": "FbSales.PaTp", "const": "idea"},
        {"to": "FbSales.DlPr", "table": {"express": "1"}, "from": "order.shipping_method"},
    ]
    masters = Masters(own_fields={"FbSales": frozenset({OWN})}, own_codes={"PaTp": frozenset({"ideal", "card"})})
    async with AfasSandbox(profit=Profit(masters=masters)) as sandbox:
        said = await looked(sandbox, a_flow(*rows, payment_method={"table": {"cc": "card", "pp": "payp"}}))
    assert (Kind.FIELD, f"FbSales.{OWN}") in found(said)
    assert (Kind.PAYMENT_METHOD, "card") in found(said)
    assert nearest(said) == {
        "flows.orders.mapping.1.to": OWN,
        "flows.orders.mapping.2.const": "ideal",
        "flows.orders.settings.payment_method.table.pp": None,
    }


async def test_without_metainfo_a_row_shows_the_columns_and_rights_and_fields_are_not_asked() -> None:
    async with environment(writing={"unit": {"default": None}}) as e:
        await debtor_of(e.target())
        e.sandbox.access.shows_metainfo = False
        said = await looked(
            e.sandbox,
            a_flow(),
            lookups={"debtor_columns": {"email": "Emial"}},
            writing={"unit": {"default": None}},
        )
    assert nearest(said) == {"connections.afas.lookups.debtor_columns.email": "Email"}
    why = not_asked(said)
    assert "no row yet" in why["connections.afas.lookups.order_columns.number"]
    assert "shows only when something is written" in why["flows.orders.settings.send_as"]
    assert "flows.orders.mapping" in why


@pytest.mark.parametrize("status", [401, 500])
async def test_a_connector_without_the_right_to_it_is_not_asked_and_the_reason_is_told(status: int) -> None:
    async with AfasSandbox() as sandbox:
        sandbox.access.shows_metainfo = False
        sandbox.access.refuse_with = status
        sandbox.access.connectors = frozenset({"relay_debtors", "profit_salesorders", "relay_packingslips"})
        said = await looked(sandbox, a_flow(warehouse={"default": "01"}))
    assert told(said) == {}
    assert "Profit_Article" in not_asked(said)["connections.afas.lookups.articles"]
    assert "Profit_Warehouses" in not_asked(said)["flows.orders.settings.warehouse.default"]


async def test_a_connection_that_is_read_and_written_in_every_way_stays_within_the_bound() -> None:
    into = [replace(a_flow(**SETTINGS, send_as=kind), name=kind, source="shop") for kind in ("order", "direct_invoice")]
    out = [replace(a_flow(), name=kind, entity=kind, source="afas", target="books") for kind in SOURCES]
    async with AfasSandbox() as sandbox, aiohttp.ClientSession() as session:
        gate = BoundedGate(OpenGate(), MOST_CALLS)
        writing = {"new_articles": {"group": "SERV", "vat_group": "1"}, "warehouse": "01", "text_item": "T1"}
        connection = OpenAfas("afas", connection_to(sandbox, writing=writing), session, gate)
        said = await connection.look_up([naming(flow) for flow in (*into, *out)])
        calls = {(call.path, call.query) for call in sandbox.calls}
    assert told(said) == {}
    assert not any("spent" in why for why in not_asked(said).values())
    assert len(calls) == gate.calls < MOST_CALLS


async def test_no_call_is_made_beyond_any_bound_and_what_is_left_is_told() -> None:
    async with AfasSandbox() as sandbox:

        async def within(most: int) -> tuple[LookedUp, int]:
            sandbox.calls.clear()
            gate = BoundedGate(OpenGate(), most)
            said = await looked(sandbox, a_flow(**SETTINGS), gate)
            assert len(sandbox.calls) == gate.calls <= most
            return said, gate.calls

        whole, needed = await within(MOST_CALLS)
        assert needed < MOST_CALLS
        for most in range(needed):
            said, _ = await within(most)
            assert f"the {most} calls that one look may make are spent" in set(not_asked(said).values())
            assert (count(said), told(said)) == (count(whole), {})
        assert (await within(needed))[0] == whole


async def test_a_system_that_is_away_is_asked_once_and_one_that_refuses_all_not_to_the_end() -> None:
    async with AfasSandbox() as sandbox:
        sandbox.faults.next(Fault.BUSY, 50)
        said = await looked(sandbox)
        assert len(sandbox.calls) == 1
        assert (said.found, said.findings) == ((), ())
    async with AfasSandbox() as sandbox:
        sandbox.access.address_allowed = False
        said = await looked(sandbox)
        assert len(sandbox.calls) == 5  # after the first refusal two more tell that it is not about the connector
        assert (said.found, said.findings) == ((), ())
        assert len({str(one.why) for one in said.not_asked}) <= 4


@pytest.mark.parametrize("end", ENDS)
async def test_however_one_call_ends_every_name_is_accounted_for_and_none_is_called_missing(end: str) -> None:
    async with AfasSandbox() as sandbox:
        whole = await looked(sandbox, a_flow(**SETTINGS))
        needed = len(sandbox.calls)
        for number in range(needed):
            said = await looked(sandbox, a_flow(**SETTINGS), FailingGate(number, ENDS[end]))
            assert (told(said), count(said)) == ({}, count(whole))
