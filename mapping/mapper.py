"""Turns rows into closures once, and then each document into the target's fields and the problems found on the way.

The mapper is total: whatever the context holds, it raises nothing and changes nothing; what is wrong is a problem.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import BaseModel

from mapping.functions import FUNCTIONS, WrongValueError, is_empty
from mapping.problems import Problem, masked, shortened
from mapping.rows import MappingError, Parts, Row, Step, path_parts

Context = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Item:
    """Where a row stands in a list: the item, its position from 0, and the path of the list."""

    value: Any
    position: int
    path: str


_Cell = Callable[[Context, _Item | None, list[Problem]], Any]
_Read = Callable[[Context, _Item | None], Any]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A cell and where its result goes, seen from the document or from a line."""

    at: tuple[str, ...]
    cell: _Cell


@dataclass(frozen=True, slots=True)
class _Table:
    """A list of lines in the target: its name, the list it is made from, and the cells of one line."""

    name: str
    path: str
    parts: Parts
    cells: tuple[_Placed, ...]


@dataclass(frozen=True, slots=True)
class Mapper:
    """Compiled rows. ``targets`` are the fields they fill, in order."""

    targets: tuple[str, ...]
    _cells: tuple[_Placed, ...]
    _tables: tuple[_Table, ...]

    def apply(self, context: Context) -> tuple[dict[str, Any], list[Problem]]:
        """The target's fields, nested by table, and all problems. A field without a value is left out.

        Paths read objects, lists, dataclasses and the fields and properties of canonical documents.
        """
        problems: list[Problem] = []
        fields: dict[str, Any] = {}
        for placed in self._cells:
            _place(fields, placed.at, placed.cell(context, None, problems))
        for table in self._tables:
            lines = _lines(table, context, problems)
            if lines is not None:
                fields[table.name] = lines
        return fields, problems


def compile_rows(rows: Sequence[Row], *, shown: Collection[str] = ()) -> Mapper:
    """Compile rows; those that are off do nothing. Raises MappingError naming every clash between two rows.

    A problem shows the value it found only for the target fields in ``shown`` (see ``documents.personal.open_fields``);
    any other value is masked, since a mapping does not know what is personal.

    >>> rows = [Row.model_validate({"to": "SO_LINE.ART_CODE", "each": "order.lines", "from": "item.sku"})]
    >>> compile_rows(rows).apply({"order": {"lines": [{"sku": "BR-1"}]}})
    ({'SO_LINE': [{'ART_CODE': 'BR-1'}]}, [])
    """
    live = [row for row in rows if not row.off]
    if clashes := _clashes(live):
        raise MappingError(clashes)
    tables: dict[str, list[Row]] = {}
    for row in live:
        if row.each is not None:
            tables.setdefault(row.to.partition(".")[0], []).append(row)
    return Mapper(
        targets=tuple(row.to for row in live),
        _cells=tuple(_Placed(tuple(row.to.split(".")), _cell(row, shown)) for row in live if row.each is None),
        _tables=tuple(_table(name, members, shown) for name, members in tables.items()),
    )


def _clashes(rows: Sequence[Row]) -> list[str]:
    found: list[str] = []
    lists: dict[str, str | None] = {}
    seen: set[str] = set()
    for row in rows:
        table = row.to.partition(".")[0]
        if row.to in seen:
            found.append(f"{row.to}: two rows fill this field; keep one")
        if lists.setdefault(table, row.each) != row.each:
            remedy = f"write each: {lists[table]}" if lists[table] else "leave each out, as the other rows do"
            found.append(f"{row.to}: all rows of {table} go through the same list; {remedy}")
        seen.add(row.to)
    for row in rows:
        outer = next((other for other in sorted(seen) if row.to.startswith(f"{other}.")), None)
        if outer:
            found.append(f"{row.to}: another row fills {outer} as a whole; take one of the two away")
    return found


def _table(name: str, rows: Sequence[Row], shown: Collection[str]) -> _Table:
    path = rows[0].each or ""
    cells = tuple(_Placed(tuple(row.to.split(".")[1:]), _cell(row, shown)) for row in rows)
    return _Table(name, path, path_parts(path), cells)


def _lines(table: _Table, context: Context, problems: list[Problem]) -> list[dict[str, Any]] | None:
    items = _follow(context, table.parts)
    if items is None:
        return None
    if not isinstance(items, list | tuple):
        problems.append(Problem(table.path, f"is no list (for the lines of {table.name})", "give a list"))
        return None
    lines: list[dict[str, Any]] = []
    for position, value in enumerate(items):
        item, line = _Item(value, position, table.path), dict[str, Any]()
        for placed in table.cells:
            _place(line, placed.at, placed.cell(context, item, problems))
        lines.append(line)
    return lines


def _place(fields: dict[str, Any], at: tuple[str, ...], value: Any) -> None:
    if value is None:
        return
    for name in at[:-1]:
        fields = fields.setdefault(name, {})
    fields[at[-1]] = value


def _cell(row: Row, shown: Collection[str]) -> _Cell:
    """The closure that fills one field."""
    show = shortened if row.to in shown else masked
    reads = [(path, _reader(path_parts(path), in_list=row.each is not None)) for path in row.source or ()]
    steps = [_bound(step) for step in row.do]

    def cell(context: Context, item: _Item | None, problems: list[Problem]) -> Any:
        path, value = _first_filled(reads, context, item) if reads else (row.to, row.const)
        try:
            for step in steps:
                value = step(value)
        except WrongValueError as wrong:
            found = show(value) if isinstance(value, str | int | Decimal) else None
            problems.append(Problem(_told(path, item), f"{wrong.rule} (for {row.to})", wrong.remedy, found))
            return None
        return value

    return cell


def _first_filled(reads: Sequence[tuple[str, _Read]], context: Context, item: _Item | None) -> tuple[str, Any]:
    for path, read in reads:
        value = read(context, item)
        if not is_empty(value):
            return path, value
    return reads[0][0], None


def _bound(step: Step) -> Callable[[Any], Any]:
    function = FUNCTIONS[step.name]
    call, argument = function.call, step.argument
    if function.sees_nothing:
        return lambda value: call(value, argument)
    if argument is None:
        return lambda value: None if value is None else call(value)
    return lambda value: None if value is None else call(value, argument)


def _reader(parts: Parts, *, in_list: bool) -> _Read:
    if in_list and parts[0] == "item":
        return lambda _, item: _follow(item.value if item else None, parts[1:])
    if in_list and parts == ("index",):
        return lambda _, item: item.position + 1 if item else None
    return lambda context, _: _follow(context, parts)


def _told(path: str, item: _Item | None) -> str:
    """The path as a person finds it in the document: the item by its place in the list."""
    if item is None or not (path == "item" or path.startswith(("item.", "item["))):
        return path
    return f"{item.path}[{item.position}]{path.removeprefix('item')}"


def _follow(value: Any, parts: Parts) -> Any:
    """What stands at the path, or None."""
    for part in parts:
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list | tuple):
            value = value[part] if isinstance(part, int) and part < len(value) else None
        elif part in _readable(value.__class__):
            value = getattr(value, str(part))
        else:
            return None
    return value


@cache
def _readable(kind: type) -> frozenset[str]:
    """The names a path may read of an object: of a document or dataclass its fields and its own properties."""
    if issubclass(kind, BaseModel):
        names = set(kind.model_fields)
    elif is_dataclass(kind):
        names = set(kind.__dataclass_fields__)
    else:
        return frozenset()
    owned = [base for base in kind.__mro__ if base not in BaseModel.__mro__]
    properties = {name for base in owned for name, value in vars(base).items() if isinstance(value, property)}
    return frozenset(name for name in names | properties if not name.startswith("_"))
