"""Tells the rows of a mapping to a person: what fills each field, where the row comes from, and what it replaces."""

from collections.abc import Mapping
from typing import Any

from mapping.problems import ToldRow
from mapping.rows.overlays import Merged
from mapping.rows.row import Row
from mapping.rows.row_parts import Giving, Step
from mapping.rows.rules import Rule


def tell_rows(merged: Merged) -> tuple[ToldRow, ...]:
    """Every row in order; those that the overlay took away at the end."""
    told = [ToldRow(row.to, tell(row), _origin(row, merged), _was(row, merged)) for row in merged.rows]
    told += [ToldRow(target, "nothing", "removed", tell(row)) for target, row in merged.removed.items()]
    return tuple(told)


def tell(row: Row) -> str:
    """A row in one line.

    >>> tell(Row.model_validate({"to": "A", "from": ["b", "c"], "do": ["trim", {"cut": 5}], "default": "-"}))
    'b | c, trim, cut: 5, default: -'
    """
    parts = [_source(row), *(_step(step) for step in row.do)]
    if row.table is not None:
        parts.append(f"table: {_flow(row.table)}")
    if row.unmapped is not None:
        parts.append(f"unmapped: {row.unmapped}")
    if row.default is not None:
        parts.append(f"{'always' if row.force else 'default'}: {row.default}")
    if row.when is not None:
        parts.append(_when(row))
    if row.write is not None:
        parts.append(f"write: {row.write}")
    if row.clear:
        parts.append("clear: true")
    if row.too_long is not None:
        parts.append(f"too_long: {row.too_long}")
    return ", ".join(part for part in parts if part)


def _source(row: Row) -> str:
    if row.rules:
        return f"[{'; '.join(map(_rule, row.rules))}]" + (f' joined by "{row.join}"' if row.join is not None else "")
    return _given(row)


def _given(part: Giving) -> str:
    if part.const is not None:
        return f'"{part.const}"'
    return part.told_source if part.source or part.expr is not None else ""


def _rule(rule: Rule) -> str:
    parts = [_given(rule), *map(_step, rule.do)]
    if rule.when is not None:
        parts.append(_when(rule))
    if rule.otherwise is not None:
        parts.append(f'otherwise "{rule.otherwise}"')
    return ", ".join(parts)


def _when(part: Giving) -> str:
    return f"when {' and '.join(str(getattr(one, 'text', one)) for one in part.when)}"


def _step(step: Step) -> str:
    if step.argument is None:
        return step.name
    return f"{step.name}: {_flow(step.argument)}"


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_flow(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return str(value)


def _origin(row: Row, merged: Merged) -> str:
    if merged.origin(row.to) == "overlay":
        return "overlay"
    return f"preset {row.preset}" if row.preset is not None else "preset"


def _was(row: Row, merged: Merged) -> str | None:
    before = merged.replaced.get(row.to)
    return tell(before) if before is not None else None
