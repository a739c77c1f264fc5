"""What the errors carry for those who read them."""

from datetime import timedelta

import pytest

from mapping.problems import Problem
from relay.errors import Hold, Permanent, RunEnd, Settled, Skip, StartError, Transient, Unconfirmed
from tests.plain import as_told


def test_a_refused_start_tells_one_line_per_mistake() -> None:
    error = StartError(as_told("a: wrong"), as_told("b: missing"))
    assert (error.mistakes, str(error)) == (("a: wrong", "b: missing"), "a: wrong\nb: missing")


@pytest.mark.parametrize(
    "end",
    [
        Settled(as_told("why"), number="7"),
        Skip(as_told("why"), number="7"),
        Hold(as_told("why")),
        Permanent(as_told("why")),
        Transient(as_told("why"), after=timedelta(seconds=3)),
        Unconfirmed(as_told("why"), after=timedelta(seconds=3)),
    ],
)
def test_every_end_of_a_run_says_why(end: RunEnd) -> None:
    assert (end.reason, str(end), end.problems) == ("why", "why", ())


def test_a_hold_names_each_problem() -> None:
    problem = Problem("lines[0].sku", as_told("is missing"), as_told("fill it in"))
    assert Hold(as_told("one field is wrong"), problems=[problem]).problems == (problem,)


def test_a_transient_failure_burns_a_try_unless_it_says_nothing_about_the_event() -> None:
    assert Transient(as_told("why")).burns_try
    assert not Transient(as_told("why"), burns_try=False).burns_try
