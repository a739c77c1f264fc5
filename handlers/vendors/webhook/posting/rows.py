"""Makes bodies by rows: those of the connection with the flow's over them, and apart what each post says of itself.

What rows make of ``post`` (the sequence of a state, and of when it is) is filled in as a document is posted: else no
two states would be the same, and nothing would be known as unchanged.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from handlers.vendors.row_functions import FUNCTIONS
from handlers.vendors.shipped_rows import refuse_rows
from handlers.vendors.webhook.posting.message import written_moment
from handlers.vendors.webhook.posting.settings import KINDS, EntityPosts
from mapping.problems import Problem, ToldRow
from mapping.rows.known_paths import path_mistakes, paths_read
from mapping.rows.mapper import Context, Mapper, compile_rows
from mapping.rows.overlays import Merged, lay_over, lists_of
from mapping.rows.presets import read_rows
from mapping.rows.row import MappingError, Row, RowMistake
from mapping.rows.shapes import Shape
from mapping.rows.telling import tell_rows
from relay.errors import Hold
from relay.line.carrying import Carrying
from relay.model import Flow
from words.told import Told

POST: Final = "post"
_POST: Final[Mapping[str, Shape]] = {"sequence": int, "as_of": str, "type": str}


@dataclass(frozen=True, slots=True)
class PostRows:
    """Compiled rows of one kind of document. ``merged`` are all of them, with their origins."""

    entity: str
    merged: Merged
    body: Mapper
    stamps: Mapper

    @property
    def told(self) -> tuple[ToldRow, ...]:
        """Every row, for a person."""
        return tell_rows(self.merged)

    def try_on(self, context: Context) -> tuple[dict[str, Any], list[Problem]]:
        """What the rows make of a document, and all problems; without what they make of ``post``."""
        return self.body.apply(context)

    def fields(self, context: Context) -> dict[str, Any]:
        """The same. Raises Hold with every problem."""
        fields, problems = self.body.apply(context)
        if problems:
            raise Hold(Told("posting.does_not_fit_mapping"), problems=problems)
        return fields

    def stamped(self, fields: Mapping[str, Any], carried: Carrying | None) -> dict[str, Any]:
        """The whole body, with what its rows make of ``post``."""
        post: dict[str, Any] = {"type": self.entity}
        if carried is not None:
            post |= {"as_of": written_moment(carried.as_of), "sequence": carried.ordinal or None}
        stamps, _ = self.stamps.apply({POST: post})
        return _laid_over(fields, stamps)


def post_rows(flow: Flow, how: EntityPosts, readable: Mapping[str, Shape]) -> PostRows | None:
    """The connection's rows with the flow's over them; None where there are none, and documents are posted whole.

    ``readable`` is what rows may read, besides ``post``. Raises SettingsError naming every mistake.
    """
    if not how.mapping and not flow.mapping:
        return None
    shared = _read(("connections", flow.target, "posts", KINDS[flow.entity], "mapping"), how.mapping, readable, {})
    at = ("flows", flow.name, "mapping")
    own = _read(at, flow.mapping, readable, lists_of(shared))
    try:
        merged = lay_over(shared, own)
        compile_rows(merged.rows)  # all at once, since rows of both may fill one field
        stamps = [row for row in merged.rows if _reads_post(row)]
        body = [row for row in merged.rows if not _reads_post(row)]
        return PostRows(flow.entity, merged, compile_rows(body), compile_rows(stamps))
    except MappingError as error:
        raise refuse_rows(at, flow.mapping, error) from None


def _read(
    at: tuple[str, ...], written: Sequence[Mapping[str, Any]], readable: Mapping[str, Shape], lists: Mapping[str, str]
) -> tuple[Row, ...]:
    try:
        rows = read_rows(written, FUNCTIONS)
    except MappingError as error:
        raise refuse_rows(at, written, error) from None
    known = {**readable, POST: _POST}
    if mistakes := [*path_mistakes(rows, lambda _: known, lists), *_that_mix(rows)]:
        raise refuse_rows(at, written, MappingError(mistakes))
    try:
        lay_over((), rows)
    except MappingError as error:
        raise refuse_rows(at, written, error) from None
    return rows


def _reads_post(row: Row) -> bool:
    return any(path.partition(".")[0] == POST for path in paths_read(row))


def _that_mix(rows: Sequence[Row]) -> Iterator[RowMistake]:
    """Rows that make one field of the post and of the document: its value would never be the same twice."""
    for number, row in enumerate(rows, start=1):
        roots = {path.partition(".")[0] for path in paths_read(row)}
        if POST in roots and (len(roots) > 1 or row.each is not None):
            yield RowMistake(Told("posting.post_alone"), number, row.to)


def _laid_over(fields: Mapping[str, Any], stamps: Mapping[str, Any]) -> dict[str, Any]:
    laid = dict(fields)
    for name, value in stamps.items():
        below = laid.get(name)
        laid[name] = _laid_over(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return laid
