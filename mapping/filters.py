"""Custom filters: whether a record of a source fits what an administrator asks of its fields."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Literal, TypeAlias

from mapping.choices import table_key
from mapping.rows.paths import Parts, follow, path_parts
from words.mistake import Mistake

Test = Literal[
    "is",
    "is_not",
    "in",
    "not_in",
    "filled",
    "empty",
    "contains",
    "starts_with",
    "above",
    "below",
    "at_least",
    "at_most",
]
TESTS: Final[tuple[Test, ...]] = (
    *("is", "is_not", "in", "not_in", "filled", "empty"),
    *("contains", "starts_with", "above", "below", "at_least", "at_most"),
)
NEGATIONS: Final[frozenset[Test]] = frozenset({"is_not", "not_in"})

Value: TypeAlias = str | int | bool | Decimal

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")
_TRUE: Final = frozenset({"true", "1", "yes", "y", "ja", "j", "t", ".t."})
_FALSE: Final = frozenset({"false", "0", "no", "n", "nee", "f", ".f."})

COMPARED: Final[Mapping[Test, Callable[[int], bool]]] = {
    "above": lambda order: order > 0,
    "below": lambda order: order < 0,
    "at_least": lambda order: order >= 0,
    "at_most": lambda order: order <= 0,
}


@dataclass(frozen=True, slots=True)
class FieldTest:
    """Asks about one field. ``values`` are as they are written; none for ``filled`` and ``empty``.

    Texts are compared without regard to capitals and blanks behind them, numbers as numbers, and yes and no in all the
    ways in which systems write them. A field that is missing is as an empty one.
    """

    field: str
    test: Test
    values: tuple[Value, ...] = ()

    def __repr__(self) -> str:
        return f"FieldTest({self.field!r}, {self.test!r})"

    @property
    def own_column(self) -> str | None:
        """The column of the record's own row that it asks about; None where it leads deeper into the document."""
        return None if len(self._parts) > 1 else self.field

    @property
    def _parts(self) -> Parts:
        try:
            return path_parts(self.field)
        except Mistake:
            return (self.field,)  # some columns have names that are no path, such as `Nr.`

    def fits(self, fields: Mapping[str, Any]) -> bool:
        """Whether a record with these fields fits."""
        value = fields[self.field] if self.field in fields else follow(fields, self._parts)
        match self.test:
            case "filled" | "empty":
                return _is_blank(value) is (self.test == "empty")
            case "is" | "in" | "is_not" | "not_in":
                return any(_is_same(value, wanted) for wanted in self.values) is not (self.test in NEGATIONS)
            case "contains" | "starts_with":
                text, wanted = folded(value), folded(self.values[0])
                return wanted in text if self.test == "contains" else text.startswith(wanted)
            case _:
                order = compare(value, self.values[0])
                return order is not None and COMPARED[self.test](order)


@dataclass(frozen=True, slots=True)
class Group:
    """Several tests, of which all, or any, must hold."""

    tests: tuple["FieldTest | Group", ...]
    any: bool = False

    def fits(self, fields: Mapping[str, Any]) -> bool:
        """Whether a record with these fields fits; one without a test always does."""
        return (any if self.any else all)(test.fits(fields) for test in self.tests)

    def __bool__(self) -> bool:
        return bool(self.tests)

    @property
    def field_tests(self) -> Sequence[FieldTest]:
        """All tests of fields, in the order in which they are written."""
        return tuple(_flatten(self))


Filter: TypeAlias = Group
NO_FILTER: Final = Group(())


def _flatten(group: Group) -> Iterator[FieldTest]:
    for test in group.tests:
        if isinstance(test, Group):
            yield from _flatten(test)
        else:
            yield test


def _is_blank(value: Any) -> bool:
    return value is None or value in ("", [], {}, ()) or (isinstance(value, str) and not value.strip())


def folded(value: Any) -> str:
    """A value as text without capitals and blanks behind it; one before it is a sign, as it is to every system."""
    return value.rstrip().casefold() if isinstance(value, str) else (table_key(value) or "").casefold()


def _is_same(value: Any, wanted: Value) -> bool:
    """Whether a field holds a value. An empty one is a no as well, since systems leave a flag empty that is not set."""
    if isinstance(wanted, bool):
        text = folded(value).strip()
        return text in _TRUE if wanted else text in _FALSE or _is_blank(value)
    if _is_blank(value):
        return isinstance(wanted, str) and not wanted.strip()
    number, other = as_number(value), as_number(wanted)
    if number is not None and other is not None and not (isinstance(value, str) and isinstance(wanted, str)):
        return number == other
    return folded(value) == folded(wanted)


def compare(value: Any, wanted: Any) -> int | None:
    """Which of two numbers, or of two days, is the greater one; None where they are no two of one kind."""
    number, other = as_number(value), as_number(wanted)
    if number is not None and other is not None:
        return (number > other) - (number < other)
    day, limit = as_day(value), as_day(wanted)
    if day is None or limit is None:
        return None
    shorter = min(len(day), len(limit))  # a day is compared with a moment by its day
    return (day[:shorter] > limit[:shorter]) - (day[:shorter] < limit[:shorter])


def as_number(value: Any) -> Decimal | None:
    """A value as a number, also where it is written as text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return None
    try:
        number = Decimal(value.strip() if isinstance(value, str) else value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def as_day(value: Any) -> str | None:
    """A day or moment of ISO 8601 as text that sorts, without its zone; None for anything else."""
    text = str(value).strip() if isinstance(value, str) else ""
    if (
        len(text) < len("2026-01-01")
        or not (text[:4] + text[5:7] + text[8:10]).isdecimal()
        or text[4] + text[7] != "--"
    ):
        return None
    return text[:19].replace(" ", "T")
