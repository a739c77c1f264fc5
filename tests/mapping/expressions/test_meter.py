"""The bounds of an expression, one by one."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from mapping.expressions.meter import (
    MOST_DEPTH,
    MOST_HEIGHT,
    MOST_MILLISECONDS,
    MOST_WEIGHT,
    MOST_WORK,
    Meter,
    RunawayError,
)


def standing() -> Callable[[], int]:
    return lambda: 0


def running(step: int) -> Callable[[], int]:
    ticks: Iterator[int] = count(0, step)
    return lambda: next(ticks)


def test_steps_end_when_the_time_is_over() -> None:
    meter = Meter(running(MOST_MILLISECONDS // 2))
    meter.spend(1)
    meter.spend(1)
    with pytest.raises(RunawayError, match="milliseconds"):
        meter.spend(1)


def test_steps_in_each_other_are_counted_and_left_again() -> None:
    meter = Meter(standing())
    for _ in range(MOST_DEPTH):
        meter.enter()
    meter.leave(None)
    meter.enter()
    with pytest.raises(RunawayError, match="levels deep"):
        meter.enter()


def test_all_that_is_made_is_counted() -> None:
    meter = Meter(standing())
    meter.spend(MOST_WORK)
    with pytest.raises(RunawayError, match="fills the memory"):
        meter.count_produced(["x"])


def doubled(meter: Meter) -> None:
    value: object = ["x"] * 100
    for _ in range(20):
        value = [value, value]
        meter.count_produced(value)


def nested(meter: Meter) -> None:
    value: object = "x"
    for _ in range(MOST_HEIGHT + 1):
        value = {"a": value}
        meter.count_produced(value)


def test_what_stands_twice_in_a_value_weighs_twice() -> None:
    with pytest.raises(RunawayError, match="too large"):
        doubled(Meter(standing()))


def test_a_value_with_too_many_levels_is_refused() -> None:
    with pytest.raises(RunawayError, match="levels deep"):
        nested(Meter(standing()))


def test_a_text_is_weighed_before_it_is_made() -> None:
    with pytest.raises(RunawayError, match="too long a text"):
        Meter(standing()).spend_text(MOST_WEIGHT * 17)
