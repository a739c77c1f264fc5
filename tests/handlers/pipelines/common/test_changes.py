"""What a fingerprint remembers of an order, and what it tells when the order comes again."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.pipelines.common.changes import changed_after_send, fingerprint, list_changed_fields
from mapping.documents.order import Order
from mapping.documents.reading import read_order
from tests.handlers.pipelines.orders.fakes import ELSEWHERE, EMAIL, OrderDesk, customer_of, document


def an_order(**changes: Any) -> Order:
    return read_order(document(**changes), strict=True)


def lines_of(count: int, price: str = "1.00") -> list[dict[str, Any]]:
    return [{"sku": f"BR-{number}", "quantity": 1, "unit_price": price} for number in range(count)]


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({}, []),
        ({"updated_at": "2026-11-25T09:30:00+01:00"}, []),
        ({"status": "delivered"}, []),
        ({"remark": "Another one"}, ["remark"]),
        ({"remark": None}, ["remark"]),
        ({"shipping_address": ELSEWHERE}, ["shipping_address"]),
        ({"customer": customer_of(phone="+31205550199")}, ["customer"]),
        ({"lines": [{"sku": "BR-100", "quantity": 2, "unit_price": "12.50"}]}, ["lines[1]"]),
        ({"lines": [*document()["lines"], *lines_of(1)]}, ["lines[2]"]),
        ({"prices_include_vat": True, "ordered_on": "2026-11-25"}, ["ordered_on", "prices_include_vat"]),
    ],
)
def test_each_part_that_differs_is_named(change: dict[str, Any], fields: list[str], desk: OrderDesk) -> None:
    before, after = fingerprint(an_order(), desk.links), fingerprint(an_order(**change), desk.links)
    assert sorted(list_changed_fields(before, after)) == sorted(fields)


def test_a_fingerprint_holds_nothing_of_the_order_itself(desk: OrderDesk) -> None:
    told = fingerprint(an_order(), desk.links)
    assert not [text for text in (EMAIL, "Keizersgracht", "BR-100", "1001", "12.50") if text in told]


def test_the_lines_of_a_long_order_are_remembered_as_one(desk: OrderDesk) -> None:
    before = fingerprint(an_order(lines=lines_of(200)), desk.links)
    after = fingerprint(an_order(lines=[*lines_of(199), *lines_of(1, "2.00")]), desk.links)
    assert list_changed_fields(before, after) == ["lines"]
    assert len(before) < 500


@pytest.mark.parametrize("digest", ["", "5f" * 32])
def test_an_order_linked_by_an_earlier_version_is_not_told_as_changed(digest: str, desk: OrderDesk) -> None:
    assert list_changed_fields(digest, fingerprint(an_order(), desk.links)) == []


@given(st.text(max_size=200), st.text(max_size=200))
def test_whatever_is_stored_can_be_compared(before: str, after: str) -> None:
    assert list_changed_fields(before, before) == []
    assert set(list_changed_fields(before, after)) == set(list_changed_fields(after, before))


def test_a_change_is_told_by_field_with_what_to_do_about_it() -> None:
    skip = changed_after_send("SO7", ["lines[0]", "remark"])
    assert skip.number == "SO7"
    assert skip.reason == "changed_after_send: order SO7 was sent before, and now differs in lines[0], remark"
    assert [(problem.path, problem.rule) for problem in skip.problems] == [
        ("lines[0]", "changed_after_send"),
        ("remark", "changed_after_send"),
    ]
    assert "by hand" in skip.problems[0].remedy


def test_a_cancelled_order_is_told_as_such() -> None:
    assert changed_after_send("SO7", ["status"], cancelled=True).reason.endswith("now is cancelled at the source")
