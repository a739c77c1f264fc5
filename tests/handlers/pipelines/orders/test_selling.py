"""What an order sells of goods is told from its document alone; what will never be in the books sells nothing."""

from decimal import Decimal
from typing import Any

import pytest

from handlers.pipelines.orders.selling import tell_sales
from handlers.pipelines.orders.settings import OrderSettings
from relay.line.actions import Sale, Sales
from relay.model import Flow
from tests.handlers.pipelines.orders.fakes import FakeSource, document


def told(order: dict[str, Any] | None = None, entity: str = "order", **settings: Any) -> Sales | None:
    written = OrderSettings.model_validate(settings)
    flow = Flow("shop-orders", entity, "shop", "books", written, reference_prefix="S1-")
    return tell_sales(flow, document() if order is None else order, FakeSource())


def sold(order: dict[str, Any] | None = None, **settings: Any) -> list[Sale]:
    sales = told(order, **settings)
    assert sales is not None
    assert (sales.number, sales.kind) == ("1001", "order")
    return list(sales.sold)


def line(**fields: Any) -> dict[str, Any]:
    return {"sku": "BR-100", "quantity": 2, "unit_price": "12.50"} | fields


def test_lines_of_goods_are_told_as_the_order_has_them() -> None:
    lines = [line(unit="box"), line(sku="BR-200", quantity="1.5"), line(quantity=3)]
    assert sold(document(lines=lines)) == [
        Sale("BR-100", Decimal(2), "box"),
        Sale("BR-200", Decimal("1.5")),
        Sale("BR-100", Decimal(3)),
    ]


def test_services_texts_and_what_is_taken_back_are_no_goods_that_are_sold() -> None:
    nothing = [
        line(kind="service"),
        line(sku=None, description="Gift wrap"),
        line(quantity=0),
        line(sku="BR-300", quantity=-1, unit_price=1),
    ]
    assert sold(document(lines=[line(), *nothing])) == [Sale("BR-100", Decimal(2))]


@pytest.mark.parametrize("status", ["cancelled", " Canceled", "refunded", "geannuleerd"])
def test_an_order_that_is_cancelled_sells_nothing(status: str) -> None:
    assert sold(document(status=status)) == []


def test_nor_does_one_in_a_state_that_is_not_carried() -> None:
    assert sold(document(status="on-hold"), statuses=["processing"]) == []
    assert sold(document(status=" Processing"), statuses=["processing"]) != []
    assert sold(document(status="on-hold")) != []


def test_nor_one_that_was_placed_to_try_the_shop_unless_such_are_carried() -> None:
    assert sold(document(is_test=True)) == []
    assert sold(document(is_test=True), test_orders="carry") != []


def test_a_credit_sells_nothing_either() -> None:
    assert sold(document(credit_of="1000")) == []
    assert sold(document(lines=[line(quantity=-2), line(sku="BR-200", quantity=1, unit_price=1)])) == []


def test_the_warehouse_and_the_administration_are_those_of_the_target() -> None:
    settings = {"warehouse": {"default": "01", "table": {"east": "02"}}, "administration": {"default": "1"}}
    [one, _] = sold(document(warehouse="east"), **settings)
    assert (one.warehouse, one.administration) == ("02", "1")
    [one, _] = sold(document(), **settings)
    assert one.warehouse == "01"
    [one, _] = sold(document(warehouse="unknown"), **settings)
    assert one.warehouse == ""  # it is held for want of a row
    [one, _] = sold(document(warehouse="east"))
    assert one.warehouse == ""  # no code is sent: the target's own setting decides


def test_what_is_booked_as_money_only_never_touches_the_stock() -> None:
    assert told(send_as="financial_mutation") is None


def test_the_invoice_of_an_order_sold_its_goods_before() -> None:
    assert told(document(order_number="900"), entity="invoice") is None
    assert told(document(), entity="invoice") is not None
    assert told(document(order_number="900")) is not None


def test_what_cannot_be_read_sells_nothing_that_is_known() -> None:
    assert told(document(lines="none")) is None
