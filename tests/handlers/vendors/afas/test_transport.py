"""What the network makes of a call to AFAS is named by what happens next to it."""

from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web

from handlers.exchange.send import Limits
from handlers.exchange.transport import failure_of
from handlers.vendors.afas.protocol import Call
from handlers.vendors.afas.transport import end_of, exchange
from relay.errors import RunEnd, Scope, Transient, Unconfirmed
from tests.handlers.vendors.suite import answering

READ = Call("GET", "/connectors/Relay_SalesOrders")
WRITE = Call("POST", "/connectors/FbSales")
LIMITS = Limits(timedelta(seconds=5), 1000, timedelta(seconds=1))


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
        with pytest.raises(Transient, match="connection broke") as caught:
            await exchange(session, READ, base_url, headers={}, limits=LIMITS)
        assert caught.value.scope is Scope.CALL  # a heavy connector says nothing about the others
        with pytest.raises(Unconfirmed):
            await exchange(session, WRITE, base_url, headers={}, limits=LIMITS)


@pytest.mark.parametrize(
    ("error", "read_ends", "write_ends"),
    [
        (aiohttp.ConnectionTimeoutError("https://afas.example.com/?secret"), Transient, Transient),
        (aiohttp.InvalidURL("https://?secret"), Transient, Transient),
        (aiohttp.SocketTimeoutError("secret"), Transient, Unconfirmed),
        (TimeoutError("secret"), Transient, Unconfirmed),
        (aiohttp.ServerDisconnectedError("secret"), Transient, Unconfirmed),
        (aiohttp.ClientPayloadError("secret"), Transient, Unconfirmed),
        (aiohttp.ClientOSError(104, "secret"), Transient, Unconfirmed),
    ],
)
def test_a_failure_of_the_network_is_named_by_what_happens_next(
    error: Exception, read_ends: type[RunEnd], write_ends: type[RunEnd]
) -> None:
    assert type(end_of(READ, failure_of(error))) is read_ends
    assert type(end_of(WRITE, failure_of(error))) is write_ends
    assert "secret" not in end_of(READ, failure_of(error)).reason
