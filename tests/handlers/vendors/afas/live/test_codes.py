"""What AFAS is asked of codes and items: found, missing with the nearest, or not asked about, in few calls."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from handlers.contracts.naming import Kind
from handlers.sandboxes.afas import AfasSandbox, Masters, Profit
from tests.handlers.vendors.afas.environment import debtor_of, environment
from tests.handlers.vendors.afas.live_sandbox import looked
from tests.handlers.vendors.afas.orders import a_flow
from tests.handlers.vendors.live_checks import found, nearest, not_asked, severities, told


@pytest.mark.parametrize(
    ("settings", "place", "meant"),
    [
        ({"warehouse": {"default": "001"}}, "warehouse.default", "01"),
        ({"currency": {"table": {"EUR": "EUO"}}}, "currency.table.EUR", "EUR"),
        ({"administration": {"default": "11"}}, "administration.default", "1"),
        ({"receivables_account": {"default": "13000"}}, "receivables_account.default", "1300"),
        ({"fallback_item": "00101", "missing_article": "fallback_item"}, "fallback_item", "000101"),
        ({"shipping_cost": {"item": "VERZND"}}, "shipping_cost.item", "VERZEND"),
        ({"free_line_item": "ZZZ"}, "free_line_item", None),
    ],
)
async def test_a_code_that_is_not_there_is_told_with_the_nearest_that_is(
    settings: Mapping[str, Any], place: str, meant: str | None
) -> None:
    async with AfasSandbox() as sandbox:
        said = await looked(sandbox, a_flow(**settings))
    assert nearest(said) == {f"flows.orders.settings.{place}": meant}
    assert severities(said) == {
        f"flows.orders.settings.{place}": "warning" if place == "shipping_cost.item" else "error"
    }


async def test_a_list_that_the_app_connector_lacks_is_named_to_be_added() -> None:
    async with AfasSandbox() as sandbox:
        every = set(sandbox.profit.tables) | {"fbsales", "knorganisation"}
        every |= {"knsalesrelationorg", "knsalesrelationper"}
        sandbox.access.connectors = frozenset(every - {"profit_warehouses"})
        said = await looked(sandbox, a_flow(warehouse={"default": "01"}, language={"default": "nl"}))
    why = not_asked(said)
    assert "no GetConnector Profit_Warehouses" in why["flows.orders.settings.warehouse.default"]
    assert "afas shows no list" in why["flows.orders.settings.language.default"]


async def test_many_codes_take_few_calls_and_those_that_nobody_uses_are_told_together() -> None:
    async with environment() as e:
        await debtor_of(e.target())
        e.sandbox.calls.clear()
        codes = {f"way {number}": f"{number:02}" for number in range(1, 61)}
        said = await looked(e.sandbox, a_flow(payment_condition={"table": codes}))
        asked = [call for call in e.sandbox.calls if call.path == "/connectors/relay_debtors"]
    assert (Kind.PAYMENT_CONDITION, "30") in found(said)
    assert len(asked) == 3
    assert sum("payment_condition" in path for path in not_asked(said)) == 59
    assert told(said) == {}


async def test_codes_that_rows_give_as_they_stand_are_looked_up_too() -> None:
    rows: list[dict[str, Any]] = [
        {"to": "FbSales.War", "const": "011"},
        {"to": "FbSalesLines.ItCd", "from": "item.item_code", "table": {"mug": "000100", "glass": "000102"}},
        {"to": "FbSales.Re", "const": "from the shop"},
    ]
    async with AfasSandbox() as sandbox:
        said = await looked(sandbox, a_flow(*rows))
    assert nearest(said) == {
        "flows.orders.mapping.0.const": "01",
        "flows.orders.mapping.1.table.glass": "000101",
    }


async def test_a_list_that_shows_nothing_proves_nothing() -> None:
    async with AfasSandbox(profit=Profit(masters=Masters(warehouses=frozenset({"*****"})))) as sandbox:
        said = await looked(sandbox, a_flow(warehouse={"default": "01"}))
    assert told(said) == {}
    assert "Profit_Warehouses shows" in not_asked(said)["flows.orders.settings.warehouse.default"]


async def test_the_administration_is_looked_up_where_it_is_only_read_too() -> None:
    flow = replace(a_flow(), source="afas", target="books")
    async with AfasSandbox() as sandbox:
        said = await looked(sandbox, flow, administration=7)
    [finding] = said.findings
    assert (finding.path, finding.allowed) == (("connections", "afas", "administration"), ("1",))
