"""Filters in both forms, read back by the sandbox's own parser, which shares no code with them."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.sandboxes.afas import filters as sandbox_filters
from handlers.vendors.afas.protocol import Condition, Filter, Operator, all_of, any_of, both
from handlers.vendors.afas.protocol.filters import filter_parameters

VALUES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)
COLUMNS = st.from_regex(r"[A-Za-z][A-Za-z0-9_.]{0,20}", fullmatch=True)
CONDITIONS = st.builds(Condition, COLUMNS, st.sampled_from(Operator), VALUES)
FILTERS = st.lists(st.lists(CONDITIONS, min_size=1, max_size=4).map(tuple), min_size=1, max_size=4).map(
    lambda groups: Filter(tuple(groups))
)


def read_back(rows: Filter) -> list[list[tuple[str, int, str]]]:
    text = "&".join(f"{name}={value}" for name, value in filter_parameters(rows))
    groups = sandbox_filters.read_filter(dict(parse_qsl(text, keep_blank_values=True)))
    return [[(term.field, term.operator, term.value) for term in group] for group in groups]


def as_meant(rows: Filter) -> list[list[tuple[str, int, str]]]:
    return [
        [
            (condition.field, condition.operator, condition.value if takes_value(condition) else "")
            for condition in group
        ]
        for group in rows.groups
    ]


def takes_value(condition: Condition) -> bool:
    return condition.operator not in {Operator.EMPTY, Operator.NOT_EMPTY}


@given(FILTERS)
def test_any_filter_is_understood_as_it_was_meant(rows: Filter) -> None:
    understood = [
        [(field, operator, "" if operator in {8, 9} else value) for field, operator, value in group]
        for group in read_back(rows)
    ]
    assert understood == as_meant(rows)


@given(FILTERS)
def test_filterjson_is_used_exactly_when_a_value_holds_a_separator(rows: Filter) -> None:
    separators = any(
        takes_value(condition) and set(condition.value) & set(",;") for group in rows.groups for condition in group
    )
    names = [name for name, _ in filter_parameters(rows)]
    assert names == (["filterjson"] if separators else ["filterfieldids", "filtervalues", "operatortypes"])


def test_there_are_fifteen_operators_with_the_numbers_that_afas_gives_them() -> None:
    assert [operator.value for operator in Operator] == list(range(1, 16))
    named = {operator.name: operator.value for operator in Operator}
    assert (named["AT_LEAST"], named["CONTAINS"], named["NOT_EQUAL"], named["STARTS_WITH"]) == (2, 6, 7, 10)


def test_commas_mean_and_while_semicolons_mean_or() -> None:
    rows = Filter(
        (
            (Condition("Status", Operator.EQUAL, "Open"), Condition("Type", Operator.EQUAL, "A")),
            (Condition("Status", Operator.NOT_EQUAL, "Blocked"),),
        )
    )
    assert filter_parameters(rows) == [
        ("filterfieldids", "Status,Type;Status"),
        ("filtervalues", "Open,A;Blocked"),
        ("operatortypes", "1,1;7"),
    ]


def test_operators_without_a_value_still_send_one_so_that_the_lists_are_of_one_length() -> None:
    parameters = dict(
        filter_parameters(all_of(Condition("City", Operator.EMPTY), Condition("Code", Operator.EQUAL, "1")))
    )
    assert parameters["filtervalues"].count(",") == parameters["filterfieldids"].count(",") == 1


@pytest.mark.parametrize("value", ["Den Bosch & omstreken", "50%", "a=b", "#1", "1+1", "Zoë", "a b"])
def test_signs_with_a_meaning_in_an_address_are_written_as_codes(value: str) -> None:
    (_, values) = filter_parameters(all_of(Condition("City", Operator.EQUAL, value)))[1]
    assert not set(values) & set("&=#+ ")
    assert read_back(all_of(Condition("City", Operator.EQUAL, value))) == [[("City", 1, value)]]


def test_and_over_two_ors_is_multiplied_out_since_afas_has_no_nesting() -> None:
    rows = both(any_of("Status", ["a", "b"]), any_of("Unit", ["1", "2"]))
    assert [[condition.value for condition in group] for group in rows.groups] == [
        ["a", "1"],
        ["a", "2"],
        ["b", "1"],
        ["b", "2"],
    ]


def test_a_filter_without_groups_changes_nothing_and_sends_nothing() -> None:
    some = any_of("Status", ["a"])
    assert both(Filter(), some) == both(some, Filter()) == some
    assert filter_parameters(all_of()) == []
