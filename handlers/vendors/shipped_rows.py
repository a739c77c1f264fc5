"""Reads the rows that ship with a vendor, from the files in its folder ``presets``."""

from functools import cache
from importlib.resources import files

from handlers.vendors.row_functions import FUNCTIONS
from mapping.rows.presets import load_rows
from mapping.rows.row import Row


@cache
def shipped_rows(vendor: str, name: str) -> tuple[Row, ...]:
    """The rows of the preset ``name`` of a vendor, read once for the process."""
    preset = files(f"handlers.vendors.{vendor}").joinpath("presets", f"{name}.yaml")
    return load_rows(preset.read_text(encoding="utf-8"), FUNCTIONS)
