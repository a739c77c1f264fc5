"""Both ways to prove who we are, against the sandbox over real HTTP."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web

from handlers.exchange.send import Limits
from handlers.sandboxes.afas import AfasSandbox, OrderBooks
from handlers.vendors.afas.auth import ClassicToken, ClientCredentials, authentication_of
from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.settings import AfasConnection
from relay.errors import Permanent, Transient
from tests.handlers.vendors.afas.support import Clock, connection, connection_to, oauth_connection_to
from tests.handlers.vendors.suite import answering
from tests.stand_ins import OpenGate

LIMITS = Limits(timedelta(seconds=5), 1000, timedelta(seconds=1))


def credentials(settings: AfasConnection, session: aiohttp.ClientSession, clock: Clock) -> ClientCredentials:
    return ClientCredentials(settings, session, LIMITS, clock.seconds)


async def test_the_settings_choose_the_way() -> None:
    async with aiohttp.ClientSession() as session:
        assert isinstance(authentication_of(connection(), session, LIMITS), ClassicToken)
        oauth = connection(client_id="a", client_secret="b")
        assert isinstance(authentication_of(oauth, session, LIMITS), ClientCredentials)


async def test_a_classic_token_is_let_in_but_has_no_second_try() -> None:
    async with AfasSandbox(OrderBooks()) as sandbox, aiohttp.ClientSession() as session:
        settings = connection_to(sandbox)
        assert await AfasClient(settings, session, OpenGate()).version() == "22.22.5"
        assert not await authentication_of(settings, session, LIMITS).renew("AfasToken x")


async def test_a_bearer_is_fetched_once_and_kept() -> None:
    async with AfasSandbox(OrderBooks()) as sandbox, aiohttp.ClientSession() as session:
        client = AfasClient(oauth_connection_to(sandbox), session, OpenGate())
        await client.version()
        await client.version()
        assert sandbox.access.tokens_issued == 1


async def test_many_calls_at_once_fetch_one_bearer() -> None:
    async with AfasSandbox(OrderBooks()) as sandbox, aiohttp.ClientSession() as session:
        client = AfasClient(oauth_connection_to(sandbox), session, OpenGate())
        await asyncio.gather(*(client.version() for _ in range(10)))
        assert sandbox.access.tokens_issued == 1


async def test_a_bearer_is_replaced_a_minute_before_its_end() -> None:
    clock = Clock()
    async with AfasSandbox(OrderBooks(), clock=clock.seconds) as sandbox, aiohttp.ClientSession() as session:
        keeper = credentials(oauth_connection_to(sandbox), session, clock)
        first = await keeper.header()
        clock.move(minutes=58)
        assert await keeper.header() == first
        clock.move(minutes=1.5)
        assert await keeper.header() != first


async def test_a_refused_bearer_is_renewed_once_and_the_call_repeated() -> None:
    async with AfasSandbox(OrderBooks()) as sandbox, aiohttp.ClientSession() as session:
        client = AfasClient(oauth_connection_to(sandbox), session, OpenGate())
        await client.version()
        sandbox.access.expire_bearers()
        assert await client.version() == "22.22.5"
        assert sandbox.access.tokens_issued == 2


async def test_ten_refused_calls_renew_the_bearer_together() -> None:
    async with AfasSandbox(OrderBooks()) as sandbox, aiohttp.ClientSession() as session:
        client = AfasClient(oauth_connection_to(sandbox, parallel_calls=8), session, OpenGate())
        await client.version()
        sandbox.access.expire_bearers()
        await asyncio.gather(*(client.version() for _ in range(10)))
        assert sandbox.access.tokens_issued == 2


async def test_a_second_refusal_is_final() -> None:
    async def refuse(request: web.BaseRequest) -> web.Response:
        if request.path.endswith("/oauth/token"):
            return web.json_response({"access_token": "t", "expires_in": 3600})
        return web.Response(status=401)

    async with answering(refuse) as base_url, aiohttp.ClientSession() as session:
        client = AfasClient(connection(base_url, client_id="a", client_secret="b"), session, OpenGate())
        with pytest.raises(Permanent, match="app connector"):
            await client.version()


async def test_a_wrong_client_is_told_so_and_its_secret_is_not_repeated() -> None:
    async with AfasSandbox(OrderBooks()) as sandbox, aiohttp.ClientSession() as session:
        settings = connection(sandbox.base_url, client_id="client-1", client_secret="not-the-right-one")
        with pytest.raises(Permanent, match="invalid_client") as caught:
            await AfasClient(settings, session, OpenGate()).version()
    assert "not-the-right-one" not in str(caught.value)


@pytest.mark.parametrize("answer", ["<html>", "{}", '{"access_token": 7}', '{"access_token": ""}', ""])
async def test_a_token_endpoint_that_gives_no_token_may_do_so_later(answer: str) -> None:
    async def odd(_request: web.BaseRequest) -> web.Response:
        return web.Response(text=answer)

    async with answering(odd) as base_url, aiohttp.ClientSession() as session:
        with pytest.raises(Transient):
            await credentials(connection(base_url, client_id="a", client_secret="b"), session, Clock()).header()


@pytest.mark.parametrize(("life", "kept_for"), [("100", 89), (100, 89), ("soon", 3539), (None, 3539), (-1, 3539)])
async def test_the_life_of_a_bearer_may_be_text_or_missing(life: object, kept_for: int) -> None:
    served = 0

    async def token(_request: web.BaseRequest) -> web.Response:
        nonlocal served
        served += 1
        return web.json_response({"access_token": f"t{served}", "expires_in": life})

    clock = Clock()
    async with answering(token) as base_url, aiohttp.ClientSession() as session:
        keeper = credentials(connection(base_url, client_id="a", client_secret="b"), session, clock)
        await keeper.header()
        clock.move(seconds=kept_for)
        assert await keeper.header() == "Bearer t1"
        clock.move(seconds=2)
        assert await keeper.header() == "Bearer t2"
