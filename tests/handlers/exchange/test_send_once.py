"""Each client against a server that takes a request and breaks the connection instead of answering: who sends again?"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from handlers.exchange.transport import send_once
from handlers.services.vies.checks import ask
from handlers.services.vies.settings import VatNumberCheck
from handlers.vendors.accountview.auth.token_endpoint import exchange_refresh_token
from handlers.vendors.afas.protocol import Element
from mapping.vat.numbers import read_vat_number
from relay.errors import Transient, Unconfirmed
from tests.handlers.exchange.clients import accountview, afas
from tests.handlers.vendors.accountview.office import ARTICLES, DEBTOR, read_codes, some_settings
from tests.handlers.vendors.suite import answering
from tests.waiting import eventually


class Committing:
    """Answers at first, so that the connection is kept; then takes each call, and breaks the connection."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.connections: set[asyncio.Transport] = set()
        self.breaks = False

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        await request.read()
        assert request.transport is not None
        self.connections.add(request.transport)
        if self.breaks:
            self.taken[request.method] += 1
            request.transport.close()
        return web.json_response({})


@asynccontextmanager
async def committing() -> AsyncIterator[tuple[Committing, str, aiohttp.ClientSession]]:
    """The server, its address, and a session with a connection to it that is kept."""
    server = Committing()
    async with answering(server.answer) as base_url, aiohttp.ClientSession() as session:
        async with session.get(f"{base_url}/warm") as warm:
            await warm.read()
        server.breaks = True
        yield server, base_url, session


Write = Callable[[str, aiohttp.ClientSession], Awaitable[object]]

WRITES: dict[str, tuple[str, type[Exception], Write]] = {
    "AFAS inserts": ("POST", Unconfirmed, lambda url, s: afas(url, s).write("POST", "FbSales", Element({"OrNu": "1"}))),
    "AFAS updates": ("PUT", Unconfirmed, lambda url, s: afas(url, s).write("PUT", "FbSales", Element({"OrNu": "1"}))),
    "AccountView inserts": ("POST", Unconfirmed, lambda url, s: accountview(url, s).insert("AR1", DEBTOR)),
    "AccountView updates": ("PUT", Transient, lambda url, s: accountview(url, s).update("AR1", DEBTOR)),
    "a refresh token is used": (
        "POST",
        Transient,
        lambda url, s: exchange_refresh_token(some_settings(base_url=url), s, "refresh"),
    ),
}


@pytest.mark.parametrize("name", WRITES)
async def test_a_write_whose_connection_breaks_reaches_the_other_side_once(name: str) -> None:
    verb, end, write = WRITES[name]
    async with committing() as (server, base_url, session):
        with pytest.raises(end):
            await write(base_url, session)
    assert server.taken == {verb: 1}
    assert len(server.connections) == 1  # it went over the connection that was kept, where aiohttp repeats


async def test_a_read_whose_connection_breaks_may_be_sent_again_since_it_changes_nothing() -> None:
    asked = VatNumberCheck.model_validate({"enabled": True})
    number = read_vat_number("BE0697449992")
    async with committing() as (server, base_url, session):
        with pytest.raises(Transient):
            await read_codes(accountview(base_url, session), ARTICLES, "ARTICLE")
        with pytest.raises(Transient):
            await afas(base_url, session).rows("Relay_SalesOrders", "take=1")
        answer = await ask(session, number, asked.model_copy(update={"base_url": base_url}))
    assert answer.status == "not_checked"
    assert set(server.taken) == {"GET"}
    assert server.taken["GET"] <= 2 * 3


@pytest.mark.parametrize("verb", ["POST", "PUT", "PATCH", "DELETE"])
async def test_no_verb_that_changes_something_is_repeated(verb: str) -> None:
    async with committing() as (server, base_url, session):
        with pytest.raises(aiohttp.ClientConnectionError):
            async with session.request(verb, base_url, data=b"{}", middlewares=(send_once,)):
                pass
    assert server.taken == {verb: 1}


async def test_aiohttp_itself_would_send_a_put_twice() -> None:
    async with committing() as (server, base_url, session):
        with pytest.raises(aiohttp.ClientConnectionError):
            async with session.put(base_url, data=b"{}"):
                pass
    assert server.taken == {"PUT": 2}, "aiohttp does not repeat any more: send_once can go"


async def test_a_write_after_a_rest_in_which_the_server_closed_the_connection_is_sent_and_answered() -> None:
    """Why writes share the kept connections: one that was closed is seen to be, and is not used."""
    server = Committing()
    async with answering(server.answer) as base_url, aiohttp.ClientSession() as session:
        async with session.get(base_url) as warm:
            await warm.read()
        for transport in list(server.connections):
            transport.close()
        await closed(session)
        async with session.post(base_url, data=b"{}", middlewares=(send_once,)) as answer:
            assert answer.status == 200
    assert len(server.connections) == 2


async def closed(session: aiohttp.ClientSession) -> None:
    """Wait until the session has seen that its kept connection is closed."""

    async def seen() -> bool:
        kept = [one for pool in session.connector._conns.values() for one, _ in pool]  # type: ignore[union-attr]  # there is no public look at it
        return bool(kept) and not any(one.is_connected() for one in kept)

    await eventually(seen, within=5)
