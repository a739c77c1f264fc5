"""No expression runs away with time or memory: each kind is stopped early, and works again on the next document."""

import time
import tracemalloc

import pytest

from mapping.expressions.expression import Expression, FailedExpressionError

RUNAWAYS = {
    "a regular expression": "$contains($pad('', 9000, 'a') & '!', /^(a+)+$/) ? [1..1e9] : [1..1e9]",
    "a range": "[1..1e7]",
    "ranges in each other": "[1..9999].([1..9999])",
    "a pad": "$pad('x', 2e8)",
    "a pad of nine zeroes before": "$pad('x', -1e9, 'ab')",
    "many pads": "$map([1..9999].($ & ''), $pad(?, 9999))",
    "a doubled text": "$reduce([1..60], function($a, $i) {$a & $a}, 'xx')",
    "a doubled list": "$reduce([1..60], function($a, $i) {[[$a], [$a]]}, ['x'])",
    "a doubled object": "($f := function($x, $n) {$n = 0 ? $x : $f({'a': $x, 'b': $x}, $n - 1)}; $f(1, 40))",
    "a doubled object as text": "($f := function($x, $n) {$n = 0 ? $string($x) : $f([$x, [$x]], $n - 1)}; $f(1, 30))",
    "endless recursion": "($f := function($n) {1 + $f($n + 1)}; $f(1))",
    "endless tail recursion": "($f := function($n) {$f($n + 1)}; $f(1))",
    "a join": "$join($map([1..9999], $string), $pad('', 9999, 'x'))",
    "a replacement": "$replace($pad('', 9999, 'a'), 'a', $pad('', 9999, 'b'))",
    "a replacement by pattern": "$replace($pad('', 9999, 'a'), /a/, $pad('', 9999, 'b'))",
    "growing lists": "$reduce([1..9999], $append, [1..9999])",
    "a deep value": "($f := function($x, $n) {$n = 0 ? $x : $f({'a': $x}, $n - 1)}; $f(1, 500))",
    "a sort": "$sort([1..9999].($ * 7919 % 10007), function($a, $b) {$a < $b})",
    "a doubled amount": "$reduce([1..60], function($a, $i) {$money.multiply($a, $a)}, '99.99')",
    "many sums": "[1..9999].($money.sum([1..9999]))",
    "in the second place of a list": "[1, [1..9999].([1..9999])]",
}


@pytest.mark.parametrize("text", RUNAWAYS.values(), ids=RUNAWAYS)
def test_a_runaway_is_stopped_within_half_a_second_of_work(text: str) -> None:
    expression = Expression(text)
    started = time.process_time()  # not the clock on the wall, which a busy machine stretches
    with pytest.raises(FailedExpressionError):
        expression.value({})
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize("name", [name for name in RUNAWAYS if name != "endless tail recursion"])
def test_a_runaway_is_stopped_before_fifty_megabytes(name: str) -> None:
    expression = Expression(RUNAWAYS[name])
    tracemalloc.start()
    try:
        with pytest.raises(FailedExpressionError):
            expression.value({})
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 50_000_000


def test_an_evil_pattern_takes_no_longer_than_a_plain_one() -> None:
    expression = Expression("$contains(text, /^(a+)+$/)")
    started = time.process_time()
    assert expression.value({"text": "a" * 50_000 + "!"}) is False
    assert time.process_time() - started < 0.5


def test_a_stopped_expression_works_again_on_the_next_document() -> None:
    expression = Expression("$pad('x', $number(width))")
    with pytest.raises(FailedExpressionError):
        expression.value({"width": "1000000"})
    assert expression.value({"width": "3"}) == "x  "
