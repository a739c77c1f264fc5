"""Checks the mappings that ship with a vendor, and rows as users write them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from mapping.functions import FUNCTIONS, Function
from mapping.rows.overlays import Merged, lay_over, merge
from mapping.rows.row import MappingError, Row, RowMistake, in_row
from mapping.rows.rules import MOST_RULES, Rule
from mapping.suggestions import did_you_mean, tell_unknown
from words.mistake import Mistake
from words.told import Told

__all__ = ["MappingError", "Merged", "lay_over", "merge", "read_rows", "rows_of"]

_FIELDS = tuple(field.alias or name for name, field in Row.model_fields.items())
_RULE_FIELDS = tuple(field.alias or name for name, field in Rule.model_fields.items())
_NAMES = ("version", "rows")
_WORD = re.compile(r"'([^']+)'")


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
        raise MappingError([RowMistake(Told("rows.preset_without_version"))])
    if unknown := [str(name) for name in preset if name not in _NAMES]:
        raise MappingError(RowMistake(tell_unknown(Told("names.field"), name, _NAMES).told) for name in unknown)
    rows = preset.get("rows")
    if not isinstance(rows, list):
        raise MappingError([RowMistake(Told("rows.preset_without_rows"))])
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
            for details in error.errors(include_url=False):
                mistakes += _mistakes(number, entry, details)
    if mistakes:
        raise MappingError(mistakes)
    return tuple(rows)


_WHOLE = Told("rows.write_whole_number")
_SAID: Mapping[str, Told] = {
    "invalid_key": Told("rows.names_as_text"),
    "bool_type": Told("rows.true_or_false"),
    "bool_parsing": Told("rows.true_or_false"),
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "greater_than_equal": _WHOLE,
    "missing": Told("rows.to_missing"),
    "too_long": Told("rows.too_many_rules", most=MOST_RULES),
}


def _mistakes(number: int, entry: Any, details: ErrorDetails) -> Iterator[RowMistake]:
    written = entry.get("to") if isinstance(entry, Mapping) else None
    target, place = written if isinstance(written, str) else None, details["loc"]
    yield from in_row(_told(place, details), number, target, place[:-1] if details["type"] == "missing" else place)


def _told(place: tuple[str | int, ...], details: ErrorDetails) -> Mistake:
    error, given = details.get("ctx", {}).get("error"), details["input"]
    if isinstance(error, Mistake):
        return error
    match details["type"]:
        case "extra_forbidden":
            *within, name = place
            return tell_unknown(Told("names.field"), str(name), _RULE_FIELDS if within else _FIELDS)
        case "literal_error":
            words = _WORD.findall(details["ctx"]["expected"])
            nearest = did_you_mean(given, words) if isinstance(given, str) else None
            return Mistake(Told("rows.write_one_of", words=words), allowed=words, nearest=nearest)
        case "model_type":
            return Mistake(Told("rows.write_rule") if place else Told("rows.write_row"))
        case kind:
            return Mistake(_SAID.get(kind, Told("rows.write_list")))
