"""The token endpoint gives a pair of tokens, or an error that says whether a person must sign in again."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from handlers.exchange.reply import Reply
from handlers.vendors.accountview.auth.token_endpoint import authorize_url, exchange_refresh_token, read_tokens
from relay.errors import Permanent, RunEnd, Transient
from relay.roles import TokenPair
from tests.handlers.vendors.accountview.office import office, some_settings
from tests.handlers.vendors.suite import answering

LIFE = timedelta(minutes=10)


def reply(status: int = 200, **document: Any) -> Reply:
    return Reply(status, json.dumps(document).encode(), {"Content-Type": "application/json"})


def test_the_consent_page_is_asked_with_state_and_both_scopes() -> None:
    address = urlsplit(authorize_url(some_settings(), "a b&c"))
    asked = parse_qs(address.query)
    assert (address.netloc, address.path) == ("www.accountview.net", "/ams/authorize.aspx")
    assert asked["response_type"] == ["code"]
    assert asked["state"] == ["a b&c"]
    assert asked["scope"] == ["readaccountviewdata updateaccountviewdata"]
    assert "hidden" not in address.query


async def test_a_refresh_token_is_spent_and_a_new_one_comes_back() -> None:
    async with office() as o:
        pair = await exchange_refresh_token(o.settings, o.session, o.sandbox.refresh_token)
        assert pair.access
        assert pair.refresh not in {None, o.sandbox.refresh_token}
        with pytest.raises(Permanent, match="relay connect books"):
            await exchange_refresh_token(o.settings, o.session, o.sandbox.refresh_token, connection="books")


async def test_wrong_credentials_are_told_by_the_names_of_their_settings() -> None:
    async with office(client_secret="wrong") as o:
        with pytest.raises(Permanent, match="client_id and client_secret"):
            await exchange_refresh_token(o.settings, o.session, o.sandbox.refresh_token)


async def test_credentials_go_in_the_form_and_never_in_the_address() -> None:
    seen: list[tuple[str, str | None, str]] = []

    async def take(request: web.BaseRequest) -> web.Response:
        seen.append((str(request.rel_url), request.headers.get("Authorization"), (await request.read()).decode()))
        return web.json_response({"access_token": "a"})

    async with answering(take) as base_url, aiohttp.ClientSession() as session:
        await exchange_refresh_token(some_settings(base_url=base_url), session, "r/+ ")
    [(address, header, form)] = seen
    assert address == "/api/v3/token"
    assert header is None
    assert parse_qs(form) == {
        "grant_type": ["refresh_token"],
        "refresh_token": ["r/+ "],
        "client_id": ["key"],
        "client_secret": ["hidden"],
    }


@pytest.mark.parametrize(
    ("told", "life"),
    [
        (3600, timedelta(hours=1)),
        ("3600", timedelta(hours=1)),
        (1.5, timedelta(seconds=1)),
        (None, LIFE),
        (0, LIFE),
        (-5, LIFE),
        (True, LIFE),
        ("soon", LIFE),
        (10**12, LIFE),
    ],
)
def test_a_life_is_believed_where_it_makes_sense(told: Any, life: timedelta) -> None:
    assert read_tokens(reply(access_token="a", refresh_token="r", expires_in=told), LIFE, "books").lasts == life


def test_an_answer_without_a_refresh_token_keeps_the_old_one() -> None:
    assert read_tokens(reply(access_token="a"), LIFE, "books").refresh is None


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (reply(400, error="invalid_grant"), Permanent),
        (reply(400, error="invalid_client"), Permanent),
        (reply(200, error="invalid_grant"), Permanent),
        (reply(401), Permanent),
        (Reply(302, b""), Permanent),
        (Reply(429, b""), Transient),
        (Reply(502, b"<html>", {"Content-Type": "text/html"}), Transient),
        (Reply(200, b"<html>", {"Content-Type": "text/html"}), Transient),
        (Reply(200, b""), Transient),
        (reply(200, access_token=""), Transient),
    ],
)
def test_a_refusal_is_permanent_and_a_broken_hub_is_not(answer: Reply, kind: type[RunEnd]) -> None:
    with pytest.raises(kind):
        read_tokens(answer, LIFE, "books")


def test_an_odd_error_is_not_repeated() -> None:
    with pytest.raises(Permanent) as caught:
        read_tokens(reply(400, error="secret value <b>"), LIFE, "books")
    assert "secret value" not in caught.value.reason


async def test_a_token_endpoint_that_nobody_answers_for_is_transient() -> None:
    async def unused(_request: web.BaseRequest) -> web.Response:
        return web.Response()

    async with answering(unused) as closed:
        pass
    async with aiohttp.ClientSession() as session:
        with pytest.raises(Transient, match="nobody answers"):
            await exchange_refresh_token(some_settings(base_url=closed), session, "r")


@given(st.integers(200, 599), st.binary(max_size=40), st.sampled_from(["access_token", "error", "x"]))
def test_any_reply_becomes_tokens_or_an_error_of_the_relay(status: int, body: bytes, name: str) -> None:
    for content in (body, json.dumps({name: body.decode("latin-1")}).encode()):
        try:
            found: object = read_tokens(Reply(status, content), LIFE, "books")
        except (Permanent, Transient) as error:
            found = error
        assert isinstance(found, TokenPair | Permanent | Transient)
