"""`relay mapping reset`: takes rows of a user's own out of the settings file, and leaves all else as it stands."""

import shutil
from pathlib import Path
from typing import Any

from mapping.strict_yaml import YamlError, read
from mapping.yaml_edits import EditError, remove
from relay.errors import StartError
from relay.settings.names import remedy_of
from relay.settings.written import look_up
from words.told import Told


def rows_of(text: str, flow: str) -> list[str]:
    """The fields for which a flow has rows of its own, as its file names them. Raises StartError for a wrong file."""
    return [target for row in _rows(text, flow) if (target := _target(row))]


def remove_rows(text: str, flow: str, field: str | None = None) -> str:
    """The file's text without the flow's own row for a field, or without all of its rows.

    What is left says the same as before: the text is read again and compared. Raises StartError with the remedy.
    """
    rows = _rows(text, flow)
    if not rows:
        raise StartError(Told("command.no_own_mapping", flow=flow))
    gone = [place for place, row in enumerate(rows) if field is None or _target(row) == field]
    if not gone:
        remedy = remedy_of(str(field), rows_of(text, flow))
        raise StartError(Told("command.no_row_for", flow=flow, field=str(field), remedy=remedy))
    try:
        if len(gone) == len(rows):
            return remove(text, ("flows", flow, "mapping"))
        for place in reversed(gone):
            text = remove(text, ("flows", flow, "mapping", place))
    except EditError:
        raise StartError(Told("command.take_away_by_hand", flow=flow)) from None
    return text


def replace_text(path: Path, text: str) -> None:
    """Put the new text in the file's place in one stroke, with the same rights. Raises StartError."""
    path = path.resolve()
    new = path.with_name(f".{path.name}.new")
    try:
        new.touch(mode=0o600)
        new.write_text(text, "utf-8")
        shutil.copymode(path, new)
        new.replace(path)
    except OSError as error:
        raise StartError(Told("command.file_not_written", file=path.name, error=str(error.strerror))) from None


def _rows(text: str, flow: str) -> list[Any]:
    try:
        found = look_up(read(text), ("flows", flow, "mapping"))
    except YamlError:
        raise StartError(Told("command.file_no_yaml")) from None
    return found if isinstance(found, list) else []


def _target(row: Any) -> str | None:
    found = row.get("to") if isinstance(row, dict) else None
    return None if found is None else str(found)
