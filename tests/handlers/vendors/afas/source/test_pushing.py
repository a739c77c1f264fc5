"""What AFAS is asked to select for a flow's filter: less than all, and never less than what fits."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.sandboxes.afas import filters as sandbox_filters
from handlers.sandboxes.afas.tables import Column, Kind, Table
from handlers.vendors.afas.protocol import Filter
from handlers.vendors.afas.source.pushing import push_down
from mapping.filter_texts import read_filter

TABLE = Table("Articles", (Column("A", Kind.STRING), Column("B", Kind.STRING), Column("N", Kind.DECIMAL)))


def pushed(*tests: dict[str, Any]) -> Filter:
    return push_down(read_filter(list(tests)), lambda name: name)


def lists(found: Filter) -> list[list[tuple[str, int, str]]]:
    return [[(one.field, one.operator.value, one.value) for one in group] for group in found.groups]


@pytest.mark.parametrize(
    ("tests", "groups"),
    [
        ([{"field": "A", "is": "KEUKEN "}], [[("A", 1, "KEUKEN")]]),
        ([{"field": "A", "in": ["X", "Y"]}], [[("A", 1, "X")], [("A", 1, "Y")]]),
        (
            [{"field": "A", "starts_with": "K"}, {"field": "B", "contains": "eik"}],
            [[("A", 10, "K"), ("B", 6, "eik")]],
        ),
        ([{"any": [{"field": "A", "is": "X"}, {"field": "B", "is": "Y"}]}], [[("A", 1, "X")], [("B", 1, "Y")]]),
        ([{"field": "A", "is": "X"}, {"field": "N", "above": 5}], [[("A", 1, "X")]]),
        ([{"any": [{"field": "A", "is": "X"}, {"field": "N", "above": 5}]}], []),
        ([{"field": "A", "is": True}], []),
        ([{"field": "A", "is": "0017"}], []),
        ([{"field": "A", "is": "2026-11-24"}], []),
        ([{"field": "A", "is_not": "X"}], []),
        ([{"field": "A", "filled": True}], []),
        ([{"field": "lines[0].A", "is": "X"}], []),
    ],
)
def test_only_that_is_pushed_of_which_afas_surely_means_the_same(tests: list[Any], groups: list[Any]) -> None:
    assert lists(pushed(*tests)) == groups


def test_long_lists_are_not_multiplied() -> None:
    many = [f"K{number}" for number in range(150)]
    found = pushed({"field": "A", "in": many}, {"field": "B", "in": many})
    assert len(found.groups) == 150


WORDS = st.sampled_from(["X", "x", " X ", "Xy", "yX", "", "17", "17.0", "0017", "true", "Y"])
TESTS = st.one_of(
    st.fixed_dictionaries({"field": st.sampled_from("AB"), "is": st.one_of(WORDS, st.booleans(), st.just(17))}),
    st.fixed_dictionaries({"field": st.sampled_from("AB"), "in": st.lists(WORDS, min_size=1, max_size=3)}),
    st.fixed_dictionaries({"field": st.sampled_from("AB"), "contains": st.sampled_from(["X", "y", "17"])}),
    st.fixed_dictionaries({"field": st.sampled_from("AB"), "starts_with": st.sampled_from(["X", "y", "17"])}),
    st.fixed_dictionaries({"field": st.sampled_from("AB"), "is_not": WORDS}),
    st.fixed_dictionaries({"field": st.sampled_from("AB"), "filled": st.booleans()}),
)
GROUPS = st.recursive(
    TESTS,
    lambda inner: st.one_of(
        st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)}),
    ),
    max_leaves=6,
)


@given(st.lists(GROUPS, min_size=1, max_size=3), WORDS, WORDS)
def test_no_row_that_fits_is_left_out_by_afas(tests: list[Any], a: str, b: str) -> None:
    wanted = read_filter(tests)
    groups = [
        [sandbox_filters.Term(one.field, one.operator.value, one.value) for one in group]
        for group in push_down(wanted, lambda name: name).groups
    ]
    if wanted.fits({"A": a, "B": b}):
        assert sandbox_filters.passing(TABLE, groups)({"A": a, "B": b})
