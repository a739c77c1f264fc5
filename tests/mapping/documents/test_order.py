"""What an order tells beyond its fields."""

from decimal import Decimal
from typing import Any

from mapping.documents.order import Order
from mapping.documents.reading import read_order

Plain = dict[str, Any]


def test_goods_go_to_the_billing_address_unless_another_is_given(order: Plain, address: Plain) -> None:
    billed = read_order(order, strict=True)
    same = read_order({**order, "shipping_address": address}, strict=True)
    elsewhere = read_order({**order, "shipping_address": {**address, "number": "14"}}, strict=True)
    assert [found.ships_elsewhere for found in (billed, same, elsewhere)] == [False, False, True]
    assert [found.ship_to.number for found in (billed, same, elsewhere)] == ["12", "12", "14"]


def test_the_version_is_the_moment_of_the_last_change(order: Plain) -> None:
    assert read_order(order, strict=True).version == "2026-11-24T09:30:00+01:00"
    del order["updated_at"]
    assert read_order(order, strict=True).version is None


def test_a_price_of_nineteen_decimals_stays_as_it_is(order: Plain) -> None:
    read = read_order(order, strict=True)
    assert read.lines[1].unit_price == Decimal("0.1234567890123456789")
    assert read.model_dump(mode="json")["lines"][1]["unit_price"] == "0.1234567890123456789"


def test_an_order_can_be_written_out_and_read_again(order: Plain) -> None:
    read = read_order(order, strict=True)
    assert Order.model_validate(read.model_dump(mode="json")) == read


def test_an_order_lists_its_personal_values(order: Plain) -> None:
    assert {"Bakkerij Van Dam B.V.", "1017 GN"} <= read_order(order, strict=True).personal_values()
