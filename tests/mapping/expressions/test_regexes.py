"""Regular expressions of users: bounded in time and memory, and wrong ones told."""

import time

import pytest

from mapping.expressions.regexes import compile_regex


def test_a_pattern_finds_what_it_describes() -> None:
    assert compile_regex("^b", ignore_case=True, multiline=True).sub("x", "a\nB") == "a\nx"
    assert compile_regex("(é)(x)?").search("cafés").groups() == ("é", None)


@pytest.mark.parametrize("pattern", ["[", "(", "(?=a)", r"(a)\1", "(a{1000}){1000}", "a" * 1001])
def test_a_pattern_that_is_none_or_cannot_be_bounded_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="regular expression"):
        compile_regex(pattern)


@pytest.mark.parametrize("pattern", ["^(a+)+$", "^(a|aa)+$", "^(.*)*$", "(x+x+)+y"])
def test_a_pattern_that_explodes_elsewhere_takes_no_time_here(pattern: str) -> None:
    started = time.process_time()
    compile_regex(pattern).search("a" * 20_000 + "x" * 20_000 + "!")
    assert time.process_time() - started < 0.5
