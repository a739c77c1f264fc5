"""The client crosses the wire once per call, in time and within its limits, and says what a failure means."""

import asyncio
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from handlers.vendors.accountview.access_tokens import AccessTokens
from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.connection import AccountViewConnection
from handlers.vendors.accountview.protocol import Filter, Part, Query, text_of, write_body
from handlers.vendors.accountview.sandbox import AccountViewSandbox, Behaviour, Fault
from relay.errors import Hold, Permanent, Transient, Unconfirmed
from relay.roles import TokenStore
from tests.handlers.vendors.accountview.office import MemoryTokens, Office, a_books, office, some_settings
from tests.handlers.vendors.suite import VendorSuite, answering

ARTICLES = Query("AK1", ("ART_CODE", "REC_ID"), (Filter("ART_CODE", "KFM-100"),))
DEBTOR = write_body("AR1", Part("CONTACT", [{"ACCT_NAME": "A", "SRC_CODE": "A", "ACCT_NR": "1300"}], "CONTACT"))


class KnownTokens(MemoryTokens):
    """Has an access token already, so that a read begins with the call itself."""

    def __init__(self, access: str) -> None:
        super().__init__("refresh-of-the-suite")
        self.access = access


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
        return AccountViewClient("books", settings, session, AccessTokens("books", settings, session, store))

    async def read(self, client: Any) -> Any:
        return await read(client, ARTICLES, "ARTICLE")


async def read(client: AccountViewClient, query: Query, table: str) -> list[str]:
    return [text_of(row, "ART_CODE") async for answer in client.pages(query, table) for row in answer.rows(table) or ()]


def client_of(o: Office) -> AccountViewClient:
    return AccountViewClient("books", o.settings, o.session, AccessTokens("books", o.settings, o.session, o.tokens))


@pytest.mark.parametrize("company", ["DEMO", "demo", " DEMO ", AccountViewSandbox.company_id])
async def test_the_company_is_found_once_by_its_code_or_its_id(company: str) -> None:
    async with office(company=company) as o:
        client = client_of(o)
        await read(client, ARTICLES, "ARTICLE")
        await read(client, ARTICLES, "ARTICLE")
        assert o.books.calls["GET", "COMPANIES"] == 1


async def test_a_company_the_user_may_not_see_is_told_with_those_he_may() -> None:
    async with office(company="OTHER") as o:
        with pytest.raises(Permanent, match=r"connections.books.company.*may work in: DEMO"):
            await read(client_of(o), ARTICLES, "ARTICLE")
        assert o.books.calls["GET", "AK1"] == 0


async def test_an_expired_token_is_renewed_once_and_the_call_repeated() -> None:
    async with office() as o:
        client = client_of(o)
        await read(client, ARTICLES, "ARTICLE")
        o.sandbox.authority.expire_access_tokens()
        assert await read(client, ARTICLES, "ARTICLE") == ["KFM-100"]
        assert o.tokens.exchanges == 2


async def test_a_withdrawn_application_is_permanent_and_names_the_command() -> None:
    async with office() as o:
        client = client_of(o)
        await read(client, ARTICLES, "ARTICLE")
        o.sandbox.authority.withdraw()
        with pytest.raises(Permanent, match="relay connect books"):
            await read(client, ARTICLES, "ARTICLE")


async def test_a_token_that_is_refused_again_after_renewal_is_not_tried_a_third_time() -> None:
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
            await AccountViewClient("books", settings, session, tokens).companies()
    assert calls == ["/api/v3/token", "/api/v3/companies", "/api/v3/token", "/api/v3/companies"]


async def test_a_write_whose_token_expired_is_carried_out_once() -> None:
    async with office() as o:
        client = client_of(o)
        await client.insert("AR1", DEBTOR)
        o.sandbox.authority.expire_access_tokens()
        await client.insert("AR1", DEBTOR)
        assert len(o.books.debtors) == 2


async def test_pages_follow_the_last_key_until_one_is_short() -> None:
    async with office(page_size=3) as o:
        found = await read(client_of(o), Query("AK1", ("ART_CODE", "REC_ID")), "ARTICLE")
        assert found == [str(row["ART_CODE"]) for row in o.books.articles]
        assert o.books.calls["GET", "AK1"] == 3


async def test_a_full_page_without_a_key_is_told_and_not_read_for_ever() -> None:
    async with office(page_size=3) as o:
        with pytest.raises(Permanent, match="key_columns"):
            await read(client_of(o), Query("AK1", ("ART_CODE",)), "ARTICLE")


async def test_a_table_is_paged_by_the_column_the_settings_name() -> None:
    async with office(page_size=8, key_columns={"ARTICLE": "REC_ID"}) as o:
        assert len(await read(client_of(o), Query("AK1"), "ARTICLE")) == 8


async def test_an_answer_without_the_table_is_never_taken_for_no_rows() -> None:
    async with office() as o:
        with pytest.raises(Permanent, match="no table SO_HDR"):
            await read(client_of(o), ARTICLES, "SO_HDR")


async def test_calls_at_the_same_time_stay_within_the_limit() -> None:
    async with office(behaviour=Behaviour(single_call=True)) as o:
        client = client_of(o)
        found = await asyncio.gather(*(read(client, ARTICLES, "ARTICLE") for _ in range(5)))
        assert found == [["KFM-100"]] * 5


async def test_a_second_call_at_the_same_time_is_refused_as_busy_and_tried_later() -> None:
    async with office(behaviour=Behaviour(single_call=True), parallel_calls=5) as o:
        client = client_of(o)
        await read(client, ARTICLES, "ARTICLE")
        found = await asyncio.gather(*(read(client, ARTICLES, "ARTICLE") for _ in range(5)), return_exceptions=True)
        assert any(isinstance(one, Transient) and not one.burns_try for one in found)


@pytest.mark.parametrize(
    "fault", [Fault.ERROR, Fault.BAD_GATEWAY, Fault.UNAVAILABLE, Fault.PAGE_OK, Fault.EMPTY_ERROR, Fault.TIMED_OUT]
)
async def test_a_broken_answer_is_transient_to_a_read_and_unconfirmed_to_an_insert(fault: Fault) -> None:
    async with office() as o:
        client = client_of(o)
        o.sandbox.faults.next(fault, times=2)
        with pytest.raises(Transient):
            await read(client, ARTICLES, "ARTICLE")
        with pytest.raises(Unconfirmed):
            await client.insert("AR1", DEBTOR)
        assert o.books.debtors == []


@pytest.mark.parametrize("fault", [Fault.OFFLINE, Fault.IN_USE, Fault.LOCKED])
async def test_a_busy_office_is_transient_even_to_an_insert(fault: Fault) -> None:
    async with office() as o:
        o.sandbox.faults.next(fault)
        with pytest.raises(Transient) as caught:
            await client_of(o).insert("AR1", DEBTOR)
        assert not caught.value.burns_try


@pytest.mark.parametrize("fault", [Fault.STORE_THEN_DROP, Fault.STORE_THEN_BAD_GATEWAY])
async def test_a_stored_insert_whose_answer_is_lost_is_unconfirmed(fault: Fault) -> None:
    async with office() as o:
        o.sandbox.faults.next(fault)
        with pytest.raises(Unconfirmed, match="looked up"):
            await client_of(o).insert("AR1", DEBTOR)
        assert len(o.books.debtors) == 1


async def test_a_stored_insert_that_is_never_answered_is_unconfirmed_in_time() -> None:
    async with office(total_timeout="600ms") as o:
        client = client_of(o)
        await client.companies()
        o.sandbox.faults.next(Fault.STORE_THEN_HANG)
        with pytest.raises(Unconfirmed, match="in time"):
            await client.insert("AR1", DEBTOR)
        assert len(o.books.debtors) == 1


async def test_a_connection_that_breaks_is_unconfirmed_to_an_insert_and_transient_to_a_read() -> None:
    async with office() as o:
        client = client_of(o)
        await client.companies()
        o.sandbox.faults.next(Fault.DROP, times=2, method="GET")  # aiohttp itself repeats a read once
        with pytest.raises(Transient, match="connection broke"):
            await read(client, ARTICLES, "ARTICLE")
        o.sandbox.faults.next(Fault.DROP)
        with pytest.raises(Unconfirmed, match="connection broke"):
            await client.insert("AR1", DEBTOR)


async def test_an_insert_that_found_nobody_to_talk_to_was_certainly_not_sent() -> None:
    async with AccountViewSandbox(a_books()) as closed:
        settings = some_settings(base_url=closed.base_url)
    async with aiohttp.ClientSession() as session:
        client = AccountViewClient(
            "books", settings, session, AccessTokens("books", settings, session, KnownTokens("a"))
        )
        client._company_id = closed.company_id
        with pytest.raises(Transient, match="nobody answers") as caught:
            await client.insert("AR1", DEBTOR)
        assert not caught.value.burns_try


async def test_an_update_whose_answer_is_lost_may_be_repeated() -> None:
    async with office() as o:
        client = client_of(o)
        number = text_of((await client.insert("AR1", DEBTOR)).tables["CONTACT"][0], "SUB_NR")
        body = write_body("AR1", Part("CONTACT", [{"SUB_NR": number, "CITY": "Utrecht"}], "CONTACT"), key=number)
        o.sandbox.faults.next(Fault.STORE_THEN_DROP, times=2, method="PUT")  # aiohttp itself repeats a PUT once
        with pytest.raises(Transient):
            await client.update("AR1", body)
        await client.update("AR1", body)
        assert [row["CITY"] for row in o.books.debtors] == ["Utrecht"]


async def test_a_refused_insert_is_held_with_the_vendors_message() -> None:
    body = write_body("AR1", Part("CONTACT", [{"ACCT_NAME": "A", "ACCT_NR": "1300"}], "CONTACT"))
    for status in (200, 400, 500):
        async with office(behaviour=Behaviour(error_status=status)) as o:
            with pytest.raises(Hold, match="SRC_CODE: een waarde is verplicht"):
                await client_of(o).insert("AR1", body)


async def test_a_user_without_the_right_to_write_is_told_so_for_good() -> None:
    async with office() as o:
        o.tokens.refresh = o.sandbox.authority.grant_refresh_token("readaccountviewdata")
        with pytest.raises(Permanent, match="updateaccountviewdata"):
            await client_of(o).insert("AR1", DEBTOR)


async def test_a_slow_office_is_waited_for_until_the_time_out() -> None:
    async with office() as o:
        o.sandbox.faults.delay = timedelta(milliseconds=30)
        assert await read(client_of(o), ARTICLES, "ARTICLE") == ["KFM-100"]


async def test_an_insert_whose_answer_is_too_large_is_unconfirmed() -> None:
    async with office() as o:
        client = client_of(o)
        await client.companies()
        client._settings = o.settings.model_copy(update={"largest_answer": 10})
        client._company_id = o.sandbox.company_id
        with pytest.raises(Unconfirmed, match="larger than"):
            await client.insert("AR1", DEBTOR)


async def test_a_certificate_that_is_not_trusted_is_told_and_nothing_is_sent() -> None:
    class Untrusting(aiohttp.TCPConnector):
        async def connect(self, *_args: Any, **_options: Any) -> Any:
            key: Any = aiohttp.client_reqrep.ConnectionKey("books.example.com", 443, True, True, None, None, None)  # noqa: FBT003 - aiohttp's own order
            raise aiohttp.ClientConnectorCertificateError(key, ValueError("untrusted"))

    async with aiohttp.ClientSession(connector=Untrusting()) as session:
        settings = some_settings(base_url="https://books.example.com")
        tokens = AccessTokens("books", settings, session, KnownTokens("access"))
        with pytest.raises(Transient, match="certificate"):
            await AccountViewClient("books", settings, session, tokens).companies()
