"""Turns what another system posts into the canonical order by rows alone, and tells what is wrong in its own words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from importlib.resources import files
from typing import Any

from handlers.vendors.webhook.connection import LineList, WebhookConnection
from mapping.documents.fields import fields_at, models_in
from mapping.documents.order import MOST_LINES, Order
from mapping.documents.personal import open_fields
from mapping.documents.reading import read_order
from mapping.functions import WrongValueError, is_empty
from mapping.functions.values import at, number_of
from mapping.mapper import compile_rows
from mapping.presets import MappingError, lay_over, load_rows, read_rows
from mapping.problems import WHOLE, DocumentError, Problem
from mapping.rows import Row
from mapping.suggestions import no_such
from relay.errors import StartError

LINES = "lines"
"""What rows name in ``each`` for the entries of all lists of lines, one after the other."""

LIST = "list"
"""The field by which an entry of :data:`LINES` says which list it is from."""

SHORTENING = ("cut", "first_word", "search_code")
"""Functions by which two texts become one; the number of an order may not go through them."""

_POSITION = re.compile(r"\[([0-9]+)\]")


class MappedFormat:
    """The rows of one connection. Rows read ``posted``, the document as it came, and ``lines``.

    ``merged`` are the rows with their origins.
    Raises StartError with every mistake in the rows.
    """

    def __init__(self, connection: str, settings: WebhookConnection) -> None:
        self._lists = settings.lines
        try:
            self.merged = lay_over(_shipped(settings.format), read_rows([dict(row) for row in settings.mapping]))
            self._rows = self.merged.rows
            _check_targets(self._rows)
            self._mapper = compile_rows(self._rows, shown=open_fields(Order))
        except MappingError as error:
            raise StartError(*(f"connections.{connection}.mapping: {told}" for told in error.mistakes)) from None

    def read(self, document: Any) -> Order:
        """The canonical order. Raises DocumentError with every problem, its path being that of the posted document."""
        if not isinstance(document, Mapping):
            raise DocumentError([Problem(WHOLE, "is no object", "post one order as a JSON object")])
        lines, places = _lines(document, self._lists)
        fields, found = self._mapper.apply({"posted": document, LINES: lines})
        problems = [replace(problem, path=_place_of(problem.path, places)) for problem in found]
        try:
            order = read_order(fields, strict=False)
        except DocumentError as error:
            told = [replace(each, **self._as_posted(each.path, places)) for each in error.problems]
            known = {problem.path for problem in problems}
            problems += [problem for problem in told if problem.path not in known]
        else:
            if not problems:
                return order
        raise DocumentError(problems)

    def _as_posted(self, path: str, places: Sequence[str]) -> dict[str, str]:
        """What of a problem of the order is told otherwise: its path, or the remedy where no row reads a field."""
        position = _POSITION.search(path)
        target = _POSITION.sub("", path)
        each, source = self._sources.get(target, (None, None))
        if source is None:
            return {"remedy": f"fill it by a row of the mapping, to: {target}"}
        if position and each and source.partition(".")[0] == "item":
            source = f"{each}[{position[1]}]{source.removeprefix('item')}"
        return {"path": _place_of(source, places)}

    @cached_property
    def _sources(self) -> Mapping[str, tuple[str | None, str]]:
        """For each field of the order the list and the first path of its row; for a list the path of it alone."""
        found = {row.to: (row.each, _path_of(row)) for row in self._rows if row.source}
        return found | {row.to.partition(".")[0]: (None, row.each) for row in self._rows if row.each}


def _shipped(name: str) -> tuple[Row, ...]:
    if name == "relay":
        return ()
    return load_rows(files(__package__).joinpath("presets", f"{name}.yaml").read_text(encoding="utf-8"))


def _path_of(row: Row) -> str:
    """The first path that a row reads, with the field that it picks of what stands there."""
    [path, *_] = row.source or ()
    picked = row.do[0].argument if row.do and row.do[0].name == "pick" else None
    return f"{path}.{picked}" if picked else path


def _check_targets(rows: Sequence[Row]) -> None:
    """Raise MappingError for every row whose target is no field of the order."""
    known = _paths_below(())
    wrong = [f"to: {no_such('field', row.to, known)}" for row in rows if row.to not in known]
    shorter = [step.name for row in rows if row.to == "number" for step in row.do if step.name in SHORTENING]
    if shorter:
        wrong.append(
            f"number: an order is found again by it, and {shorter[0]} could make two of them one; take it away"
        )
    if wrong:
        raise MappingError(wrong)


def _paths_below(path: tuple[str, ...]) -> list[str]:
    """The paths of all fields of the order that hold a value, below one of its fields."""
    found: list[str] = []
    for name, field in fields_at(Order, path).items():
        found += _paths_below((*path, name)) if models_in(field.annotation) else [".".join((*path, name))]
    return found


def _lines(document: Mapping[str, Any], lists: Sequence[LineList]) -> tuple[list[dict[str, Any]], list[str]]:
    """The entries of all lists of lines, and the path of each in the posted document.

    Raises DocumentError, before any entry is looked at, for more than an order can have.
    """
    _refuse_many(document, lists)
    lines: list[dict[str, Any]] = []
    places: list[str] = []
    for each in lists:
        entries = at(document, each.list)
        for position, entry in enumerate(entries if isinstance(entries, list) else []):
            if isinstance(entry, Mapping) and not (each.amount and _is_nothing(at(entry, each.amount))):
                lines.append({**entry, LIST: each.list})
                places.append(f"{each.list}[{position}]")
    return lines, places


def _refuse_many(document: Mapping[str, Any], lists: Sequence[LineList]) -> None:
    room = MOST_LINES
    for each in lists:
        entries = at(document, each.list)
        room -= len(entries) if isinstance(entries, list) else 0
        if room < 0:
            raise DocumentError([Problem(each.list, "has too many entries", f"give at most {MOST_LINES} lines in all")])


def _is_nothing(amount: Any) -> bool:
    """Whether an amount is empty or zero; one that is no number is a problem for the row that reads it."""
    try:
        return is_empty(amount) or not number_of(amount)
    except WrongValueError:
        return False


def _place_of(path: str, places: Sequence[str]) -> str:
    """A path of what rows read as one of the posted document."""
    match = re.fullmatch(rf"{LINES}\[([0-9]+)\](.*)", path)
    if match and int(match[1]) < len(places):
        return f"{places[int(match[1])]}{match[2]}"
    return path.removeprefix("posted.")
