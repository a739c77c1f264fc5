"""The client against the sandbox, faults included, and what it inherits from the vendor suite."""

import asyncio
import logging
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from handlers.sandboxes.afas import AfasSandbox, Fault, OrderBooks
from handlers.vendors.afas.client import AfasClient, Row
from handlers.vendors.afas.protocol import Condition, Element, Operator, all_of, page_query
from handlers.vendors.afas.settings import AfasConnection
from relay.errors import Barred, Permanent, RunEnd, Transient, Unconfirmed
from tests.handlers.vendors.afas.support import TOKEN, connection, connection_to, order, orders
from tests.handlers.vendors.suite import VendorSuite, answering
from tests.stand_ins import OpenGate

SECRET = "oauth-client-secret"
TOLD = "told-in-the-query"
EVERYTHING = page_query(all_of(), ["OrderNumber"], take=100)


class TestAfasClient(VendorSuite):
    secrets: tuple[str, ...] = (TOKEN, "0123456789ABCDEF" * 4)
    told = TOLD

    def sandbox(self) -> AfasSandbox:
        sandbox = AfasSandbox(OrderBooks([order("60000001", status=TOLD)]))
        sandbox.access.data = "0123456789ABCDEF" * 4
        return sandbox

    def settings(self, base_url: str, **changes: Any) -> AfasConnection:
        return connection(base_url, **changes)

    def client(self, settings: Any, session: aiohttp.ClientSession, **limits: Any) -> AfasClient:
        return AfasClient(settings, session, OpenGate(), **limits)

    async def read(self, client: Any) -> Any:
        query = page_query(all_of(Condition("Status", Operator.EQUAL, TOLD)), [], take=10)
        return await client.rows("Relay_SalesOrders", query)


class TestAfasClientWithOauth(TestAfasClient):
    secrets = (SECRET,)

    def sandbox(self) -> AfasSandbox:
        sandbox = super().sandbox()
        sandbox.access.client_id, sandbox.access.client_secret = "client-1", SECRET
        return sandbox

    def settings(self, base_url: str, **changes: Any) -> AfasConnection:
        return connection(base_url, client_id="client-1", client_secret=SECRET, **changes)


async def test_rows_hold_every_column_and_exact_numbers() -> None:
    books = OrderBooks([order("60000001")])
    async with AfasSandbox(books) as sandbox, aiohttp.ClientSession() as session:
        (row,) = await AfasClient(connection_to(sandbox), session, OpenGate()).rows(
            "Relay_SalesOrderLines", "take=5&skip=0"
        )
    assert set(row) == {column.id for column in books.lines.columns}
    assert str(row["UnitPrice"]) == "2.15"
    assert row["VatPercentage"] is None


@pytest.mark.parametrize(
    ("fault", "read_ends", "write_ends"),
    [
        (Fault.ERROR, Transient, Unconfirmed),
        (Fault.TIMED_OUT, Transient, Unconfirmed),
        (Fault.BUSY, Transient, Transient),
        (Fault.BUSY_HEADER, Transient, Transient),
        (Fault.RATE_LIMITED, Transient, Transient),
        (Fault.UNAUTHORISED, Barred, Barred),
        (Fault.PLAIN_TEXT, Transient, Unconfirmed),
        (Fault.HTML_ERROR, Transient, Unconfirmed),
        (Fault.HTML, Transient, Unconfirmed),
        (Fault.HTML_OK, Transient, Unconfirmed),
        (Fault.EMPTY, Transient, Unconfirmed),
        (Fault.DROP, Transient, Unconfirmed),
    ],
)
async def test_each_fault_ends_by_what_happens_next(
    fault: Fault, read_ends: type[RunEnd], write_ends: type[RunEnd]
) -> None:
    async with AfasSandbox(OrderBooks()) as sandbox, aiohttp.ClientSession() as session:
        client = AfasClient(connection_to(sandbox), session, OpenGate())
        sandbox.faults.next(fault, times=2)  # aiohttp itself repeats a read whose kept connection broke
        with pytest.raises(read_ends):
            await client.rows("Relay_SalesOrders", EVERYTHING)
    async with AfasSandbox(OrderBooks()) as sandbox, aiohttp.ClientSession() as session:
        sandbox.faults.next(fault)
        with pytest.raises(write_ends):
            await AfasClient(connection_to(sandbox), session, OpenGate()).write(
                "POST", "FbSales", Element({"DbId": "1"})
            )


async def test_an_empty_answer_is_a_fault_of_a_read_but_none_of_a_write() -> None:
    async with AfasSandbox(OrderBooks()) as sandbox, aiohttp.ClientSession() as session:
        client = AfasClient(connection_to(sandbox), session, OpenGate())
        sandbox.faults.next(Fault.EMPTY_OK, times=2)
        with pytest.raises(Transient):
            await client.rows("Relay_SalesOrders", EVERYTHING)
        assert await client.write("PUT", "FbSales", Element({"OrNu": "1"})) == {}


async def test_a_slow_answer_is_waited_for_no_longer_than_the_setting_says() -> None:
    async with AfasSandbox(OrderBooks()) as sandbox, aiohttp.ClientSession() as session:
        sandbox.faults.delay = timedelta(seconds=30)
        client = AfasClient(connection_to(sandbox, total_timeout="100ms"), session, OpenGate())
        with pytest.raises(Transient, match="in time"):
            await client.version()
        with pytest.raises(Unconfirmed, match="in time"):
            await client.write("POST", "FbSales", Element({"DbId": "1"}))


async def test_the_wait_that_afas_asks_for_reaches_the_engine() -> None:
    async with AfasSandbox(OrderBooks()) as sandbox, aiohttp.ClientSession() as session:
        sandbox.faults.retry_after = 90
        for fault in (Fault.BUSY, Fault.BUSY_HEADER):
            sandbox.faults.next(fault)
            with pytest.raises(Transient) as caught:
                await AfasClient(connection_to(sandbox), session, OpenGate()).rows("Relay_SalesOrders", EVERYTHING)
            assert caught.value.after is not None
            assert caught.value.after.total_seconds() == 90


async def test_a_write_that_could_not_be_sent_is_transient() -> None:
    async def unused(_request: web.BaseRequest) -> web.Response:
        return web.Response()

    async with answering(unused) as base_url:
        closed = base_url
    async with aiohttp.ClientSession() as session:
        with pytest.raises(Transient, match="cannot be reached"):
            await AfasClient(connection(closed), session, OpenGate()).write("POST", "FbSales", Element({"DbId": "1"}))


async def test_a_write_sends_its_body_and_returns_the_keys() -> None:
    seen: list[bytes] = []

    async def written(request: web.BaseRequest) -> web.Response:
        seen.append(await request.read())
        assert request.headers["Content-Type"] == "application/json; charset=utf-8"
        return web.json_response({"results": {"FbSales": {"OrNu": "60005491"}}}, status=201)

    async with answering(written) as base_url, aiohttp.ClientSession() as session:
        keys = await AfasClient(connection(base_url), session, OpenGate()).write(
            "POST", "FbSales", Element({"DbId": "10141"})
        )
    assert keys == {"OrNu": "60005491"}
    assert seen == [b'{"FbSales":{"Element":{"Fields":{"DbId":"10141"}}}}']


async def test_a_write_outside_the_app_connector_is_barred() -> None:
    async with AfasSandbox(OrderBooks()) as sandbox, aiohttp.ClientSession() as session:
        sandbox.access.connectors = frozenset({"relay_salesorders"})
        with pytest.raises(Permanent, match="app connector"):
            await AfasClient(connection_to(sandbox), session, OpenGate()).write(
                "POST", "FbSales", Element({"DbId": "1"})
            )


async def test_language_and_integration_are_told_to_afas() -> None:
    headers: list[Any] = []

    async def note(request: web.BaseRequest) -> web.Response:
        headers.append(request.headers.copy())
        return web.json_response({"version": "22"})

    async with answering(note) as base_url, aiohttp.ClientSession() as session:
        settings = connection(base_url, language="en-us", integration_id="12345_678900")
        await AfasClient(settings, session, OpenGate()).version()
    assert headers[0]["Accept-Language"] == "en-us"
    assert headers[0]["IntegrationId"] == "12345_678900"


async def test_one_connector_is_read_by_one_call_at_a_time() -> None:
    async with AfasSandbox(OrderBooks(orders(3))) as sandbox, aiohttp.ClientSession() as session:
        client = AfasClient(connection_to(sandbox), session, OpenGate())
        sandbox.faults.delay = timedelta(milliseconds=20)  # so long that calls would meet each other
        names = ["Relay_SalesOrders", "relay_salesorders", "Relay_SalesOrderLines"] * 3
        await asyncio.gather(*(client.rows(name, "skip=0&take=5") for name in names))
        assert len(sandbox.calls) == 9
        assert sandbox.most_at_once["/connectors/relay_salesorders"] == 1
        assert sandbox.most_at_once["/connectors/relay_salesorderlines"] == 1


async def test_nothing_that_is_logged_holds_a_secret_or_a_query(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with AfasSandbox(OrderBooks()) as sandbox, aiohttp.ClientSession() as session:
        client = AfasClient(connection_to(sandbox), session, OpenGate())
        sandbox.faults.next(Fault.ERROR)
        query = page_query(all_of(Condition("Email", Operator.EQUAL, "eva@example.com")), [], take=1)
        with pytest.raises(Transient) as caught:
            await client.rows("Relay_SalesOrders", query)
        told = f"{caplog.text} {caught.value!r}"
        assert sandbox.access.data not in told
        assert "eva@example.com" not in told


@given(st.binary(max_size=200), st.sampled_from([200, 201, 204, 301, 400, 401, 404, 500, 502, 503]))
def test_whatever_comes_back_is_rows_or_an_error_of_ours(body: bytes, status: int) -> None:
    async def once() -> None:
        async def odd(_request: web.BaseRequest) -> web.Response:
            return web.Response(status=status, body=None if status == 204 else body)

        async with answering(odd) as base_url, aiohttp.ClientSession() as session:
            got: list[Row] | RunEnd
            try:
                got = await AfasClient(connection(base_url), session, OpenGate()).rows("Relay_SalesOrders", EVERYTHING)
            except RunEnd as end:
                got = end
            assert isinstance(got, list) or got.reason.startswith("GET /connectors/Relay_SalesOrders: ")

    asyncio.run(once())
