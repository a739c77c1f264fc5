"""Knows an answer of another system again, and tells whether it is about one record or every record gets it.

An answer that nobody can explain says nothing by itself. Given to different records it is about a setting or the whole
system, and calls pause; given to one record over and over it is about that record, and a person must look.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import Final

from relay.line.queue import milliseconds
from relay.model import Said
from relay.store.scripts import script
from relay.store.store import Store

CARRIED: ContextVar[str] = ContextVar("carried", default="")
"""The id of the event whose run makes the call; empty for a poll, all of whose calls count as one record."""

FLOW: ContextVar[str] = ContextVar("flow", default="")
"""The flow whose run, poll or comparison makes the call; empty where a person only looks."""

COMMON: Final = 3
"""Records that got the same answer, from which on it is not about one of them. Two may be a customer's two orders."""

WINDOW: Final = timedelta(minutes=10)
"""How long an answer is remembered: longer than the usual longest pause of a breaker, so that a probe counts too."""


@contextmanager
def on_behalf_of(flow: str) -> Iterator[None]:
    """Let the calls of a block count as those of a flow."""
    token = FLOW.set(flow)
    try:
        yield
    finally:
        FLOW.reset(token)


class RepeatedAnswers:
    """Counts answers in the state role, for all workers."""

    def __init__(self, store: Store, keep: timedelta = WINDOW) -> None:
        self._store = store
        self._keep = keep
        self._note = script(store.state, "note_said")

    async def count_records(self, gate: str, answer: Said) -> int:
        """How many different records got this answer behind a gate within the window, this one counted."""
        arguments = (gate, answer.digest, CARRIED.get(), milliseconds(self._keep))
        return int(await self._note(args=[self._store.keys.prefix, *arguments]))

    async def count_times(self, event_id: str, digest: str, keep_ms: int) -> int:
        """How often this event got this answer, this time counted."""
        key = self._store.keys.said(event_id)
        async with self._store.state.pipeline(transaction=True) as pipe:
            pipe.hincrby(key, digest, 1)
            pipe.pexpire(key, keep_ms)
            times, _ = await pipe.execute()
        return int(times)
