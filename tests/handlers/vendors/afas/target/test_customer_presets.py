"""The rows of customers: what they read and may write, which tables they have, and when they block completely."""

from collections.abc import AsyncIterator

import pytest

from handlers.sandboxes.afas import Behaviour, Profit
from relay.errors import StartError
from tests.handlers.vendors.afas.customers import (
    IBAN_FIELD,
    ORGANISATION,
    PERSON,
    a_record,
    customer_target,
    made,
    stored,
)
from tests.handlers.vendors.afas.environment import Environment, environment
from tests.handlers.vendors.afas.orders import drafting_for

COMPLETE = {"lookups": {"debtor_columns": {"blocked_completely": "BlockedCompletely"}}}


@pytest.fixture
async def e() -> AsyncIterator[Environment]:
    async with environment() as opened:
        yield opened


async def test_each_field_of_a_debtor_tells_what_its_row_reads(e: Environment) -> None:
    sources = customer_target(e).debtor_sources
    assert sources[IBAN_FIELD] == {"record.iban"}
    assert sources[f"{PERSON}.Bl"] == {"record.blocked"}
    assert sources[f"{ORGANISATION}.ToAc"] == {"codes.revenue_account"}
    assert sources[f"{ORGANISATION}.KnOrganisation.KnBankAccount.Bic"] == {"record.bic", "record.iban"}
    assert f"{ORGANISATION}.KnOrganisation.Nm" in sources


async def test_what_may_be_emptied_is_what_a_row_says(e: Environment) -> None:
    row = {"to": f"{ORGANISATION}.KnOrganisation.TeNr", "from": "customer.phone", "clear": True}
    assert customer_target(e).debtor_clears == set()
    assert customer_target(e, row).debtor_clears == {row["to"]}


async def test_when_an_email_address_may_be_written_is_the_flows_to_say_and_nothing_else_of_it(e: Environment) -> None:
    row = {"to": f"{ORGANISATION}.KnOrganisation.EmAd", "from": "customer.email", "do": ["lower"]}
    target = customer_target(e, {**row, "write": "create_only"})
    assert target.debtor_writes[f"{ORGANISATION}.KnOrganisation.EmAd"] == "create_only"
    with pytest.raises(StartError, match="EmAd"):
        customer_target(e, {**row, "do": ["upper"]})


@pytest.mark.parametrize("blocked", ["delivery", "all"])
async def test_a_complete_block_is_one_on_deliveries_unless_a_column_shows_it(blocked: str) -> None:
    async with environment() as e:
        target = customer_target(e)
        kept = stored(e, await made(target, a_record(blocked=blocked)))
        assert (kept["Bl"], kept.get("BlTl")) == (True, None)
        assert ["blocked_completely" in str(notice) for notice in target.mapping_notices] == [True]


async def test_a_complete_block_is_carried_where_a_column_shows_it() -> None:
    profit = Profit(behaviour=Behaviour(blocked_completely="shown"))
    async with environment(profit, **COMPLETE) as e:
        target = customer_target(e)
        number = await made(target, a_record(blocked="all"))
        [found] = (await target.find_by_numbers([number])).values()
        assert (found.fields[f"{ORGANISATION}.Bl"], found.fields[f"{ORGANISATION}.BlTl"]) == (True, True)
        await target.update_debtor(number, {f"{ORGANISATION}.BlTl": False})
        assert stored(e, number)["BlTl"] is False
        assert target.mapping_notices == ()


async def test_an_own_row_for_complete_blocks_is_refused_where_no_column_shows_them(e: Environment) -> None:
    row = {"to": f"{ORGANISATION}.BlTl", "from": "record.blocked", "table": {"all": True}}
    with pytest.raises(StartError, match=r"flows\.customers\.mapping\[0\]\.to: .*BlTl.*blocked_completely"):
        customer_target(e, row)
    customer_target(e, row, **COMPLETE)


async def test_rows_of_orders_have_no_place_in_a_flow_of_customers(e: Environment) -> None:
    with pytest.raises(StartError, match='no table "FbSales"'):
        customer_target(e, {"to": "FbSales.DeCo", "const": "2"})


async def test_a_search_name_and_a_gender_are_given_to_a_new_debtor_only_and_orders_go_by_their_own_settings(
    e: Environment,
) -> None:
    writes, of_orders = customer_target(e).debtor_writes, drafting_for().debtor_writes
    for field in (f"{ORGANISATION}.KnOrganisation.SeNm", f"{PERSON}.KnPerson.SeNm", f"{PERSON}.KnPerson.ViGe"):
        assert writes[field] == "create_only"
        assert field not in of_orders
