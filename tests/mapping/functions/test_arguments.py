"""Which arguments each kind accepts, as YAML gives them."""

from decimal import Decimal
from typing import Any

import pytest

from mapping.functions.arguments import Argument, ListOf, Named, OneOf


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Argument.NONE, [None], ["", 1, False]),
        (Argument.LENGTH, [1, 10_000], [0, -1, 10_001, True, "5", Decimal(5), None]),
        (Argument.PLACES, [0, 20], [-1, 21, False, "2", None]),
        (Argument.TEXT, ["", ", "], [1, None, []]),
        (Argument.CONSTANT, ["", 1, True, Decimal("0.10")], [None, 0.1, [], {}]),
        (Argument.SHIFT, [-40_000, 0, 14], [40_001, "1", True]),
        (Argument.FILLED_TEXT, ["x"], ["", 1, "x" * 10_001]),
        (Argument.TEXTS, [[], ["a"]], ["a", [1], None]),
        (Argument.SIGN, ["0"], ["", "00", 0]),
        (Argument.SHORT_TEXT, ["", "x" * 100], ["x" * 101, 1]),
        (Argument.CONSTANTS, [["a", 1]], ["a", [None]]),
        (Argument.YES_OR_NO, [True, False], ["true", 1, None]),
        (Argument.AMOUNT, [1, "12.50", Decimal("0.1"), "-3"], ["1,5", "", 0.1, True, None, "9" * 41]),
        (Argument.RATE, [0, "5.5"], [-1, "21%"]),
        (Argument.RATES, [[0, 21]], [[], 21, ["x"]]),
        (Argument.PATTERN, ["[0-9]+", "(a+)+"], ["", "(", r"(a)\1", "(?=x)", "x" * 501, "\ud800", 5]),
        (Argument.FIELD, ["a", "tax_lines.rate"], ["", "a..b", "a[0]", ".a", 1, None]),
        (Argument.FIELDS, ["a", ["a", "b.c"]], [[], [""], 1]),
        (Argument.TABLE, [{"a": "b"}, {1: True}], [{}, {"a": None}, {"a": []}, {None: "a"}, "a"]),
        (
            Argument.DATE_FORM,
            ["DD-MM-YYYY", "YYYYMMDD", "D/M/YYYY hh:mm:ss"],
            ["DD-MM", "DD-MM-YYYY DD", "D-DD-MM-YYYY", "dd-mm-jjjj", "", 5],
        ),
        (Argument.ZONE, ["Europe/Amsterdam", "UTC"], ["Amsterdam", "", "../etc/passwd", 1]),
        (Argument.COUNTRY, ["NL", "XI"], ["nl", "NLD", "", 1]),
        (Argument.ADDRESS_PART, ["street", "number", "addition"], ["city", None, 1, []]),
    ],
)
def test_a_kind_of_argument_accepts_its_own_and_nothing_else(kind: Argument, good: list[Any], bad: list[Any]) -> None:
    assert [argument for argument in good if not kind.accepts(argument)] == []
    assert [argument for argument in bad if kind.accepts(argument)] == []


def test_one_of_a_few_words_accepts_those_words_only() -> None:
    kind = OneOf(("left", "right"))
    assert (kind.accepts("left"), kind.accepts("Left"), kind.accepts(["left"]), kind.value) == (
        True,
        False,
        False,
        "left or right",
    )


def test_a_list_needs_an_entry_and_accepts_entries_of_its_kind_only() -> None:
    kind = ListOf(Argument.SIGN)
    assert [kind.accepts(given) for given in (["a"], [], ["ab"], "a", None)] == [True, False, False, False, False]


@pytest.mark.parametrize(
    ("given", "accepted"),
    [
        ({"length": 5}, True),
        ({"length": 5, "side": "left"}, True),
        (5, True),
        (None, False),
        ({}, False),
        ({"side": "left"}, False),
        ({"length": 0}, False),
        ({"length": 5, "sied": "left"}, False),
        ({"length": 5, "side": "up"}, False),
        ("five", False),
        ([5], False),
    ],
)
def test_named_arguments_are_accepted_when_all_needed_are_there_and_no_other(given: Any, accepted: bool) -> None:  # noqa: FBT001 - a column of the table
    kind = Named({"length": Argument.LENGTH}, {"side": OneOf(("left", "right"))}, short="length")
    assert kind.accepts(given) is accepted


def test_named_arguments_that_may_all_be_left_out_may_be_left_out() -> None:
    kind = Named(optional={"by": Argument.FIELD})
    assert [kind.accepts(given) for given in (None, {}, {"by": "a"}, "a")] == [True, True, True, False]
