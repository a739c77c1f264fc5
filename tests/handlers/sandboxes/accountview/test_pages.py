"""A journal page is numbered, totalled and booked; one that does not fit is refused whole and says why."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest

from handlers.sandboxes.accountview import Behaviour, Books, Fault
from handlers.sandboxes.demonstration.accountview_books import (
    COST_CENTRE,
    GENERAL_JOURNAL,
    REVENUE_ACCOUNT,
    SALES_JOURNAL,
)
from tests.handlers.sandboxes.accountview.caller import DATA, Caller, document, signed_in
from tests.handlers.vendors.accountview.office import a_books

PAGE = {
    "DJ_CODE": SALES_JOURNAL,
    "SUB_NR": "10001",
    "INV_NR": "2026-0451",
    "TRN_DATE": "2026-04-01T00:00:00.000Z",
    "HDR_DESC": "Webshop order W-100245",
}
BREAD = {"ACCT_NR": REVENUE_ACCOUNT, "TRN_DESC": "Bread", "AMOUNT": 37.5, "VAT_CODE": "1", "VAT_AMT": 3.38}
MUGS = {"ACCT_NR": REVENUE_ACCOUNT, "TRN_DESC": "Mugs", "AMOUNT": "100.00", "VAT_CODE": "2", "VAT_AMT": "21.00"}


def books_with_a_debtor() -> Books:
    books = a_books()
    debtor = {"SUB_NR": "10001", "ACCT_NAME": "Bakkerij Voorbeeld", "ACCT_NR": "1300", "DISC_CODE": "30"}
    books.put("CONTACT", debtor)
    return books


@pytest.fixture
async def caller() -> AsyncIterator[Caller]:
    async with signed_in(books_with_a_debtor()) as one:
        yield one


async def post(caller: Caller, page: dict[str, Any], *lines: dict[str, Any], **more: Any) -> Any:
    return await caller.post("DJ2", "DJ_PAGE", page, *lines, **more)


async def test_a_page_is_answered_with_its_number_its_totals_and_what_follows_from_elsewhere(caller: Caller) -> None:
    answer = await post(caller, PAGE, BREAD, MUGS)
    [page] = answer["DJ_PAGE"]
    assert (page["PAGE_NR"], page["INV_NR"]) == ("202600001", "2026-0451")
    assert (page["PAGE_AMT"], page["PAGE_VAT"]) == (161.88, 24.38)
    assert (page["PERIOD"], page["CUR_CODE"], page["CRED_DAYS"]) == (4, "EUR", 30)
    assert [(line["PAGE_NR"], line["DJ_PAGE_Id"]) for line in answer["DJ_LINE"]] == [("202600001", 0)] * 2
    assert {line["TRN_DATE"] for line in answer["DJ_LINE"]} == {"2026-04-01T00:00:00"}


async def test_a_page_is_found_by_its_invoice_number_and_stored_again_if_sent_again(caller: Caller) -> None:
    for _ in range(2):
        await post(caller, PAGE, BREAD)
    found = await caller.rows("DJ2", ("INV_NR", "Equal", "C", "2026-0451"))
    assert [page["PAGE_NR"] for page in found["DJ_PAGE"]] == ["202600001", "202600002"]
    assert [line["DJ_PAGE_Id"] for line in found["DJ_LINE"]] == [0, 1]


async def test_a_page_whose_answer_is_lost_stands_in_the_books(caller: Caller) -> None:
    caller.sandbox.faults.next(Fault.STORE_THEN_BAD_GATEWAY, business_object="DJ2")
    url = f"{caller.sandbox.base_url}{DATA}"
    body = document("DJ2", "DJ_PAGE", PAGE, [BREAD])
    async with caller.session.post(url, json=body, headers=caller.headers) as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")
    assert len((await caller.rows("DJ2", ("INV_NR", "Equal", "C", "2026-0451")))["DJ_PAGE"]) == 1


async def test_an_invoice_number_that_the_journal_has_may_be_refused() -> None:
    async with signed_in(books_with_a_debtor(), Behaviour(refuses_double_invoice=True)) as caller:
        await post(caller, PAGE, BREAD)
        assert "bestaat al" in (await post(caller, PAGE, BREAD))["ErrorMessage"]
        assert len(caller.sandbox.books.pages) == 1


async def test_a_journal_that_numbers_gives_a_number_no_page_has(caller: Caller) -> None:
    await post(caller, PAGE | {"INV_NR": "202600001"}, BREAD)
    [page] = (await post(caller, PAGE | {"INV_NR": ""}, BREAD))["DJ_PAGE"]
    assert page["INV_NR"] == "202600002"


async def test_a_journal_that_does_not_number_leaves_the_number_empty(caller: Caller) -> None:
    page = {"DJ_CODE": GENERAL_JOURNAL, "HDR_DESC": "Correction"}
    lines = [{"ACCT_NR": "1600", "AMOUNT": amount} for amount in (12.1, -12.1)]
    [stored] = (await post(caller, page, *lines))["DJ_PAGE"]
    assert (stored["INV_NR"], stored["PAGE_AMT"]) == ("", 0)


@pytest.mark.parametrize("off_by", ["-12.09", "12.1"])
async def test_a_page_without_debtor_must_balance_where_its_journal_checks(caller: Caller, off_by: str) -> None:
    page = {"DJ_CODE": GENERAL_JOURNAL, "HDR_DESC": "Correction"}
    lines = [{"ACCT_NR": "1600", "AMOUNT": amount} for amount in ("12.1", off_by)]
    assert "niet in balans" in (await post(caller, page, *lines))["ErrorMessage"]
    for row in caller.sandbox.books.tables()["DAILY"]:
        row["CHK_BAL"] = False
    assert (await post(caller, page, *lines))["DJ_PAGE"]


async def test_the_balance_sent_with_a_sale_must_be_its_total(caller: Caller) -> None:
    refused = await post(caller, PAGE | {"TGT_BAL": "40.87"}, BREAD)
    assert "controlesaldo" in refused["ErrorMessage"]
    assert (await post(caller, PAGE | {"TGT_BAL": "40.88"}, BREAD))["DJ_PAGE"]


async def test_vat_left_out_follows_from_the_code_and_from_whether_amounts_include_it(caller: Caller) -> None:
    line = {"ACCT_NR": REVENUE_ACCOUNT, "AMOUNT": "121.00", "VAT_CODE": "2"}
    [net] = (await post(caller, PAGE, line))["DJ_PAGE"]
    [gross] = (await post(caller, PAGE | {"GROSS_FLG": True}, line))["DJ_PAGE"]
    assert (net["PAGE_VAT"], net["PAGE_AMT"]) == (25.41, 146.41)
    assert (gross["PAGE_VAT"], gross["PAGE_AMT"]) == (21, 121)


async def test_reverse_charge_computes_no_vat(caller: Caller) -> None:
    reverse = {"VAT_CODE": "5", "VAT_NAME": "Verlegd", "VAT_PCT": Decimal(21), "IS_REVERSE": True}
    caller.sandbox.books.put("VAT", reverse)
    [page] = (await post(caller, PAGE, {"ACCT_NR": REVENUE_ACCOUNT, "AMOUNT": 100, "VAT_CODE": "5"}))["DJ_PAGE"]
    assert (page["PAGE_VAT"], page["PAGE_AMT"]) == (0, 100)


async def test_a_debtor_who_is_blocked_gets_no_page(caller: Caller) -> None:
    caller.sandbox.books.debtors[0]["REC_BLK"] = True
    assert "geblokkeerd" in (await post(caller, PAGE, BREAD))["ErrorMessage"]


@pytest.mark.parametrize(("sign", "factor"), [("document", 1), ("ledger", -1)])
async def test_the_sign_of_a_sale_is_a_switch_and_the_debtor_owes_the_same(sign: Any, factor: int) -> None:
    async with signed_in(books_with_a_debtor(), Behaviour(amount_sign=sign)) as caller:
        line = MUGS | {"AMOUNT": factor * 100, "VAT_AMT": factor * 21}
        [page] = (await post(caller, PAGE, line))["DJ_PAGE"]
        booked = (await caller.rows("GJ1"))["TRANSACT"]
    assert (page["PAGE_AMT"], page["PAGE_VAT"]) == (121, 21)
    assert [(row["ACCT_NR"], row["AMOUNT"]) for row in booked] == [("8000", -100), ("1520", -21), ("1300", 121)]


async def test_a_credit_is_a_page_below_nothing(caller: Caller) -> None:
    [page] = (await post(caller, PAGE, MUGS | {"AMOUNT": -100, "VAT_AMT": -21}))["DJ_PAGE"]
    assert page["PAGE_AMT"] == -121
    assert sum(Decimal(row["AMOUNT"]) for row in caller.sandbox.books.tables()["TRANSACT"]) == 0


@pytest.mark.parametrize(
    ("page", "line", "told"),
    [
        ({"DJ_CODE": None}, {}, "DJ_CODE: een waarde is verplicht"),
        ({"DJ_CODE": "ZZZ"}, {}, "DJ_CODE: de waarde bestaat niet"),
        ({"HDR_DESC": ""}, {}, "HDR_DESC: een waarde is verplicht"),
        ({"HDR_DESC": "x" * 41}, {}, "langer dan 40"),
        ({"INV_NR": "2026-00000451"}, {}, "langer dan 12"),
        ({"SUB_NR": "99999"}, {}, "SUB_NR: de waarde bestaat niet"),
        ({"DISC_CODE": "99"}, {}, "DISC_CODE: de waarde bestaat niet"),
        ({"PAGE_NR": "1"}, {}, "PAGE_NR: dit veld kan niet"),
        ({"TRN_DATE": "2025-12-31"}, {}, "niet in boekjaar 2026"),
        ({"CRED_DAYS": 1000}, {}, "CRED_DAYS: de waarde past niet in 3 posities"),
        ({"CRED_DAYS": "NaN"}, {}, "CRED_DAYS: de waarde is geen getal"),
        ({}, {"ACCT_NR": ""}, "ACCT_NR: een waarde is verplicht"),
        ({}, {"ACCT_NR": "7777"}, "ACCT_NR: de waarde bestaat niet"),
        ({}, {"VAT_CODE": "9"}, "VAT_CODE: de waarde bestaat niet"),
        ({}, {"VAT_CODE": ""}, "VAT_CODE: een BTW-code is verplicht"),
        ({}, {"COST_CODE": "NO"}, "COST_CODE: de waarde bestaat niet"),
        ({}, {"AMOUNT": "twelve"}, "AMOUNT: de waarde is geen getal"),
    ],
)
async def test_a_page_that_breaks_a_rule_is_refused_whole(
    caller: Caller, page: dict[str, Any], line: dict[str, Any], told: str
) -> None:
    answer = await post(caller, PAGE | page, MUGS, BREAD | line)
    assert set(answer) == {"ErrorType", "ErrorNumbers", "ErrorMessage"}
    assert told in answer["ErrorMessage"]
    assert caller.sandbox.books.pages == caller.sandbox.books.tables()["TRANSACT"] == []


async def test_a_page_without_lines_is_refused(caller: Caller) -> None:
    assert "een regel" in (await post(caller, PAGE))["ErrorMessage"]


@pytest.mark.parametrize(
    ("rule", "told"), [("REC_BLK", "geblokkeerd"), ("VAT_MAND", "BTW-code"), ("COST_MAND", "kostenplaats")]
)
async def test_an_account_may_be_blocked_or_ask_for_a_vat_code_or_a_cost_centre(
    caller: Caller, rule: str, told: str
) -> None:
    caller.sandbox.books.put("LEDGER", {"ACCT_NR": "8100", "ACCT_NAME": "Omzet diensten", rule: True})
    line = {"ACCT_NR": "8100", "AMOUNT": 10}
    assert told in (await post(caller, PAGE, line))["ErrorMessage"]
    full = await post(caller, PAGE, line | {"VAT_CODE": "2", "COST_CODE": COST_CENTRE})
    assert ("DJ_PAGE" in full) == (rule != "REC_BLK")


async def test_a_cost_centre_of_the_page_holds_for_its_lines(caller: Caller) -> None:
    answer = await post(caller, PAGE | {"COST_CODE": COST_CENTRE}, MUGS)
    assert [line["COST_CODE"] for line in answer["DJ_LINE"]] == [COST_CENTRE]


async def test_a_page_is_never_changed(caller: Caller) -> None:
    await post(caller, PAGE, BREAD)
    body = document("DJ2", "DJ_PAGE", PAGE | {"PAGE_NR": "202600001"}, [])
    assert "niet met PUT" in (await caller.send("PUT", body))[1]["ErrorMessage"]


async def test_pages_of_journals_follow_each_other_by_page_number(caller: Caller) -> None:
    for _ in range(3):
        await post(caller, PAGE, BREAD)
    first = (await caller.rows("DJ2", PageSize="2"))["DJ_PAGE"]
    rest = (await caller.rows("DJ2", PageSize="2", lastKey=first[-1]["PAGE_NR"]))["DJ_PAGE"]
    assert [len(first), len(rest)] == [2, 1]


async def test_what_a_page_points_at_can_be_looked_up(caller: Caller) -> None:
    journals = (await caller.rows("DJ1", ("DJ_NAME", "Equal", "C", "Verkoopboek"), Fields="DJ_CODE"))["DAILY"]
    assert [row["DJ_CODE"] for row in journals] == [SALES_JOURNAL]
    codes = (await caller.rows("VA1", Fields="VAT_CODE,VAT_PCT"))["VAT"]
    assert [(row["VAT_CODE"], row["VAT_PCT"]) for row in codes] == [("0", 0), ("1", 9), ("2", 21)]
    assert [row["COST_CODE"] for row in (await caller.rows("CC1"))["COST"]] == [COST_CENTRE]
