"""Reads a custom filter as an administrator writes it, and writes it out again.

A filter is a list of which all must hold. Each entry asks about one field, or is a list of which all, or any, must
hold: ``[{field: WEBSHOP, is: true}, {any: [{field: ArtGroup, in: [A, B]}, {field: Weight, above: 10}]}]``.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from mapping.filters import COMPARED, TESTS, FieldTest, Filter, Group, Test, Value, compare, folded
from mapping.suggestions import tell_unknown
from words.mistake import Mistake
from words.told import Told

MOST_TESTS: Final = 50
DEEPEST: Final = 5
"""How many groups may stand within one another."""

_LONGEST_NAME: Final = 100
_LISTS: Final[frozenset[Test]] = frozenset({"in", "not_in"})


def read_filter(value: Any) -> Filter:
    """A filter as the configuration has it. Raises Mistake with the remedy, at the place of the mistake."""
    if isinstance(value, Group):
        return value
    if not isinstance(value, list | tuple):
        raise Mistake(Told("filters.write_list"))
    found = _read_group(value, of_any=False, depth=0)
    if len(found.field_tests) > MOST_TESTS:
        raise Mistake(Told("filters.fewer_tests", most=MOST_TESTS))
    return found


def write_filter(filter_: Filter) -> list[dict[str, Any]]:
    """A filter as :func:`read_filter` reads it."""
    return [_write(test) for test in filter_.tests]


def _read_group(value: Any, *, of_any: bool, depth: int) -> Group:
    if not isinstance(value, list | tuple) or (of_any and not value):
        raise Mistake(Told("filters.write_list"))
    if depth > DEEPEST:
        raise Mistake(Told("filters.too_deep", most=DEEPEST))
    tests: list[FieldTest | Group] = []
    for place, entry in enumerate(value):
        try:
            tests.append(_read_entry(entry, depth))
        except Mistake as mistake:
            mistake.at = (place, *mistake.at)
            raise
    return Group(tuple(tests), of_any)


def _read_entry(entry: Any, depth: int) -> FieldTest | Group:
    if not isinstance(entry, Mapping):
        raise Mistake(Told("filters.write_test"))
    for word in ("any", "all"):
        if word in entry:
            if len(entry) != 1:
                raise Mistake(Told("filters.group_alone", word=word), at=(word,))
            try:
                return _read_group(entry[word], of_any=word == "any", depth=depth + 1)
            except Mistake as mistake:
                mistake.at = (word, *mistake.at)
                raise
    return _read_test(entry)


def _read_test(entry: Mapping[Any, Any]) -> FieldTest:
    words = [name for name in entry if name != "field"]
    if unknown := [str(name) for name in words if name not in TESTS]:
        raise tell_unknown(Told("names.test"), unknown[0], TESTS, at=(unknown[0],))
    if "field" not in entry or len(words) != 1:
        raise Mistake(Told("filters.write_test"))
    field, test = _read_field(entry["field"]), words[0]
    given = entry[test]
    if test in {"filled", "empty"}:
        if not isinstance(given, bool):
            raise Mistake(Told("rows.true_or_false"), at=(test,))
        return FieldTest(field, test if given else ("empty" if test == "filled" else "filled"))
    return FieldTest(field, test, _read_values(given, test))


def _read_values(given: Any, test: Test) -> tuple[Value, ...]:
    values = given if test in _LISTS else [given]
    if not isinstance(values, list | tuple) or not values:
        raise Mistake(Told("rows.write_values"), at=(test,))
    if any(not isinstance(one, str | int | Decimal) for one in values):
        raise Mistake(Told("rows.write_values") if test in _LISTS else Told("rows.write_value"), at=(test,))
    if test in COMPARED and compare(values[0], values[0]) is None:
        raise Mistake(Told("filters.write_number_or_day"), at=(test,))
    if test in {"contains", "starts_with"} and not folded(values[0]):
        raise Mistake(Told("rows.write_value"), at=(test,))
    return tuple(values)


def _read_field(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST_NAME or not value.isprintable():
        raise Mistake(Told("filters.write_field"), at=("field",))
    return value


def _write(test: FieldTest | Group) -> dict[str, Any]:
    if isinstance(test, Group):
        return {"any" if test.any else "all": [_write(one) for one in test.tests]}
    if test.test in {"filled", "empty"}:
        return {"field": test.field, test.test: True}
    return {"field": test.field, test.test: list(test.values) if test.test in _LISTS else test.values[0]}
