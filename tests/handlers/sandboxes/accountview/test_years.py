"""Each fiscal year has an administration of its own: one that is not there is an error, and nothing flows back."""

from collections.abc import AsyncIterator

import pytest

from tests.handlers.sandboxes.accountview.caller import Caller, body_of, signed_in

DEBTOR = {"ACCT_NAME": "Voorbeeld", "SRC_CODE": "VOORBEELD", "ACCT_NR": "1300"}
LINE = {"ART_CODE": "KFM-100", "ORD_QTY": 1, "ART_PX": 8.26}
NEXT = "2027-01-01T00:00:00.000Z"


@pytest.fixture
async def caller() -> AsyncIterator[Caller]:
    async with signed_in() as one:
        yield one


async def test_a_year_that_is_not_open_is_an_error_on_read_and_write(caller: Caller) -> None:
    books = caller.sandbox.books
    assert (
        "Boekjaar 2027 bestaat niet"
        in (await caller.get(BusinessObject="SO1", BookDate="2027-01-01"))[1]["ErrorMessage"]
    )
    refused = await caller.send("POST", body_of("AR1", "CONTACT", DEBTOR) | {"BookDate": NEXT})
    assert "Boekjaar 2027 bestaat niet" in refused[1]["ErrorMessage"]
    assert all(books.tables(str(year))["CONTACT"] == [] for year in books.years)


async def test_the_next_year_opens_with_the_master_data_and_without_the_orders(caller: Caller) -> None:
    books = caller.sandbox.books
    await caller.send("POST", body_of("AR1", "CONTACT", DEBTOR))
    books.sell("10001", LINE)
    assert books.open_next_year() == 2027
    answer = await caller.post("SO1", "SO_HDR", {"RPL_INV": "10001", "ORD_DATE": NEXT}, LINE, BookDate=NEXT)
    assert len(answer["SO_HDR"]) == 1
    assert len((await caller.rows("SO1", BookDate="2027-06-01"))["SO_HDR"]) == 1
    assert len((await caller.rows("SO1"))["SO_HDR"]) == 1


async def test_what_changes_in_a_year_after_the_next_was_opened_stays_there(caller: Caller) -> None:
    books = caller.sandbox.books
    await caller.send("POST", body_of("AR1", "CONTACT", DEBTOR))
    books.open_next_year()
    await caller.send("PUT", body_of("AR1", "CONTACT", {"SUB_NR": "10001", "CITY": "Utrecht"}))
    await caller.send("POST", body_of("AR1", "CONTACT", DEBTOR | {"SUB_NR": "10009"}) | {"BookDate": NEXT})
    cities = [
        [(row["SUB_NR"], row["CITY"]) for row in (await caller.rows("AR1", BookDate=day))["CONTACT"]]
        for day in ("", "2027-01-01", "2025-01-01")
    ]
    assert cities == [[("10001", "Utrecht")], [("10001", ""), ("10009", "")], []]


async def test_open_orders_may_stand_in_the_next_year_too(caller: Caller) -> None:
    books = caller.sandbox.books
    books.put("CONTACT", {"SUB_NR": "10001", "ACCT_NAME": "Voorbeeld"})
    open_order, delivered = (books.sell("10001", LINE) for _ in range(2))
    books.deliver(delivered)
    books.open_next_year(with_open_orders=True)
    books.change_line(open_order, 0, ORD_QTY=7)
    numbers = [
        [(row["ORD_NR"], line["ORD_QTY"]) for row, line in zip(answer["SO_HDR"], answer["SO_LINE"], strict=True)]
        for answer in [await caller.rows("SO1", BookDate=day) for day in ("2026-12-31", "2027-01-01")]
    ]
    first = open_order["ORD_NR"]
    assert numbers == [[(first, 7), (delivered["ORD_NR"], 1)], [(first, 1)]]


async def test_the_years_are_listed_as_administrations(caller: Caller) -> None:
    caller.sandbox.books.open_next_year()
    asked = {"BusinessObject": "adl", "PageSize": "10", "Fields": "ADM_CODE,ADM_PREV,ATS_YEAR"}
    _, answer = await caller.get("/api/v3/AccountViewSystemData", **asked)
    assert [(row["ADM_CODE"], row["ADM_PREV"]) for row in answer["ADM_LIST"]] == [
        ("DEMO2024", ""),
        ("DEMO2025", "DEMO2024"),
        ("DEMO2026", "DEMO2025"),
        ("DEMO2027", "DEMO2026"),
    ]
