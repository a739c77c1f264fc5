"""Proof of one write: a note before each write that makes a record, which no later run overlooks.

A write goes: look up, note the intent, send, and close the note with the link. A run that finds a note still open does
not send. It looks the record up again until the target's horizon since the note is over, and only then sends anew.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from relay.errors import LeaseLost, RunEnd, Transient, Unconfirmed
from relay.links import Link, Links
from relay.model import Lease
from relay.queue import Queue
from relay.scripts import script
from relay.store import Store

_Answer = TypeVar("_Answer")

_LOOKS = 20
"""How often an unconfirmed write is looked up over the horizon, at the least."""

_LONGEST_PAUSE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class OpenIntent:
    """A note that a write was sent and its outcome is not known yet."""

    since_ms: int
    age: timedelta


class Intents:
    """Write intents of all workers, kept in the state role under the name of the record they are about."""

    def __init__(self, store: Store, queue: Queue, links: Links) -> None:
        self._store = store
        self._keep = queue.keep
        self._links = links
        self._begin = script(store.state, "begin_intent")
        self._settle = script(store.state, "settle_intent")

    async def look(self, name: str) -> OpenIntent | None:
        """The open intent on a record, or None. Ask before looking the record up, so that no commit falls between."""
        async with self._store.state.pipeline(transaction=False) as pipe:
            pipe.hget(self._store.keys.intent(name), "since")
            pipe.time()
            since, (seconds, microseconds) = await pipe.execute()
        if since is None:
            return None
        now_ms = seconds * 1000 + microseconds // 1000
        return OpenIntent(int(since), timedelta(milliseconds=max(now_ms - int(since), 0)))

    async def begin(self, lease: Lease, name: str, seen: OpenIntent | None) -> None:
        """Note that we are about to send.

        Raises LeaseLost, Unconfirmed when another run's note stands there, and Transient when another run has
        written the record since it was looked up: then the next run finds the link.
        """
        answer = await self._begin(
            args=[
                *(self._store.keys.prefix, lease.event_id, lease.token),
                *(name, str(seen.since_ms) if seen else "", self._keep),
            ]
        )
        if answer == b"lost":
            raise LeaseLost("the lease passed to another worker before the write was sent")
        if answer == b"open":
            raise Unconfirmed("another run is sending the same record", after=timedelta(seconds=1))
        if answer == b"linked":
            raise Transient("another run has just written the same record", burns_try=False)

    async def settle(self, name: str, link: Link) -> None:
        """Close the note and store the link, in one call."""
        fields = ("number", link.number, "digest", link.digest)
        await self._settle(args=[self._store.keys.prefix, name, name, *fields])

    async def withdraw(self, name: str) -> None:
        """Close the note of a write that was certainly refused or never sent."""
        await self._settle(args=[self._store.keys.prefix, name, ""])

    async def write(
        self,
        lease: Lease,
        name: str,
        horizon: timedelta,
        look_up: Callable[[], Awaitable[Link | None]],
        send: Callable[[], Awaitable[Link | None]],
    ) -> Link:
        """Find the record or make it, once. ``send`` answers None where the target gave no number: it is looked up.

        Raises what ``look_up`` and ``send`` raise; after Unconfirmed the note stays open, after anything else that
        ``send`` raises by contract nothing was written and the note is withdrawn.
        """
        seen = await self.look(name)
        found = await look_up()
        if found is not None:
            await self.settle(name, found)
            return found
        if seen is not None and seen.age < horizon:
            raise still_unconfirmed(horizon, seen)
        await self.begin(lease, name, seen)
        link = await self.send(name, send) or await look_up()
        if link is None:
            raise Unconfirmed("the target took the record but does not show it yet", after=pause(horizon))
        await self.settle(name, link)
        return link

    async def send(self, name: str, send: Callable[[], Awaitable[_Answer]]) -> _Answer:
        """Send under an open note. Any end but Unconfirmed proves that nothing was written: the note is withdrawn."""
        try:
            return await send()
        except Unconfirmed:
            raise
        except RunEnd:
            await self.withdraw(name)
            raise


def still_unconfirmed(horizon: timedelta, seen: OpenIntent) -> Unconfirmed:
    """The end of a run that must wait for an earlier write to show or to be out of reach."""
    left = max(horizon - seen.age, timedelta(milliseconds=1))
    return Unconfirmed(
        f"sent {round(seen.age.total_seconds())} s ago without an answer and not found yet; "
        f"sent anew after {round(horizon.total_seconds())} s",
        after=min(pause(horizon), left),
    )


def pause(horizon: timedelta) -> timedelta:
    """How long to wait between two look-ups of an unconfirmed write."""
    return min(horizon / _LOOKS, _LONGEST_PAUSE)
