"""What becomes of a text that is longer than its field, field by field: it is held, cut, or moved to a remark."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

BETWEEN = " / "
"""What stands between a remark and a text that is moved behind it."""

LengthOf = Callable[[str], int | None]
"""How many characters a target field such as ``CONTACT.ACCT_NAME`` keeps; None where it may not be cut."""


@dataclass(frozen=True, slots=True)
class MoveTo:
    """Cut it, and write the whole text in another field of the same table."""

    field: str

    def __str__(self) -> str:
        return f"move_to: {self.field}"


TooLong = Literal["hold", "cut"] | MoveTo


def read_too_long(value: Any) -> TooLong:
    """The policy as a row has it. Raises ValueError with the remedy.

    >>> read_too_long({"move_to": "CONTACT.COMMENT1"})
    MoveTo(field='CONTACT.COMMENT1')
    """
    if isinstance(value, MoveTo) or value in ("hold", "cut"):
        return value  # type: ignore[no-any-return]  # one of the words
    if isinstance(value, Mapping) and list(value) == ["move_to"] and isinstance(value["move_to"], str):
        return MoveTo(value["move_to"])
    raise ValueError("write hold, cut, or {move_to: the field of the same table that takes the whole text}")


@dataclass(frozen=True, slots=True)
class Fitting:
    """One field with a policy other than hold: where it stands in its table, what fits, and where the rest goes."""

    table: str
    at: tuple[str, ...]
    most: int
    moved_to: tuple[str, ...] | None = None

    def move(self, row: dict[str, Any]) -> None:
        """Write the whole text behind the remark, where it is too long for its own field."""
        value = _at(row, self.at)
        if self.moved_to is None or not isinstance(value, str) or len(value) <= self.most:
            return
        there = _at(row, self.moved_to)
        inside = row
        for name in self.moved_to[:-1]:
            inside = inside.setdefault(name, {})
        inside[self.moved_to[-1]] = value if there in (None, "") else f"{there}{BETWEEN}{value}"

    def cut(self, row: dict[str, Any]) -> None:
        """Cut the text to what fits."""
        value = _at(row, self.at)
        if isinstance(value, str) and len(value) > self.most:
            inside = _at(row, self.at[:-1])
            inside[self.at[-1]] = value[: self.most].rstrip()


def fit(tables: Mapping[str, Any], fittings: Sequence[Fitting]) -> None:
    """Fit the texts of freshly mapped tables: all are moved before any is cut, so that a remark may be cut as well."""
    for work in (Fitting.move, Fitting.cut):
        for fitting in fittings:
            for row in _rows(tables.get(fitting.table)):
                work(fitting, row)


def _rows(table: Any) -> Iterator[dict[str, Any]]:
    for row in table if isinstance(table, list) else [table]:
        if isinstance(row, dict):
            yield row


def _at(value: Any, at: Sequence[str]) -> Any:
    for name in at:
        value = value.get(name) if isinstance(value, dict) else None
    return value
