"""Creditors, projects, periods and article history, as public clients ask for them."""

from typing import Any

import pytest

from handlers.sandboxes.demonstration.accountview_sales import sales_books
from tests.handlers.sandboxes.accountview.caller import Caller, body_of, signed_in
from tests.handlers.vendors.accountview.office import a_books

SUPPLIER = {"SUB_NR": "20001", "ACCT_NAME": "Molen De Ster", "SRC_CODE": "MOLEN", "ACCT_NR": "1600", "CITY": "Gouda"}
BUYER = {"SUB_NR": "10001", "ACCT_NAME": "Winkel Oost", "SRC_CODE": "OOST", "ACCT_NR": "1300", "DISC_CODE": "14"}
RELATION_FIELDS = "contact.sub_nr, contact.src_code, contact.acct_name"
PROJECT_FIELDS = (
    "projects.rec_id, projects.proj_code,projects.sub_nr,projects.proj_desc,project.pro_stat,"
    "projects.beg_date,projects.end_date"
)
HISTORY_FIELDS = (
    "art_line.rec_id, art_line.art_desc1, art_line.proj_code, "
    "art_line.art_line_id, art_line.art_code, art_line.art_date"
)


async def numbers(caller: Caller, business_object: str, **asked: str) -> list[str]:
    """The numbers of the relations that an object shows."""
    return [row["SUB_NR"] for row in (await caller.rows(business_object, **asked))["CONTACT"]]


async def test_a_creditor_is_read_as_one_and_not_as_a_debtor() -> None:
    async with signed_in() as caller:
        await caller.send("POST", body_of("AP1", "CONTACT", SUPPLIER))
        await caller.send("POST", body_of("AR1", "CONTACT", BUYER))
        assert await numbers(caller, "ap1", Fields=RELATION_FIELDS) == ["20001"]
        assert await numbers(caller, "ar1", Fields=RELATION_FIELDS) == ["10001"]
        assert await numbers(caller, "CON") == await numbers(caller, "CM1") == ["10001", "20001"]
        links = {row["SUB_NR"]: row["ACCT_LINK"] for row in (await caller.rows("CON"))["CONTACT"]}
        assert links == {"10001": 1, "20001": 2}


@pytest.mark.parametrize(("column", "other"), [("DEB_SHOW", "AR1"), ("CRED_SHOW", "AP1")])
async def test_a_relation_may_be_shown_as_both(column: str, other: str) -> None:
    async with signed_in() as caller:
        relation, own = (BUYER, "AR1") if column == "CRED_SHOW" else (SUPPLIER, "AP1")
        await caller.send("POST", body_of(own, "CONTACT", relation | {column: True}))
        assert await numbers(caller, own) == await numbers(caller, other) == [relation["SUB_NR"]]


async def test_a_creditor_is_changed_as_a_creditor_only() -> None:
    async with signed_in() as caller:
        await caller.send("POST", body_of("AP1", "CONTACT", SUPPLIER))
        change = {"SUB_NR": "20001", "CITY": "Utrecht"}
        _, refused = await caller.send("PUT", body_of("AR1", "CONTACT", change))
        assert refused["ErrorMessage"] == "SUB_NR: het record bestaat niet."
        _, changed = await caller.send("PUT", body_of("AP1", "CONTACT", change))
        assert changed["CONTACT"][0]["CITY"] == "Utrecht"


async def test_nothing_is_sold_to_a_creditor() -> None:
    async with signed_in() as caller:
        await caller.send("POST", body_of("AP1", "CONTACT", SUPPLIER))
        refused = await caller.post("SO1", "SO_HDR", {"RPL_INV": "20001"}, {"ART_CODE": "KFM-100", "ORD_QTY": "1"})
        assert refused["ErrorMessage"] == "SO_HDR.RPL_INV: de waarde bestaat niet."


async def test_the_number_of_a_creditor_is_not_given_to_a_debtor() -> None:
    async with signed_in() as caller:
        await caller.send("POST", body_of("AP1", "CONTACT", SUPPLIER))
        _, refused = await caller.send("POST", body_of("AR1", "CONTACT", BUYER | {"SUB_NR": "20001"}))
        assert "bestaat al" in refused["ErrorMessage"]


def with_projects() -> Any:
    """Books with three projects."""
    books = a_books()
    for code in ("P-10", "P-20", "P-30"):
        fields = {"PROJ_CODE": code, "PROJ_DESC": f"Verbouwing {code}", "SUB_NR": "", "BEG_DATE": "2026-01-05T00:00:00"}
        books.put("PROJECTS", fields)
    return books


async def test_projects_are_read_by_the_columns_a_client_names_and_paged_by_their_code() -> None:
    async with signed_in(with_projects()) as caller:
        rows = (await caller.rows("PJ1", Fields=PROJECT_FIELDS, PageSize="2"))["PROJECTS"]
        rest = (await caller.rows("PJ1", Fields=PROJECT_FIELDS, PageSize="2", lastKey=rows[-1]["PROJ_CODE"]))[
            "PROJECTS"
        ]
    assert [row["PROJ_CODE"] for row in (*rows, *rest)] == ["P-10", "P-20", "P-30"]
    assert (rows[0]["PROJ_DESC"], rows[0]["BEG_DATE"], rows[0]["PRO_STAT"]) == (
        "Verbouwing P-10",
        "2026-01-05T00:00:00",
        "",
    )


async def test_projects_are_filtered_and_never_written() -> None:
    async with signed_in(with_projects()) as caller:
        found = await caller.rows("PJ1", ("PROJ_DESC", "Contains", "C", "P-20"))
        assert [row["PROJ_CODE"] for row in found["PROJECTS"]] == ["P-20"]
        _, refused = await caller.send("POST", body_of("PJ1", "PROJECTS", {"PROJ_CODE": "P-40"}))
        assert "POST" in refused["ErrorMessage"]


@pytest.mark.parametrize(("code", "refused"), [("P-10", False), ("P-99", True)])
async def test_a_booking_names_a_project_that_is_there(code: str, refused: bool) -> None:  # noqa: FBT001
    async with signed_in(with_projects()) as caller:
        page = {"DJ_CODE": "900", "HDR_DESC": "Correctie", "TRN_DATE": ""}
        lines = [{"ACCT_NR": "8000", "AMOUNT": amount, "PROJ_CODE": code} for amount in ("5", "-5")]
        answer = await caller.post("DJ2", "DJ_PAGE", page, *lines)
        assert ("DJ_LINE.PROJ_CODE" in answer.get("ErrorMessage", "")) is refused
        assert refused or answer["DJ_LINE"][0]["PROJ_CODE"] == "P-10"


async def test_a_fiscal_year_has_its_twelve_periods() -> None:
    books = a_books()
    books.open_next_year()
    async with signed_in(books) as caller:
        day = f"{books.years[-1]}-01-01"
        tables = [await caller.rows("PER", Fields="*", BookDate=when) for when in ("", day)]
        first = (await caller.rows("PER", PageSize="5"))["ADM_PER"]
        rest = (await caller.rows("PER", PageSize="100", lastKey=first[-1]["REC_ID"]))["ADM_PER"]
    assert (first[1]["START_DATE"][:10], first[1]["END_DATE"][:10]) == ("2026-02-01", "2026-02-28")
    for table in tables:
        assert [row["PER_NR"] for row in table["ADM_PER"]] == list(range(1, 13))
    assert [row["PER_NR"] for row in (*first, *rest)] == list(range(1, 13))


async def test_article_history_has_a_row_for_each_line_whose_goods_left() -> None:
    async with signed_in() as caller:
        await caller.send("POST", body_of("AR1", "CONTACT", BUYER))
        books = caller.sandbox.books
        order = books.sell("10001", {"ART_CODE": "KFM-100", "ORD_QTY": 3}, {"ART_CODE": "VRZ-001", "ORD_QTY": 1})
        assert (await caller.rows("AKH"))["ART_LINE"] == []
        books.deliver(order)
        books.invoice(order)
        rows = (await caller.rows("AKH", Fields=HISTORY_FIELDS))["ART_LINE"]
        found = await caller.rows("AKH", ("ART_CODE", "Equal", "C", "vrz-001"))
    assert [(row["ART_CODE"], row["ART_DESC1"], row["ART_LINE_Id"]) for row in rows] == [
        ("KFM-100", "Koffiemok wit", 0),
        ("VRZ-001", "Verzendkosten", 1),
    ]
    assert {row["ART_DATE"] for row in rows} == {f"{books.today().isoformat()}T00:00:00"}
    assert [row["ART_DESC1"] for row in found["ART_LINE"]] == ["Verzendkosten"]


@pytest.mark.parametrize("business_object", ["AP1", "CON", "CM1", "PJ1", "PER", "AKH"])
async def test_a_column_that_no_public_source_names_is_refused(business_object: str) -> None:
    async with signed_in() as caller:
        _, answer = await caller.get(BusinessObject=business_object, PageSize="1", Fields="NO_SUCH")
        assert answer["ErrorMessage"] == "Onbekend veld NO_SUCH."


OBJECTS = "/api/v3/AccountViewSystemBusinessObjects"


async def test_the_list_of_objects_tells_what_may_be_done_and_each_of_them_is_read() -> None:
    async with signed_in() as caller:
        status, listed = await caller.get(OBJECTS)
        for row in listed:
            await caller.rows(row["Code"])
    rights = {row["Code"]: (row["InsertAllowed"], row["UpdateAllowed"], row["DeleteAllowed"]) for row in listed}
    assert (status, rights["AP1"], rights["PJ1"]) == (200, (True, True, False), (False, False, False))
    assert (rights["AK1"], rights["DJ2"]) == ((False, False, False), (True, False, False))
    assert {"PER", "AKH", "SI1"} <= set(rights)
    assert len({row["Description"] for row in listed}) == len(listed)


async def test_the_list_of_objects_is_for_a_company_and_a_user() -> None:
    async with signed_in() as caller:
        company = caller.headers.pop("X-Company")
        assert "x-company" in (await caller.get(OBJECTS))[1]["ErrorMessage"]
        caller.headers["X-Company"] = company
        del caller.headers["Authorization"]
        async with caller.session.get(f"{caller.sandbox.base_url}{OBJECTS}", headers=caller.headers) as answer:
            assert answer.status == 401


async def test_the_sandbox_that_runs_on_its_own_has_something_of_each() -> None:
    async with signed_in(sales_books()) as caller:
        tables = [await caller.rows(code) for code in ("AP1", "PJ1", "PER", "AKH")]
        debtors = await numbers(caller, "AR1")
    assert all(rows for answer in tables for rows in answer.values())
    assert "20001" not in debtors
