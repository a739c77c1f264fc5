"""What a source may offer besides whose documents are posted: some tell of one thing in parts, or several at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable

from relay.roles.documents import Json
from words.told import Told


@runtime_checkable
class NamesRefused(Protocol):
    """A source that can tell the number of a document which :meth:`Source.check` refuses."""

    def reference_of(self, document: Json) -> str:
        """The number as :meth:`Source.identify` has it; empty where none can be read. Costs next to nothing."""
        ...


@runtime_checkable
class PassesOver(Protocol):
    """A source that is also posted what is none of its documents, and no mistake of whoever posts it."""

    def passed_over(self, document: Json) -> Told | None:
        """Why nothing comes of a document that :meth:`Source.check` passed, without anything personal; else None."""
        ...


@dataclass(frozen=True, slots=True)
class Relations:
    """What a post has to do with other posts of its source, by names that the source chooses; none is personal.

    ``kept_as`` is the name under which the post is kept for as long as an event may wait, so that a later post can be
    read together with it: one kept there with a later ``stamp`` stays. ``belongings`` are by name the names that belong
    to it, remembered as long as the keys of documents. To split the post, belongings of the names it ``asks`` must be
    known, of those it ``follows`` also the posts kept under what belongs to them, and the posts kept under those it
    ``needs``.
    """

    kept_as: str = ""
    stamp: datetime | None = None
    belongings: Mapping[str, frozenset[str]] = field(default_factory=dict)
    asks: Sequence[str] = ()
    follows: Sequence[str] = ()
    needs: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What earlier posts of a source told that a post was asked about: belongings and kept posts by their names."""

    belongings: Mapping[str, frozenset[str]] = field(default_factory=dict)
    posts: Mapping[str, Json] = field(default_factory=dict)


@runtime_checkable
class Splits(Protocol):
    """A source of which one post may be several documents, or only a part of one that another post has told."""

    def relations(self, document: Json) -> Relations:
        """What the splitting of a document needs besides it. Only called on documents that :meth:`Source.check` passed.

        What it tells is remembered before anything is asked, so that of two posts at once one finds the other.
        """
        ...

    def split(self, document: Json, known: Known) -> Sequence[Json] | Told:
        """Its documents, each one that :meth:`Source.identify` names otherwise; else why nothing comes of it for now.

        The first stands for the whole where a delivery is sent again. At most a few thousand; they may share objects.
        """
        ...


@runtime_checkable
class Completes(Protocol):
    """A source whose documents do not say all, and that asks its system for the rest when they are carried."""

    async def complete(self, document: Json, accepted: datetime) -> Json:
        """The document as it is to be carried; it was accepted at this aware moment. Raises RunEnd."""
        ...


@runtime_checkable
class TellsWhose(Protocol):
    """A source whose documents tell which person they are of, by its own numbers of people and of what they ordered."""

    def whose(self, document: Json) -> frozenset[str]:
        """Names for that person: two documents of one system that share one are of the same person. Empty: nobody."""
        ...
