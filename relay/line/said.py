"""Knows an answer of another system again, and tells whether it is about one record or every record gets it.

An answer that nobody can explain says nothing by itself. Given to different records it is about a setting or the whole
system, and calls pause; given to one record over and over it is about that record, and a person must look.
"""

import hashlib
import re
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from relay.line.queue import milliseconds
from relay.store.scripts import script
from relay.store.store import Store

CARRIED: ContextVar[str] = ContextVar("carried", default="")
"""The id of the event whose run makes the call; empty for a poll, all of whose calls count as one record."""

COMMON: Final = 3
"""Records that got the same answer, from which on it is not about one of them. Two may be a customer's two orders."""

WINDOW: Final = timedelta(minutes=10)
"""How long an answer is remembered: longer than the usual longest pause of a breaker, so that a probe counts too."""

_QUOTES: Final = "['\"`\u2018\u2019\u201c\u201d]"
_VALUES: Final = re.compile(rf"{_QUOTES}.*?{_QUOTES}|\S+@\S+|\w*\d[\w.,:/-]*")


@dataclass(frozen=True, slots=True)
class Said:
    """What the other side answered, by its ``shape``: without values, so that two records may get the same one.

    ``works``: it was the system itself that spoke, so that it is up, whatever is wrong with this call.
    """

    shape: str
    works: bool = True

    def __repr__(self) -> str:
        return f"Said({self.digest}, works={self.works})"

    @property
    def digest(self) -> str:
        """A short name for it that tells nothing of its words."""
        return hashlib.blake2b(self.shape.encode(), digest_size=8).hexdigest()


def said(*words: object, works: bool = True) -> Said:
    """An answer by its words; quoted texts, numbers and addresses in them make no other answer.

    >>> said("Boekjaar 2024 bestaat niet in 'DEMO'") == said("boekjaar 2025  bestaat niet in 'TEST'")
    True
    """
    text = " ".join(str(word) for word in words)
    return Said(" ".join(_VALUES.sub("?", text.casefold()).split()), works)


class SaidBefore:
    """Counts answers in the state role, for all workers."""

    def __init__(self, store: Store, keep: timedelta = WINDOW) -> None:
        self._store = store
        self._keep = keep
        self._note = script(store.state, "note_said")

    async def records(self, connection: str, answer: Said) -> int:
        """How many different records got this answer within the window, this one counted."""
        arguments = (connection, answer.digest, CARRIED.get(), milliseconds(self._keep))
        return int(await self._note(args=[self._store.keys.prefix, *arguments]))

    async def times(self, event_id: str, digest: str, keep_ms: int) -> int:
        """How often this event got this answer, this time counted."""
        key = self._store.keys.said(event_id)
        async with self._store.state.pipeline(transaction=True) as pipe:
            pipe.hincrby(key, digest, 1)
            pipe.pexpire(key, keep_ms)
            times, _ = await pipe.execute()
        return int(times)
