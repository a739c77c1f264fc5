"""Flows are asked in rotation, and one whose target has its hands full waits for it."""

from relay.line.flow_rotation import FlowRotation, Room

ROOM = Room(targets={"orders": "books", "products": "books", "stock": "shop"}, parallel_calls={"books": 1, "shop": 8})


def test_each_flow_comes_first_in_its_turn() -> None:
    turns = FlowRotation(["a", "b", "c"], Room())
    assert [turns.next([])[0][0] for _ in range(4)] == ["b", "c", "a", "b"]


def test_a_flow_brings_the_connection_whose_breaker_it_depends_on() -> None:
    assert dict(FlowRotation(["orders", "other"], ROOM).next([])) == {"orders": "books", "other": ""}


def test_flows_into_a_target_with_its_hands_full_are_not_asked_and_others_are() -> None:
    turns = FlowRotation(["orders", "products", "stock"], ROOM)
    in_hand = ["orders"] * 3 + ["products"]
    assert {flow for flow, _ in turns.next(in_hand)} == {"stock"}
    assert {flow for flow, _ in turns.next(in_hand[1:])} == {"orders", "products", "stock"}
