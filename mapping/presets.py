"""Reads the mappings that ship with a vendor, and lays the user's own rows over them, target field by target field."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from mapping.plain_yaml import read_yaml
from mapping.rows import MappingError, Row
from mapping.suggestions import did_you_mean, no_such

__all__ = ["VERSION", "MappingError", "load_rows", "merge", "read_rows"]

VERSION = 1
"""The shape of preset files that this program reads."""

_FIELDS = tuple(field.alias or name for name, field in Row.model_fields.items())


def load_rows(yaml_text: str) -> tuple[Row, ...]:
    r"""Read a preset: ``version: 1`` and ``rows``. Raises MappingError with every mistake.

    >>> load_rows("version: 1\nrows: [{to: SO_HDR.COMMENT1, from: reference}]")[0].to
    'SO_HDR.COMMENT1'
    """
    try:
        preset = read_yaml(yaml_text)
    except ValueError as error:
        raise MappingError([str(error)]) from None
    if not isinstance(preset, dict) or preset.get("version") != VERSION:
        raise MappingError([f"version: a preset of shape {VERSION} begins with version: {VERSION}"])
    if unknown := [str(name) for name in preset if name not in {"version", "rows"}]:
        raise MappingError([no_such("field", name, ("version", "rows")) for name in unknown])
    rows = preset.get("rows")
    if not isinstance(rows, list):
        raise MappingError(["rows: write a list of rows"])
    return read_rows(rows)


def read_rows(entries: Sequence[Any]) -> tuple[Row, ...]:
    """Check rows as YAML gives them, such as ``mapping`` of a flow. Raises MappingError with every mistake.

    >>> read_rows([{"to": "SO_HDR.COMMENT2", "from": "order.remark", "do": ["tirm"]}])
    Traceback (most recent call last):
    mapping.rows.MappingError: row 1 (SO_HDR.COMMENT2), do[0]: no function "tirm"; did you mean "trim"?
    """
    rows: list[Row] = []
    mistakes: list[str] = []
    for number, entry in enumerate(entries, start=1):
        try:
            rows.append(Row.model_validate(_with_off_as_text(entry)))
        except ValidationError as error:
            mistakes += [_mistake(number, entry, details) for details in error.errors(include_url=False)]
    if mistakes:
        raise MappingError(mistakes)
    return tuple(rows)


def merge(preset: Sequence[Row], overlay: Sequence[Row], *, protected: Collection[str] = ()) -> tuple[Row, ...]:
    """Lay an overlay over a preset: a row replaces the one for the same field, is added, or with ``off`` removes it.

    A row for a list that names no ``each`` takes that of the preset. ``protected`` fields cannot be overlaid: a target
    names there the field by which a written document is found again. Raises MappingError with every mistake.
    """
    merged = {row.to: row for row in preset}
    lists = {row.to.partition(".")[0]: row.each for row in preset if row.each is not None}
    mistakes: list[str] = []
    overlaid: set[str] = set()
    for number, row in enumerate(overlay, start=1):
        if mistake := _overlay_mistake(row, merged, overlaid, protected):
            mistakes.append(f"row {number} ({row.to}), {mistake}")
            continue
        overlaid.add(row.to)
        if row.off:
            del merged[row.to]
        elif row.each is None and lists.get(row.to.partition(".")[0]):
            merged[row.to] = row.model_copy(update={"each": lists[row.to.partition(".")[0]]})
        else:
            merged[row.to] = row
    if mistakes:
        raise MappingError(mistakes)
    return tuple(merged.values())


def _overlay_mistake(
    row: Row, merged: Mapping[str, Row], overlaid: Collection[str], protected: Collection[str]
) -> str | None:
    guarded = next((name for name in protected if _covers(row.to, name)), None)
    if guarded is not None:
        return f"to: {guarded} holds the mark by which a document is found again; take this row away"
    if row.to in overlaid:
        return "to: another row of this mapping is for the same field; keep one"
    twin = next((name for name in merged if name != row.to and name.casefold() == row.to.casefold()), None)
    if twin is not None and row.to not in merged:
        return f'to: differs from a field of the preset in capitals only; did you mean "{twin}"?'
    if row.off and row.to not in merged:
        guess = did_you_mean(row.to, merged)
        return "off: the preset has no row for this field; " + (
            f'did you mean "{guess}"?' if guess else "take this row away"
        )
    return None


def _covers(target: str, guarded: str) -> bool:
    """Whether a row for the target would fill the guarded field: itself, its table as a whole, or something in it."""
    ours, theirs = f"{target}.".casefold(), f"{guarded}.".casefold()
    return ours.startswith(theirs) or theirs.startswith(ours)


def _with_off_as_text(entry: Any) -> Any:
    """YAML 1.1 reads the bare word ``off`` as false, also where it is the name of a field."""
    if isinstance(entry, dict) and False in entry and "off" not in entry:
        return {("off" if name is False else name): value for name, value in entry.items()}
    return entry


def _mistake(number: int, entry: Any, details: ErrorDetails) -> str:
    target = entry.get("to") if isinstance(entry, Mapping) else None
    row = f"row {number} ({target})" if isinstance(target, str) else f"row {number}"
    place = "".join(f"[{part}]" if isinstance(part, int) else part for part in details["loc"])
    match details["type"]:
        case "extra_forbidden":
            return f"{row}: {no_such('field', str(details['loc'][-1]), _FIELDS)}"
        case "missing":
            return f"{row}: {place} is missing; name the target field"
        case "value_error":
            told = str(details["ctx"]["error"])
        case "invalid_key":
            told = "write the names of fields as text"
        case "bool_type" | "bool_parsing":
            told = "write true or false"
        case _:
            told = "write a list" if place else "write one row as {to: ..., from: ...}"
    return f"{row}, {place}: {told}" if place else f"{row}: {told}"
