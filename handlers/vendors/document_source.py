"""What every source of documents that are mapped by a preset has in common: how one is checked, read and told apart."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from handlers.vendors.given_as_empty import keep_empty
from handlers.vendors.reach import Reach, cursor_text
from handlers.vendors.source_clock import SourceClock
from handlers.vendors.stamps import earliest_stamp, near_clock_change, told_at
from mapping.documents.reading import problems_of, read
from mapping.problems import DocumentError, Problem, ToldRow
from mapping.rows.mapper import Mapper
from mapping.rows.overlays import Merged
from mapping.rows.row import Row
from mapping.rows.telling import tell_rows
from relay.model import Identity
from relay.roles import CLOCK_ROOM, WHOLE
from words.told import Told

RecordT = TypeVar("RecordT", bound=BaseModel)
ReadT_co = TypeVar("ReadT_co", bound=BaseModel, covariant=True)

BEGINNING = datetime(1900, 1, 1, tzinfo=UTC)
"""Before every document."""

RESOLUTION = timedelta(seconds=2)
"""Stamps are shown in whole seconds, so all reading begins a little further back than it was asked to."""


def read_mapped(
    kind: type[RecordT], mapper: Mapper, context: Mapping[str, Any], keeping_empty: Sequence[Row] = ()
) -> RecordT:
    """The canonical document that rows make of a system's own. Raises DocumentError with the problems of both.

    ``keeping_empty`` are the rows, where a field that is given as empty is to be told from one that is not given.
    """
    fields, problems = mapper.apply(context)
    keep_empty(kind, keeping_empty, context, fields)
    if problems:
        raise DocumentError([*problems, *problems_of(fields, kind, strict=False)])
    return read(kind, fields, strict=False)


def split_document(document: Any, wrong_shape: Problem) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The order and the lines of ``{"order": row, "lines": [rows]}``. Raises DocumentError with the problem given."""
    order = document.get("order") if isinstance(document, Mapping) else None
    lines = document.get("lines") if isinstance(document, Mapping) else None
    if not isinstance(order, dict) or not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        raise DocumentError([wrong_shape])
    return order, lines


class UnderstoodDocuments(Protocol[ReadT_co]):
    """Understands the documents of one kind that one system gives. Pure."""

    def identify(self, document: Any) -> Identity:
        """The document's number and version. Raises DocumentError."""
        ...

    def material(self, document: Any) -> bytes:
        """What the document says, without when it was changed. Raises DocumentError."""
        ...

    def read(self, document: Any) -> ReadT_co:
        """The canonical document. Raises DocumentError with every problem."""
        ...

    def newest(self, document: Any) -> datetime | None:
        """The newest stamp of all rows of the document, as the system's clock shows it, without a zone.

        None where it bears none that can be read. Raises DocumentError when it is none of this system's.
        """
        ...


class DocumentSource(Generic[RecordT]):
    """The part of ``relay.roles.PolledSource`` that makes no call; a vendor's source adds how its system is read.

    ``RecordT`` is what its documents are read as. ``parts`` are what is read by itself, each with a cursor of its own.
    ``rows`` are those of the preset: users do not change how a system of known form is read. ``commit_horizon`` is how
    long the system may work on one change: until then the change may appear under a stamp that lies in the past.
    ``zone`` is that of the clock that stamps are of, and ``clock`` what is known of that clock. ``main`` is where in a
    document the record's own row stands, and ``words`` are the settings' words for columns of it.
    """

    def __init__(
        self,
        documents: UnderstoodDocuments[RecordT],
        rows: Sequence[Row],
        commit_horizon: timedelta,
        zone: ZoneInfo,
        clock: SourceClock,
        *,
        parts: Sequence[str] = (WHOLE,),
        main: str = "",
        words: Mapping[str, str | None] | None = None,
    ) -> None:
        self.parts: Sequence[str] = tuple(parts)
        self.commit_horizon = commit_horizon
        self._source_clock = clock
        self._zone = zone
        self._documents = documents
        self._rows = tuple(rows)
        self._main = main
        self._words = {word: column for word, column in (words or {}).items() if column is not None}

    def fields_of(self, document: Any) -> Mapping[str, Any]:
        """The columns of the record's own row, also by the settings' words, and below their names all other rows."""
        row = document.get(self._main, {}) if self._main else document
        return {**document, **{word: row.get(column) for word, column in self._words.items()}, **row}

    @property
    def mapping_rows(self) -> Sequence[ToldRow]:
        """The preset's rows."""
        return tell_rows(Merged(self._rows))

    @property
    def mapping_notices(self) -> Sequence[Told]:
        """None: there is no overlay."""
        return ()

    def check(self, document: Any) -> Sequence[Problem]:
        """All that keeps the document from being read."""
        try:
            self._documents.identify(document)
            self._documents.read(document)
        except DocumentError as error:
            return error.problems
        return ()

    def identify(self, document: Any) -> Identity:
        """The document's number, and its newest stamp with what it says as its version. Raises DocumentError."""
        return self._documents.identify(document)

    def digest_material(self, document: Any) -> bytes:
        """What the document says, without its stamps. Raises DocumentError when it is none of this system's."""
        return self._documents.material(document)

    def read(self, document: Any) -> RecordT:
        """The canonical document. Raises DocumentError with every problem."""
        return self._documents.read(document)

    @property
    def clock_difference(self) -> timedelta | None:
        """The system's time less ours, as its answers told it last."""
        return self._source_clock.difference

    def changed_at(self, document: Any) -> datetime | None:
        """The moment of the newest stamp of all rows of the document. Raises DocumentError."""
        newest = self._documents.newest(document)
        if newest is None:
            return None
        return told_at(newest, self._zone, self._source_clock.present(datetime.now(UTC)) + CLOCK_ROOM)

    def cursor_at(self, moment: datetime | None) -> str:
        """The cursor that starts at an aware moment; None means from the beginning of time."""
        return cursor_text(moment or BEGINNING)

    def changed_before(self, document: Any, cursor: str) -> bool:
        """Whether its newest stamp lies before those that a poll from the cursor asks for."""
        newest = self._documents.newest(document)
        return newest is not None and newest < self._lowest(datetime.fromisoformat(cursor) - RESOLUTION)

    def _start(self, cursor: str, overlap: timedelta, not_before: str | None, began: datetime) -> datetime:
        """The lowest stamp to ask for, no zone: the overlap before the cursor, and not before ``not_before``.

        A cursor that lies beyond the system's present counts as that; around a change of its clock it is an hour more.
        """
        known = self._source_clock.difference is not None
        present = (self._source_clock.present(began) if known else began) + CLOCK_ROOM
        at = min(datetime.fromisoformat(cursor), present)
        start = at - max(overlap, RESOLUTION) - max(near_clock_change(each, self._zone) for each in (at, began))
        if not_before is not None:
            start = max(start, datetime.fromisoformat(not_before) - RESOLUTION)
        return self._lowest(start)

    def _lowest_since(self, since: str | None) -> datetime | None:
        """The lowest stamp of what changed since a cursor, no zone; None where that is None."""
        return None if since is None else self._lowest(datetime.fromisoformat(since) - RESOLUTION)

    def _lowest(self, moment: datetime) -> datetime:
        return earliest_stamp(moment, self._zone)

    def _reach(self, cursor: str, began: datetime) -> Reach:
        return Reach(cursor, began, self._source_clock, self._zone)
