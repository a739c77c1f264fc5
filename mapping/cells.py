"""Turns one row into the closure that fills one field, and tells what is wrong as problems."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from mapping.choices import Choosing, UnmappedValueError, table_key
from mapping.conditions import Condition
from mapping.expressions import Expression, FailedExpressionError
from mapping.functions import FUNCTIONS, WrongValueError, is_empty
from mapping.paths import Parts, follow, path_parts
from mapping.problems import Problem, masked, shortened
from mapping.rows import Row, Step
from mapping.views import as_json, readable

Context = Mapping[str, Any]


@dataclass(slots=True)
class Item:
    """Where a row stands in a list: the item, its position from 0, and the path of the list."""

    value: Any
    position: int
    path: str


@dataclass(slots=True)
class Scope:
    """One document being mapped: what rows read, the problems so far, and what expressions see, made when one asks."""

    context: Context
    problems: list[Problem] = field(default_factory=list)
    _view: dict[str, Any] | None = None

    def view(self, item: Item | None) -> dict[str, Any]:
        """The document as expressions see it; in a list with ``item``, and ``index`` from 1."""
        if self._view is None:
            self._view = as_json(self.context) or {}
        if item is None:
            return self._view
        seen = {**self._view, "index": item.position + 1}
        shown = as_json(item.value)
        return {**seen, "item": shown} if shown is not None else seen


Cell = Callable[[Scope, Item | None], Any]
Read = Callable[[Scope, Item | None], tuple[str, Any]]
"""Gives the path a value comes from, and the value."""


def make_cell(row: Row, shown: Collection[str]) -> Cell:
    """The closure that fills one field. It raises nothing: what is wrong becomes a problem, and the field stays empty.

    A problem shows the value it found only for fields in ``shown``.
    """
    read, steps, choosing = _read(row), [_bound(step) for step in row.do], row.choosing
    show = shortened if row.to in shown else masked
    if choosing is not None:
        steps = [*steps, _chooser(choosing, row)]
    cell = _worked(row, read, steps, show) if steps or row.expr is not None else _straight(row, read)
    return cell if row.when is None else _only_when(row, cell)


def is_same_in_all_lines(row: Row) -> bool:
    """Whether a row of a list reads nothing of the item and can cause no problem, so that once is enough."""
    plain = not (row.do or row.choosing or row.when) and row.expr is None
    return plain and not any(path_parts(path)[0] in {"item", "index"} for path in row.source or ())


def _straight(row: Row, read: Read) -> Cell:
    """A cell without steps, and so without problems."""
    if row.source and len(row.source) == 1:
        return reader(path_parts(row.source[0]), in_list=row.each is not None)
    return lambda scope, item: read(scope, item)[1]


def _worked(row: Row, read: Read, steps: Sequence[Callable[[Any], Any]], show: Callable[[object], str]) -> Cell:
    def cell(scope: Scope, item: Item | None) -> Any:
        path, value = row.to, None
        try:
            path, value = read(scope, item)
            for step in steps:
                value = step(value)
        except (WrongValueError, FailedExpressionError) as wrong:
            found = show(value) if isinstance(value, str | int | Decimal) else None
            scope.problems.append(Problem(_told(path, item), f"{wrong.rule} (for {row.to})", wrong.remedy, found))
            return None
        return value

    return cell


def _only_when(row: Row, cell: Cell) -> Cell:
    if isinstance(row.when, Condition):
        condition = row.when
        reach = reader(path_parts(condition.path), in_list=row.each is not None)
        return lambda scope, item: cell(scope, item) if condition.holds(reach(scope, item)) else None
    expression: Expression = row.when

    def guarded(scope: Scope, item: Item | None) -> Any:
        try:
            holds = expression.holds(scope.view(item))
        except FailedExpressionError as wrong:
            scope.problems.append(Problem(row.to, f"{wrong.rule} (for when of {row.to})", wrong.remedy))
            return None
        return cell(scope, item) if holds else None

    return guarded


def _read(row: Row) -> Read:
    if row.expr is not None:
        expression: Expression = row.expr
        return lambda scope, item: (row.to, expression.value(scope.view(item)))
    reads = [(path, reader(path_parts(path), in_list=row.each is not None)) for path in row.source or ()]
    if not reads:
        fixed = (row.to, row.const)
        return lambda _, __: fixed
    if len(reads) == 1:
        [(path, reach)] = reads
        return lambda scope, item: (path, reach(scope, item))

    def first_filled(scope: Scope, item: Item | None) -> tuple[str, Any]:
        for path, reach in reads:
            value = reach(scope, item)
            if not is_empty(value):
                return path, value
        return reads[0][0], None

    return first_filled


def reader(parts: Parts, *, in_list: bool) -> Callable[[Scope, Item | None], Any]:
    """The closure that reads one path: of the item where it begins so, of the document elsewhere."""
    if in_list and parts[0] == "item":
        return _item_reader(parts[1:])
    if in_list and parts == ("index",):
        return lambda _, item: item.position + 1 if item is not None else None
    return lambda scope, _: follow(scope.context, parts)


def _item_reader(parts: Parts) -> Callable[[Scope, Item | None], Any]:
    """The closure that reads a path of the item; most have one name, for which it takes the short way."""
    name = parts[0] if len(parts) == 1 else None

    def read(_: Scope, item: Item | None) -> Any:
        if item is None:
            return None
        value = item.value
        if name in readable(value.__class__):
            return getattr(value, str(name))
        return follow(value, parts)

    return read


def _bound(step: Step) -> Callable[[Any], Any]:
    function = FUNCTIONS[step.name]
    call, argument = function.call, step.argument
    if argument is None:
        return call if function.sees_nothing else lambda value: None if value is None else call(value)
    if function.sees_nothing:
        return lambda value: call(value, argument)
    return lambda value: None if value is None else call(value, argument)


def _chooser(choosing: Choosing[Any], row: Row) -> Callable[[Any], Any]:
    """Default, force and table. Raises WrongValueError for a value a person must add to the table."""

    def choose(value: Any) -> Any:
        if choosing.force or is_empty(value):
            return choosing.default
        if row.table is None:
            return value
        key = table_key(value)
        if key is None:
            raise WrongValueError("is no text or number that a table can hold", f"change the row for {row.to}")
        try:
            return value if choosing.unmapped == "keep" and key not in choosing.table else choosing.choose(key)
        except UnmappedValueError:
            remedy = f"add it to table in the mapping row for {row.to}, or set unmapped there"
            raise WrongValueError("has no code in the table", remedy) from None

    return choose


def _told(path: str, item: Item | None) -> str:
    """The path as a person finds it in the document: the item by its place in the list."""
    if item is None or not (path == "item" or path.startswith(("item.", "item["))):
        return path
    return f"{item.path}[{item.position}]{path.removeprefix('item')}"
