"""Answers a read: numbered filters, paging by the last key, the fields asked for, and rows in AccountView's shape."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from handlers.sandboxes.accountview.administrations import EMPTY, Tables
from handlers.sandboxes.accountview.behaviour import Behaviour
from handlers.sandboxes.accountview.books import Books
from handlers.sandboxes.accountview.checking import PRICES, comparable
from handlers.sandboxes.accountview.data_dictionary import DICTIONARY
from handlers.sandboxes.accountview.published import Column
from handlers.sandboxes.accountview.refusals import RefusedError
from handlers.sandboxes.accountview.tables import ObjectShape, Row

_DATE = re.compile(r"\{\^(\d{4})-(\d{1,2})-(\d{1,2})(?: (\d{1,2}):(\d{2}):(\d{2}))?\}")
_NUMBERED = re.compile(r"filtercontrolsource(\d+)")

_ALIASES: Mapping[str, str] = {"PROJECT": "PROJECTS"}
"""Names that a public client has for a table beside its own."""

_LOGICALS: Mapping[str, tuple[Any, Any]] = {"own": (False, True), "letter": ("F", "T"), "digit": ("0", "1")}
"""No and yes, as they are shown."""

_MARKS: Mapping[str, Mapping[int, int]] = {".": {}, ",": str.maketrans(",.", ".,")}
"""How the marks within a number are put in place of those that Python writes."""

_WIDTH = 20
"""How wide a text is filled up whose length is not public."""


@dataclass(frozen=True, slots=True)
class Test:
    """One filter; ``column`` and ``value`` where it holds of the rows in whose column of the main table that stands."""

    holds: Callable[[Row], bool]
    column: Column | None = None
    value: Any = None


def read(books: Books, asked: Mapping[str, str], behaviour: Behaviour) -> dict[str, list[Row]]:
    """The tables that answer a query, whose names are in small letters. Raises RefusedError."""
    reader = _Reader(books, shape_of(books, asked.get("businessobject", "")), behaviour)
    if asked.get("filter"):
        raise RefusedError("Filter: vrije expressies worden hier niet ondersteund.")
    tests = reader.tests(asked)
    any_is_enough = asked.get("matchanyfilter", "").lower() == "true"
    if asked.get("businessobject", "").strip().upper() in behaviour.unreadable:
        raise RefusedError("Geen rechten voor dit business object.", 403)
    stored = reader.candidates(books.tables(asked.get("bookdate", "")), tests, any_is_enough=any_is_enough)
    if reader.shape.table in DICTIONARY:
        stored = list(DICTIONARY[reader.shape.table](books))
    held = [row for row in stored if reader.shape.holds(row, books.names)]
    combine = any if any_is_enough else all
    rows = [row for row in held if _passes(row, tests, combine)]
    return reader.show(reader.page(rows, asked), asked.get("fields", "*"))


def shape_of(books: Books, business_object: str) -> ObjectShape:
    """The object by its code in any case. Raises RefusedError."""
    shape = books.objects.get(business_object.strip().upper())
    if shape is None:
        raise RefusedError("Onbekend business object.")
    return shape


def show_stored(books: Books, shape: ObjectShape, rows: Sequence[Row], behaviour: Behaviour) -> dict[str, list[Row]]:
    """Rows that were written, in the shape of a read with all fields."""
    return _Reader(books, shape, behaviour).show(rows, "*")


def _passes(row: Row, tests: Sequence[Test], combine: Callable[[Any], bool]) -> bool:
    return not tests or combine(test.holds(row) for test in tests)


class _Reader:
    def __init__(self, books: Books, shape: ObjectShape, behaviour: Behaviour) -> None:
        self.shape = shape
        self._books = books
        self._behaviour = behaviour
        names = filter(None, (shape.table, shape.lines, shape.joined))
        self._columns = {name: books.columns_of(name) for name in names}

    def tests(self, asked: Mapping[str, str]) -> list[Test]:
        numbers = sorted(int(match[1]) for name in asked if (match := _NUMBERED.fullmatch(name)))
        return [self._test(asked, number) for number in numbers]

    def candidates(self, tables: Tables, tests: Sequence[Test], *, any_is_enough: bool) -> Sequence[Row]:
        """Rows of the main table among which all are that pass: those that an index finds, else all."""
        by_index = [test for test in tests if test.column is not None]
        index = self._books.index_of(tables, self.shape.table)
        if index is None or not by_index or (any_is_enough and len(by_index) != len(tests)):
            return tables[self.shape.table]
        chosen = by_index if any_is_enough else by_index[:1]
        found = {id(row): row for test in chosen if test.column for row in index.having(test.column, test.value)}
        return [*found.values()]

    def page(self, rows: Sequence[Row], asked: Mapping[str, str]) -> list[Row]:
        """One page in the order of the key, or of the field asked for, after the last key."""
        key = self.shape.key
        _, column = self._find(asked.get("sortfields") or key)
        last = asked.get("lastkey")
        if last is not None and column.name != key:
            raise RefusedError("lastKey kan niet samen met SortFields op een ander veld.")
        backwards = asked.get("sortorder", "").lower() == "descending"
        ordered = sorted(rows, key=lambda row: comparable(row.get(column.name), column), reverse=backwards)
        if last is not None:
            after = comparable(last.strip(), column)
            ordered = [row for row in ordered if comparable(row.get(key), column) > after]
        size = asked.get("pagesize", "")
        wanted = int(size) if size.isdigit() and int(size) else self._behaviour.default_page
        return ordered[: min(wanted, self._behaviour.largest_page or wanted)]

    def show(self, rows: Sequence[Row], fields: str) -> dict[str, list[Row]]:
        """The main table first; lines beside it, related by a number that counts from 0."""
        main, lines = self.shape.table, self.shape.lines
        wanted = self._find_wanted(fields)
        answer: dict[str, list[Row]] = {main: []}
        if lines:
            answer[lines] = []
        for number, row in enumerate(rows):
            relation = {f"{main}_Id": number} if lines or self.shape.counted else {}
            shown = {**self._row(main, row, wanted), **self._show_joined(row, wanted)}
            answer[main].append({"EXT_KEY": number, **shown, **relation})
            for line in row.get(lines, ()) if lines else ():
                shown = self._row(str(lines), line, wanted)
                answer[str(lines)].append({"EXT_KEY": len(answer[str(lines)]), **shown, **relation})
        return answer

    def _find_wanted(self, fields: str) -> dict[str, list[Column]]:
        if fields.strip() in {"", "*"}:
            return {name: list(columns.values()) for name, columns in self._columns.items()}
        wanted: dict[str, list[Column]] = {name: [] for name in self._columns}
        for field in fields.split(","):
            if self.shape.counted and field.strip().upper().rpartition(".")[2] == f"{self.shape.table}_ID":
                continue
            table, column = self._find(field)
            wanted[table].append(column)
        return wanted

    def _row(self, table: str, row: Row, wanted: Mapping[str, list[Column]]) -> Row:
        custom = {name: value for name, value in row.items() if re.match(r"[A-Z]\d{1,2}_", name)}
        shown = [column for column in wanted[table] if f"{table}.{column.name}" not in self._behaviour.withheld]
        return {column.name: self._cell(row.get(column.name), column) for column in shown} | custom

    def _show_joined(self, row: Row, wanted: Mapping[str, list[Column]]) -> Row:
        """The columns of the joined table, each with the table's name before its own."""
        joined = self.shape.joined
        if joined is None:
            return {}
        cells = self._row(joined, row[joined], wanted)
        return {f"{joined}{self._behaviour.joined_separator}{name}": value for name, value in cells.items()}

    def _cell(self, value: Any, column: Column) -> Any:
        if value is None:
            value = EMPTY[column.type]
        if column.type == "L" and self._behaviour.logicals in _LOGICALS:
            return _LOGICALS[self._behaviour.logicals][str(value).lower() == "true"]
        if self._behaviour.numbers_as_text and column.name in PRICES and isinstance(value, Decimal):
            return f"{value:,.2f}".translate(_MARKS[self._behaviour.numbers_as_text])
        if self._behaviour.padded and column.type == "C" and isinstance(value, str):
            return value.ljust(column.length or _WIDTH)
        return value

    def _find(self, field: str) -> tuple[str, Column]:
        """A field as ``NAME`` or ``TABLE.NAME`` in any case. Raises RefusedError."""
        table, _, name = field.strip().upper().rpartition(".")
        table = _ALIASES.get(table, table)
        for candidate in [table] if table else list(self._columns):
            column = self._columns.get(candidate, {}).get(name)
            if column is not None:
                return candidate, column
        raise RefusedError(f"Onbekend veld {field.strip()[:40]}.")

    def _test(self, asked: Mapping[str, str], number: int) -> Test:
        table, column = self._find(asked[f"filtercontrolsource{number}"])
        compare = _OPERATORS.get(asked.get(f"filteroperator{number}", "").lower())
        if compare is None:
            raise RefusedError(f"Onbekende operator in filter {number}.")
        wanted = _literal(asked.get(f"filtervalue{number}", ""), asked.get(f"filtervaluetype{number}", "C").upper())
        wanted = comparable(wanted, column)

        def holds(row: Row) -> bool:
            rows = [row] if table == self.shape.table else row.get(table, [])
            rows = [rows] if isinstance(rows, dict) else rows
            return any(compare(comparable(each.get(column.name), column), wanted, self._behaviour) for each in rows)

        is_equality = compare is _equal and not self._behaviour.loose_equal and table == self.shape.table
        return Test(holds, column, wanted) if is_equality else Test(holds)


def _equal(stored: Any, wanted: Any, behaviour: Behaviour) -> bool:
    if behaviour.loose_equal and isinstance(stored, str):
        return stored.startswith(str(wanted))
    return bool(stored == wanted)


def _on_or_after(stored: Any, wanted: Any, behaviour: Behaviour) -> bool:
    return bool(stored[:10] >= wanted[:10] if behaviour.whole_days else stored >= wanted)


_OPERATORS: Mapping[str, Callable[[Any, Any, Behaviour], bool]] = {
    "equal": _equal,
    "notequal": lambda stored, wanted, behaviour: not _equal(stored, wanted, behaviour),
    "contains": lambda stored, wanted, _: str(wanted) in str(stored),
    "dateonorafterdate": _on_or_after,
}


def _literal(value: str, kind: str) -> str:
    """A filter's value; dates must be in FoxPro's strict notation. Raises RefusedError."""
    if kind not in {"D", "T"}:
        return value
    match = _DATE.fullmatch(value.strip())
    if match is None:
        raise RefusedError("Een datum in een filter wordt geschreven als {^2026-04-01}.")
    year, month, day, *time = match.groups(default="00")
    return f"{year}-{month:0>2}-{day:0>2}T{':'.join(f'{part:0>2}' for part in time)}"
