"""``$money.add(a, b)``: a call of one function, wherever it stands, and nothing else that ``$money`` could mean."""

from typing import Any

import pytest

from mapping.expressions.expression import Expression, ExpressionError

DOCUMENT = {"order": {"total": "1.10", "costs": "2.20", "lines": [{"price": "1.005"}, {"price": "2.00"}]}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$money.add(order.total, order.costs)", "3.30"),
        ("order.$money.add(total, costs)", "3.30"),
        ("order.lines.$money.round(price)", ["1.01", "2.00"]),
        ("order.lines.($money.round(price))", ["1.01", "2.00"]),
        ("order.lines[$money.compare(price, '2') = 0].price", "2.00"),
        ("$map(order.lines.price, $money.round)", ["1.01", "2.00"]),
        ("$map(order.lines.price, $money.add(?, '1'))", ["2.005", "3.00"]),
        ("order.total ~> $money.add('1')", "2.10"),
        ("$money.add($money.add('1', '2'), '3')", "6"),
        ("[$money.sum(order.lines.price)]", ["3.005"]),
        ("$money.sum(order.lines.price)[]", ["3.005"]),
        ("{'sum': $money.sum(order.lines.price)}", {"sum": "3.005"}),
        ("($more := function($x) {$money.add($x, '1')}; $more('2'))", "3"),
        ("$money.compare('1', '2') < 0 ? $money.subtract('2', '1') : 'none'", "1"),
    ],
)
def test_a_function_for_money_is_called_with_what_stands_in_the_document(text: str, expected: Any) -> None:
    assert Expression(text).value(DOCUMENT) == expected


@pytest.mark.parametrize(
    "text",
    [
        "$money",
        "$money.*",
        "$money[0].add('1', '2')",
        "$money.(add('1', '2'))",
        "$money.add.total",
        "order.$money.add",
        "($money := {'add': 1}; $money.add(1))",
        "function($money) {1}",
    ],
)
def test_the_name_before_the_point_is_nothing_by_itself_and_no_variable(text: str) -> None:
    with pytest.raises(ExpressionError, match=r"character \d+: \$money holds the functions for money; call one"):
        Expression(text)


def test_a_field_called_money_is_a_field_like_any_other() -> None:
    assert Expression("money.add").value({"money": {"add": "7"}}) == "7"
