"""Takes the body of a write apart: definitions and positional values become rows, lines find their header."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from handlers.sandboxes.accountview.refusals import RefusedError
from handlers.sandboxes.accountview.tables import ObjectShape, Row


def document_of(body: bytes) -> Any:
    """The document, numbers exact. Raises RefusedError."""
    try:
        return json.loads(body, parse_float=Decimal)
    except ValueError:
        raise RefusedError("De inhoud is geen geldige JSON.", 400) from None


def business_object_of(body: bytes) -> str:
    """The object a body names, in capitals, or an empty text; for counting calls."""
    try:
        return str(member(json.loads(body), "BusinessObject")).upper()
    except (ValueError, RefusedError):
        return ""


def member(document: Any, name: str, *default: Any) -> Any:
    """A property by its name in any case. Raises RefusedError where it is missing and has no default."""
    if isinstance(document, dict):
        for key, value in document.items():
            if str(key).lower() == name.lower():
                return value
    if default:
        return default[0]
    raise RefusedError(f"{name} ontbreekt.", 400)


def headers_of(document: Any, shape: ObjectShape) -> dict[str, Row]:
    """The header rows by their label; a row without one is row 1. Raises RefusedError."""
    definition = member(member(document, "Table"), "Definition")
    data = member(member(document, "TableData"), "Data")
    rows = _rows(definition, data, shape.table)
    headers = {str(row.pop("ROWID", "1")): row for row in rows}
    if len(headers) != len(rows) or not rows:
        raise RefusedError("RowId ontbreekt of komt twee keer voor.")
    return headers


def lines_of(document: Any, shape: ObjectShape, headers: Mapping[str, Row]) -> list[list[Row]]:
    """The lines of each header, in the order of the headers. Raises RefusedError."""
    own: dict[str, list[Row]] = {label: [] for label in headers}
    definitions = member(member(document, "Table"), "DetailDefinitions", []) or []
    details = member(member(document, "TableData"), "DetailData", []) or []
    if len(definitions) != len(details) or (definitions and shape.lines is None):
        raise RefusedError("DetailDefinitions en DetailData passen niet bij elkaar.")
    for definition, data in zip(definitions, details, strict=True):
        for row in _rows(definition, data, str(shape.lines)):
            row.pop("ROWID", None)
            label = str(row.pop("HEADERID", "1"))
            if label not in own:
                raise RefusedError("HeaderId verwijst naar een onbekende RowId.")
            own[label].append(row)
    return list(own.values())


def _rows(definition: Any, data: Any, table: str) -> list[Row]:
    """Each row as columns and values, names in capitals; a row with too few or too many values is refused."""
    if str(member(definition, "Name")).upper() != table:
        raise RefusedError(f"Name: {table} verwacht.")
    names = [str(member(field, "Name")).upper() for field in member(definition, "Fields")]
    rows = []
    for row in member(data, "Rows"):
        values = member(row, "Values")
        if not isinstance(values, list) or len(values) != len(names):
            raise RefusedError("Het aantal Values is niet gelijk aan het aantal Fields.")
        rows.append(dict(zip(names, values, strict=True)))
    return rows
