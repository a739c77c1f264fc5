"""What each line of a document is."""

from decimal import Decimal
from typing import Any

import pytest

from handlers.vendors.afas.source.line_kinds import LineKinds
from handlers.vendors.afas.source.settings import AfasOrders
from mapping.parsing import parse_json

COSTS = {"shipping_items": ["VERZEND", "GRATIS"], "payment_cost_items": ["REMBOURS"]}


def line(sku: str | None = "BRD-001", **words: Any) -> dict[str, Any]:
    given = {"item_type": "2", "description": "Brood", "quantity": Decimal(1), "unit_price": Decimal("2.15")}
    return {"sku": sku, **given, "vat_rate": Decimal(9), **words}


def sort(*lines: dict[str, Any], **settings: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    return LineKinds(AfasOrders.model_validate(settings)).sort(lines)


@pytest.mark.parametrize(
    ("item_type", "kind"),
    [
        *(("1", "service"), ("6", "service"), ("8", "service"), ("Wst", "service"), ("kst", "service")),
        *(("2", "goods"), ("Art", "goods"), ("5", "goods"), ("7", "goods"), (None, "goods"), (6, "service")),
    ],
)
def test_work_costs_and_courses_are_services_and_all_else_is_goods(item_type: Any, kind: str) -> None:
    kept, _ = sort(line(item_type=item_type))
    assert kept[0]["kind"] == kind


def test_which_item_types_are_services_is_a_setting() -> None:
    kept, _ = sort(line(item_type="5"), line(item_type="6"), service_item_types=["5"])
    assert [one["kind"] for one in kept] == ["service", "goods"]


@pytest.mark.parametrize("item_type", ["3", "Txt", "txt", "4", "Sub"])
def test_texts_and_subtotals_are_left_out_unless_it_is_said(item_type: str) -> None:
    kept, _ = sort(line(), line("T1", item_type=item_type))
    assert [one["sku"] for one in kept] == ["BRD-001"]


def test_a_kept_text_is_a_line_that_costs_nothing() -> None:
    text = line("T1", item_type="3", description="Cadeau", quantity=None, unit_price=None, vat_rate=None)
    kept, _ = sort(line(), text, line("ST", item_type="4"), text | {"description": " "}, text_lines="keep")
    assert kept[1:] == [{"description": "Cadeau", "quantity": Decimal(1), "unit_price": Decimal(0)}]


def test_lines_of_a_shipping_item_are_the_costs_of_shipping_whatever_their_type() -> None:
    shipping = line("verzend ", item_type="6", description="Verzendkosten", quantity=Decimal(2), vat_rate=Decimal(21))
    free = line("GRATIS", description="Korting op verzending", quantity=Decimal(-1), vat_rate=Decimal(21))
    kept, costs = sort(shipping, line(), free, **COSTS)
    assert [one["sku"] for one in kept] == ["BRD-001"]
    assert costs == {
        "shipping_cost": Decimal("2.15"),
        "shipping_vat_rate": Decimal(21),
        "shipping_description": "Verzendkosten",
    }


def test_costs_of_paying_are_apart_from_those_of_shipping_and_after_their_discount() -> None:
    cost = line("REMBOURS", unit_price=Decimal(5), discount_percent=Decimal(10), discount_amount=Decimal("0.50"))
    _, costs = sort(line(), cost, line("VERZEND"), **COSTS)
    assert (costs["payment_cost"], costs["shipping_cost"]) == (Decimal("4.00"), Decimal("2.15"))


def test_costs_under_a_second_rate_stay_lines() -> None:
    kept, costs = sort(line(), line("VERZEND"), line("VERZEND", vat_rate=Decimal(21)), line("VERZEND"), **COSTS)
    assert costs["shipping_cost"] == Decimal("4.30")
    assert [(one["sku"], one["vat_rate"]) for one in kept] == [("BRD-001", 9), ("VERZEND", 21)]


@pytest.mark.parametrize(
    "wrong",
    [{"quantity": None}, {"unit_price": "cheap"}, {"discount_percent": Decimal(120)}],
)
def test_a_cost_that_cannot_be_read_stays_a_line_so_that_it_is_told(wrong: dict[str, Any]) -> None:
    kept, costs = sort(line(), line("VERZEND", **wrong), **COSTS)
    assert len(kept) == 2
    assert costs == {}


@pytest.mark.parametrize("more", [(), (line("T1", item_type="3"),)])
def test_a_document_of_nothing_but_costs_keeps_its_lines(more: tuple[dict[str, Any], ...]) -> None:
    kept, costs = sort(line("VERZEND"), *more, line("REMBOURS"), text_lines="keep", **COSTS)
    assert [one.get("sku") for one in kept if one.get("sku")] == ["VERZEND", "REMBOURS"]
    assert costs == {}


@pytest.mark.parametrize(
    ("quantity", "discount", "read"),
    [("-2", "-0.30", "0.30"), ("-2", "0.30", "0.30"), ("2", "-0.30", "-0.30"), ("2", "0.30", "0.30")],
)
def test_a_discount_off_what_is_taken_back_is_read_as_how_much_is_off(quantity: str, discount: str, read: str) -> None:
    kept, _ = sort(line(quantity=Decimal(quantity), discount_amount=Decimal(discount)))
    assert kept[0]["discount_amount"] == Decimal(read)


def test_amounts_are_exact_to_the_last_digit() -> None:
    price = parse_json(b"0.1234567890123456789")
    _, costs = sort(line(), line("VERZEND", quantity=Decimal(1000001), unit_price=price), **COSTS)
    assert costs["shipping_cost"] == Decimal("123456.9124691346912456789")
