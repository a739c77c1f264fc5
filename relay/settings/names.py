"""Refuses a name that does not exist with the nearest one that does, so that a slip of the keyboard is never obeyed."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from mapping.suggestions import did_you_mean
from relay.errors import StartError
from words.told import Told

_LONGEST: Final = 100
"""A longer name is no slip of the keyboard; it is not shown in full."""

_MOST_NAMED: Final = 20
FLOW: Final = Told("names.flow")
CONNECTION: Final = Told("names.connection")

_EVENT_ID: Final = re.compile(r"[0-9a-f]{32}")


class UnknownName(StartError):  # noqa: N818 - it is read in `raise UnknownName`
    """There is no such flow, connection or the like. ``wrong`` says so without the name, ``mend`` what there is."""

    def __init__(self, kind: Told, name: str, known: Iterable[str]) -> None:
        names = list(known)
        guess, known_here = did_you_mean(name, names), listed(names)
        self.wrong = Told("names.unknown", kind=kind)
        self.mend = (
            Told("names.did_you_mean_of", name=repr(guess), known=known_here) if guess is not None else known_here
        )
        super().__init__(Told("names.there_is_no", kind=kind, name=repr(name[:_LONGEST]), remedy=self.mend))


def remedy_of(name: str, known: Iterable[str]) -> Told:
    """What to write instead of a name that does not exist, shortly.

    >>> str(remedy_of("shpo", ["shop", "till"]))
    "did you mean 'shop'?"
    >>> str(remedy_of("zzz", ["shop", "till"]))
    'known here: shop, till'
    """
    names = list(known)
    guess = did_you_mean(name, names)
    return Told("names.did_you_mean", name=repr(guess)) if guess is not None else listed(names)


def require_known(kind: Told, name: str, known: Iterable[str]) -> None:
    """Raise UnknownName where a name is not among the known ones."""
    names = list(known)
    if name not in names:
        raise UnknownName(kind, name, names)


def require_event_id(text: str) -> None:
    """Raise StartError where a text cannot be the id of an event, such as a document's number."""
    if not _EVENT_ID.fullmatch(text):
        raise StartError(Told("names.no_event_id", text=repr(text[:_LONGEST])))


def listed(names: Sequence[str]) -> Told:
    """The names that are known, shortly where they are many."""
    if len(names) > _MOST_NAMED:
        return Told("names.known_and_more", names=names[:_MOST_NAMED], more=len(names) - _MOST_NAMED)
    return Told("names.known", names=names) if names else Told("names.none_known")
