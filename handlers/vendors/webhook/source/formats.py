"""Turns what another system posts into a canonical document by rows alone, and tells what is wrong in its own words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, Final, Generic, Protocol, TypeVar

from pydantic import BaseModel

from handlers.vendors.row_functions import FUNCTIONS
from handlers.vendors.shipped_rows import refuse_rows, shipped_rows
from handlers.vendors.webhook.settings import Posted
from handlers.vendors.webhook.source.empties import tell_empty
from handlers.vendors.webhook.source.kinds import WORKED_OF_A_LINE, DocumentT, Kind
from handlers.vendors.webhook.source.lines import LINES, LIST, gather_lines
from handlers.vendors.webhook.source.notices import Notice
from handlers.vendors.webhook.source.people import name_people
from handlers.vendors.webhook.source.places import Places, drop_empty_lines
from handlers.vendors.webhook.source.shop_reading import SHOP, WORKED, ShopReading, WrongAmountError
from mapping.documents.fields import fields_at, models_in
from mapping.documents.personal import open_fields
from mapping.documents.reading import read
from mapping.problems import WHOLE, DocumentError, Problem
from mapping.rows.known_paths import path_mistakes
from mapping.rows.mapper import compile_rows
from mapping.rows.overlays import Merged, lists_of
from mapping.rows.presets import MappingError, lay_over, read_rows
from mapping.rows.row import Row, RowMistake, in_row
from mapping.rows.shapes import ANYTHING, Shape
from mapping.suggestions import tell_unknown
from words.told import Told

NUMBER: Final = "number"
"""The field by which every kind of document is found again."""

SHORTENING: Final = ("cut", "first_word", "search_code")
"""Functions by which two texts become one; the number of a document may not go through them."""

_POSITION = r"\[([0-9]+)\]"

ReadT_co = TypeVar("ReadT_co", bound=BaseModel, covariant=True)


class Format(Protocol[ReadT_co]):
    """How the documents of one kind that one system posts are read; ``merged`` are the rows by which, if any."""

    @property
    def merged(self) -> Merged:
        """The rows with their origins."""
        ...

    @property
    def refuses_mistakes(self) -> bool:
        """Whether a document with a mistake is refused at the door, since whoever wrote it reads the answer."""
        ...

    def read(self, document: Any) -> ReadT_co:
        """The canonical document. Raises DocumentError with every problem."""
        ...

    def notice_of(self, document: Any) -> Notice | None:
        """What a post comes to that is no state of a document. Raises DocumentError for one that is of another kind."""
        ...

    def whose(self, document: Any) -> frozenset[str]:
        """Names of the person whom a post is of, as :class:`relay.roles.TellsWhose` has them."""
        ...


class OwnFormat(Generic[DocumentT]):
    """The relay's own format, as ``docs/webhook-format.md`` describes it: read strictly, without rows."""

    merged = Merged(())
    refuses_mistakes = True

    def __init__(self, kind: Kind[DocumentT]) -> None:
        self._kind = kind

    def read(self, document: Any) -> DocumentT:
        """The canonical document. Raises DocumentError with every problem."""
        return read(self._kind.document, document, strict=True)

    def notice_of(self, _: Any) -> None:
        """None: it says with fields of its own that a record is gone or to be forgotten."""
        return

    def whose(self, document: Any) -> frozenset[str]:
        """The customer by the sender's own number."""
        return _whose(self._kind, self, document)


class MappedFormat(Generic[DocumentT]):
    """The rows of one connection. Rows read ``posted``, the document in clean text, ``lines``, and of a shop ``shop``.

    ``merged`` are the rows with their origins. Raises StartError with every mistake in the rows.
    """

    refuses_mistakes = False

    def __init__(self, connection: str, kind: Kind[DocumentT], posted: Posted) -> None:
        self._kind = kind
        self._lists = posted.lines
        self._format = posted.format
        try:
            shipped = _shipped(kind, posted.format)
            self.merged = lay_over(shipped, _own_rows(kind, posted, shipped))
            self._rows = self.merged.rows
            _check_targets(kind.document, self._rows)
            self._mapper = compile_rows(self._rows, shown=open_fields(kind.document))
        except MappingError as error:
            raise refuse_rows(("connections", connection, *posted.at), posted.mapping, error) from None

    def notice_of(self, document: Any) -> Notice | None:
        """What a post comes to that is no state of a document. Raises DocumentError for one that is of another kind."""
        known = self._kind.notices.get(self._format)
        return known(document) if known and isinstance(document, Mapping) else None

    def whose(self, document: Any) -> frozenset[str]:
        """The customer by the sender's own number; of a shop also the orders, as it posts them."""
        told = self._kind.people.get(self._format)
        if told is not None:
            return told(document) if isinstance(document, Mapping) else frozenset()
        return _whose(self._kind, self, document)

    def read(self, document: Any) -> DocumentT:
        """The canonical document. Raises DocumentError with every problem, each by its path in the posted document."""
        if not isinstance(document, Mapping):
            raise DocumentError([Problem(WHOLE, Told("webhook.no_object"), Told("webhook.post_object"))])
        document = self._kind.clean(document)
        if notice := self.notice_of(document):
            return read(self._kind.document, notice.says, strict=False)
        reading = self._reading(document)
        lines, places = gather_lines(document, self._lists, reading)
        context = {"posted": document, LINES: lines, SHOP: reading.names}
        fields, found = self._mapper.apply(context)
        told_at = Places(reading.told, places, drop_empty_lines(fields))
        if self._kind.keeps_empty:
            tell_empty(self._kind.document, self._rows, context, fields)
        return self._made_of(fields, found, told_at)

    def _made_of(self, fields: dict[str, Any], found: Sequence[Problem], told_at: Places) -> DocumentT:
        problems = [replace(problem, path=told_at.of_source(problem.path)) for problem in found]
        try:
            made = read(self._kind.document, fields, strict=False)
        except DocumentError as error:
            told = [self._point_at_posted(problem, told_at) for problem in error.problems]
            known = {problem.path for problem in problems}
            problems += [problem for problem in told if problem.path not in known]
        else:
            if not problems:
                return made
        raise DocumentError(problems)

    def _reading(self, document: Mapping[str, Any]) -> ShopReading:
        work = self._kind.readings.get(self._format)
        try:
            return work(document) if work else ShopReading()
        except WrongAmountError as wrong:
            raise DocumentError([Problem(wrong.path, wrong.wrong, wrong.mend)]) from None

    def _point_at_posted(self, problem: Problem, told_at: Places) -> Problem:
        """A problem by the posted document's path, or with another remedy where no row reads its field."""
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
        """For each field the list and the first path of its row; for a list the path of it alone."""
        found = {row.to: (row.each, _path_of(row)) for row in self._rows if row.source}
        return found | {row.to.partition(".")[0]: (None, row.each) for row in self._rows if row.each}


def _whose(kind: Kind[DocumentT], form: Format[DocumentT], document: Any) -> frozenset[str]:
    try:
        return name_people([kind.person(form.read(document)) or ""])
    except DocumentError:
        return frozenset()


def _shipped(kind: Kind[Any], name: str) -> tuple[Row, ...]:
    return shipped_rows("webhook", kind.presets[name]) if name in kind.presets else ()


def _own_rows(kind: Kind[Any], posted: Posted, shipped: Sequence[Row]) -> tuple[Row, ...]:
    """The connection's rows. Raises MappingError, also for a path that is misspelt where it begins."""
    own = read_rows([dict(row) for row in posted.mapping], FUNCTIONS)
    known = _readable(kind, posted.format)
    if wrong := [*path_mistakes(own, lambda _: known, lists_of(shipped))]:
        raise MappingError(wrong)
    return own


def _readable(kind: Kind[Any], name: str) -> Mapping[str, Shape]:
    """What rows of a format may read: anything of what is posted, and by name what is worked out of it."""
    worked: Shape = dict.fromkeys(WORKED_OF_A_LINE, ANYTHING) if name in kind.readings else {}
    known = {LIST: str, WORKED: worked, ...: ANYTHING}
    return {"posted": ANYTHING, LINES: [known], SHOP: dict.fromkeys(kind.worked.get(name, ()), ANYTHING)}


def _path_of(row: Row) -> str:
    """The first path that a row reads, with the field that it picks of what stands there."""
    [path, *_] = row.source or ()
    picked = row.do[0].argument if row.do and row.do[0].name == "pick" else None
    return f"{path}.{picked}" if picked else path


def _check_targets(document: type[BaseModel], rows: Sequence[Row]) -> None:
    """Raise MappingError for every row whose target is no field of the document."""
    known = _paths_below(document, ())
    wrong = [
        one
        for row in rows
        if row.to not in known
        for one in in_row(tell_unknown(Told("names.field"), row.to, known, at=("to",)), target=row.to)
    ]
    shorter = [step.name for row in rows if row.to == NUMBER for step in row.do if step.name in SHORTENING]
    if shorter:
        wrong.append(RowMistake(Told("webhook.number_shortened", function=shorter[0]), target=NUMBER, at=("do",)))
    if wrong:
        raise MappingError(wrong)


def _paths_below(document: type[BaseModel], path: tuple[str, ...]) -> list[str]:
    """The paths of all fields of a document that hold a value, below one of its fields."""
    found: list[str] = []
    for name, field in fields_at(document, path).items():
        found += _paths_below(document, (*path, name)) if models_in(field.annotation) else [".".join((*path, name))]
    return found
