"""The sandbox behaves like the hub: case does not matter, rights and companies do, and faults do what they say."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
from yarl import URL

from handlers.sandboxes.accountview import AccountViewSandbox, Behaviour, Fault
from tests.handlers.sandboxes.accountview.caller import Caller, body_of, signed_in
from tests.handlers.vendors.accountview.office import a_books


@pytest.fixture
async def caller() -> AsyncIterator[Caller]:
    async with signed_in() as one:
        yield one


DEBTOR = {"ACCT_NAME": "Voorbeeld", "SRC_CODE": "voorbeeld", "ACCT_NR": "1300", "MAIL_BUS": "info@example.com"}


async def test_paths_parameters_objects_and_operators_are_read_in_any_case(caller: Caller) -> None:
    status, answer = await caller.get(
        "/API/V3/AccountViewData",
        businessobject="ak1",
        FIELDS="art_code, ARTICLE.ART_DESC1",
        filtercontrolsource1="Art_Code",
        filteroperator1="EQUAL",
        filtervaluetype1="c",
        filtervalue1="kfm-100",
        filterislistofvalues1="false",
    )
    assert (status, answer) == (200, {"ARTICLE": [{"EXT_KEY": 0, "ART_CODE": "KFM-100", "ART_DESC1": "Koffiemok wit"}]})


async def test_companies_are_a_bare_array_and_need_no_company(caller: Caller) -> None:
    del caller.headers["X-Company"]
    _, companies = await caller.get("/api/v3/companies")
    assert [company["Code"] for company in companies] == ["DEMO"]
    assert "x-company" in (await caller.get(businessobject="AK1"))[1]["ErrorMessage"]


async def test_a_token_is_needed_known_and_not_expired(caller: Caller) -> None:
    caller.sandbox.authority.expire_access_tokens()
    assert (await caller.get(businessobject="AK1"))[0] == 401
    assert (await caller.get("/api/v3/companies"))[0] == 401


async def test_a_refresh_token_works_once(caller: Caller) -> None:
    spent = caller.refresh
    assert (await caller.sign_in())[0] == 200
    assert await caller.sign_in(refresh_token=spent) == (400, {"error": "invalid_grant"})


async def test_wrong_credentials_and_unknown_grants_are_refused(caller: Caller) -> None:
    assert await caller.sign_in(client_secret="wrong") == (400, {"error": "invalid_client"})
    assert await caller.sign_in(grant_type="client_credentials") == (400, {"error": "invalid_grant"})


async def test_an_access_token_ends_after_its_life() -> None:
    now = [0.0]
    sandbox = AccountViewSandbox(a_books(), token_life=timedelta(minutes=5), clock=lambda: now[0])
    async with sandbox, aiohttp.ClientSession() as session:
        caller = Caller(sandbox, session)
        await caller.sign_in()
        now[0] = 299.0
        assert (await caller.get(businessobject="AK1"))[0] == 200
        now[0] = 300.0
        assert (await caller.get(businessobject="AK1"))[0] == 401


async def test_the_consent_page_knows_its_application_and_its_redirect_address(caller: Caller) -> None:
    async def asked(**changes: str) -> tuple[int, str]:
        uri = next(iter(caller.sandbox.authority.redirect_uris))
        query = {
            "client_id": caller.sandbox.client_id,
            "redirect_uri": uri,
            "scope": "readaccountviewdata",
            "state": "s",
        }
        url = f"{caller.sandbox.base_url}/ams/authorize.aspx"
        async with caller.session.get(url, params=query | changes, allow_redirects=False) as answer:
            return answer.status, answer.headers.get("Location", "")

    status, location = await asked()
    assert status == 302
    assert "state=s&code=" in location
    assert await asked(client_id="other") == (400, "")
    assert await asked(redirect_uri="http://127.0.0.1:1/") == (400, "")


async def test_a_code_works_once_and_only_with_its_redirect_address(caller: Caller) -> None:
    uri = next(iter(caller.sandbox.authority.redirect_uris))
    query = {"client_id": caller.sandbox.client_id, "redirect_uri": uri, "scope": "readaccountviewdata"}
    codes = []
    for _ in range(2):
        url = f"{caller.sandbox.base_url}/ams/authorize.aspx"
        async with caller.session.get(url, params=query, allow_redirects=False) as answer:
            codes.append(URL(answer.headers["Location"]).query["code"])
    wrong = await caller.sign_in(grant_type="authorization_code", code=codes[0], redirect_uri="http://other/")
    assert wrong[0] == 400
    assert (await caller.sign_in(grant_type="authorization_code", code=codes[1], redirect_uri=uri))[0] == 200
    assert (await caller.sign_in(grant_type="authorization_code", code=codes[1], redirect_uri=uri))[0] == 400
    assert (await caller.send("POST", body_of("AR1", "CONTACT", DEBTOR)))[0] == 403


async def test_what_is_not_there_is_a_page(caller: Caller) -> None:
    url = f"{caller.sandbox.base_url}/api/v3/nothing"
    async with caller.session.get(url) as answer:
        assert (answer.status, answer.content_type) == (404, "text/html")


async def test_a_write_answers_with_the_stored_row_numbered_and_stamped(caller: Caller) -> None:
    status, answer = await caller.send("POST", body_of("AR1", "CONTACT", DEBTOR))
    [row] = answer["CONTACT"]
    assert status == 200
    assert (row["SUB_NR"], row["SRC_CODE"], row["CNG_NR"], row["REC_BLK"]) == ("10001", "VOORBEELD", 1, False)
    assert "T" in row["CNG_DATE"]
    assert "Z" not in row["CNG_DATE"]


async def test_property_names_of_a_body_are_read_in_any_case(caller: Caller) -> None:
    body = json.loads(json.dumps(body_of("ar1", "contact", DEBTOR)).replace('"Values"', '"values"').lower())
    assert (await caller.send("POST", body))[0] == 200
    assert len(caller.sandbox.books.debtors) == 1


async def test_there_is_no_idempotency(caller: Caller) -> None:
    for _ in range(2):
        await caller.send("POST", body_of("AR1", "CONTACT", DEBTOR))
    assert len(caller.sandbox.books.debtors) == 2
    assert caller.sandbox.books.calls["POST", "AR1"] == 2


async def test_the_status_of_errors_is_a_switch(caller: Caller) -> None:
    for status in (200, 400, 500):
        caller.sandbox.behaviour = Behaviour(error_status=status)
        found, answer = await caller.get(businessobject="XX1")
        assert found == status
        assert set(answer) == {"ErrorType", "ErrorNumbers", "ErrorMessage"}


async def test_a_lone_row_may_come_without_its_list(caller: Caller) -> None:
    caller.sandbox.behaviour = Behaviour(lone_row_bare=True)
    one = await caller.rows("AK1", ("ART_CODE", "Equal", "C", "KFM-100"), Fields="ART_CODE")
    assert one["ARTICLE"] == {"EXT_KEY": 0, "ART_CODE": "KFM-100"}
    assert len((await caller.rows("AK1"))["ARTICLE"]) == 8


async def test_a_fault_meets_the_next_call_of_its_method_or_object_and_is_used_up(caller: Caller) -> None:
    caller.sandbox.faults.next(Fault.EMPTY_ERROR, business_object="GL1")
    assert (await caller.get(businessobject="AK1"))[0] == 200
    assert (await caller.get(businessobject="GL1"))[0] == 500
    assert (await caller.get(businessobject="GL1"))[0] == 200


async def test_a_fault_that_does_nothing_stores_nothing(caller: Caller) -> None:
    caller.sandbox.faults.next(Fault.EMPTY_OK, method="POST")
    assert await caller.send("POST", body_of("AR1", "CONTACT", DEBTOR)) == (200, None)
    assert caller.sandbox.books.debtors == []


async def test_a_late_commit_happens_after_the_caller_has_gone(caller: Caller) -> None:
    caller.sandbox.faults.commit_delay = timedelta(minutes=1)
    caller.sandbox.faults.next(Fault.COMMIT_LATER)
    caller_who_goes = asyncio.create_task(caller.send("POST", body_of("AR1", "CONTACT", DEBTOR)))
    while not caller.sandbox.books.calls["POST", "AR1"]:
        await caller.get(businessobject="GL1")
    caller_who_goes.cancel()
    assert caller.sandbox.books.debtors == []
    await caller.sandbox.commit_now()
    assert len(caller.sandbox.books.debtors) == 1


async def test_a_late_commit_of_what_is_refused_stores_nothing(caller: Caller) -> None:
    caller.sandbox.faults.commit_delay = timedelta(milliseconds=1)
    caller.sandbox.faults.next(Fault.REFUSE_THEN_COMMIT)
    url = f"{caller.sandbox.base_url}/api/v3/accountviewdata"
    body = body_of("AR1", "CONTACT", {"ACCT_NAME": "A"})
    async with caller.session.post(url, json=body, headers=caller.headers) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "120")
    await caller.sandbox.commits_done()
    assert caller.sandbox.books.debtors == []


async def test_a_sandbox_that_closes_does_not_wait_for_its_hanging_calls() -> None:
    async with aiohttp.ClientSession() as session:
        async with AccountViewSandbox(a_books()) as sandbox:
            caller = Caller(sandbox, session)
            await caller.sign_in()
            sandbox.faults.next(Fault.STORE_THEN_HANG)
            hanging = asyncio.create_task(caller.send("POST", body_of("AR1", "CONTACT", DEBTOR)))
            while not sandbox.books.debtors:
                await caller.get(businessobject="GL1")
        with pytest.raises((aiohttp.ClientError, json.JSONDecodeError)):
            await hanging


async def test_a_delete_is_not_offered_by_the_sandbox(caller: Caller) -> None:
    assert (await caller.send("DELETE", {}))[0] == 405
