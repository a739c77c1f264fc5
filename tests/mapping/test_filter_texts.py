"""How custom filters are written: what is refused, and that they are written out as they were read."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.filter_texts import DEEPEST, MOST_TESTS, read_filter, write_filter
from mapping.filters import TESTS, Group
from words.mistake import Mistake


@pytest.mark.parametrize(
    ("written", "at", "says"),
    [
        ({"field": "a", "is": 1}, (), "list of tests"),
        ([7], (0,), "one test"),
        ([{"field": "a"}], (0,), "one test"),
        ([{"is": 1}], (0,), "one test"),
        ([{"field": "a", "is": 1, "above": 2}], (0,), "one test"),
        ([{"field": "a", "equals": 1}], (0, "equals"), "there are"),
        ([{"field": " ", "is": 1}], (0, "field"), "name of a field"),
        ([{"field": "a\nb", "is": 1}], (0, "field"), "name of a field"),
        ([{"field": 1, "is": 1}], (0, "field"), "name of a field"),
        ([{"field": "a", "in": "A"}], (0, "in"), "list"),
        ([{"field": "a", "in": []}], (0, "in"), "list"),
        ([{"field": "a", "is": [1]}], (0, "is"), "text"),
        ([{"field": "a", "is": None}], (0, "is"), "text"),
        ([{"field": "a", "filled": "yes"}], (0, "filled"), "true or false"),
        ([{"field": "a", "above": "many"}], (0, "above"), "a number"),
        ([{"field": "a", "contains": " "}], (0, "contains"), "text"),
        ([{"any": []}], (0, "any"), "list of tests"),
        ([{"any": [{"field": "a", "is": 1}], "field": "b"}], (0, "any"), "alone"),
        ([{"all": [{"any": [{"field": "a"}]}]}], (0, "all", 0, "any", 0), "one test"),
    ],
)
def test_a_mistake_is_told_at_its_place(written: Any, at: tuple[Any, ...], says: str) -> None:
    with pytest.raises(Mistake) as caught:
        read_filter(written)
    assert caught.value.at == at
    assert says in str(caught.value)


def test_neither_endless_nor_bottomless_filters_are_taken() -> None:
    deep: Any = [{"field": "a", "is": 1}]
    for _ in range(DEEPEST):
        deep = [{"all": deep}]
    read_filter(deep)
    with pytest.raises(Mistake):
        read_filter([{"all": deep}])
    read_filter([{"field": "a", "is": 1}] * MOST_TESTS)
    with pytest.raises(Mistake):
        read_filter([{"field": "a", "is": 1}] * (MOST_TESTS + 1))


VALUES = st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.decimals(-5, 5, places=1), st.text(max_size=4))
GIVEN = st.one_of(st.booleans(), st.integers(-5, 5), st.decimals(-5, 5, places=1), st.text(max_size=4))


@st.composite
def filters(draw: st.DrawFn, depth: int = 0) -> list[Any]:
    entries: list[Any] = []
    for _ in range(draw(st.integers(1, 3))):
        if depth < 2 and draw(st.booleans()):
            entries.append({draw(st.sampled_from(["any", "all"])): draw(filters(depth + 1))})
            continue
        test = draw(st.sampled_from(TESTS))
        value: Any = draw(GIVEN)
        if test in {"in", "not_in"}:
            value = [value]
        elif test in {"filled", "empty"}:
            value = draw(st.booleans())
        elif test in {"above", "below", "at_least", "at_most"}:
            value = draw(st.one_of(st.integers(-5, 5), st.sampled_from(["2026-01-01", "2026-06-30"])))
        elif test in {"contains", "starts_with"}:
            value = draw(st.sampled_from(["a", "Bc", 1]))
        entries.append({"field": draw(st.sampled_from("abc")), test: value})
    return entries


@given(filters(), st.dictionaries(st.sampled_from("abc"), VALUES))
def test_a_filter_that_is_written_out_and_read_again_asks_the_same(written: list[Any], fields: dict[str, Any]) -> None:
    first = read_filter(written)
    again = read_filter(write_filter(first))
    assert again == first
    assert isinstance(again, Group)
    assert again.fits(fields) is first.fits(fields)
