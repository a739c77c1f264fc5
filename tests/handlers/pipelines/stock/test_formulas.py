"""Which of a source's figures is the level, and what is counted of what is reserved and of what is on its way."""

from datetime import date, timedelta
from typing import Any

import pytest

from handlers.pipelines.stock.formulas import Counting, count_place, next_count
from handlers.pipelines.stock.settings import Formula
from mapping.documents.stock import StockCheck, StockPlace

TODAY = date(2026, 3, 2)


def counted(
    formula: Formula, check: StockCheck | None = "free", within: timedelta | str | None = None, **figures: Any
) -> tuple[object, list[str]]:
    """What is counted of a place with these figures, and what a person is told by its path."""
    place = StockPlace.model_validate({name: str(value) for name, value in figures.items() if value is not None})
    counting = Counting(formula, within, TODAY)  # type: ignore[arg-type]  # words in place of the one literal
    found = count_place(place, counting, check)
    return found.quantity, [*found.lacks, *(problem.path for problem in found.cautions)]


@pytest.mark.parametrize(
    ("formula", "figures", "quantity"),
    [
        ("on_hand", {"on_hand": 10, "reserved": 3, "available": 7}, 10),
        ("available", {"on_hand": 10, "reserved": 3, "available": 7}, 7),
        ("available", {"on_hand": 3, "reserved": 5}, -2),
        ("available_minus_reserved", {"available": 10, "reserved": 3}, 7),
        ("on_hand_plus_incoming", {"on_hand": 2, "incoming": 20, "incoming_on": "2026-03-10"}, 22),
    ],
)
def test_a_formula_names_the_figure(formula: Formula, figures: dict[str, Any], quantity: int) -> None:
    assert counted(formula, within=timedelta(days=14), **figures) == (quantity, [])


@pytest.mark.parametrize(
    ("formula", "figures", "lacks"),
    [
        ("on_hand", {"available": 7}, ["on_hand"]),
        ("available", {"on_hand": 7}, ["available"]),
        ("available_minus_reserved", {"available": 7}, ["reserved"]),
        ("on_hand_plus_incoming", {"incoming": 7}, ["on_hand"]),
    ],
)
def test_a_figure_that_is_not_shown_is_no_nought(formula: Formula, figures: dict[str, Any], lacks: list[str]) -> None:
    assert counted(formula, **figures) == (None, lacks)


def test_fewer_reserved_than_none_makes_no_goods_and_is_told() -> None:
    assert counted("available", on_hand=4, reserved=-2) == (4, ["places.reserved"])
    assert counted("available", on_hand=4, reserved=-2, available=6) == (4, ["places.reserved"])


@pytest.mark.parametrize("check", ["economic", "at_delivery", "none"])
def test_without_a_free_stock_check_what_is_called_available_is_told_and_open_lines_are_taken_off(
    check: StockCheck,
) -> None:
    assert counted("available", check, on_hand=10, available=10) == (10, ["stock_check"])
    assert counted("available", check, on_hand=10, reserved=4, available=10) == (6, [])
    assert counted("available", check, on_hand=10, reserved=4, available=6) == (6, [])


def test_what_lies_on_the_shelf_needs_no_stock_check() -> None:
    assert counted("on_hand", "none", on_hand=10) == (10, [])


@pytest.mark.parametrize(
    ("within", "on", "quantity"),
    [
        (None, "2026-03-10", 0),
        (timedelta(days=7), None, 0),
        (timedelta(days=7), "2026-03-09", 20),
        (timedelta(days=7), "2026-03-10", 0),
        (timedelta(days=7), "2026-03-02", 20),
        (timedelta(days=7), "2026-03-01", 0),
        ("any", None, 20),
        ("any", "2026-01-01", 20),
    ],
    ids=["not set", "no date", "inside", "later", "today", "late", "any", "any and late"],
)
def test_what_was_bought_counts_only_with_a_date_inside_the_limit(
    within: timedelta | str | None, on: str | None, quantity: int
) -> None:
    assert counted("available", within=within, available=0, incoming=20, incoming_on=on) == (quantity, [])


def test_what_was_bought_never_counts_as_lying_on_the_shelf() -> None:
    assert counted("on_hand", within="any", on_hand=0, incoming=20) == (0, [])


def test_the_next_day_on_which_a_purchase_begins_or_ends_to_count_is_known() -> None:
    def of(day: str) -> StockPlace:
        return StockPlace.model_validate({"incoming": "20", "incoming_on": day})

    counting = Counting("available", timedelta(days=7), TODAY)
    assert next_count([of("2026-03-12")], counting) == date(2026, 3, 5)
    assert next_count([of("2026-03-04")], counting) == date(2026, 3, 5)
    assert next_count([of("2026-02-01")], counting) is None
    assert next_count([of("2026-03-12")], Counting("available", "any", TODAY)) is None
