"""Turns what another system posts into the canonical order by rows alone, and tells what is wrong in its own words."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from handlers.vendors.row_functions import FUNCTIONS
from handlers.vendors.shipped_rows import refuse_rows, shipped_rows
from handlers.vendors.webhook.settings import WebhookConnection
from handlers.vendors.webhook.source.lines import LINES, LIST, gather_lines
from handlers.vendors.webhook.source.shop_reading import SHOP, WORKED, ShopReading, WrongAmountError
from handlers.vendors.webhook.source.shopify import shopify_order
from handlers.vendors.webhook.source.woocommerce import woocommerce_order
from mapping.clean_text import clean_document
from mapping.documents.fields import fields_at, models_in
from mapping.documents.order import Order
from mapping.documents.personal import open_fields
from mapping.documents.reading import read_order
from mapping.problems import WHOLE, DocumentError, Problem
from mapping.rows.known_paths import path_mistakes
from mapping.rows.mapper import compile_rows
from mapping.rows.overlays import lists_of
from mapping.rows.presets import MappingError, lay_over, read_rows
from mapping.rows.row import Row, RowMistake, in_row
from mapping.rows.shapes import ANYTHING, Shape
from mapping.suggestions import tell_unknown
from words.told import Told

READINGS: Mapping[str, Callable[[Mapping[str, Any]], ShopReading]] = {
    "woocommerce": woocommerce_order,
    "shopify": shopify_order,
}
"""What is worked out of an order before its rows read it, by format."""

WORKED_OF_AN_ORDER: Mapping[str, tuple[str, ...]] = {
    "woocommerce": ("bill", "ship", "refunded"),
    "shopify": ("bill", "ship", "total", "vat", "refunded"),
}
"""The names below ``shop`` of what they work out, by format."""

WORKED_OF_A_LINE = ("quantity", "unit_price", "discount_percent", "vat_rate", "vat_amount", "vat_class")
"""The names below ``item.worked``."""

SHORTENING = ("cut", "first_word", "search_code")
"""Functions by which two texts become one; the number of an order may not go through them."""

_POSITION = r"\[([0-9]+)\]"


class MappedFormat:
    """The rows of one connection. Rows read ``posted``, the document in clean text, ``lines``, and of a shop ``shop``.

    ``merged`` are the rows with their origins.
    Raises StartError with every mistake in the rows.
    """

    def __init__(self, connection: str, settings: WebhookConnection) -> None:
        self._lists = settings.lines
        self._format = settings.format
        try:
            shipped = _shipped(settings.format)
            self.merged = lay_over(shipped, _own_rows(settings, shipped))
            self._rows = self.merged.rows
            _check_targets(self._rows)
            self._mapper = compile_rows(self._rows, shown=open_fields(Order))
        except MappingError as error:
            raise refuse_rows(("connections", connection, "mapping"), settings.mapping, error) from None

    def read(self, document: Any) -> Order:
        """The canonical order. Raises DocumentError with every problem, each by its path in the posted document."""
        if not isinstance(document, Mapping):
            raise DocumentError([Problem(WHOLE, Told("webhook.no_object"), Told("webhook.post_object"))])
        document = clean_document(document)
        reading = self._reading(document)
        lines, places = gather_lines(document, self._lists, reading)
        fields, found = self._mapper.apply({"posted": document, LINES: lines, SHOP: reading.names})
        told_at = _Places(reading.told, places, _drop_empty_lines(fields))
        problems = [replace(problem, path=told_at.of_source(problem.path)) for problem in found]
        try:
            order = read_order(fields, strict=False)
        except DocumentError as error:
            told = [self._point_at_posted(problem, told_at) for problem in error.problems]
            known = {problem.path for problem in problems}
            problems += [problem for problem in told if problem.path not in known]
        else:
            if not problems:
                return order
        raise DocumentError(problems)

    def _reading(self, document: Mapping[str, Any]) -> ShopReading:
        work = READINGS.get(self._format)
        try:
            return work(document) if work else ShopReading()
        except WrongAmountError as wrong:
            raise DocumentError([Problem(wrong.path, wrong.wrong, wrong.mend)]) from None

    def _point_at_posted(self, problem: Problem, told_at: "_Places") -> Problem:
        """A problem of the order by the posted document's path, or with another remedy where no row reads its field."""
        position = re.search(_POSITION, problem.path)
        target = re.sub(_POSITION, "", problem.path)
        each, source = self._sources.get(target, (None, None))
        if source is None:
            return replace(problem, mend=Told("webhook.fill_by_row", target=target))
        if position and each and source.partition(".")[0] == "item":
            source = f"{each}[{told_at.entry(int(position[1]))}]{source.removeprefix('item')}"
        return replace(problem, path=told_at.of_source(source))

    @cached_property
    def _sources(self) -> Mapping[str, tuple[str | None, str]]:
        """For each field of the order the list and the first path of its row; for a list the path of it alone."""
        found = {row.to: (row.each, _path_of(row)) for row in self._rows if row.source}
        return found | {row.to.partition(".")[0]: (None, row.each) for row in self._rows if row.each}


def _shipped(name: str) -> tuple[Row, ...]:
    if name == "relay":
        return ()
    return shipped_rows("webhook", name)


def _own_rows(settings: WebhookConnection, shipped: Sequence[Row]) -> tuple[Row, ...]:
    """The connection's rows. Raises MappingError, also for a path that is misspelt where it begins."""
    own = read_rows([dict(row) for row in settings.mapping], FUNCTIONS)
    known = _readable(settings.format)
    if wrong := [*path_mistakes(own, lambda _: known, lists_of(shipped))]:
        raise MappingError(wrong)
    return own


def _readable(name: str) -> Mapping[str, Shape]:
    """What rows of a format may read: anything of what is posted, and by name what is worked out of it."""
    worked: Shape = dict.fromkeys(WORKED_OF_A_LINE, ANYTHING) if name in READINGS else {}
    known = {LIST: str, WORKED: worked, ...: ANYTHING}
    return {"posted": ANYTHING, LINES: [known], SHOP: dict.fromkeys(WORKED_OF_AN_ORDER.get(name, ()), ANYTHING)}


def _path_of(row: Row) -> str:
    """The first path that a row reads, with the field that it picks of what stands there."""
    [path, *_] = row.source or ()
    picked = row.do[0].argument if row.do and row.do[0].name == "pick" else None
    return f"{path}.{picked}" if picked else path


def _check_targets(rows: Sequence[Row]) -> None:
    """Raise MappingError for every row whose target is no field of the order."""
    known = _paths_below(())
    wrong = [
        one
        for row in rows
        if row.to not in known
        for one in in_row(tell_unknown(Told("names.field"), row.to, known, at=("to",)), target=row.to)
    ]
    shorter = [step.name for row in rows if row.to == "number" for step in row.do if step.name in SHORTENING]
    if shorter:
        wrong.append(RowMistake(Told("webhook.number_shortened", function=shorter[0]), target="number", at=("do",)))
    if wrong:
        raise MappingError(wrong)


def _paths_below(path: tuple[str, ...]) -> list[str]:
    """The paths of all fields of the order that hold a value, below one of its fields."""
    found: list[str] = []
    for name, field in fields_at(Order, path).items():
        found += _paths_below((*path, name)) if models_in(field.annotation) else [".".join((*path, name))]
    return found


@dataclass(frozen=True, slots=True)
class _Places:
    """Where a person finds in the posted document what rows read.

    ``names`` are those of what was worked out, ``lines`` the paths of all lines, and ``kept`` the positions of those
    that were not left out.
    """

    names: Mapping[str, str]
    lines: Sequence[str]
    kept: Sequence[int]

    def entry(self, position: int) -> int:
        """The position in its list of a line of the order."""
        return self.kept[position] if position < len(self.kept) else position

    def of_source(self, path: str) -> str:
        """A path that rows read."""
        if match := re.fullmatch(rf"{LINES}\[([0-9]+)\](.*)", path):
            inside = match[2].replace(f".{WORKED}.", ".", 1)
            return f"{self.lines[int(match[1])]}{inside}" if int(match[1]) < len(self.lines) else path
        name, point, rest = path.removeprefix(f"{SHOP}.").partition(".")
        if path.startswith(f"{SHOP}.") and name in self.names:
            return f"{self.names[name]}{point}{rest}"
        return path.removeprefix("posted.")


def _drop_empty_lines(fields: dict[str, Any]) -> list[int]:
    """Take lines away that no row filled, for its conditions said so; the positions of those that stay."""
    lines = fields.get(LINES)
    if not isinstance(lines, list):
        return []
    kept = [position for position, filled in enumerate(lines) if filled]
    fields[LINES] = [lines[position] for position in kept]
    return kept
