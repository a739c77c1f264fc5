"""Rows of AccountView are read as the debtors, addresses and orders that the pipeline looks for."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from handlers.contracts.orders import FoundOrder
from handlers.vendors.accountview.naming import HistoryObject
from handlers.vendors.accountview.places import orders_read
from handlers.vendors.accountview.protocol.answers import tables_of
from handlers.vendors.accountview.target.found import (
    distinct,
    found_debtor,
    found_documents,
    found_in_history,
    found_pages,
)
from tests.handlers.vendors.accountview.office import some_settings

HEADER = {"ORD_NR": "202600001", "COMMENT1": "W-1 ", "RPL_INV": "10023", "ORD_DATE": "2026-04-01T00:00:00"}
LINE = {"ORD_QTY": 3, "ART_PX": Decimal("12.5")}


def orders_in(document: dict[str, Any]) -> list[FoundOrder]:
    return found_documents(tables_of(document), orders_read(some_settings()), "COMMENT1", "W-1")


@pytest.mark.parametrize(
    ("row", "closed", "open_column"),
    [
        ({"ADDRESS1": "Kerkstraat 12"}, {"ST_STREET", "ST_NR", "POST_CODE"}, "TEL_BUS"),
        ({"MAIN_CONT": "Eva Berg"}, {"MC_MAILB"}, "ST_NR"),
        ({"CNT_CODE": "NL"}, set(), "ST_NR"),
        ({}, set(), "MAIN_CONT"),
    ],
)
def test_half_an_address_or_contact_is_closed_to_the_other_half(
    row: dict[str, str], closed: set[str], open_column: str
) -> None:
    found = found_debtor({"SUB_NR": "10023", **row})
    assert closed <= found.closed
    assert open_column not in found.closed


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
    [order] = found_in_history([row, row], history, separator)
    assert order == FoundOrder("7", "W-1", "10023", date(2025, 4, 1), Decimal("20.00"))


def test_history_without_amounts_leaves_the_total_open() -> None:
    history = HistoryObject(object="X", table="X", reference="R", number="N", debtor="D")
    assert found_in_history([{"R": "W-1", "N": "7", "D": "1"}], history, ".")[0].total is None


def test_an_order_that_two_years_show_is_one_order() -> None:
    one, other = FoundOrder("7", "W-1", "1", None, None), FoundOrder("8", "W-1", "1", None, None)
    assert distinct([one, other, one]) == [one, other]


def test_a_house_number_on_the_one_address_line_is_read_out_of_it() -> None:
    assert found_debtor({"SUB_NR": "1", "ADDRESS1": "Kerkstraat 12 A", "CNT_CODE": "NL"}).house == "12 A"
    assert found_debtor({"SUB_NR": "1", "ADDRESS1": "Kerkstraat 12", "ST_NR": "14"}).house == "14"


def test_a_page_is_read_with_what_the_debtor_owes_whichever_sign_revenue_has() -> None:
    page = {"PAGE_NR": "7", "INV_NR": "W-1", "SUB_NR": "10023", "TRN_DATE": "2026-04-01T00:00:00"}
    for turn, revenue in ((1, "positive"), (-1, "negative")):
        lines = [{"AMOUNT": turn * Decimal("37.50"), "VAT_AMT": turn * Decimal("3.38")}, {"AMOUNT": turn * Decimal(5)}]
        answer = tables_of({"DJ_PAGE": [page], "DJ_LINE": lines})
        [found] = found_pages(answer, some_settings(page_revenue=revenue), "w-1")
        assert found == FoundOrder("7", "w-1", "10023", date(2026, 4, 1), Decimal("45.88"))


def test_a_page_with_a_line_without_amount_has_no_total() -> None:
    answer = tables_of({"DJ_PAGE": [{"INV_NR": "W-1"}], "DJ_LINE": [{"VAT_AMT": 1}]})
    assert found_pages(answer, some_settings(), "W-1")[0].total is None
