"""Carries out a write: takes the body apart, checks every row by the dictionary, and stores all of it or nothing."""

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from handlers.vendors.accountview.dictionary import Column
from handlers.vendors.accountview.sandbox.behaviour import Behaviour
from handlers.vendors.accountview.sandbox.books import Books
from handlers.vendors.accountview.sandbox.reading import shape_of
from handlers.vendors.accountview.sandbox.refusals import RefusedError
from handlers.vendors.accountview.sandbox.tables import REFERENCES, ObjectShape, Row, known_columns

_CUSTOM = re.compile(r"[A-Z]\d{1,2}_\w+")
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?Z?)?")


def business_object_of(body: bytes) -> str:
    """The object a body names, in capitals, or an empty text; for counting calls."""
    try:
        return str(_get(json.loads(body), "BusinessObject")).upper()
    except (ValueError, RefusedError):
        return ""


def write(books: Books, method: str, body: bytes, behaviour: Behaviour) -> tuple[ObjectShape, list[Row]]:
    """Check and store; returns the object and its stored rows. Raises RefusedError, and then nothing is stored."""
    try:
        document = json.loads(body, parse_float=Decimal)
    except ValueError:
        raise RefusedError("De inhoud is geen geldige JSON.", 400) from None
    shape = shape_of(str(_get(document, "BusinessObject")))
    if not (shape.insertable if method == "POST" else shape.updatable):
        raise RefusedError(f"Business object kan niet met {method} worden gewijzigd.")
    tables = books.tables(str(_get(document, "BookDate", "") or ""))
    writer = _Writer(books, shape, tables, behaviour)
    if method == "PUT":
        return shape, writer.update(document)
    return shape, writer.insert(document)


class _Writer:
    def __init__(self, books: Books, shape: ObjectShape, tables: Mapping[str, list[Row]], behaviour: Behaviour) -> None:
        self._books = books
        self._shape = shape
        self._tables = tables
        self._behaviour = behaviour

    def insert(self, document: Any) -> list[Row]:
        headers = self._headers(document)
        lines = self._lines(document, headers)
        checked = [self._checked(self._shape.table, row, given=self._given()) for row in headers.values()]
        checked_lines = [[self._checked(str(self._shape.lines), line) for line in own] for own in lines]
        if self._shape.table == "CONTACT":
            self._refuse_taken([row["SUB_NR"] for row in checked if row.get("SUB_NR")])
        if self._shape.lines is None:
            return [self._books.keep(self._tables, self._shape.table, row) for row in checked]
        if any(not own for own in checked_lines):
            raise RefusedError("Een order heeft ten minste een regel nodig.")
        pairs = zip(checked, checked_lines, strict=True)
        return [self._books.keep_order(self._tables, row, own) for row, own in pairs]

    def update(self, document: Any) -> list[Row]:
        changed = []
        for row in self._headers(document).values():
            key = str(row.get(self._shape.key, "")).strip().upper()
            found = [stored for stored in self._tables[self._shape.table] if stored[self._shape.key] == key]
            if not found:
                raise RefusedError(f"{self._shape.key}: het record bestaat niet.")
            values = self._checked(self._shape.table, row, partial=True)
            changed.append((found[0], values))
        for stored, values in changed:
            stored.update(self._books.stamped({**stored, **values}))
        return [stored for stored, _ in changed]

    def _headers(self, document: Any) -> dict[str, Row]:
        """The header rows by their label; a row without one is row 1."""
        definition = _get(_get(document, "Table"), "Definition")
        data = _get(_get(document, "TableData"), "Data")
        rows = _rows(definition, data, self._shape.table)
        headers = {str(row.pop("ROWID", "1")): row for row in rows}
        if len(headers) != len(rows) or not rows:
            raise RefusedError("RowId ontbreekt of komt twee keer voor.")
        return headers

    def _lines(self, document: Any, headers: Mapping[str, Row]) -> list[list[Row]]:
        own: dict[str, list[Row]] = {label: [] for label in headers}
        definitions = _get(_get(document, "Table"), "DetailDefinitions", []) or []
        details = _get(_get(document, "TableData"), "DetailData", []) or []
        if len(definitions) != len(details) or (definitions and self._shape.lines is None):
            raise RefusedError("DetailDefinitions en DetailData passen niet bij elkaar.")
        for definition, data in zip(definitions, details, strict=True):
            for row in _rows(definition, data, str(self._shape.lines)):
                row.pop("ROWID", None)
                label = str(row.pop("HEADERID", "1"))
                if label not in own:
                    raise RefusedError("HeaderId verwijst naar een onbekende RowId.")
                own[label].append(row)
        return list(own.values())

    def _given(self) -> frozenset[str]:
        """Columns that the administration fills itself, so that they may be left out."""
        return frozenset({"SUB_NR"} if self._shape.table == "CONTACT" and self._behaviour.auto_number else ())

    def _checked(
        self, table: str, row: Mapping[str, Any], *, given: frozenset[str] = frozenset(), partial: bool = False
    ) -> Row:
        """The row as it is stored. Raises RefusedError naming the column; never the value, which AccountView may."""
        columns = known_columns(table, self._books.order_number_column)
        out: Row = {}
        for name, value in row.items():
            column = columns.get(name)
            if column is None:
                out[name] = self._custom(table, name, value)
                continue
            if not column.writable and self._behaviour.strict:
                raise RefusedError(f"{table}.{name}: dit veld kan niet worden gewijzigd.")
            out[name] = self._converted(column, value)
        for column in columns.values():
            left_out = column.name not in row and (partial or column.name in given or not column.writable)
            if column.mandatory and not left_out and out.get(column.name) in {None, ""}:
                raise RefusedError(f"{table}.{column.name}: een waarde is verplicht.")
        self._refuse_dangling(table, out)
        return out

    def _custom(self, table: str, name: str, value: Any) -> Any:
        if self._behaviour.custom_fields and _CUSTOM.fullmatch(name):
            return value
        raise RefusedError(f"{table}.{name}: onbekend veld.")

    def _converted(self, column: Column, value: Any) -> Any:
        if column.type in {"C", "M"}:
            text = "" if value is None else str(value).rstrip()
            if column.type == "C" and column.length is not None and len(text) > column.length:
                if not self._behaviour.cuts:
                    raise RefusedError(f"{column.name}: de waarde is langer dan {column.length} tekens.")
                text = text[: column.length]
            return text.upper() if column.upper else text
        if column.type in {"D", "T"}:
            return _date(column, value)
        if column.type == "L":
            return str(value).lower() == "true"
        return _number(column, value)

    def _refuse_dangling(self, table: str, row: Mapping[str, Any]) -> None:
        for name, (other, key) in REFERENCES.get(table, {}).items():
            value = row.get(name)
            if value and all(known[key] != value for known in self._tables[other]):
                raise RefusedError(f"{table}.{name}: de waarde bestaat niet.")

    def _refuse_taken(self, numbers: Sequence[str]) -> None:
        if {row["SUB_NR"] for row in self._tables["CONTACT"]} & set(numbers):
            raise RefusedError("CONTACT.SUB_NR: dit nummer bestaat al.")


def _get(document: Any, name: str, *default: Any) -> Any:
    """A property by its name in any case. Raises RefusedError where it is missing and has no default."""
    if isinstance(document, dict):
        for key, value in document.items():
            if str(key).lower() == name.lower():
                return value
    if default:
        return default[0]
    raise RefusedError(f"{name} ontbreekt.", 400)


def _rows(definition: Any, data: Any, table: str) -> list[Row]:
    """Each row as columns and values, names in capitals; a row with too few or too many values is refused."""
    if str(_get(definition, "Name")).upper() != table:
        raise RefusedError(f"Name: {table} verwacht.")
    names = [str(_get(field, "Name")).upper() for field in _get(definition, "Fields")]
    rows = []
    for row in _get(data, "Rows"):
        values = _get(row, "Values")
        if not isinstance(values, list) or len(values) != len(names):
            raise RefusedError("Het aantal Values is niet gelijk aan het aantal Fields.")
        rows.append(dict(zip(names, values, strict=True)))
    return rows


def _date(column: Column, value: Any) -> str:
    """A moment as it is stored, without a zone; an empty one is empty."""
    text = "" if value is None else str(value).strip()
    if not text:
        return ""
    match = _DAY.fullmatch(text)
    if match is None:
        raise RefusedError(f"{column.name}: de waarde is geen datum.")
    year, month, day, *time = match.groups(default="00")
    return f"{year}-{month:0>2}-{day:0>2}T{':'.join(time)}"


def _number(column: Column, value: Any) -> Decimal:
    try:
        return Decimal(str(value)) if not isinstance(value, bool) else Decimal(int(value))
    except InvalidOperation:
        raise RefusedError(f"{column.name}: de waarde is geen getal.") from None
