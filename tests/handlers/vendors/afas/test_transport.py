"""One exchange: what it sends and how long it waits."""

from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web

from handlers.vendors.afas.protocol import Call
from handlers.vendors.afas.transport import Limits, exchange
from relay.errors import Transient, Unconfirmed
from tests.handlers.vendors.suite import answering

READ = Call("GET", "/connectors/Relay_SalesOrders")
WRITE = Call("POST", "/connectors/FbSales")
LIMITS = Limits(timedelta(seconds=1), timedelta(seconds=5), answer=1000)


async def test_an_address_is_sent_exactly_as_it_was_written() -> None:
    seen: list[str] = []

    async def note(request: web.BaseRequest) -> web.Response:
        seen.append(str(request.raw_path))
        return web.Response(body=b"{}")

    path = "/connectors/X?filtervalues=a%2Cb,c;d%20e&orderbyfieldids=-A,B"
    async with answering(note) as base_url, aiohttp.ClientSession() as session:
        await exchange(session, READ, base_url + path, headers={}, limits=LIMITS)
    assert seen == [path]


async def test_a_packed_answer_is_measured_unpacked() -> None:
    async def packed(_request: web.BaseRequest) -> web.Response:
        response = web.Response(body=b" " * 100_000)
        response.enable_compression(web.ContentCoding.gzip)
        return response

    async with answering(packed) as base_url, aiohttp.ClientSession() as session:
        with pytest.raises(Unconfirmed, match="larger than 1000 bytes"):
            await exchange(session, WRITE, base_url, headers={}, limits=LIMITS)


async def test_an_answer_that_breaks_off_is_no_answer() -> None:
    async def broken(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100"})
        await response.prepare(request)
        await response.write(b'{"rows":')
        assert request.transport is not None
        request.transport.close()
        return response

    async with answering(broken) as base_url, aiohttp.ClientSession() as session:
        with pytest.raises(Transient, match="connection broke"):
            await exchange(session, READ, base_url, headers={}, limits=LIMITS)
        with pytest.raises(Unconfirmed):
            await exchange(session, WRITE, base_url, headers={}, limits=LIMITS)


async def test_a_name_that_leads_nowhere_means_that_nothing_was_sent() -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(Transient, match="cannot be reached") as caught:
            await exchange(session, WRITE, "http://afas.invalid/x?secret=1", headers={}, limits=LIMITS)
    assert "secret" not in str(caught.value)
    assert not caught.value.burns_try


async def test_a_session_that_raises_on_statuses_still_gives_an_answer() -> None:
    async def missing(_request: web.BaseRequest) -> web.Response:
        return web.Response(status=404, text="x")

    async with answering(missing) as base_url, aiohttp.ClientSession(raise_for_status=True) as session:
        answer = await exchange(session, READ, base_url, headers={}, limits=LIMITS)
    assert (answer.status, answer.body) == (404, b"x")
