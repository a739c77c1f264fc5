"""Turns one row into the closure that fills one field, and tells what is wrong as problems."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from mapping.choices import Choosing, UnmappedValueError, table_key
from mapping.expressions.expression import Expression, FailedExpressionError
from mapping.functions import WrongValueError, is_empty
from mapping.problems import Problem
from mapping.rows.conditions import Condition
from mapping.rows.paths import path_parts
from mapping.rows.row import Row
from mapping.rows.row_parts import Giving, Step, Whether
from mapping.rows.rules import Rule
from mapping.rows.scope import Cell, Item, Read, Scope, place_of, reader
from words.masking import mask_value, shorten
from words.told import Told


class _ToldError(Exception):
    """A rule could not give its value; the problem is told already."""


@dataclass(frozen=True, slots=True)
class _Field:
    """The field to be filled, and how a problem with it is told: ``told`` is the field, or a rule of its row."""

    to: str
    told: str
    in_list: bool
    show: Callable[[object], str]


def make_cell(row: Row, shown: Collection[str]) -> Cell:
    """The closure that fills one field. It raises nothing: what is wrong becomes a problem, and the field stays empty.

    A problem shows the value it found only for fields in ``shown``.
    """
    field = _Field(row.to, row.to, row.each is not None, shorten if row.to in shown else mask_value)
    read = _read_rules(row, field) if row.rules else _read(row, field)
    steps = [_bind(step) for step in row.do]
    if row.choosing is not None:
        steps.append(_chooser(row.choosing, row))
    if steps or row.expr is not None or row.rules:
        return _guard(row, field, _work(field, read, steps))
    return _guard(row, field, _straight(row, field, read))


def is_same_in_all_lines(row: Row) -> bool:
    """Whether a row gives every line of a list the same value, without a problem, so that it is worked out once."""
    plain = not (row.do or row.choosing or row.when or row.rules) and row.expr is None
    return plain and not any(path_parts(path)[0] in {"item", "index"} for path in row.source or ())


def _straight(row: Row, field: _Field, read: Read) -> Cell:
    """A cell without steps, and so without problems."""
    if row.source and len(row.source) == 1:
        return reader(path_parts(row.source[0]), in_list=field.in_list)
    return lambda scope, item: read(scope, item)[1]


def _work(field: _Field, read: Read, steps: Sequence[Callable[[Any], Any]]) -> Cell:
    def cell(scope: Scope, item: Item | None) -> Any:
        path, value = field.to, None
        try:
            path, value = read(scope, item)
            for step in steps:
                value = step(value)
        except (WrongValueError, FailedExpressionError) as wrong:
            found = field.show(value) if isinstance(value, str | int | Decimal) else None
            rule = Told("rows.for_field", rule=wrong.wrong, field=field.told)
            scope.tell(Problem(place_of(path, item), rule, wrong.mend, found))
            return None
        except _ToldError:
            return None
        return value

    return cell


def _guard(part: Giving, field: _Field, cell: Cell, otherwise: Any = None) -> Cell:
    """The cell, but ``otherwise`` where a condition does not hold, and nothing where one cannot be told."""
    if part.when is None:
        return cell
    conditions = [_condition(one, field) for one in part.when]

    def guarded(scope: Scope, item: Item | None) -> Any:
        for condition in conditions:
            holds = condition(scope, item)
            if not holds:
                return otherwise if holds is False else None
        return cell(scope, item)

    return guarded


def _condition(one: Whether, field: _Field) -> Callable[[Scope, Item | None], bool | None]:
    """Whether a condition holds; None where that cannot be told, which then is a problem."""
    if isinstance(one, Condition):
        reach = reader(path_parts(one.path), in_list=field.in_list)
        return lambda scope, item: one.holds(reach(scope, item))

    def holds(scope: Scope, item: Item | None) -> bool | None:
        try:
            return one.holds(scope.view(item))
        except FailedExpressionError as wrong:
            rule = Told("rows.for_when", rule=wrong.wrong, field=field.told)
            scope.tell(Problem(field.to, rule, wrong.mend))
            return None

    return holds


def _read_rules(row: Row, field: _Field) -> Read:
    """Reads the results of all rules that give one, joined: the key of a table, or a value made of several."""
    join = "|" if row.join is None else row.join
    cells = [
        _rule(rule, replace(field, told=f"rule {number} of {row.to}"))
        for number, rule in enumerate(row.rules or (), start=1)
    ]

    def joined(scope: Scope, item: Item | None) -> tuple[str, Any]:
        before = scope.found
        found = [value for cell in cells if not is_empty(value := cell(scope, item))]
        if scope.found > before:
            raise _ToldError
        if len(found) < 2:  # noqa: PLR2004 - one result alone stays what it is, such as an amount
            return row.to, found[0] if found else None
        return row.to, join.join(map(_write_text, found))

    return joined


def _rule(rule: Rule, field: _Field) -> Cell:
    cell = _work(field, _read(rule, field), [_bind(step) for step in rule.do])
    return _guard(rule, field, cell, rule.otherwise)


def _write_text(value: Any) -> str:
    """A result of a rule among others. Numbers are written as a table has them. Raises WrongValueError."""
    told = value.isoformat() if isinstance(value, date) else table_key(value)
    if told is None:
        raise WrongValueError(Told("rows.rule_not_joined"), Told("rows.change_rule"))
    return told


def _read(part: Giving, field: _Field) -> Read:
    if part.expr is not None:
        expression: Expression = part.expr
        return lambda scope, item: (field.to, expression.value(scope.view(item)))
    reads = [(path, reader(path_parts(path), in_list=field.in_list)) for path in part.source or ()]
    if not reads:
        fixed = (field.to, part.const)
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


def _bind(step: Step) -> Callable[[Any], Any]:
    function, argument = step.function, step.argument
    call = function.call
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
            raise WrongValueError(Told("rows.no_key"), Told("rows.change_row", field=row.to))
        try:
            return value if choosing.unmapped == "keep" and key not in choosing.table else choosing.choose(key)
        except UnmappedValueError:
            raise WrongValueError(Told("rows.not_in_table"), Told("rows.add_to_table", field=row.to)) from None

    return choose
