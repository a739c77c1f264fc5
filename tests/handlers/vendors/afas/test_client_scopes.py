"""What a refusal of AFAS concerns: one connector, one flow's columns, or the token and the address as a whole."""

import aiohttp
import pytest

from handlers.sandboxes.afas import AfasSandbox, OrderBooks
from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.protocol import Condition, Operator, all_of, page_query
from relay.errors import Barred, Scope
from tests.handlers.vendors.afas.support import connection_to, order
from tests.stand_ins import OpenGate

EVERYTHING = page_query(all_of(), ["OrderNumber"], take=100)


@pytest.mark.parametrize("refuse_with", [401, 403, 500])
@pytest.mark.parametrize("shows_metainfo", [True, False])
async def test_a_connector_that_is_not_listed_bars_calls_of_its_kind_alone(
    refuse_with: int, *, shows_metainfo: bool
) -> None:
    async with AfasSandbox(OrderBooks()) as sandbox, aiohttp.ClientSession() as session:
        sandbox.access.connectors, sandbox.access.refuse_with = frozenset({"profit_debtor"}), refuse_with
        sandbox.access.shows_metainfo = shows_metainfo
        gate = OpenGate()
        with pytest.raises(Barred, match=r"app connector.*add the connector|add the connector") as barred:
            await AfasClient(connection_to(sandbox), session, gate).rows("Relay_SalesOrders", EVERYTHING)
    assert barred.value.scope is Scope.CALL
    assert gate.about == ["GET Relay_SalesOrders"]


async def test_a_token_or_an_address_that_is_refused_bars_the_connection_after_few_more_calls() -> None:
    async with AfasSandbox(OrderBooks()) as sandbox, aiohttp.ClientSession() as session:
        client = AfasClient(connection_to(sandbox), session, OpenGate())
        sandbox.access.data = "0" * 64
        for _ in range(3):
            with pytest.raises(Barred, match="check the token") as barred:
                await client.rows("Relay_SalesOrders", EVERYTHING)
            assert barred.value.scope is Scope.CONNECTION
        assert len(sandbox.calls) == 5
        sandbox.access.address_allowed = False
        with pytest.raises(Barred, match="IP restriction") as barred:
            await client.rows("Relay_SalesOrders", EVERYTHING)
        assert barred.value.scope is Scope.CONNECTION


async def test_a_column_that_the_connector_lacks_is_judged_by_the_gate_as_the_flow_s() -> None:
    async with AfasSandbox(OrderBooks([order("60000001")])) as sandbox, aiohttp.ClientSession() as session:
        gate = OpenGate()
        client = AfasClient(connection_to(sandbox), session, gate)
        with pytest.raises(Barred, match="no column Nmae") as lacking:
            await client.rows("Relay_SalesOrders", EVERYTHING, ["OrderNumber", "Nmae"])
        with pytest.raises(Barred, match="no column 'Nmae'") as asked:
            await client.rows(
                "Relay_SalesOrders", page_query(all_of(Condition("Nmae", Operator.EQUAL, "1")), [], take=1)
            )
    assert [type(end) for end in gate.ends] == [Barred, Barred]
    assert {lacking.value.scope, asked.value.scope} == {Scope.FLOW}
