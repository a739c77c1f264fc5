"""Sales documents are looked for in every place and year that may have them, and written into their own."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from handlers.contracts.drafts import SendAs
from handlers.contracts.orders import FoundOrder
from handlers.pipelines.orders.settings import OrderSettings
from handlers.vendors.accountview.naming import HistoryObject
from handlers.vendors.accountview.places import orders_read
from handlers.vendors.accountview.protocol.answers import tables_of
from handlers.vendors.accountview.target.opening import AccountViewOrderTarget
from handlers.vendors.accountview.target.sales import read_documents, read_history
from tests.handlers.vendors.accountview.office import TODAY, Office, office, some_settings, written
from tests.handlers.vendors.accountview.orders import a_draft

HEADER = {"ORD_NR": "202600001", "COMMENT1": "W-1 ", "RPL_INV": "10023", "ORD_DATE": "2026-04-01T00:00:00"}
LINE = {"ORD_QTY": 3, "ART_PX": Decimal("12.5")}


def orders_in(document: dict[str, Any]) -> list[FoundOrder]:
    return read_documents(tables_of(document), orders_read(some_settings()), "COMMENT1", "W-1")


def target_of(o: Office, send_as: SendAs) -> AccountViewOrderTarget:
    return o.target(settings=OrderSettings(send_as=send_as))


def test_an_order_is_read_with_the_total_of_its_own_lines() -> None:
    headers = [{**HEADER, "SO_HDR_Id": 0}, {**HEADER, "ORD_NR": "2", "SO_HDR_Id": 1}]
    lines = [{**LINE, "SO_HDR_Id": 0}, {**LINE, "SO_HDR_Id": 0}, {**LINE, "SO_HDR_Id": 1}]
    first, second = orders_in({"SO_HDR": headers, "SO_LINE": lines})
    assert first == FoundOrder("202600001", "W-1", "10023", date(2026, 4, 1), Decimal("75.00"))
    assert second.total == Decimal("37.50")


def test_lines_without_relation_belong_to_a_header_that_is_alone() -> None:
    assert orders_in({"SO_HDR": [HEADER], "SO_LINE": [LINE]})[0].total == Decimal("37.50")
    assert [order.total for order in orders_in({"SO_HDR": [HEADER, HEADER], "SO_LINE": [LINE]})] == [None, None]


def test_an_answer_without_lines_leaves_the_total_open() -> None:
    assert orders_in({"SO_HDR": [HEADER]})[0].total is None


@pytest.mark.parametrize("separator", [".", "_"])
def test_history_is_read_from_joined_columns_and_grouped_by_number(separator: str) -> None:
    history = HistoryObject(
        object="ALH",
        table="HST_AL",
        reference="HST_AH.COMMENT1",
        number="HST_AH.ORD_NR",
        debtor="HST_AH.SUB_NR",
        ordered_on="HST_AH.ORD_DATE",
        quantity="QTY",
        price="PX",
    )
    joined = {"COMMENT1": "W-1", "ORD_NR": "7", "SUB_NR": "10023", "ORD_DATE": "2025-04-01"}
    row = {f"HST_AH{separator}{name}": value for name, value in joined.items()} | {"QTY": 2, "PX": 5}
    [order] = read_history([row, row], history, separator)
    assert order == FoundOrder("7", "W-1", "10023", date(2025, 4, 1), Decimal("20.00"))


def test_history_without_amounts_leaves_the_total_open() -> None:
    history = HistoryObject(object="X", table="X", reference="R", number="N", debtor="D")
    assert read_history([{"R": "W-1", "N": "7", "D": "1"}], history, ".")[0].total is None


async def test_history_objects_are_searched_as_well() -> None:
    history = [
        {
            "object": "SO1",
            "table": "SO_HDR",
            "reference": "COMMENT3",
            "number": "ORD_NR",
            "debtor": "RPL_INV",
            "ordered_on": "ORD_DATE",
        }
    ]
    async with office(history=history) as o:
        header = {"RPL_INV": "1", "ORD_DATE": "2026-01-05", "COMMENT3": "W-8", "ORD_NR": "55"}
        o.books.put_order(header, [])
        assert await o.target().find_orders("W-8", TODAY) == [FoundOrder("55", "W-8", "1", date(2026, 1, 5), None)]


async def test_an_invoice_is_an_order_that_is_marked_as_none_at_once(o: Office) -> None:
    target = target_of(o, "invoice")
    draft, number = await written(target, a_draft(send_as="invoice"))
    [order] = o.books.orders
    assert (order["AIS_SOC"], order["INV_DATE"][:10], order["ORD_NR"]) == (False, "2026-11-24", number)
    [found] = await target.find_orders("W-100245", TODAY)
    assert (found.number, found.total) == (number, target.total_of(draft))


async def test_a_direct_invoice_is_found_among_the_invoices_where_it_is_no_order_any_more() -> None:
    invoices = {"object": "SI1", "table": "SI_HDR", "line_table": "SI_LINE"}
    async with office(reading={"invoices": invoices}) as o:
        target = target_of(o, "direct_invoice")
        draft, number = await written(target, a_draft(send_as="direct_invoice"))
        assert o.books.orders == []
        [found] = await target.find_orders("W-100245", TODAY)
        [invoice] = o.books.invoices
        assert (found.number, found.total) == (invoice["INV_NR"], target.total_of(draft))
        assert await target.stored_total(draft, number) == found.total
