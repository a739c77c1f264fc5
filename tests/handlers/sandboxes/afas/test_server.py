"""The sandbox over real HTTP: who gets in, and what each path answers."""

import base64
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from handlers.sandboxes.afas import AfasSandbox, Masters, OrderBooks, Profit
from mapping.parsing import parse_json
from tests.handlers.vendors.afas.support import TOKEN, Clock, orders

ORDERS = "/connectors/Relay_SalesOrders"
OWN = f"U{'0A' * 16}"


def encoded(token: str) -> str:
    return base64.b64encode(token.encode()).decode()


async def asked(sandbox: AfasSandbox, path: str, **options: Any) -> tuple[int, Any, dict[str, str]]:
    """Status, parsed body (None: no JSON) and headers; with the sandbox's token unless headers are given."""
    headers = options.pop("headers", {"Authorization": f"AfasToken {encoded(sandbox.access.token)}"})
    method = options.pop("method", "GET")
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, sandbox.base_url + path, headers=headers, **options) as response,
    ):
        body = await response.read()
        document = parse_json(body) if body.startswith(b"{") else None
        return response.status, document, dict(response.headers)


async def test_paths_connectors_and_parameters_are_read_whatever_their_capitals() -> None:
    async with AfasSandbox(OrderBooks(orders(3))) as sandbox:
        status, document, _ = await asked(sandbox, "/CONNECTORS/relay_salesorders?TAKE=2&OrderByFieldIds=-ordernumber")
    assert status == 200
    assert [row["OrderNumber"] for row in document["rows"]] == ["60000003", "60000002"]


@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        (f"AfasToken {encoded(TOKEN)}", 401),
        ("AfasToken not-base64", 401),
        (f"AfasToken {TOKEN}", 500),
        ("Bearer made-up", 401),
        ("Basic abc", 401),
        ("", 401),
    ],
)
async def test_a_caller_without_the_right_token_is_refused(authorization: str, status: int) -> None:
    async with AfasSandbox(OrderBooks()) as sandbox:
        answered, _, _ = await asked(sandbox, "/profitversion", headers={"Authorization": authorization})
    assert answered == status


async def test_a_refused_address_is_forbidden() -> None:
    async with AfasSandbox(OrderBooks()) as sandbox:
        sandbox.access.address_allowed = False
        assert (await asked(sandbox, "/profitversion"))[0] == 403


async def test_a_bearer_is_good_until_its_end() -> None:
    clock = Clock()
    async with AfasSandbox(OrderBooks(), clock=clock.seconds, token_life=timedelta(minutes=5)) as sandbox:
        access = sandbox.access
        form = {
            "grant_type": "client_credentials",
            "client_id": access.client_id,
            "client_secret": access.client_secret,
        }
        status, document, _ = await asked(sandbox, "/oauth/token", method="POST", data=form)
        assert (status, document["expires_in"], document["token_type"]) == (200, "300", "Bearer")
        bearer = {"Authorization": f"Bearer {document['access_token']}"}
        assert (await asked(sandbox, "/profitversion", headers=bearer))[0] == 200
        clock.move(minutes=5)
        assert (await asked(sandbox, "/profitversion", headers=bearer))[0] == 401


async def test_a_wrong_oauth_client_is_told_invalid_client() -> None:
    async with AfasSandbox(OrderBooks()) as sandbox:
        form = {"grant_type": "client_credentials", "client_id": "x", "client_secret": "y"}
        status, document, _ = await asked(sandbox, "/oauth/token", method="POST", data=form)
    assert (status, document) == (400, {"error": "invalid_client"})


@pytest.mark.parametrize("status", [401, 500])
async def test_a_connector_outside_the_app_connector_is_refused_in_either_way(status: int) -> None:
    async with AfasSandbox(OrderBooks()) as sandbox:
        sandbox.access.connectors = frozenset({"relay_salesorderlines"})
        sandbox.access.refuse_with = status
        answered, document, _ = await asked(sandbox, ORDERS)
    assert answered == status
    assert "niet geautoriseerd" in document["externalMessage"]


async def test_a_blocked_connector_says_so() -> None:
    books = OrderBooks()
    books.orders.blocked = True
    async with AfasSandbox(books) as sandbox:
        assert "geblokkeerd" in (await asked(sandbox, ORDERS))[1]["externalMessage"]


async def test_errors_come_in_the_language_of_the_caller() -> None:
    async with AfasSandbox(OrderBooks()) as sandbox:
        headers = {"Authorization": f"AfasToken {encoded(sandbox.access.token)}", "Accept-Language": "en-us"}
        dutch = (await asked(sandbox, f"{ORDERS}?orderbyfieldids=X"))[1]
        english = (await asked(sandbox, f"{ORDERS}?orderbyfieldids=X", headers=headers))[1]
    assert dutch["externalMessage"] == "Connector-veld 'X' niet gevonden"
    assert english["externalMessage"] == "Connector field 'X' not found"
    assert len(dutch["profitLogReference"]) == 32


async def test_the_keys_of_an_error_come_in_any_order() -> None:
    async with AfasSandbox(OrderBooks()) as sandbox:
        orders_of_keys = {tuple((await asked(sandbox, "/connectors/None"))[1]) for _ in range(20)}
    assert len(orders_of_keys) > 1


@pytest.mark.parametrize(("extra", "status"), [(0, 200), (1, 404)])
async def test_a_query_of_more_than_2049_characters_is_not_found(extra: int, status: int) -> None:
    async with AfasSandbox(OrderBooks()) as sandbox:
        query = "x=" + "y" * (2047 + extra)
        assert (await asked(sandbox, f"{ORDERS}?{query}"))[0] == status


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/connectors/FbSales"),
        ("PUT", "/connectors/FbSales/FbSalesLines"),
        ("DELETE", "/connectors/FbSales/FbSales/@OrNu/1"),
        ("GET", "/metainfo/update/FbSales"),
    ],
)
async def test_update_connectors_outside_the_app_connector_are_refused(method: str, path: str) -> None:
    async with AfasSandbox(OrderBooks()) as sandbox:
        sandbox.access.connectors = frozenset({"relay_salesorders"})
        status, document, _ = await asked(sandbox, path, method=method)
    assert status == 500
    assert document["externalMessage"].startswith("Deze UpdateConnector wordt niet ondersteund")


async def test_metainfo_lists_connectors_and_their_columns() -> None:
    async with AfasSandbox(OrderBooks()) as sandbox:
        _, listed, _ = await asked(sandbox, "/metainfo")
        _, described, _ = await asked(sandbox, "/metainfo/get/Relay_SalesOrderLines")
    names = [connector["id"] for connector in listed["getConnectors"]]
    assert names[:2] == ["Relay_SalesOrders", "Relay_SalesOrderLines"]
    assert {"Relay_Debtors", "Profit_Deliveryaddress", "Profit_Article", "Profit_Salesorders"} < set(names)
    assert "FbSales" in [connector["id"] for connector in listed["updateConnectors"]]
    kinds = {field["id"]: field["dataType"] for field in described["fields"]}
    assert kinds["UnitPrice"] == "decimal"
    assert kinds["ModifiedDate"] == "date"


async def test_metainfo_lists_what_the_app_connector_lists_and_customers_own_fields_and_codes() -> None:
    masters = Masters(own_fields={"FbSales": frozenset({OWN})}, own_codes={"PaTp": frozenset({"ideal"})})
    async with AfasSandbox(profit=Profit(masters=masters)) as sandbox:
        sandbox.access.connectors = frozenset({"profit_article", "fbsales"})
        _, listed, _ = await asked(sandbox, "/metainfo")
        _, described, _ = await asked(sandbox, "/metainfo/update/FbSales")
        sandbox.access.shows_metainfo = False
        statuses = [(await asked(sandbox, f"/metainfo{rest}"))[0] for rest in ("", "/get/Profit_Article")]
    assert [one["id"] for one in listed["getConnectors"]] == ["Profit_Article"]
    assert [one["id"] for one in listed["updateConnectors"]] == ["FbSales"]
    fields = {one["fieldId"]: one for one in described["fields"]}
    assert OWN in fields
    assert fields["PaTp"]["values"] == [{"id": "ideal", "description": "ideal"}]
    assert statuses == [500, 500]


@pytest.mark.parametrize("path", ["", "/", "/nothing", "/metainfo/get", "/connectors"])
async def test_any_other_path_is_not_found(path: str) -> None:
    async with AfasSandbox(OrderBooks()) as sandbox:
        assert (await asked(sandbox, path))[0] == 404


async def test_answers_carry_the_headers_of_afas_and_are_packed() -> None:
    async with AfasSandbox(OrderBooks(orders(5))) as sandbox:
        _, _, headers = await asked(sandbox, ORDERS)
    assert headers["X-AFAS-Proxy-Version"] == "4.3.0.0"
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert headers["Content-Encoding"] in {"gzip", "deflate"}


async def test_whoever_pages_by_counting_rows_loses_some_while_rows_move() -> None:
    clock = Clock()
    books = OrderBooks(orders(40), clock=clock)
    read: set[str] = set()
    async with AfasSandbox(books) as sandbox:
        for skip in range(0, 40, 10):
            clock.move(minutes=1)
            query = f"?orderbyfieldids=ModifiedDate,OrderNumber&skip={skip}&take=10"
            rows = (await asked(sandbox, ORDERS + query))[1]["rows"]
            read |= {row["OrderNumber"] for row in rows}
            for row in rows[:3]:
                books.change(row["OrderNumber"], remark="moved")
    assert len(read) < 40


def test_books_beside_a_profit_that_has_its_own_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="books"):
        AfasSandbox(OrderBooks(), profit=Profit())
