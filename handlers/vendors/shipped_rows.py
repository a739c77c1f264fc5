"""Reads the rows that ship with a vendor, from its folder ``presets``; refuses those of a user, with their places."""

from functools import cache

from handlers.vendors.composed import read_preset
from handlers.vendors.row_functions import FUNCTIONS
from mapping.rows.presets import rows_of
from mapping.rows.row import MappingError, Row, RowMistake
from relay.settings.findings import Finding, Path, SettingsError
from words.told import Told


def refuse_rows(path: Path, error: MappingError) -> SettingsError:
    """The mistakes in rows that stand at this path of relay.yaml, for the start and for `relay check`."""
    return SettingsError(
        Finding("error", (*path, *_place(one)), _told(one), nearest=one.nearest) for one in error.found
    )


def _place(mistake: RowMistake) -> Path:
    return () if mistake.number is None else (mistake.number - 1, *mistake.at)


def _told(mistake: RowMistake) -> Told:
    if mistake.target is None:
        return Told("as_written", text=mistake.text)
    return Told("rows.in_row", target=mistake.target, told=mistake.text)


@cache
def shipped_rows(vendor: str, name: str) -> tuple[Row, ...]:
    """The rows of the preset ``name`` of a vendor, read once for the process."""
    return rows_of(read_preset(vendor, name), FUNCTIONS)
