"""Refuses a name that does not exist with the nearest one that does, so that a slip of the keyboard is never obeyed."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from mapping.suggestions import did_you_mean
from relay.errors import StartError

_LONGEST: Final = 100
"""A longer name is no slip of the keyboard; it is not shown in full."""

_MOST_NAMED: Final = 20
_EVENT_ID: Final = re.compile(r"[0-9a-f]{32}")


class UnknownName(StartError):  # noqa: N818 - it is read in `raise UnknownName`
    """There is no such flow, connection or the like. ``rule`` says so without the name, ``remedy`` what there is."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.rule = f"there is no such {kind}"
        names = list(known)
        guess = did_you_mean(name, names)
        self.remedy = (f"did you mean {guess!r}? " if guess is not None else "") + _listed(names)
        super().__init__(f"there is no {kind} {name[:_LONGEST]!r}; {self.remedy}")


def remedy_of(name: str, known: Iterable[str]) -> str:
    """What to write instead of a name that does not exist, shortly.

    >>> remedy_of("shpo", ["shop", "till"])
    "did you mean 'shop'?"
    >>> remedy_of("zzz", ["shop", "till"])
    'known here: shop, till'
    """
    names = list(known)
    guess = did_you_mean(name, names)
    return f"did you mean {guess!r}?" if guess is not None else _listed(names)


def require_known(kind: str, name: str, known: Iterable[str]) -> None:
    """Raise UnknownName where a name is not among the known ones."""
    names = list(known)
    if name not in names:
        raise UnknownName(kind, name, names)


def require_event_id(text: str) -> None:
    """Raise StartError where a text cannot be the id of an event, such as a document's number."""
    if not _EVENT_ID.fullmatch(text):
        raise StartError(
            f"{text[:_LONGEST]!r} is no id of an event: that is 32 characters of 0-9 and a-f, as `relay events` shows "
            "them. For a document's number use: relay replay --flow FLOW --reference NUMBER"
        )


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"known here: {', '.join(names[:_MOST_NAMED]) or 'none'}{more}"
