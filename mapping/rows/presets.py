"""Checks the mappings that ship with a vendor, and rows as users write them."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from mapping.functions import FUNCTIONS, Function
from mapping.rows.overlays import Merged, lay_over, merge
from mapping.rows.row import MappingError, Row, RowMistake
from mapping.rows.rules import MOST_RULES, Rule
from mapping.suggestions import tell_unknown

__all__ = ["MappingError", "Merged", "lay_over", "merge", "read_rows", "rows_of"]

_FIELDS = tuple(field.alias or name for name, field in Row.model_fields.items())
_RULE_FIELDS = tuple(field.alias or name for name, field in Rule.model_fields.items())
_NAMES = ("version", "rows")


def rows_of(preset: Any, functions: Mapping[str, Function] = FUNCTIONS) -> tuple[Row, ...]:
    """The rows of a preset: it has its ``version`` and its ``rows``. Raises MappingError with every mistake.

    A preset's version counts up from 1 whenever one of its rows comes to mean something else. Each row carries it as
    ``preset``, so that an overlay written for an older one can be told.

    >>> row = rows_of({"version": 3, "rows": [{"to": "SO_HDR.COMMENT1", "from": "reference"}]})[0]
    >>> row.to, row.preset
    ('SO_HDR.COMMENT1', 3)
    """
    version = preset.get("version") if isinstance(preset, dict) else None
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise MappingError(["version: a preset begins with its version, a whole number from 1"])
    if unknown := [str(name) for name in preset if name not in _NAMES]:
        raise MappingError([tell_unknown("field", name, _NAMES) for name in unknown])
    rows = preset.get("rows")
    if not isinstance(rows, list):
        raise MappingError(["rows: write a list of rows"])
    return tuple(row.model_copy(update={"preset": version}) for row in read_rows(rows, functions))


def read_rows(entries: Sequence[Any], functions: Mapping[str, Function] = FUNCTIONS) -> tuple[Row, ...]:
    """Check rows as YAML gives them, such as ``mapping`` of a flow. Raises MappingError with every mistake.

    ``functions`` are those that they may name.

    >>> read_rows([{"to": "SO_HDR.COMMENT2", "from": "order.remark", "do": ["tirm"]}])
    Traceback (most recent call last):
    mapping.rows.row.MappingError: row 1 (SO_HDR.COMMENT2), do[0]: no function "tirm"; did you mean "trim"?
    """
    rows: list[Row] = []
    mistakes: list[RowMistake] = []
    for number, entry in enumerate(entries, start=1):
        try:
            rows.append(Row.model_validate(entry, context={"functions": functions}))
        except ValidationError as error:
            mistakes += [_mistake(number, entry, details) for details in error.errors(include_url=False)]
    if mistakes:
        raise MappingError(mistakes)
    return tuple(rows)


_WHOLE = "write a whole number from 1"
_SAID: Mapping[str, str] = {
    "invalid_key": "write the names of fields as text",
    "bool_type": "write true or false",
    "bool_parsing": "write true or false",
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "greater_than_equal": _WHOLE,
    "too_long": f"write at most {MOST_RULES} rules",
}


def _mistake(number: int, entry: Any, details: ErrorDetails) -> RowMistake:
    written = entry.get("to") if isinstance(entry, Mapping) else None
    target, place = written if isinstance(written, str) else None, details["loc"]
    match details["type"]:
        case "extra_forbidden":
            *within, name = place
            told = tell_unknown("field", str(name), _RULE_FIELDS if within else _FIELDS)
            return RowMistake(told, number, target, tuple(within))
        case "missing":
            return RowMistake(f"{place[-1]} is missing; name the target field", number, target, place[:-1])
        case "value_error":
            told = str(details["ctx"]["error"])
        case "literal_error":
            told = f"write {details['ctx']['expected'].replace(chr(39), '')}"
        case "model_type":
            told = "write a rule as {when: ..., const: ...}" if place else "write one row as {to: ..., from: ...}"
        case kind:
            told = _SAID.get(kind, "write a list")
    return RowMistake(told, number, target, place)
