"""Refuses rows that read what no document has: a misspelt path would leave its field empty, and nobody would know."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from mapping.code_keys import country_key, currency_key, rate_key
from mapping.expressions.expression import Expression
from mapping.rows.conditions import Condition
from mapping.rows.paths import Parts, path_parts
from mapping.rows.row import Row, RowMistake
from mapping.rows.row_parts import Giving
from mapping.rows.shapes import ANYTHING, Shape, entry_of, names_below
from mapping.suggestions import did_you_mean
from words.mistake import Mistake
from words.told import Told

_MOST_NAMED: Final = 12
_QUOTED: Final = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`|/[^/\n]+/")
_READ: Final = re.compile(r"(?<![\w$.])[A-Za-z_]\w*(?:\[\d{1,4}\]|\.[A-Za-z_]\w*)+")
"""What an expression reads by a path from the beginning; what it reads in any other way is not judged."""

_CODES: Final[Mapping[str, Callable[[str], str]]] = {
    "country": country_key,
    "currency": currency_key,
    "vat_rate": rate_key,
}
"""What values may be compared with those that end a path with such a name."""


class _Wrong(NamedTuple):
    """What is wrong with a path, and the path that was probably meant."""

    told: Told
    nearest: str | None = None


def path_mistakes(
    rows: Sequence[Row], readable: Callable[[str], Mapping[str, Shape]], lists: Mapping[str, str]
) -> Iterator[RowMistake]:
    """A mistake for each path of rows that is not among what they may read, with its place in the row.

    ``readable`` gives that for a table. ``lists`` tells for each table the list by which the shipped rows fill it: a
    row without ``each`` takes that.
    """
    for number, row in enumerate(rows, start=1):
        table = row.to.partition(".")[0]
        for at, wrong in _in_row(row, readable(table), row.each or lists.get(table)):
            yield RowMistake(wrong.told, number, row.to, at, nearest=wrong.nearest)


def _in_row(row: Row, context: Mapping[str, Shape], each: str | None) -> Iterator[tuple[Parts, _Wrong]]:
    known = dict(context)
    if each is not None:
        wrong = _wrong(each, known)
        shape = ANYTHING if wrong else _shape_at(each, known)
        entry = entry_of(shape)
        if row.each is not None and (wrong or (entry is None and names_below(shape) is not None)):
            yield ("each",), wrong or _Wrong(Told("rows.no_such_list", path=each))
            return
        known |= {"item": ANYTHING if entry is None else entry, "index": int}
    yield from _in_giving(row, known, ())
    for place, rule in enumerate(row.rules or ()):
        yield from _in_giving(rule, known, ("rules", place))
    if row.table is not None and row.source is not None and not row.do:
        yield from _wrong_codes(row.source[0], row.table, known, ("table",))


def _in_giving(part: Giving, known: Mapping[str, Shape], at: Parts) -> Iterator[tuple[Parts, _Wrong]]:
    sources = part.source or ()
    for place, path in enumerate(sources):
        if wrong := _wrong(path, known):
            yield (*at, "from", *([place] if len(sources) > 1 else [])), wrong
    if isinstance(part.expr, Expression):
        yield from (((*at, "expr"), wrong) for wrong in _in_expression(part.expr, known))
    conditions = part.when or ()
    for place, one in enumerate(conditions):
        where: Parts = (*at, "when", *([place] if len(conditions) > 1 else []))
        if isinstance(one, Condition):
            if wrong := _wrong(one.path, known):
                yield (*where, "path"), wrong
            else:
                yield from _wrong_codes(one.path, sorted(one.values or ()), known, where)
        elif isinstance(one, Expression):
            yield from ((where, wrong) for wrong in _in_expression(one, known))


def _in_expression(expression: Expression, known: Mapping[str, Shape]) -> Iterator[_Wrong]:
    """What is wrong with the paths of an expression that begin with a name that rows may read."""
    bare = _QUOTED.sub(" '' ", expression.text)
    for path in dict.fromkeys(_READ.findall(bare)):
        if path_parts(path)[0] in known and (wrong := _wrong(path, known, over_lists=True)):
            yield wrong


def _wrong(path: str, known: Mapping[str, Shape], *, over_lists: bool = False) -> _Wrong | None:
    """What is wrong with a path; None where nothing is. ``over_lists``: a name of a list is one of all its entries."""
    shape: Shape = dict(known)
    parts = path_parts(path)
    for place, part in enumerate(parts):
        entry = entry_of(shape)
        if entry is not None:
            if isinstance(part, int):
                shape = entry
                continue
            if not over_lists:
                start = _written(parts[:place])
                return _Wrong(Told("rows.is_a_list", path=start, inside=str(part)))
            shape = entry
        names = names_below(shape)
        if names is None:
            return None
        if part not in names:
            return None if ... in names else _unknown(parts, place, names, known)
        shape = names[part]
    return None


def _unknown(parts: Parts, place: int, names: Mapping[Any, Shape], known: Mapping[str, Shape]) -> _Wrong:
    start, path = parts[:place], _written(parts)
    words = [str(name) for name in names if name is not ...]
    if not words:
        return _Wrong(Told("rows.is_one_value", path=path, start=_written(start)))
    guess = did_you_mean(str(parts[place]), words)
    meant = None if guess is None else _written((*start, guess, *parts[place + 1 :]))
    if place == 0:
        inside = (name for name, shape in known.items() if parts[0] in (names_below(shape) or ()))
        meant = next((f"{name}.{path}" for name in inside), meant)
    if meant is not None and _wrong(meant, known) is None:
        return _Wrong(Told("rows.no_such_path_near", path=path, nearest=meant), meant)
    listed = sorted(words)[:_MOST_NAMED]
    left = len(words) - len(listed)
    more = Told("rows.and_more", more=left) if left else ""
    where = Told("rows.below", start=_written(start)) if start else Told("rows.here")
    return _Wrong(Told("rows.no_such_path", path=path, where=where, names=listed, more=more))


def _wrong_codes(
    path: str, written: Iterator[str] | Sequence[str] | Mapping[str, object], known: Mapping[str, Shape], at: Parts
) -> Iterator[tuple[Parts, _Wrong]]:
    """Codes that the value at a path never has, since it is an ISO code."""
    root, *inside = path_parts(path)
    check = _CODES.get(str(inside[-1])) if inside and root != "codes" else None
    if check is None or _shape_at(path, known) is ANYTHING:
        return
    for code in written:
        try:
            check(code)
        except Mistake as mistake:
            yield at, _Wrong(Told("rows.never_this_code", path=path, code=code, why=mistake.told), mistake.nearest)


def _shape_at(path: str, known: Mapping[str, Shape]) -> Shape:
    """The shape at a path that is right; ANYTHING where nothing is known of it."""
    shape: Shape = dict(known)
    for part in path_parts(path):
        entry = entry_of(shape)
        names = names_below(shape)
        if entry is not None:
            shape = entry
        elif names is None or part not in names:
            return ANYTHING
        else:
            shape = names[part]
    return shape


def _written(parts: Parts) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return text.removeprefix(".")


def paths_read(row: Row) -> frozenset[str]:
    """The paths that a row reads: in ``from``, in its rules and conditions, and those that its expressions write out.

    >>> sorted(paths_read(Row.model_validate({"to": "A", "expr": "order.remark & ' ' & lines[0].sku"})))
    ['lines[0].sku', 'order.remark']
    """
    return frozenset(path for part in (row, *(row.rules or ())) for path in _paths_of(part))


def _paths_of(part: Giving) -> Iterator[str]:
    yield from part.source or ()
    for one in (part.expr, *(part.when or ())):
        if isinstance(one, Condition):
            yield one.path
        elif isinstance(one, Expression):
            yield from _READ.findall(_QUOTED.sub(" '' ", one.text))
