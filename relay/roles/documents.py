"""What a source offers the engine, and what is shown of the documents that go through it.

The engine treats a document as parsed JSON it does not understand. What an order needs of a target is stated in
``handlers/contracts``.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Protocol, runtime_checkable

from mapping.problems import Problem, ToldRow
from relay.model import Identity
from words.told import Told

CLOCK_ROOM: Final = timedelta(seconds=60)
"""How far two clocks may be apart unnoticed: what an overlap has beyond its source's commit horizon."""

WHOLE: Final = "whole"
"""The one part of a source that is read in one."""

Json = Any
"""Parsed JSON: dict, list, str, int, Decimal, bool or None; never a float."""


class Source(Protocol):
    """Understands the documents of one entity that one connection sends."""

    def check(self, document: Json) -> Sequence[Problem]:
        """All that is wrong with the document, in one pass; empty when it is good."""
        ...

    def identify(self, document: Json) -> Identity:
        """The document's number and version. Only called on documents that :meth:`check` passed, or that we polled.

        A version is the source's stamp and a digest of what the document says: equal stamps with other content are two
        versions, and a document that is sent again is the same one.
        """
        ...

    def digest_material(self, document: Json) -> bytes:
        """Bytes that are equal exactly when two documents say the same; hashed where the source states no version."""
        ...


@runtime_checkable
class TellsFields(Protocol):
    """A source whose documents hold a record's own fields somewhere below the whole, as rows of a vendor's table do."""

    def fields_of(self, document: Json) -> Mapping[str, Json]:
        """The fields by the names that a flow's filter uses: the source's own, and the settings' words for them."""
        ...


@dataclass(frozen=True, slots=True)
class Page:
    """One page of changed documents, oldest first; ``cursor`` is safe to store once all of them are accepted.

    ``left_out`` tells what could not be read and was passed over, a sentence each, without a personal value.
    ``elsewhere`` counts the rows of another administration, which are none of this flow's.
    """

    documents: Sequence[Json]
    cursor: str
    left_out: Sequence[Told] = ()
    elsewhere: int = 0


@runtime_checkable
class Mapped(Protocol):
    """A source or target that fills fields through a mapping, which an administrator can look at."""

    @property
    def mapping_rows(self) -> Sequence[ToldRow]:
        """Every row, in order; those an overlay took away at the end."""
        ...

    @property
    def mapping_notices(self) -> Sequence[Told]:
        """What an administrator should look at, though nothing is wrong: rows written for an older preset."""
        ...


@runtime_checkable
class MappedApart(Mapped, Protocol):
    """A source whose users' rows stand in a part of their own of its connection's settings."""

    @property
    def mapping_at(self) -> str:
        """Where in the connection's settings they stand, in dots: ``customers.mapping``."""
        ...


@runtime_checkable
class NamesFields(Protocol):
    """A source or target whose fields have names of its vendor's, which texts for people quote."""

    @property
    def field_names(self) -> frozenset[str]:
        """The names of all fields that are known, such as ``MAIL_BUS``, without those of their tables."""
        ...


@dataclass(frozen=True, slots=True)
class Trial:
    """What the mappings make of one document: the canonical one, and the target's tables by name; nothing is written.

    ``canonical`` is None where the document cannot be read.
    """

    source: Json
    canonical: Json | None
    targets: Mapping[str, Any]
    problems: Sequence[Problem]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a run would do with a document now, with its values: for the eyes of an operator, and kept nowhere.

    ``would_be`` is ``written``, or the state that it would be left in; ``number`` is that in the target, where it is
    there already. ``shown`` is plain JSON, without floats, under names that the pipeline chooses.
    """

    would_be: str
    told: Told
    number: str | None
    problems: Sequence[Problem]
    noted: Sequence[Told]
    shown: Mapping[str, Json]

    @property
    def reason(self) -> str:
        """Why it would end so, in English."""
        return str(self.told)

    @property
    def notes(self) -> Sequence[str]:
        """What was decided on the way, in English."""
        return [str(note) for note in self.noted]


@runtime_checkable
class PolledSource(Source, Protocol):
    """A source that can also be read.

    ``parts`` are what is read by itself, each with a cursor of its own: the names of connectors that make a document
    together, or :data:`WHOLE` alone. Whichever part shows a change, its pages hold the documents whole.
    ``commit_horizon`` is how long after its stamp a change may become visible, at the longest.
    """

    commit_horizon: timedelta
    parts: Sequence[str]

    def cursor_at(self, moment: datetime | None) -> str:
        """The cursor that starts at an aware moment; None means from the beginning of time."""
        ...

    def changed_since(
        self, cursor: str, overlap: timedelta, not_before: str | None = None, *, part: str = WHOLE
    ) -> AsyncIterator[Page]:
        """Pages of documents changed since the cursor less the overlap. Raises Transient or Permanent.

        ``not_before`` is a cursor that the overlap does not reach behind: where the flow was told to start. No cursor
        of a page lies beyond the source's own present.
        """
        ...

    def changed_before(self, document: Json, cursor: str) -> bool:
        """Whether a document last changed before what a poll from this cursor reads; False where it does not say."""
        ...

    async def fetch(self, reference: str) -> Json | None:
        """The document as it is now, or None when the source no longer has it. Raises Transient or Permanent."""
        ...


@dataclass(frozen=True, slots=True)
class Slice:
    """Some of all the documents there are; ``position`` is safe to store once all of them are accepted.

    ``left_out`` tells what could not be read and was passed over, a sentence each, without a personal value.
    ``elsewhere`` counts the rows of another administration, which are none of this flow's.
    """

    documents: Sequence[Json]
    position: str
    left_out: Sequence[Told] = ()
    elsewhere: int = 0


@runtime_checkable
class ReadInSlices(Protocol):
    """A source that can read all it has, slice by slice, in the order of keys that do not move while it is read."""

    def slices(self, part: str, position: str | None, since: str | None) -> AsyncIterator[Slice]:
        """Slices of a part after a position, None from its first; ends after the last. Raises Transient or Permanent.

        ``since`` is a cursor: only documents changed since then. Each slice is one page, or a few.
        """
        ...

    async def count(self, since: str | None) -> int:
        """About how many documents that would be, without reading each whole. Raises like the slices."""
        ...


@runtime_checkable
class TellsTime(Protocol):
    """A source whose answers tell the time of its system, and whose documents when they were changed by that."""

    @property
    def clock_difference(self) -> timedelta | None:
        """The system's time less ours, as it was heard last in this process; None before it told any."""
        ...

    def changed_at(self, document: Json) -> datetime | None:
        """The aware moment at which the document, or a part of it, was last changed; None where it does not say."""
        ...
