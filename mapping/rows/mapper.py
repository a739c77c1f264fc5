"""Turns rows into closures once, and then each document into the target's fields and the problems found on the way.

The mapper is total: whatever the context holds, it raises nothing and changes nothing; what is wrong is a problem.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from mapping.problems import Problem, more_problems
from mapping.rows.cells import is_same_in_all_lines, make_cell
from mapping.rows.lengths import Fitting, LimitOf, fit, fittings_of
from mapping.rows.paths import Parts, follow, path_parts
from mapping.rows.row import MappingError, Row, RowMistake
from mapping.rows.row_parts import Write
from mapping.rows.scope import Cell, Context, Item, Scope
from words.told import Told

__all__ = ["Context", "Mapper", "compile_rows"]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A cell and where its result goes, seen from the document or from a line."""

    at: tuple[str, ...]
    cell: Cell
    same_in_all_lines: bool = False


@dataclass(frozen=True, slots=True)
class _Table:
    """A list of lines in the target: its name, the list it is made from, and the cells of one line."""

    name: str
    path: str
    parts: Parts
    cells: tuple[_Placed, ...]


@dataclass(frozen=True, slots=True)
class Mapper:
    """Compiled rows. ``targets`` are the fields they fill, in order.

    ``writes`` holds, for the fields whose rows say so, whether an update of a record may write them, and ``clears``
    are those that an update empties where the source has them empty.
    """

    targets: tuple[str, ...]
    _cells: tuple[_Placed, ...]
    _tables: tuple[_Table, ...]
    writes: Mapping[str, Write] = field(default_factory=lambda: MappingProxyType({}))
    _fittings: tuple[Fitting, ...] = ()
    clears: frozenset[str] = frozenset()

    def apply(self, context: Context) -> tuple[dict[str, Any], list[Problem]]:
        """The target's fields, nested by table, and all problems. A field without a value is left out.

        Paths read objects, lists, dataclasses and the fields and properties of canonical documents.
        """
        scope = Scope(context)
        fields: dict[str, Any] = {}
        for placed in self._cells:
            _place(fields, placed.at, placed.cell(scope, None))
        for table in self._tables:
            lines = _lines(table, scope)
            if lines is not None:
                fields[table.name] = lines
        if self._fittings:
            fit(fields, self._fittings)
        return fields, [*scope.problems, *more_problems(scope.found - len(scope.problems))]

    def shortened(self, context: Context) -> list[str]:
        """The fields whose text is too long in this context, and is moved, cut or left out."""
        bare = replace(self, _fittings=())
        return fit(bare.apply(context)[0], self._fittings)


def compile_rows(rows: Sequence[Row], *, shown: Collection[str] = (), limit_of: LimitOf = lambda _: None) -> Mapper:
    """Compile rows; those that are off do nothing. Raises MappingError naming every clash between two rows.

    ``limit_of`` a target field says how many characters it keeps, and what becomes of more where its row does not say.

    A problem shows the value it found only for the target fields in ``shown`` (see ``documents.personal.open_fields``);
    any other value is masked, since a mapping does not know what is personal.

    >>> rows = [Row.model_validate({"to": "SO_LINE.ART_CODE", "each": "order.lines", "from": "item.sku"})]
    >>> compile_rows(rows).apply({"order": {"lines": [{"sku": "BR-1"}]}})
    ({'SO_LINE': [{'ART_CODE': 'BR-1'}]}, [])
    """
    live = [row for row in rows if not row.off]
    fittings, wrong = fittings_of([(row.to, row.too_long) for row in live], limit_of)
    if clashes := _find_clashes(live) + [RowMistake(told, target=to, at=("too_long",)) for to, told in wrong.items()]:
        raise MappingError(clashes)
    tables: dict[str, list[Row]] = {}
    for row in live:
        if row.each is not None:
            tables.setdefault(row.to.partition(".")[0], []).append(row)
    return Mapper(
        targets=tuple(row.to for row in live),
        _cells=tuple(_Placed(tuple(row.to.split(".")), make_cell(row, shown)) for row in live if row.each is None),
        _tables=tuple(_table(name, members, shown) for name, members in tables.items()),
        writes=MappingProxyType({row.to: row.write for row in live if row.write is not None}),
        _fittings=tuple(fittings),
        clears=frozenset(row.to for row in live if row.clear),
    )


def _find_clashes(rows: Sequence[Row]) -> list[RowMistake]:
    found: list[RowMistake] = []
    lists: dict[str, str | None] = {}
    seen: set[str] = set()
    for row in rows:
        table = row.to.partition(".")[0]
        if row.to in seen:
            found.append(RowMistake(Told("rows.field_twice", field=row.to), target=row.to))
        if lists.setdefault(table, row.each) != row.each:
            each = lists[table]
            remedy = Told("rows.write_each", each=each) if each else Told("rows.leave_each_out")
            told = Told("rows.other_list", field=row.to, table=table, remedy=remedy)
            found.append(RowMistake(told, target=row.to))
        seen.add(row.to)
    for row in rows:
        outer = next((other for other in sorted(seen) if row.to.startswith(f"{other}.")), None)
        if outer:
            found.append(RowMistake(Told("rows.filled_as_a_whole", field=row.to, outer=outer), target=row.to))
    return found


def _table(name: str, rows: Sequence[Row], shown: Collection[str]) -> _Table:
    path = rows[0].each or ""
    cells = tuple(
        _Placed(tuple(row.to.split(".")[1:]), make_cell(row, shown), is_same_in_all_lines(row)) for row in rows
    )
    return _Table(name, path, path_parts(path), cells)


def _lines(table: _Table, scope: Scope) -> list[dict[str, Any]] | None:
    items = follow(scope.context, table.parts)
    if items is None:
        return None
    if not isinstance(items, list | tuple):
        scope.tell(Problem(table.path, Told("rows.no_list", table=table.name), Told("rows.give_list")))
        return None
    cells = [_merge_lines(placed, scope) for placed in table.cells]
    lines: list[dict[str, Any]] = []
    for position, value in enumerate(items):
        item = Item(value, position, table.path)
        line: dict[str, Any] = {}
        for at, cell, made in cells:
            found = made if cell is None else cell(scope, item)
            if found is None:
                continue
            if len(at) == 1:
                line[at[0]] = found
            else:
                _place(line, at, found)
        lines.append(line)
    return lines


def _merge_lines(placed: _Placed, scope: Scope) -> tuple[tuple[str, ...], Cell | None, Any]:
    """One cell that gives each line its value; where all lines get the same one, no cell but that value."""
    if placed.same_in_all_lines:
        return placed.at, None, placed.cell(scope, None)
    return placed.at, placed.cell, None


def _place(fields: dict[str, Any], at: tuple[str, ...], value: Any) -> None:
    if value is None:
        return
    for name in at[:-1]:
        fields = fields.setdefault(name, {})
    fields[at[-1]] = value
