"""What a failure means to the client: nothing was done, it may be repeated, or it must be looked up."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from handlers.sandboxes.accountview import AccountViewSandbox, Behaviour, Fault
from handlers.vendors.accountview.auth.access_tokens import AccessTokens
from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.protocol import Part, text_of, write_body
from relay.errors import Hold, Permanent, Scope, Transient, Unconfirmed
from tests.handlers.vendors.accountview.office import (
    ARTICLES,
    DEBTOR,
    KnownTokens,
    a_books,
    client_of,
    office,
    read_codes,
    some_settings,
)
from tests.stand_ins import OpenGate


@pytest.mark.parametrize(
    "fault", [Fault.ERROR, Fault.BAD_GATEWAY, Fault.UNAVAILABLE, Fault.PAGE_OK, Fault.EMPTY_ERROR, Fault.TIMED_OUT]
)
async def test_a_broken_answer_is_transient_to_a_read_and_unconfirmed_to_an_insert(fault: Fault) -> None:
    async with office() as o:
        client = client_of(o)
        o.sandbox.faults.next(fault, times=2)
        with pytest.raises(Transient):
            await read_codes(client, ARTICLES, "ARTICLE")
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
        with pytest.raises(Transient, match="connection broke") as caught:
            await read_codes(client, ARTICLES, "ARTICLE")
        assert caught.value.scope is Scope.CALL  # a heavy window says nothing about the others
        o.sandbox.faults.next(Fault.DROP)
        with pytest.raises(Unconfirmed, match="connection broke"):
            await client.insert("AR1", DEBTOR)


async def test_an_insert_that_found_nobody_to_talk_to_was_certainly_not_sent() -> None:
    async with AccountViewSandbox(a_books()) as closed:
        settings = some_settings(base_url=closed.base_url)
    async with aiohttp.ClientSession() as session:
        tokens = AccessTokens("books", settings, session, KnownTokens("a"))
        client = AccountViewClient("books", settings, session, tokens, OpenGate())
        client._company_id = closed.company_id
        with pytest.raises(Transient, match="nobody answers") as caught:
            await client.insert("AR1", DEBTOR)
        assert not caught.value.burns_try


async def test_an_update_whose_answer_is_lost_may_be_repeated() -> None:
    async with office() as o:
        client = client_of(o)
        number = text_of((await client.insert("AR1", DEBTOR)).tables["CONTACT"][0], "SUB_NR")
        body = write_body("AR1", Part("CONTACT", [{"SUB_NR": number, "CITY": "Utrecht"}], "CONTACT"), key=number)
        o.sandbox.faults.next(Fault.STORE_THEN_DROP, method="PUT")
        with pytest.raises(Transient):
            await client.update("AR1", body)
        await client.update("AR1", body)
        assert [row["CITY"] for row in o.books.debtors] == ["Utrecht"]


async def test_a_refused_insert_is_held_with_the_vendors_message() -> None:
    body = write_body("AR1", Part("CONTACT", [{"ACCT_NAME": "A", "ACCT_NR": "1300"}], "CONTACT"))
    for status in (200, 400, 500):
        async with office(behaviour=Behaviour(error_status=status)) as o:
            with pytest.raises(Hold, match="SRC_CODE een waarde is verplicht"):
                await client_of(o).insert("AR1", body)


async def test_a_user_without_the_right_to_write_is_told_so_for_good() -> None:
    async with office() as o:
        o.tokens.refresh = o.sandbox.authority.grant_refresh_token("readaccountviewdata")
        with pytest.raises(Permanent, match="updateaccountviewdata"):
            await client_of(o).insert("AR1", DEBTOR)


async def test_a_slow_office_is_waited_for_until_the_time_out() -> None:
    async with office() as o:
        o.sandbox.faults.delay = timedelta(milliseconds=30)
        assert await read_codes(client_of(o), ARTICLES, "ARTICLE") == ["KFM-100"]


async def test_an_insert_whose_answer_is_too_large_is_unconfirmed() -> None:
    async with office() as o:
        client = client_of(o)
        await client.companies()
        client._limits = replace(client._limits, answer=10)
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
            await AccountViewClient("books", settings, session, tokens, OpenGate()).companies()
