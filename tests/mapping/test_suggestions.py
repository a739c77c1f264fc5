"""What a misspelt name is taken for."""

import pytest

from mapping.suggestions import did_you_mean, tell_unknown
from words.told import Told

FIELD = Told("names.field")


@pytest.mark.parametrize(("name", "meant"), [("tirm", "trim"), ("TRIM", "trim"), ("form", "from"), ("emial", "email")])
def test_a_slip_of_the_keyboard_is_recognised(name: str, meant: str) -> None:
    assert did_you_mean(name, ["trim", "from", "email", "cut"]) == meant


def test_a_name_that_is_like_nothing_gets_the_list_of_what_there_is() -> None:
    assert str(tell_unknown(FIELD, "qqq", ["to", "from"])) == 'no field "qqq"; there are from, to'


def test_an_endless_name_is_cut_before_it_is_compared_and_told() -> None:
    assert len(str(tell_unknown(FIELD, "x" * 1_000_000, ["to"]))) < 200


def test_an_unknown_name_comes_with_all_that_may_stand_there_and_the_nearest() -> None:
    mistake = tell_unknown(FIELD, "form", ["to", "from"], at=("form",))
    assert (mistake.told.code, mistake.allowed, mistake.nearest, mistake.at) == (
        "names.no_such", ("from", "to"), "from", ("form",)
    )  # fmt: skip
