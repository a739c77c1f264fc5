"""Flows are asked in rotation, those of the first class first; one whose target has its hands full waits for it."""

import pytest

from relay.line.flow_rotation import FlowRotation, Room
from relay.line.once.right_of_way import TURNS, Class

ROOM = Room(targets={"orders": "books", "products": "books", "stock": "shop"}, parallel_calls={"books": 1, "shop": 8})
CLASSES = {"products": Class.PRODUCT, "customers": Class.CUSTOMER}


def test_each_flow_comes_first_in_its_turn() -> None:
    turns = FlowRotation(["a", "b", "c"], Room(), 20)
    assert [turns.next([])[0][0] for _ in range(4)] == ["b", "c", "a", "b"]


def test_a_flow_brings_the_connection_whose_breaker_it_depends_on() -> None:
    assert dict(FlowRotation(["orders", "other"], ROOM, 20).next([])) == {"orders": "books", "other": ""}


def test_flows_into_a_target_with_its_hands_full_are_not_asked_and_others_are() -> None:
    turns = FlowRotation(["orders", "products", "stock"], ROOM, 20)
    in_hand = ["orders"] * 3 + ["products"]
    assert {flow for flow, _ in turns.next(in_hand)} == {"stock"}
    assert {flow for flow, _ in turns.next(in_hand[1:])} == {"orders", "products", "stock"}


def test_flows_of_the_first_class_are_asked_first_but_for_one_question_in_20() -> None:
    turns = FlowRotation(["products", "orders", "customers", "invoices"], Room(classes=CLASSES), 20)
    first = [turns.next([])[0][0] for _ in range(4 * TURNS)]
    asked_late = [number + 1 for number, flow in enumerate(first) if flow not in {"orders", "invoices"}]
    assert asked_late == [TURNS, 2 * TURNS, 3 * TURNS, 4 * TURNS]
    assert {first[number - 1] for number in asked_late} == {"products", "customers"}


@pytest.mark.parametrize(("hands", "most"), [(20, 15), (4, 3), (3, 3), (1, 1)])
def test_later_classes_leave_a_quarter_of_the_hands(hands: int, most: int) -> None:
    turns = FlowRotation(["orders", "products"], Room(classes=CLASSES), hands)
    assert [flow for flow, _ in turns.next(["products"] * (most - 1))] == ["orders", "products"]
    assert [flow for flow, _ in turns.next(["products"] * most)] == ["orders"]


def test_the_only_class_of_a_relay_may_take_all_hands() -> None:
    turns = FlowRotation(["products"], Room(classes=CLASSES), 4)
    assert turns.next(["products"] * 3) == [("products", "")]


def test_orders_have_room_at_a_target_that_has_its_hands_full_of_later_classes() -> None:
    turns = FlowRotation(["orders", "products"], Room(ROOM.targets, ROOM.parallel_calls, CLASSES), 20)
    assert turns.next(["products"] * 4) == [("orders", "books")]
    assert turns.next(["products"] * 4 + ["orders"] * 4) == []
    assert turns.next(["orders"] * 4) == []
