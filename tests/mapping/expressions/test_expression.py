"""Expressions: what they give, each trap of the language, how mistakes are told, and that no runaway gets away."""

import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.expressions.expression import Expression, ExpressionError, FailedExpressionError, is_true

DOCUMENT: dict[str, Any] = {
    "order": {
        "id": "9007199254740993",
        "remark": "Ring the bell",
        "lines": [{"sku": "A", "price": "9.99", "quantity": "2"}, {"sku": "B", "price": "0.35", "quantity": "10"}],
    }
}


def value(text: str, document: Any = None) -> Any:
    return Expression(text).value(DOCUMENT if document is None else document)


def refused(text: str) -> str:
    with pytest.raises(ExpressionError) as caught:
        Expression(text)
    return str(caught.value)


def failure(text: str, document: Any = None) -> FailedExpressionError:
    with pytest.raises(FailedExpressionError) as caught:
        value(text, document)
    return caught.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("order.remark", "Ring the bell"),
        ("order.lines.sku", ["A", "B"]),
        ("order.lines[sku = 'B'].price", "0.35"),
        ("$join(order.lines.sku, '|')", "A|B"),
        ("order.lines{sku: price}", {"A": "9.99", "B": "0.35"}),
        ("order.lines.($money.multiply(price, quantity))", ["19.98", "3.50"]),
        ("$money.sum(order.lines.($money.multiply(price, quantity)))", "23.48"),
        ("order.lines#$place.($place + 1)", [1, 2]),
        ("$map(order.lines, function($line) {$line.sku & '!'})", ["A!", "B!"]),
        ("$filter(order.lines, $exists).sku", ["A", "B"]),
        ("order.remark ~> $uppercase", "RING THE BELL"),
        ("$map(order.lines.sku, $pad(?, 3, '.'))", ["A..", "B.."]),
        ("($keep := order.lines[0]; $keep.sku)", "A"),
        (r"$replace(order.remark, /(\w+) the/, '$1 a $$')", "Ring a $ bell"),
        ("$distinct(['b', 'a', 'b'])", ["b", "a"]),
        ("$count(order.lines) > 1", True),
    ],
)
def test_an_expression_gives_what_the_language_says(text: str, expected: Any) -> None:
    assert value(text) == expected


def test_a_list_with_one_element_collapses_unless_it_stands_in_brackets() -> None:
    one = {"lines": [{"sku": "A"}]}
    assert value("lines.sku", one) == "A"
    assert value("[lines.sku]", one) == ["A"]


def test_the_languages_own_rounding_is_refused_as_inexact_and_ours_is_that_of_trade() -> None:
    assert "not exact" in failure("$round(0.125, 2)").rule
    assert "not exact" in failure("$round(1.005, 2) + 0.1").rule
    assert value("$money.round('0.125', 2)") == "0.13"
    assert value("$money.round('1.005', 2)") == "1.01"
    assert value("$money.round('-0.125', 2)") == "-0.13"


def test_a_large_number_keeps_its_last_digit_as_text_and_is_refused_where_it_became_a_number() -> None:
    assert value("order.id") == "9007199254740993"
    assert value("$decimal(order.id)") == "9007199254740993"
    assert "not exact" in failure("$number(order.id) + 0").rule


def test_arithmetic_with_a_number_of_the_document_stops_instead_of_being_inexact() -> None:
    assert "must evaluate to a number" in failure("order.lines[0].price * 2").rule
    assert value("$money.add('0.1', '0.2')") == "0.3"


def test_what_is_missing_is_absent_and_takes_what_is_made_of_it_along() -> None:
    assert value("order.nothing") is None
    assert value("order.nothing.at.all") is None
    assert value("$uppercase(order.nothing)") is None
    assert value("$money.add(order.nothing, '1')") is None
    assert value("{'a': order.nothing, 'b': order.id}") == {"b": "9007199254740993"}
    assert value("order.nothing = order.nothing") is False
    assert value("'x' & order.nothing") == "x"


def test_a_text_with_a_zero_is_true_and_an_empty_one_is_false() -> None:
    assert Expression("'0'").holds({}) is True
    assert Expression("''").holds({}) is False
    assert Expression("order.nothing").holds(DOCUMENT) is False


@pytest.mark.parametrize("truth", [True, "x", 1, [0, "x"], {"a": 0}])
def test_something_counts_as_true(truth: Any) -> None:
    assert is_true(truth)


@pytest.mark.parametrize("untruth", [None, False, "", 0, [], {}, [0, ""], [[], {}]])
def test_nothing_counts_as_false(untruth: Any) -> None:
    assert not is_true(untruth)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("order.lines[", "character 12: Expected ]"),
        ("'abc", "character 4: String literal"),
        ("$money.ad(x, '1')", 'character 9: no function "$money.ad"; did you mean "$money.add"?'),
        ("$money_add(x, '1')", 'character 10: no function "$money_add"; did you mean "$money.add"?'),
        ("$lowercas(x)", 'character 9: no function "$lowercas"; did you mean "$lowercase"?'),
        ("$now()", "character 4: $now does not exist here"),
        ("$millis()", "$millis does not exist here"),
        ("$random()", "$random does not exist here"),
        ("$eval('1')", "$eval does not exist here"),
        ("$map([1], $shuffle)", "$shuffle does not exist here"),
        ("order ~> |lines|{'a': 1}|", "the operator |...|...| does not exist here"),
        ("$match(a, /(?=b)/)", "back references and look-around"),
        ("(" * 3000 + "1" + ")" * 3000, "at most 4000 characters"),
        ("(" * 1900 + "1" + ")" * 1900, "too deep"),
        ("", "end"),
    ],
)
def test_a_mistake_is_told_when_the_expression_is_compiled(text: str, told: str) -> None:
    assert told in refused(text)


def test_a_name_that_the_expression_gives_itself_is_no_mistake() -> None:
    assert value("($twice := function($x) {$x & $x}; order.lines@$line.$twice($line.sku))") == ["AA", "BB"]


@pytest.mark.parametrize(
    "text", ["1/0", "order.remark < 1", "$money.add(order.remark, '1')", "$error", "-order.remark"]
)
def test_no_failure_quotes_what_stands_in_the_document(text: str) -> None:
    try:
        failed = failure(text)
    except ExpressionError as mistake:
        assert "$error does not exist here" in str(mistake)  # noqa: PT017 - refused before any document is seen
        return
    assert "Ring" not in str(failed)
    assert failed.remedy


def test_an_expression_that_gives_a_function_is_refused() -> None:
    assert "gives a function" in failure("$sum").rule


def test_two_expressions_take_turns_in_one_thread() -> None:
    first, second = Expression("$map(a, function($x) {$x & '1'})"), Expression("$map(a, function($x) {$x & '2'})")
    assert [first.value({"a": ["x", "y"]}), second.value({"a": ["x", "y"]})] == [["x1", "y1"], ["x2", "y2"]]
    assert first.value({"a": ["x", "y"]}) == ["x1", "y1"]


def test_the_package_does_not_raise_the_recursion_limit_of_the_whole_process() -> None:
    assert sys.getrecursionlimit() <= 3000


JSON = st.recursive(
    st.text(max_size=5) | st.booleans(),
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=10,
)
TEXTS = st.sampled_from(
    ["a", "a.b", "a[0]", "**", "*", "$string(a)", "$keys($)", "a & b", "$count(a)", "$merge(a)"]
) | st.sampled_from(
    [
        "a^(b)",
        "a{b: c}",
        "$sum(a)",
        "$sort(a)",
        "$money.sum(a)",
        "$spread(a)",
        "a < b",
        "$each(a, function($v) {$v})",
        "$zip(a, b)",
    ]
)


@given(TEXTS, JSON)
def test_a_compiled_expression_raises_nothing_but_its_own_failure_and_repeats_itself(text: str, part: Any) -> None:
    def outcome() -> str:
        try:
            return repr(Expression(text).value({"a": part, "b": part}))
        except FailedExpressionError as failed:
            return str(failed)

    assert outcome() == outcome()


@given(st.text(alphabet="abc$.[](){}'\"/|&+*:=?1, ", max_size=25))
def test_any_text_is_an_expression_or_is_refused_with_a_reason(text: str) -> None:
    try:
        Expression(text)
    except ExpressionError as mistake:
        assert str(mistake)  # noqa: PT017 - both outcomes are right
