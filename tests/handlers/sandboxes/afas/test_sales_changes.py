"""Sales orders in the sandbox that are changed and deleted over HTTP."""

import pytest

from handlers.sandboxes.afas import AfasSandbox, Behaviour, OrderBooks, Profit
from tests.handlers.sandboxes.afas.calls import Caller
from tests.handlers.vendors.afas.examples import ARTICLE, COSTS, TEXT, body, lines, sales_order
from tests.handlers.vendors.afas.support import Clock

ORDERS, LINES = "Relay_SalesOrders", "Relay_SalesOrderLines"


async def test_a_header_is_changed_by_its_number_and_lines_keep_their_stamps() -> None:
    clock = Clock()
    async with AfasSandbox(OrderBooks(clock=clock)) as sandbox, Caller(sandbox) as call:
        await call.debtor()
        await call.keys(sales_order(ARTICLE))
        clock.move(hours=1)
        change = body("FbSales", {"OrNu": "60005491", "RfCs": "NEW", "Re": "", "FxBl": True})
        assert await call.keys(change, "PUT") == {"OrNu": "60005491"}
        (order,) = await call.rows(ORDERS)
        (line,) = await call.rows(LINES)
    assert (order["CustomerReference"], order["Remark"]) == ("NEW", None)
    assert (order["ModifiedDate"], line["ModifiedDate"]) == ("2026-11-24T11:00:00Z", "2026-11-24T10:00:00Z")


async def test_lines_are_changed_added_and_deleted_and_the_order_keeps_its_stamp() -> None:
    clock = Clock()
    async with AfasSandbox(OrderBooks(clock=clock)) as sandbox, Caller(sandbox) as call:
        await call.debtor()
        await call.keys(sales_order(ARTICLE, COSTS, TEXT))
        clock.move(hours=1)
        changed, added = {**ARTICLE, "QuUn": 7}, {**ARTICLE, "ItCd": "000101"}
        gone = {"@Action": "delete", "Fields": {"VaIt": "3", "ItCd": "T1"}}
        three = {"FbSalesLines": {"Element": [{"Fields": changed}, {"Fields": added}, gone]}}
        await call.keys(body("FbSales", {"OrNu": "60005491"}, three), "PUT")
        await call.keys(body("FbSales", {"OrNu": "60005491"}, lines("FbSalesLines", COSTS)), "POST", "FbSalesLines")
        (order,) = await call.rows(ORDERS)
        found = await call.rows(LINES)
    told = sorted((row["SeqNo"], row["ItemCode"], row["Quantity"]) for row in found)
    assert told == [(1, "000100", 7), (2, "VERZEND", 1), (4, "000101", 3), (5, "VERZEND", 1)]
    assert order["ModifiedDate"] == "2026-11-24T10:00:00Z"


async def test_a_line_is_known_by_its_guid_or_by_an_item_that_occurs_once() -> None:
    books = OrderBooks()
    async with AfasSandbox(books) as sandbox, Caller(sandbox) as call:
        await call.debtor()
        await call.keys(sales_order(ARTICLE, ARTICLE))
        one = body("FbSales", {"OrNu": "60005491"}, lines("FbSalesLines", {**ARTICLE, "QuUn": 9}))
        assert await call.refusal(one, "PUT") == "Er is meer dan één record gevonden voor 'Itemcode'."
        guid = books.line.word(books.lines_of("60005491")[1], "guid")
        known = body("FbSales", {"OrNu": "60005491"}, lines("FbSalesLines", {"GuLi": guid, "QuUn": 9}))
        await call.keys(known, "PUT")
        assert [row["Quantity"] for row in await call.rows(LINES, SeqNo="2")] == [9]


async def test_a_refused_change_leaves_the_order_as_it_was() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        await call.keys(sales_order(ARTICLE))
        wrong = lines("FbSalesLines", {**ARTICLE, "QuUn": 9}, {**ARTICLE, "ItCd": "000101"}, {**ARTICLE, "ItCd": "X"})
        await call.refusal(body("FbSales", {"OrNu": "60005491", "RfCs": "NEW"}, wrong), "PUT")
        (order,) = await call.rows(ORDERS)
        (line,) = await call.rows(LINES)
    assert (order["CustomerReference"], line["Quantity"]) == ("WEB-100023", 3)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"RfCs": "x"}, "Vul een waarde in bij 'Ordernummer'."),
        ({"OrNu": "1", "RfCs": "x"}, "De ingevulde waarde bij 'Ordernummer' bestaat niet."),
    ],
)
async def test_only_an_order_that_is_there_is_changed(fields: dict[str, str], text: str) -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        assert await call.refusal(body("FbSales", fields), "PUT") == text


async def test_an_order_is_deleted_by_its_path() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        await call.keys(sales_order(OrNu="ab-1"))
        assert await call.send("DELETE", "/connectors/FbSales/FbSales/@OrNu/ab-1") == (200, None)
        assert await call.rows(ORDERS) == []
        assert (await call.send("DELETE", "/connectors/FbSales/FbSales/OrNu/ab-1"))[0] == 500
        assert (await call.send("DELETE", "/connectors/FbSales"))[0] == 400


@pytest.mark.parametrize(("answers", "status"), [(True, 200), (False, 204)])
async def test_a_change_is_answered_as_the_sandbox_is_told(answers: bool, status: int) -> None:  # noqa: FBT001
    profit = Profit(behaviour=Behaviour(put_status=status, put_answers=answers))
    async with AfasSandbox(profit=profit) as sandbox, Caller(sandbox) as call:
        await call.debtor()
        await call.keys(sales_order())
        change = body("FbSales", {"OrNu": "60005491", "RfCs": "NEW"})
        found, answer = await call.write(change, "PUT")
    assert (found, answer is not None) == (status, answers)


async def test_an_order_can_be_deleted_by_an_action_and_comes_back_when_the_call_fails() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        await call.keys(sales_order())
        gone = {"@Action": "delete", "Fields": {"OrNu": "60005491"}}
        bad = {"Fields": {"OrNu": "9", "RfCs": "x"}}
        await call.refusal({"FbSales": {"Element": [gone, bad]}}, "PUT")
        assert len(await call.rows(LINES)) == 3
        await call.keys({"FbSales": {"Element": gone}}, "PUT")
        assert await call.rows(ORDERS) == await call.rows(LINES) == []
