"""Builds the body of a write: definitions first, then the rows as lists of values in the same order.

The grammar (``Table``, ``Definition``, ``DetailDefinitions``, ``TableData``, ``Rows`` of ``Values``, ``RowId`` and
``HeaderId``) is what public clients send, among them github.com/omniboost/go-accountview.net.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from handlers.vendors.accountview.dictionary import FieldType, type_of
from mapping.documents.values import plain
from mapping.parsing import dump_json

NumberForm = Literal["number", "text"]

ONLY_HEADER = "1"
"""The label of the one header in a call, which its lines name."""


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one table in a write. ``described_as`` is the table's name in the dictionary."""

    name: str
    rows: Sequence[Mapping[str, Any]] = field(repr=False)
    described_as: str


def write_body(
    business_object: str,
    header: Part,
    lines: Part | None = None,
    *,
    book_date: date | None = None,
    key: str | None = None,
    numbers_as: NumberForm = "number",
) -> bytes:
    """One record, with its lines where it has them. ``key`` names the record in an update.

    ``book_date`` picks the administration; without it the property is empty, which means today's.
    """
    body: dict[str, Any] = {
        "BookDate": _moment(book_date) if book_date else "",
        "BusinessObject": business_object,
        "Table": {"Definition": _definition(header, ("RowId",))},
        "TableData": {"Data": _data(header, numbers_as)},
    }
    if lines is not None:
        body["Table"]["DetailDefinitions"] = [_definition(lines, ("RowId", "HeaderId"))]
        body["TableData"]["DetailData"] = [_data(lines, numbers_as, header=ONLY_HEADER)]
    if key is not None:
        body["id"] = key
    return dump_json(body)


def _columns(part: Part) -> tuple[str, ...]:
    """Every column that any of the rows has, in order of first appearance."""
    return tuple(dict.fromkeys(column for row in part.rows for column in row))


def _definition(part: Part, labels: tuple[str, ...]) -> dict[str, Any]:
    columns = [(column, _type(part, column)) for column in _columns(part)]
    fields = [*((label, "C") for label in labels), *columns]
    return {"Name": part.name, "Fields": [{"Name": name, "FieldType": letter} for name, letter in fields]}


def _type(part: Part, column: str) -> FieldType:
    values = [row[column] for row in part.rows if row.get(column) is not None]
    default: FieldType = "C"
    if values and all(isinstance(value, bool) for value in values):
        default = "L"
    elif values and all(isinstance(value, int | Decimal) for value in values):
        default = "N"
    elif values and all(isinstance(value, date) for value in values):
        default = "T"
    return type_of(part.described_as, column, default)


def _data(part: Part, numbers_as: NumberForm, header: str | None = None) -> dict[str, Any]:
    rows = []
    for number, row in enumerate(part.rows, start=1):
        labels = [str(number)] if header is None else [str(number), header]
        values = [_cell(row.get(column), numbers_as) for column in _columns(part)]
        rows.append({"Values": [*labels, *values]})
    return {"Rows": rows}


def _cell(value: Any, numbers_as: NumberForm) -> Any:
    if isinstance(value, date):
        return _moment(value)
    if isinstance(value, Decimal | int) and not isinstance(value, bool) and numbers_as == "text":
        return plain(Decimal(value))
    return value


def _moment(value: date) -> str:
    """A day or a moment as clients send it; a day is its midnight, which is the same day in UTC and in Amsterdam."""
    time = f"{value:%H:%M:%S}" if isinstance(value, datetime) else "00:00:00"
    return f"{value:%Y-%m-%d}T{time}.000Z"
