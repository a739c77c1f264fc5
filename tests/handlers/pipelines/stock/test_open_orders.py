"""Which orders a level does not know, how many they have sold of it, and for how long each counts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.pipelines.stock.open_orders import Reading, Reserved, count_open
from relay.line.actions import Sale
from relay.line.once.reservations import Reservation
from relay.model import ENDS, State

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
READING = Reading(ordinal=100, now=NOW, known="at_writing", max_age=72 * HOUR)
ON_SHELF = replace(READING, known="at_delivery", leaves_after=48 * HOUR)
IN_LINE = sorted(set(State) - ENDS - {State.HELD})
TWO = (Sale("A-1", Decimal(2)),)


def sold(state: State = State.WAITING, event: str = "one", order: str = "7201", **others: Any) -> Reservation:
    """Two of the article, sold by an order whose event stands so; its last run ended an hour ago."""
    known: dict[str, Any] = {
        "order": order,
        "event": event,
        "source": "shop",
        "state": state,
        "sold": TWO,
        "ended": NOW - HOUR,
    }
    return Reservation(**known | others)


def booked(known_from: int = 50, **others: Any) -> Reservation:
    return sold(State.WRITTEN, known_from=known_from, **others)


def count(*found: Reservation, reading: Reading = READING, warehouse: str | None = None) -> Reserved:
    def is_here(sale: Sale) -> bool:
        return warehouse is None or sale.warehouse == warehouse

    return count_open(found, reading, is_here, lambda sale: sale.quantity)


class TestWhatCounts:
    @pytest.mark.parametrize("state", IN_LINE)
    @pytest.mark.parametrize("reading", [READING, ON_SHELF], ids=["available", "on hand"])
    def test_an_order_that_is_carried_counts_however_long_that_takes(self, state: State, reading: Reading) -> None:
        counted = count(sold(state, ended=NOW - 1000 * HOUR), reading=reading)
        assert (counted.total, counted.until) == (Decimal(2), None)

    def test_one_in_the_books_counts_until_a_read_that_began_after_it_was_written(self) -> None:
        assert count(booked(known_from=101)).total == 2
        assert count(booked(known_from=100)).total == 2
        assert count(booked(known_from=99)).total == 0

    def test_a_level_of_what_lies_on_the_shelf_counts_it_until_its_goods_have_left(self) -> None:
        counted = count(booked(), reading=ON_SHELF)
        assert (counted.total, counted.until) == (Decimal(2), NOW + 47 * HOUR)
        assert count(booked(ended=NOW - 48 * HOUR), reading=ON_SHELF).total == 0

    def test_where_nothing_tells_when_goods_leave_it_counts_no_longer_than_one_that_is_held(self) -> None:
        untold = replace(ON_SHELF, leaves_after=None)
        assert count(booked(), reading=untold).until == NOW + 71 * HOUR
        assert count(booked(ended=NOW - 72 * HOUR), reading=untold).total == 0

    @pytest.mark.parametrize("state", [State.HELD, State.FAILED])
    def test_one_that_rests_counts_for_its_longest_time(self, state: State) -> None:
        counted = count(sold(state))
        assert (counted.total, counted.until) == (Decimal(2), NOW + 71 * HOUR)
        over = count(sold(state, ended=NOW - 72 * HOUR))
        assert (over.total, [one.too_old for one in over.entries]) == (Decimal(0), [True])

    def test_one_in_the_books_is_never_told_to_be_too_old(self) -> None:
        assert count(booked(ended=NOW - 1000 * HOUR), reading=ON_SHELF).entries == ()

    def test_a_posted_level_that_is_older_than_the_writing_does_not_know_the_order(self) -> None:
        written = booked(ended=NOW - HOUR)
        assert count(written, reading=replace(READING, said_at=NOW - 2 * HOUR)).total == 2
        assert count(written, reading=replace(READING, said_at=NOW)).total == 0

    def test_what_orders_reserve_adds_up(self) -> None:
        assert count(sold(), sold(event="two", order="7202"), booked(event="three", order="7203")).total == 4


class TestOneOrder:
    def test_two_versions_that_wait_count_once_with_the_greater_quantity(self) -> None:
        more = sold(event="two", sold=(Sale("A-1", Decimal(3)),))
        assert count(sold(is_newest=False), more).total == 3
        assert count(replace(more, is_newest=False), sold()).total == 3

    def test_one_that_is_in_the_books_does_not_count_as_waiting_besides(self) -> None:
        assert count(booked(), sold(State.HELD, event="two")).total == 0
        assert count(booked(known_from=100), sold(State.HELD, event="two")).total == 2

    def test_one_that_rests_counts_no_more_once_a_newer_version_came(self) -> None:
        assert count(sold(State.HELD, is_newest=False)).total == 0
        assert count(sold(State.RETRYING, is_newest=False)).total == 2  # it may be written yet

    def test_parts_of_a_composition_and_loose_ones_add_up_within_one_order(self) -> None:
        assert count(sold(), sold(many=Decimal(4))).total == 10


class TestDelivered:
    def test_what_has_left_counts_no_more(self) -> None:
        left = booked(delivered=Decimal("1.5"), delivered_from=99)
        assert count(left, reading=ON_SHELF).total == Decimal("0.5")
        assert count(replace(left, delivered=Decimal(5)), reading=ON_SHELF).total == 0

    def test_a_level_that_was_read_before_it_left_counts_it(self) -> None:
        assert count(booked(delivered=Decimal(2), delivered_from=100), reading=ON_SHELF).total == 2

    def test_of_several_warehouses_what_left_is_taken_to_be_from_the_others_first(self) -> None:
        both = (Sale("A-1", Decimal(2), warehouse="01"), Sale("A-1", Decimal(3), warehouse="02"))
        left = booked(sold=both, delivered=Decimal(4), delivered_from=99)
        assert count(left, reading=ON_SHELF, warehouse="01").total == 1
        assert count(left, reading=ON_SHELF, warehouse="02").total == 1
        assert count(left, reading=ON_SHELF).total == 1


class TestAShopThatDeductsItsOwnOrders:
    """`available` sent as `on hand` makes a shop take its open orders off twice."""

    def test_its_own_open_orders_are_added_back(self) -> None:
        to_shop = replace(READING, shop="shop")
        assert count(sold(), reading=to_shop).total == 0  # off, since unknown; and back, since it takes them off
        assert count(booked(), reading=to_shop).total == -2
        assert count(booked(source="another"), reading=to_shop).total == 0
        assert count(sold(source="another"), reading=to_shop).total == 2

    def test_told_what_is_on_the_shelf_it_is_told_all_of_it(self) -> None:
        shelf = replace(ON_SHELF, shop="shop")
        assert count(booked(), reading=shelf).total == 0
        assert count(booked(source="another"), reading=shelf).total == 2

    def test_one_whose_goods_have_left_is_no_open_order_of_the_shop(self) -> None:
        shelf = replace(ON_SHELF, shop="shop")
        assert count(booked(ended=NOW - 48 * HOUR), reading=shelf).entries == ()
        assert count(booked(), reading=shelf).until == NOW + 47 * HOUR

    def test_one_that_was_held_for_too_long_is_still_taken_off_by_the_shop(self) -> None:
        held = sold(State.HELD, ended=NOW - 100 * HOUR)
        assert count(held, reading=replace(READING, shop="shop")).total == -2


QUANTITIES = st.integers(1, 9).map(Decimal)


@st.composite
def orders(draw: st.DrawFn) -> Sequence[Reservation]:
    """Versions of a few orders in any state, one of each the newest."""
    found = []
    for order in range(draw(st.integers(0, 4))):
        for version in range(last := draw(st.integers(1, 3))):
            one = sold(
                draw(st.sampled_from(sorted(set(State) - {State.SKIPPED, *ENDS} | {State.WRITTEN, State.FAILED})))
            )
            found.append(
                replace(
                    one,
                    order=str(order),
                    event=f"{order}.{version}",
                    sold=(Sale("A-1", draw(QUANTITIES)),),
                    is_newest=version == last - 1,
                    known_from=draw(st.integers(90, 110)) if one.state is State.WRITTEN else 0,
                    source=draw(st.sampled_from(["shop", "another"])),
                )
            )
    return found


@given(orders())
def test_no_order_counts_less_than_any_version_in_the_line_nor_more_than_its_greatest(found: list[Reservation]) -> None:
    for reading in (READING, ON_SHELF):
        by_event = {one.event: one.off for one in count(*found, reading=reading).entries}
        assert len({event.partition(".")[0] for event in by_event}) == len(by_event)  # once for one order
        for order in {one.order for one in found}:
            versions = [one for one in found if one.order == order]
            counted = sum(off for event, off in by_event.items() if event.startswith(f"{order}."))
            assert counted <= max(one.sold[0].quantity for one in versions)
            if all(one.state is not State.WRITTEN for one in versions):
                lines = [one.sold[0].quantity for one in versions if one.state not in {State.HELD, State.FAILED}]
                assert counted >= max(lines, default=0)


@given(orders())
def test_what_a_shop_takes_off_itself_is_added_back_for_its_own_orders_only(found: list[Reservation]) -> None:
    plain, back = count(*found), count(*found, reading=replace(READING, shop="shop"))
    assert sum(one.off for one in plain.entries) == sum(one.off for one in back.entries)
    sources = {one.event: one.source for one in found}
    assert {sources[one.event] for one in back.entries if one.back} <= {"shop"}
