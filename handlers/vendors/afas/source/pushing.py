"""Lets AFAS leave out rows that do not fit the filter of a flow, as far as AFAS surely means the same by it.

All that comes is asked by the filter again. So a test that AFAS may read more strictly stays here: numbers, days, yes
and no (AFAS compares them unreliably where a column is worked out, as users of its connectors report), whether a field
is filled, and all that a row without a value would fit.
"""

from collections.abc import Callable

from handlers.vendors.afas.protocol import Condition, Filter, Operator, any_of, both
from mapping.filters import FieldTest, Group, Value, as_day, as_number

_OPERATORS = {"is": Operator.EQUAL, "contains": Operator.CONTAINS, "starts_with": Operator.STARTS_WITH}

_MOST_GROUPS = 200
"""AFAS joins groups by "or" only, so that two lists of values are multiplied: more do not fit in a query anyway."""

ColumnOf = Callable[[str], str]
"""A column by its own name, or by the settings' word for it."""


def push_down(wanted: Group | None, column_of: ColumnOf) -> Filter:
    """What AFAS is asked to select: rows that it leaves out do not fit. Without groups nothing is left out."""
    if wanted is None:
        return Filter()
    if wanted.any:
        return _any(wanted, column_of) or Filter()
    found = Filter()
    for test in wanted.tests:
        pushed = _push(test, column_of) or Filter()
        if len(found.groups) * len(pushed.groups) <= _MOST_GROUPS:
            found = both(found, pushed)
    return found


def _push(test: FieldTest | Group, column_of: ColumnOf) -> Filter | None:
    """One test; None where it stays here."""
    if isinstance(test, Group):
        return _any(test, column_of) if test.any else (push_down(test, column_of) if test.tests else None)
    if test.own_column is None:
        return None
    column = column_of(test.own_column)
    if test.test == "in" and all(_is_plain(value) for value in test.values):
        return any_of(column, [str(value).rstrip() for value in test.values])
    if test.test in _OPERATORS and _is_plain(test.values[0]):
        return Filter(((Condition(column, _OPERATORS[test.test], str(test.values[0]).rstrip()),),))
    return None


def _any(group: Group, column_of: ColumnOf) -> Filter | None:
    """All of the tests, or none: a row that fits one which stays here must not be left out."""
    pushed = [_push(test, column_of) for test in group.tests]
    if any(one is None or not one.groups for one in pushed):
        return None
    return Filter(tuple(conditions for one in pushed if one is not None for conditions in one.groups))


def _is_plain(value: Value) -> bool:
    """Whether a value is text that nobody could take for a number or a day, and not empty."""
    return isinstance(value, str) and bool(value.strip()) and as_number(value) is None and as_day(value) is None
