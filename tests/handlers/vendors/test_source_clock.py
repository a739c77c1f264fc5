"""How far a system's clock is from ours is only what neither its whole seconds nor the way of the answer explains."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import time_machine

from handlers.vendors.source_clock import SourceClock
from relay.roles import CLOCK_ROOM

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def heard(told: datetime, *, sent: datetime, answered: datetime) -> timedelta | None:
    clock = SourceClock()
    with time_machine.travel(answered, tick=False):
        clock.hear(format_datetime(told, usegmt=True), sent)
    return clock.difference


@pytest.mark.parametrize(
    ("told", "took", "difference"),
    [
        (0.0, 0.2, 0.0),
        (0.0, 30.0, 0.0),  # it may have been written at any moment of the half minute
        (29.0, 30.0, 0.0),
        (-1.0, 0.2, 0.0),  # a whole second, cut off
        (-3600.0, 0.0, -3599.0),
        (3600.0, 0.0, 3600.0),
    ],
)
def test_it_is_told_as_the_least_that_is_certain(told: float, took: float, difference: float) -> None:
    answered = NOON + timedelta(seconds=took)
    assert heard(NOON + timedelta(seconds=told), sent=NOON, answered=answered) == timedelta(seconds=difference)


def test_the_present_of_a_system_is_ours_and_the_difference() -> None:
    clock = SourceClock()
    clock.difference = timedelta(hours=-1)
    assert clock.present(NOON) == NOON - timedelta(hours=1)


@pytest.mark.parametrize("date", ["", "yesterday", "Tue, 99 Nov 2026 12:00:00 GMT"])
def test_where_no_time_is_told_the_present_is_ours_with_room_for_two_clocks(date: str) -> None:
    clock = SourceClock()
    clock.hear(date, NOON)
    assert clock.difference is None
    assert clock.present(NOON) == NOON - CLOCK_ROOM
