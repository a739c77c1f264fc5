"""The orders sold in AccountView have what a real office has: two rates, an own address, a discount and a credit."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest

from handlers.sandboxes.demonstration.accountview_sales import CAFE_EMAIL, PERSON_EMAIL, ROASTERY_EMAIL, sales_books
from handlers.vendors.accountview.dictionary import columns_of
from tests.handlers.sandboxes.accountview.caller import Caller, signed_in
from tests.handlers.vendors.accountview.office import TODAY


@pytest.fixture
async def caller() -> AsyncIterator[Caller]:
    async with signed_in(sales_books(today=lambda: TODAY)) as one:
        yield one


async def sold(caller: Caller, *filters: tuple[str, str, str, str]) -> list[dict[str, Any]]:
    """The orders of today, each with its lines."""
    answer = await caller.rows("SO1", ("ORD_DATE", "DateOnOrAfterDate", "T", "{^2026-11-24}"), *filters)
    for header in answer["SO_HDR"]:
        header["lines"] = [line for line in answer["SO_LINE"] if line["SO_HDR_Id"] == header["SO_HDR_Id"]]
    return list(answer["SO_HDR"])


async def test_open_orders_are_those_to_carry(caller: Caller) -> None:
    carried = await sold(caller, ("ORD_STAT", "Equal", "C", "1"))
    assert [order["COMMENT1"][-4:] for order in carried] == ["2201", "2202", "2203", "2204"]
    assert [order["COMMENT1"][-4:] for order in await sold(caller)][-1] == "2205"


async def test_one_order_has_two_rates_and_a_delivery_address_of_its_debtor(caller: Caller) -> None:
    order, *_ = await sold(caller)
    vat = {row["ART_CODE"]: row["VAT_CODE"] for row in (await caller.rows("AK1"))["ARTICLE"]}
    assert {vat[line["ART_CODE"]] for line in order["lines"]} == {"1", "2"}
    [address] = (await caller.rows("ADDR", ("REC_ID", "Equal", "C", order["DEL_CODE"])))["DEL_ADDR"]
    assert (address["SUB_NR"], address["CITY"]) == (order["RPL_INV"], "Tilburg")
    agreed = {line["ART_CODE"]: line["ART_PX"] for line in order["lines"]}
    assert agreed == {"KFM-100": 8.26, "BRD-002": 10.95, "VRZ-001": 6.95}


async def test_one_order_has_an_address_of_its_own_and_one_a_discount(caller: Caller) -> None:
    _, private, discounted, *_ = await sold(caller)
    assert (private["ADDRESS1"], private["DEL_CODE"]) == ("Plein 1944 12", "")
    assert (discounted["PD_AMT"], discounted["lines"][0]["ORD_QTY"]) == (5, 2.5)


async def test_the_credit_has_a_negative_quantity_and_says_what_it_credits(caller: Caller) -> None:
    first, _, _, credit, _ = await sold(caller)
    assert [line["ORD_QTY"] for line in credit["lines"]] == [-2]
    assert first["ORD_NR"] in credit["COMMENT2"]
    assert credit["RPL_INV"] == first["RPL_INV"]


@pytest.mark.parametrize("email", [ROASTERY_EMAIL, PERSON_EMAIL, CAFE_EMAIL])
async def test_every_customer_is_one_debtor_that_accountview_would_have_taken(caller: Caller, email: str) -> None:
    [debtor] = (await caller.rows("AR1", ("MAIL_BUS", "Equal", "C", email)))["CONTACT"]
    for name, column in columns_of("CONTACT").items():
        assert not column.mandatory or debtor[name], name
        assert not column.is_text or len(str(debtor[name])) <= (column.length or 0), name


def test_the_credit_can_be_invoiced_and_is_owed_to_the_debtor() -> None:
    books = sales_books(today=lambda: TODAY)
    [credit] = [order for order in books.orders if order["COMMENT1"] == "Retour 2204"]
    assert books.invoice(credit)["INV_AMT"] == Decimal("-19.99")
