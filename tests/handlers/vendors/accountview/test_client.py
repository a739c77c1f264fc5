"""The client crosses the wire once per call, within its limits, for the right company and with a fresh token."""

import asyncio
from contextlib import AbstractAsyncContextManager
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from handlers.sandboxes.accountview import AccountViewSandbox, Behaviour
from handlers.vendors.accountview.auth.access_tokens import AccessTokens
from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.protocol import Query
from handlers.vendors.accountview.settings import AccountViewConnection
from relay.errors import Permanent, Transient
from relay.roles import TokenStore
from tests.handlers.vendors.accountview.office import (
    ARTICLES,
    DEBTOR,
    KnownTokens,
    MemoryTokens,
    a_books,
    client_of,
    office,
    read_codes,
    some_settings,
)
from tests.handlers.vendors.suite import VendorSuite, answering
from tests.stand_ins import OpenGate


class TestAccountViewClient(VendorSuite):
    """The facts that hold for every vendor; the sandbox lets in the token that its own authority gave."""

    secrets = ("secret-of-the-suite", "refresh-of-the-suite", "access-of-the-suite")
    told = "KFM-100"

    def sandbox(self) -> AbstractAsyncContextManager[Any]:
        self.running = AccountViewSandbox(a_books())
        return self.running

    def settings(self, base_url: str, **changes: Any) -> AccountViewConnection:
        fields = {"base_url": base_url, "client_secret": "secret-of-the-suite"}
        return some_settings(**(fields | changes))

    def client(self, settings: Any, session: aiohttp.ClientSession, **limits: int) -> Any:
        store: TokenStore = KnownTokens("access-of-the-suite")
        if hasattr(self, "running"):
            sandbox = self.running
            credentials = {
                "client_id": sandbox.client_id,
                "client_secret": type(settings.client_secret)(sandbox.client_secret),
            }
            settings = settings.model_copy(update=credentials)
            store = MemoryTokens(sandbox.refresh_token)
        if limits:
            settings = settings.model_copy(update={"largest_answer": limits["answer_limit"]})
        return AccountViewClient(
            "books", settings, session, AccessTokens("books", settings, session, store), OpenGate()
        )

    async def read(self, client: Any) -> Any:
        return await read_codes(client, ARTICLES, "ARTICLE")


@pytest.mark.parametrize("company", ["DEMO", "demo", " DEMO ", AccountViewSandbox.company_id])
async def test_the_company_is_found_once_by_its_code_or_its_id(company: str) -> None:
    async with office(company=company) as o:
        client = client_of(o)
        await read_codes(client, ARTICLES, "ARTICLE")
        await read_codes(client, ARTICLES, "ARTICLE")
        assert o.books.calls["GET", "COMPANIES"] == 1


async def test_a_company_the_user_may_not_see_is_told_with_those_he_may() -> None:
    async with office(company="OTHER") as o:
        with pytest.raises(Permanent, match=r"connections.books.company.*may work in: DEMO"):
            await read_codes(client_of(o), ARTICLES, "ARTICLE")
        assert o.books.calls["GET", "AK1"] == 0


async def test_an_expired_token_is_renewed_once_and_the_call_repeated() -> None:
    async with office() as o:
        client = client_of(o)
        await read_codes(client, ARTICLES, "ARTICLE")
        o.sandbox.authority.expire_access_tokens()
        assert await read_codes(client, ARTICLES, "ARTICLE") == ["KFM-100"]
        assert o.tokens.exchanges == 2


async def test_a_withdrawn_application_is_permanent_and_names_the_command() -> None:
    async with office() as o:
        client = client_of(o)
        await read_codes(client, ARTICLES, "ARTICLE")
        o.sandbox.authority.withdraw()
        with pytest.raises(Permanent, match="relay connect books"):
            await read_codes(client, ARTICLES, "ARTICLE")


async def test_a_token_that_is_refused_after_two_renewals_is_not_renewed_again() -> None:
    calls: list[str] = []

    async def refuse(request: web.BaseRequest) -> web.Response:
        calls.append(request.path)
        if request.path.endswith("token"):
            return web.json_response({"access_token": f"access-{len(calls)}", "refresh_token": "r"})
        return web.Response(status=401)

    async with answering(refuse) as base_url, aiohttp.ClientSession() as session:
        settings = some_settings(base_url=base_url)
        tokens = AccessTokens("books", settings, session, MemoryTokens("r"))
        with pytest.raises(Permanent, match="relay connect books"):
            await AccountViewClient("books", settings, session, tokens, OpenGate()).companies()
    assert calls == ["/api/v3/token", "/api/v3/companies"] * 3


async def test_a_token_that_another_process_fetched_and_that_has_ended_too_bars_nobody() -> None:
    async with office() as o:
        ours, others = client_of(o), client_of(o)
        await read_codes(ours, ARTICLES, "ARTICLE")
        o.sandbox.authority.expire_access_tokens()
        await read_codes(others, ARTICLES, "ARTICLE")  # the others renew it, and ours does not know
        o.sandbox.authority.expire_access_tokens()
        assert await read_codes(ours, ARTICLES, "ARTICLE") == ["KFM-100"]


async def test_a_write_whose_token_expired_is_carried_out_once() -> None:
    async with office() as o:
        client = client_of(o)
        await client.insert("AR1", DEBTOR)
        o.sandbox.authority.expire_access_tokens()
        await client.insert("AR1", DEBTOR)
        assert len(o.books.debtors) == 2


async def test_pages_follow_the_last_key_until_one_is_short() -> None:
    async with office(page_size=3) as o:
        found = await read_codes(client_of(o), Query("AK1", ("ART_CODE", "REC_ID")), "ARTICLE")
        assert found == [str(row["ART_CODE"]) for row in o.books.articles]
        assert o.books.calls["GET", "AK1"] == 3


async def test_a_full_page_without_a_key_is_told_and_not_read_for_ever() -> None:
    async with office(page_size=3) as o:
        with pytest.raises(Permanent, match="key_columns"):
            await read_codes(client_of(o), Query("AK1", ("ART_CODE",)), "ARTICLE")


async def test_a_table_is_paged_by_the_column_the_settings_name() -> None:
    async with office(page_size=8, key_columns={"ARTICLE": "REC_ID"}) as o:
        assert len(await read_codes(client_of(o), Query("AK1"), "ARTICLE")) == 8


async def test_an_answer_without_the_table_is_never_taken_for_no_rows() -> None:
    async with office() as o:
        with pytest.raises(Permanent, match="no table SO_HDR"):
            await read_codes(client_of(o), ARTICLES, "SO_HDR")


async def test_a_second_call_at_the_same_time_is_refused_as_busy_and_tried_later() -> None:
    async with office(behaviour=Behaviour(single_call=True), parallel_calls=5) as o:
        client = client_of(o)
        await read_codes(client, ARTICLES, "ARTICLE")
        found = await asyncio.gather(
            *(read_codes(client, ARTICLES, "ARTICLE") for _ in range(5)), return_exceptions=True
        )
        assert any(isinstance(one, Transient) and not one.burns_try for one in found)
