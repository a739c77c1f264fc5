"""Orders as the office makes and changes them are read by what changed since, with their lines, until they leave."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers.sandboxes.accountview import Behaviour
from tests.handlers.sandboxes.accountview.caller import Caller, signed_in
from tests.handlers.sandboxes.accountview.sales import BREAD, MUGS, START, Clock, books_at, changed_since


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def caller(clock: Clock) -> AsyncIterator[Caller]:
    async with signed_in(books_at(clock)) as one:
        yield one


async def test_an_order_that_was_sold_is_read_with_its_lines_and_the_articles_price(caller: Caller) -> None:
    order = caller.sandbox.books.sell("10001", MUGS, BREAD, COMMENT1="Balie")
    answer = await caller.rows("SO1", ("ORD_NR", "Equal", "C", order["ORD_NR"]))
    [header] = answer["SO_HDR"]
    assert (header["RPL_INV"], header["RPL_DEL"], header["ORD_DATE"]) == ("10001", "10001", "2026-11-24T00:00:00")
    assert (header["ORD_STAT"], header["COMMENT1"], header["AIS_SOC"]) == ("1", "Balie", False)
    assert header["REC_ID"]
    lines = [(row["ART_CODE"], row["ORD_QTY"], row["ART_PX"], row["SO_HDR_Id"]) for row in answer["SO_LINE"]]
    assert lines == [("KFM-100", 3, 8.26, 0), ("BRD-001", 2, 2, 0)]


async def test_what_comes_back_is_a_negative_quantity(caller: Caller) -> None:
    caller.sandbox.books.sell("10001", MUGS | {"ORD_QTY": -1})
    [line] = (await caller.rows("SO1", Fields="SO_LINE.ORD_QTY"))["SO_LINE"]
    assert line["ORD_QTY"] == -1


async def test_a_debtor_or_an_article_that_is_not_there_sells_nothing(caller: Caller) -> None:
    for debtor, article in (("99999", "KFM-100"), ("10001", "NIEUW")):
        with pytest.raises(LookupError):
            caller.sandbox.books.sell(debtor, {"ART_CODE": article, "ORD_QTY": 1})
    assert caller.sandbox.books.orders == []


async def test_orders_are_read_by_what_changed_since_and_the_moment_itself_counts(caller: Caller, clock: Clock) -> None:
    first = caller.sandbox.books.sell("10001", MUGS)["ORD_NR"]
    clock.move(minutes=1)
    second = caller.sandbox.books.sell("10002", MUGS)["ORD_NR"]
    assert await changed_since(caller, START) == [first, second]
    assert await changed_since(caller, START + timedelta(minutes=1)) == [second]
    assert await changed_since(caller, START + timedelta(minutes=1, seconds=1)) == []


@pytest.mark.parametrize("work", ["change", "change_line", "add_line", "remove_line", "set_state", "deliver"])
async def test_whatever_the_office_does_moves_the_date_of_change(caller: Caller, clock: Clock, work: str) -> None:
    books = caller.sandbox.books
    order = books.sell("10001", MUGS, BREAD)
    clock.move(minutes=5)
    books.sell("10002", MUGS)
    clock.move(minutes=5)
    {
        "change": lambda: books.change(order, COMMENT2="Spoed"),
        "change_line": lambda: books.change_line(order, 0, ORD_QTY=4),
        "add_line": lambda: books.add_line(order, ART_CODE="THG-101", ORD_QTY=1),
        "remove_line": lambda: books.remove_line(order, 1),
        "set_state": lambda: books.set_state(order, "1"),
        "deliver": lambda: books.deliver(order),
    }[work]()
    assert await changed_since(caller, START + timedelta(minutes=6)) == [order["ORD_NR"]]
    [row] = (await caller.rows("SO1", ("ORD_NR", "Equal", "C", order["ORD_NR"])))["SO_HDR"]
    assert (row["INP_DATE"], row["CNG_DATE"], row["CNG_NR"]) == ("2026-11-24T09:00:00", "2026-11-24T09:10:00", 2)


async def test_a_change_of_a_line_may_leave_its_order_unmarked(caller: Caller, clock: Clock) -> None:
    books = caller.sandbox.books
    books.line_marks_order = False
    order = books.sell("10001", MUGS, BREAD)
    clock.move(minutes=10)
    books.change_line(order, 1, ORD_QTY=9)
    since = START + timedelta(minutes=1)
    assert await changed_since(caller, since) == []
    assert await changed_since(caller, since, "SO_LINE.CNG_DATE") == [order["ORD_NR"]]


async def test_one_read_finds_what_changed_in_a_header_or_in_a_line(caller: Caller, clock: Clock) -> None:
    books = caller.sandbox.books
    books.line_marks_order = False
    lined, headed, _ = (books.sell("10001", MUGS, BREAD) for _ in range(3))
    clock.move(minutes=10)
    books.change_line(lined, 0, ORD_QTY=9)
    books.change(headed, COMMENT2="Spoed")
    since = ("DateOnOrAfterDate", "T", "{^2026-11-24 09:10:00}")
    filters = (("SO_HDR.CNG_DATE", *since), ("SO_LINE.CNG_DATE", *since))
    found = await caller.rows("SO1", *filters, MatchAnyFilter="true")
    assert [row["ORD_NR"] for row in found["SO_HDR"]] == [lined["ORD_NR"], headed["ORD_NR"]]


async def test_an_order_that_was_deleted_is_gone_without_a_trace(caller: Caller) -> None:
    order = caller.sandbox.books.sell("10001", MUGS)
    caller.sandbox.books.remove(order)
    assert (await caller.rows("SO1"))["SO_HDR"] == (await caller.rows("ALH"))["HST_AL"] == []


@pytest.mark.parametrize("block", ["REC_BLK", "BLK_SP"])
async def test_a_debtor_who_is_blocked_gets_no_order(caller: Caller, block: str) -> None:
    caller.sandbox.books.debtors[0][block] = True
    header = {"RPL_INV": "10001", "ORD_DATE": "2026-11-24"}
    assert "geblokkeerd" in (await caller.post("SO1", "SO_HDR", header, MUGS))["ErrorMessage"]
    assert "SO_HDR" in await caller.post("SO1", "SO_HDR", header | {"RPL_INV": "10002"}, MUGS)


async def test_a_date_filter_may_look_at_the_day_alone(caller: Caller) -> None:
    order = caller.sandbox.books.sell("10001", MUGS)
    caller.sandbox.behaviour = Behaviour(whole_days=True)
    assert await changed_since(caller, START + timedelta(hours=2)) == [order["ORD_NR"]]
    assert await changed_since(caller, START + timedelta(days=1)) == []


async def test_stamps_are_of_the_offices_wall_clock_without_saying_so(clock: Clock) -> None:
    async with signed_in(books_at(clock, zone=ZoneInfo("Europe/Amsterdam"))) as caller:
        caller.sandbox.books.sell("10001", MUGS)
        [row] = (await caller.rows("SO1"))["SO_HDR"]
    assert row["CNG_DATE"] == "2026-11-24T10:00:00"


async def test_pages_of_orders_have_whole_orders_each_with_its_own_lines(caller: Caller) -> None:
    numbers = [caller.sandbox.books.sell("10001", *[MUGS] * count)["ORD_NR"] for count in (1, 2, 3)]
    first = await caller.rows("SO1", PageSize="2")
    rest = await caller.rows("SO1", PageSize="2", lastKey=first["SO_HDR"][-1]["REC_ID"])
    assert [row["ORD_NR"] for row in first["SO_HDR"] + rest["SO_HDR"]] == numbers
    assert [row["SO_HDR_Id"] for row in first["SO_LINE"]] == [0, 1, 1]
    assert [row["SO_HDR_Id"] for row in rest["SO_LINE"]] == [0, 0, 0]


async def test_a_page_may_be_shorter_than_was_asked_for(caller: Caller) -> None:
    for _ in range(3):
        caller.sandbox.books.sell("10001", MUGS)
    caller.sandbox.behaviour = Behaviour(largest_page=2)
    assert len((await caller.rows("SO1", PageSize="500"))["SO_HDR"]) == 2


async def test_the_state_of_an_order_can_be_filtered_on_under_any_name(clock: Clock) -> None:
    async with signed_in(books_at(clock, order_state_column="SO_STATUS")) as caller:
        books = caller.sandbox.books
        first, second = (books.sell("10001", MUGS) for _ in range(2))
        books.set_state(second, "P")
        found = await caller.rows("SO1", ("SO_STATUS", "Equal", "C", "p"), Fields="ORD_NR,SO_STATUS")
        assert [(row["ORD_NR"], row["SO_STATUS"]) for row in found["SO_HDR"]] == [(second["ORD_NR"], "P")]
        assert first["SO_STATUS"] == "1"


async def test_an_invoiced_order_leaves_for_history_and_its_invoice_can_be_read(caller: Caller, clock: Clock) -> None:
    books = caller.sandbox.books
    order = books.sell("10001", MUGS, BREAD, COMMENT1="W-100245", PD_AMT=3)
    books.deliver(order)
    assert len((await caller.rows("SO1", ("ORD_STAT", "Equal", "C", "2")))["SO_HDR"]) == 1
    clock.move(hours=1)
    books.invoice(order)
    assert (await caller.rows("SO1"))["SO_HDR"] == []
    answer = await caller.rows("SI1", ("COMMENT1", "Equal", "C", "W-100245"))
    [invoice] = answer["SI_HDR"]
    assert (invoice["INV_NR"], invoice["ORD_NR"], invoice["CRED_DAYS"]) == ("202600001", order["ORD_NR"], 14)
    # 24.78 and 4.00 less 3.00 over both: VAT is 21 % of 22.20 and 9 % of 3.58
    assert (invoice["VAT_AMT"], invoice["INV_AMT"]) == (4.98, 30.76)
    assert [(row["ART_CODE"], row["VAT_CODE"]) for row in answer["SI_LINE"]] == [("KFM-100", "2"), ("BRD-001", "1")]
    assert invoice["CNG_DATE"] == "2026-11-24T10:00:00"


@pytest.mark.parametrize("separator", [".", "_"])
async def test_history_has_a_row_for_each_line_with_its_header_joined(caller: Caller, separator: Any) -> None:
    books = caller.sandbox.books
    order = books.sell("10002", MUGS, BREAD)
    books.invoice(order)
    caller.sandbox.behaviour = Behaviour(joined_separator=separator)
    fields = "ART_CODE,ORD_QTY,hst_ah.dc_name,hst_ah.ord_nr"
    rows = (await caller.rows("ALH", ("hst_ah.hdr_type", "Equal", "N", "1"), Fields=fields))["HST_AL"]
    names = [f"HST_AH{separator}{name}" for name in ("DC_NAME", "ORD_NR")]
    assert [tuple(row[name] for name in ("ART_CODE", *names)) for row in rows] == [
        ("KFM-100", "Winkel 10002", order["ORD_NR"]),
        ("BRD-001", "Winkel 10002", order["ORD_NR"]),
    ]
    assert (await caller.rows("ALH", ("HST_AH.HDR_TYPE", "Equal", "N", "2")))["HST_AL"] == []


async def test_an_invoiced_order_may_stay_where_it_is(caller: Caller) -> None:
    books = caller.sandbox.books
    books.invoiced_to_history = False
    books.invoice(books.sell("10001", MUGS))
    assert [row["ORD_STAT"] for row in (await caller.rows("SO1"))["SO_HDR"]] == ["3"]
    assert (await caller.rows("ALH"))["HST_AL"] == []


async def test_an_order_that_left_cannot_be_invoiced_again(caller: Caller) -> None:
    order = caller.sandbox.books.sell("10001", MUGS)
    caller.sandbox.books.invoice(order)
    with pytest.raises(LookupError, match="not in SO1"):
        caller.sandbox.books.invoice(order)


@pytest.mark.parametrize(("direct", "invoices"), [("true", 1), (True, 1), ("False", 0), (None, 0)])
async def test_an_order_marked_as_direct_invoice_is_invoiced_at_once(
    caller: Caller, direct: Any, invoices: int
) -> None:
    header = {"RPL_INV": "10001", "ORD_DATE": "2026-11-24", "COMMENT1": "W-1", "AIS_SOC": direct}
    answer = await caller.post("SO1", "SO_HDR", header, MUGS | {"ART_PX": 8.26})
    assert answer["SO_HDR"][0]["ORD_NR"] == "202600001"
    assert len(caller.sandbox.books.invoices) == invoices
    assert len((await caller.rows("SO1"))["SO_HDR"]) == 1 - invoices


async def test_the_object_of_invoices_can_have_any_name_and_takes_no_writes(clock: Clock) -> None:
    async with signed_in(books_at(clock, invoice_object="Fak")) as caller:
        caller.sandbox.books.invoice(caller.sandbox.books.sell("10001", MUGS))
        assert len((await caller.rows("FAK"))["SI_HDR"]) == 1
        assert "business object" in (await caller.get(BusinessObject="SI1"))[1]["ErrorMessage"]
        assert "niet met POST" in (await caller.post("FAK", "SI_HDR", {"RPL_INV": "10001"}))["ErrorMessage"]
