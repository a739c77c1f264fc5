"""Reads the rows that ship with a vendor, from its folder ``presets``; refuses those of a user, with their places."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from handlers.vendors.composed import read_preset
from handlers.vendors.row_functions import FUNCTIONS
from mapping.rows.presets import rows_of
from mapping.rows.row import MappingError, Row, RowMistake
from relay.settings.findings import Finding, Path, SettingsError


def refuse_rows(path: Path, rows: Sequence[Mapping[str, Any]], error: MappingError) -> SettingsError:
    """The mistakes in rows that stand at this path of relay.yaml, for the start and for `relay check`."""
    return SettingsError(
        Finding("error", (*path, *_place(one, rows)), one.told, allowed=one.allowed, nearest=one.nearest)
        for one in error.found
    )


def _place(mistake: RowMistake, rows: Sequence[Mapping[str, Any]]) -> Path:
    """The row and the place in it; where only the field is known, the last of the user's rows that fills it."""
    if mistake.number is not None:
        return (mistake.number - 1, *mistake.at)
    places = [place for place, row in enumerate(rows) if row.get("to") == mistake.target]
    return (places[-1], *mistake.at) if places else ()


@cache
def shipped_rows(vendor: str, name: str) -> tuple[Row, ...]:
    """The rows of the preset ``name`` of a vendor, read once for the process."""
    return rows_of(read_preset(vendor, name), FUNCTIONS)
