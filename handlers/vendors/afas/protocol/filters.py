"""Filters of a GetConnector: conditions joined by "and" into groups, groups joined by "or", and no deeper.

AFAS reads two forms of the same filter. The plain one is three parallel lists, where ``,`` means "and" and ``;`` means
"or"; nothing escapes these two inside a value, so such a value needs the second form, ``filterjson``.
Sources: AFASSoftware/OASContent markdownpages/profit/en/get-connector.md, rmuit/PracticalAfas README-get.md.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from urllib.parse import quote

import orjson

PLACEHOLDER = "-"
"""Stands in the list of values for the two operators that take none; AFAS wants lists of one length."""

_SAFE = ":._~-"  # what RFC 3986 lets stand in a query, so that dates cost no more characters than they have


class Operator(IntEnum):
    """The numbers AFAS gives its comparisons."""

    EQUAL = 1
    AT_LEAST = 2
    AT_MOST = 3
    ABOVE = 4
    BELOW = 5
    CONTAINS = 6
    NOT_EQUAL = 7
    EMPTY = 8
    NOT_EMPTY = 9
    STARTS_WITH = 10
    NOT_CONTAINS = 11
    NOT_STARTS_WITH = 12
    ENDS_WITH = 13
    NOT_ENDS_WITH = 14
    QUICK_FILTER = 15


_WITHOUT_VALUE = frozenset({Operator.EMPTY, Operator.NOT_EMPTY})


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison; ``field`` is the column's id as the connector's metainfo gives it."""

    field: str
    operator: Operator
    value: str = ""

    @property
    def text(self) -> str:
        """The value as it is sent."""
        return PLACEHOLDER if self.operator in _WITHOUT_VALUE else self.value


@dataclass(frozen=True, slots=True)
class Filter:
    """Rows pass that meet every condition of at least one group; without groups all rows pass."""

    groups: tuple[tuple[Condition, ...], ...] = ()


def all_of(*conditions: Condition) -> Filter:
    """Rows that meet every condition."""
    return Filter((conditions,) if conditions else ())


def any_of(field: str, values: Iterable[str]) -> Filter:
    """Rows whose field equals one of the values."""
    return Filter(tuple((Condition(field, Operator.EQUAL, value),) for value in values))


def both(first: Filter, second: Filter) -> Filter:
    """Rows that pass the two filters. AFAS has no nesting, so the groups are multiplied out."""
    if not (first.groups and second.groups):
        return first if first.groups else second
    return Filter(tuple(one + other for one in first.groups for other in second.groups))


def filter_parameters(rows: Filter) -> list[tuple[str, str]]:
    """The filter as query parameters, percent-encoded: plain where that can be read back, else ``filterjson``."""
    if not rows.groups:
        return []
    if any("," in condition.text or ";" in condition.text for group in rows.groups for condition in group):
        return [("filterjson", quote(_write_json(rows), safe=_SAFE))]
    return [
        ("filterfieldids", _lists(rows, lambda condition: condition.field)),
        ("filtervalues", _lists(rows, lambda condition: condition.text)),
        ("operatortypes", _lists(rows, lambda condition: str(condition.operator.value))),
    ]


def _lists(rows: Filter, part: Callable[[Condition], str]) -> str:
    return ";".join(",".join(quote(part(condition), safe=_SAFE) for condition in group) for group in rows.groups)


def _write_json(rows: Filter) -> bytes:
    groups = [
        {
            "@FilterId": f"Filter {number}",
            "Field": [
                {
                    "@FieldId": condition.field,
                    "@OperatorType": str(condition.operator.value),
                    "#text": "" if condition.operator in _WITHOUT_VALUE else condition.value,
                }
                for condition in group
            ],
        }
        for number, group in enumerate(rows.groups, start=1)
    ]
    return orjson.dumps({"Filters": {"Filter": groups}})
