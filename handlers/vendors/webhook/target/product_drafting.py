"""Turns a product into the fields that are posted of it, one by one, and these into the body of a post."""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, Final

from handlers.contracts.product_terms import CODE_GIVEN
from handlers.contracts.products import DraftProduct
from handlers.contracts.records import Fields
from handlers.vendors.product_context import PRICE, READABLE, context_of
from handlers.vendors.webhook.posting.rows import POST, PostRows
from handlers.vendors.webhook.target.bodies import lay_out
from handlers.vendors.webhook.target.posted import as_json
from handlers.vendors.webhook.target.product_document import SOURCES, document_of
from mapping.documents.product import Image
from mapping.problems import Problem, ToldRow
from mapping.rows.known_paths import paths_read
from mapping.rows.paths import follow, path_parts
from mapping.rows.row import Row
from mapping.rows.shapes import Shape
from relay.errors import Hold
from words.told import Told

POSTED: Final[Mapping[str, Shape]] = {**READABLE, "offer": PRICE, "images": [Image]}
"""What rows of a product that is posted may read, besides ``post``."""

_OFFER: Final = "offer"


class Word(Enum):
    """A word of a receiver that is an empty text, such as WooCommerce's for its standard rate of VAT: it is written."""

    EMPTY = ""


class ProductDrafting:
    """A flow's rows under a connection's settings, or none: then the relay's own document goes. Pure.

    A product's fields are by their place in the body, in dots; a list is one field.
    """

    def __init__(self, rows: PostRows | None) -> None:
        self._rows = rows
        self._sources = _sources_of(rows.merged.rows) if rows is not None else SOURCES

    @property
    def rows(self) -> Sequence[ToldRow]:
        """Every row, for a person."""
        return self._rows.told if self._rows is not None else ()

    @property
    def notices(self) -> Sequence[Told]:
        """None: no preset lies beneath these rows."""
        return ()

    @property
    def writes(self) -> Mapping[str, str]:
        """For fields whose rows say so: whether an update may write them."""
        return {_field(row): row.write for row in self._live if row.write is not None}

    @property
    def clears(self) -> frozenset[str]:
        """The fields whose rows say that an update empties them."""
        return frozenset(_field(row) for row in self._live if row.clear)

    @property
    def sources(self) -> Mapping[str, frozenset[str]]:
        """By field the paths that its rows read."""
        return self._sources

    def check(self, draft: DraftProduct) -> Sequence[Problem]:
        """What rows cannot make of a product; the relay's own document can always be made."""
        return self._rows.try_on(_context_of(draft))[1] if self._rows is not None else ()

    def fields(self, draft: DraftProduct) -> dict[str, Any]:
        """The fields of a product, with its code beside them. Raises Hold where rows cannot make them."""
        if self._rows is None:
            made = dict(document_of(draft))
        else:
            body, problems = self._rows.try_on(_context_of(draft))
            if problems:
                raise Hold(Told("posting.does_not_fit_mapping"), problems=problems)
            made = dict(_flat(body, self._live))
        found = dict(self._filled(made, draft))
        return {**found, CODE_GIVEN: draft.code} if draft.code else found

    def body(self, fields: Fields) -> dict[str, Any]:
        """The body of a post of these fields, as JSON has it; None empties one."""
        plain = {name: value.value if isinstance(value, Word) else as_json(value) for name, value in fields.items()}
        plain.pop(CODE_GIVEN, None)
        return lay_out(plain)

    @property
    def _live(self) -> Iterator[Row]:
        rows = self._rows.merged.rows if self._rows is not None else ()
        return (row for row in rows if not row.off)

    def _filled(self, made: Mapping[str, Any], draft: DraftProduct) -> Iterator[tuple[str, Any]]:
        """The fields without what is empty, but for what a code or a row means to be empty.

        What is about an offer counts only where prices are carried: else an empty word would end one that holds.
        """
        meant = {_field(row) for row in self._live if "" in (row.const, row.default)}
        for name, value in made.items():
            paths = self._sources.get(name, frozenset())
            if draft.price is None and paths and all(path.partition(".")[0] == _OFFER for path in paths):
                continue
            if value != "":
                yield name, value
            elif name in meant or any(path.startswith("codes.") for path in paths):
                yield name, Word.EMPTY


def _context_of(draft: DraftProduct) -> dict[str, Any]:
    context = context_of(draft) | {_OFFER: draft.offer, "images": draft.images}
    return {name: None if value == "" else value for name, value in context.items()}


def _field(row: Row) -> str:
    """The field that a row fills, or helps to fill where it is a list."""
    return row.to if row.each is None else row.to.partition(".")[0]


def _sources_of(rows: Sequence[Row]) -> dict[str, frozenset[str]]:
    """By field what is read for it; of what each post says of itself nothing is a field."""
    found: dict[str, frozenset[str]] = {}
    for row in rows:
        paths = paths_read(row) | ({row.each} if row.each is not None else frozenset())
        if not row.off and not any(path.partition(".")[0] == POST for path in paths):
            found[_field(row)] = found.get(_field(row), frozenset()) | paths
    return found


def _flat(body: Mapping[str, Any], rows: Iterator[Row]) -> Iterator[tuple[str, Any]]:
    """What rows made, by field. A list that is not given is none; one that is given and empty empties it."""
    for name in dict.fromkeys(_field(row) for row in rows):
        value = follow(body, path_parts(name))
        if value is not None:
            yield name, value
