"""What settings make of a count: rounded down, shared, less a buffer, within bounds, and never more than there is."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.pipelines.stock.levels import add_up, decide
from handlers.pipelines.stock.run import Goods
from tests.handlers.pipelines.stock.desk import settings

QUANTITIES = st.decimals(-1000, 1000, places=3)


@pytest.mark.parametrize(
    ("total", "changes", "decimals", "level"),
    [
        ("7.9", {}, 0, "7"),
        ("0.5", {}, 0, "0"),
        ("-0.5", {}, 0, "0"),
        ("2.000", {}, 0, "2"),
        ("7.9", {}, 1, "7.9"),
        ("-3", {}, 0, "0"),
        ("-3", {"least": None}, 0, "-3"),
        ("-0.5", {"least": None}, 0, "-1"),
        ("10", {"buffer": {"units": 3}}, 0, "7"),
        ("2", {"buffer": {"units": 3}}, 0, "0"),
        ("10", {"buffer": {"per_cent": 15}}, 0, "8"),
        ("250", {"most": 100}, 0, "100"),
        ("10", {"share": 60}, 0, "6"),
        ("10", {"share": 40}, 0, "4"),
    ],
)
def test_settings_decide_a_level(total: str, changes: dict[str, Any], decimals: int, level: str) -> None:
    assert decide(Decimal(total), settings(**changes), decimals) == Decimal(level)


def test_thirty_pieces_are_two_boxes_of_twelve_whatever_decimals_a_shop_keeps() -> None:
    assert decide(Decimal(30), settings(), 2, Decimal(12)) == 2


@given(
    total=QUANTITIES,
    share=st.integers(1, 100),
    buffer=st.one_of(st.none(), st.integers(0, 50).map(lambda units: {"units": units})),
    most=st.one_of(st.none(), st.integers(0, 2000)),
    decimals=st.integers(0, 3),
    pieces=st.integers(1, 24).map(Decimal),
)
def test_no_level_is_above_what_there_is_or_below_nought(
    total: Decimal, share: int, buffer: Any, most: int | None, decimals: int, pieces: Decimal
) -> None:
    level = decide(total, settings(share=share, buffer=buffer, most=most), decimals, pieces)
    assert 0 <= level <= max(total / pieces, Decimal(0))
    assert most is None or level <= most
    assert level == level.quantize(Decimal(1).scaleb(-decimals))


def test_a_set_is_as_many_as_its_scarcest_part_makes_in_each_warehouse() -> None:
    goods = [
        Goods("O-1", "01", Decimal(10)),
        Goods("O-2", "01", Decimal(7), Decimal(2)),
        Goods("O-1", "02", Decimal(1)),
        Goods("O-2", "02", Decimal(9), Decimal(2)),
    ]
    assert add_up(goods, {}, made_of_parts=True) == {"": 4}
    assert add_up(goods, {"01": "A", "02": "B"}, made_of_parts=True) == {"A": 3, "B": 1}


def test_a_part_that_lies_in_another_warehouse_only_makes_nothing() -> None:
    goods = [Goods("O-1", "01", Decimal(10)), Goods("O-2", "02", Decimal(10))]
    assert add_up(goods, {}, made_of_parts=True) == {"": 0}


def test_what_is_reserved_is_taken_off_before_anything_is_rounded() -> None:
    goods = [Goods("A-1", "01", Decimal("5.5"), reserved=Decimal(2)), Goods("A-1", "02", Decimal(1))]
    assert add_up(goods, {}) == {"": Decimal("4.5")}


@given(quantities=st.lists(QUANTITIES, min_size=1, max_size=5))
def test_several_warehouses_of_one_article_are_added_up_exactly(quantities: list[Decimal]) -> None:
    goods = [Goods("A-1", str(number), quantity) for number, quantity in enumerate(quantities)]
    assert add_up(goods, {}) == {"": sum(quantities, Decimal(0))}
