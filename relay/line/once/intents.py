"""Proof of one write: a note before each write that makes a record, which no later run overlooks.

A write goes: look up, note the intent, send, and close the note with the link. Pipelines have one recipe for that.
A run that finds a note still open does not send. It looks the record up again until the target's horizon is over, and
only then sends anew. No clock that can be set decides that alone: this process itself must have watched the horizon
pass (:mod:`relay.line.once.watches`).
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TypeVar

from relay.errors import Hold, LeaseLost, RunEnd, StorageError, Transient, Unconfirmed
from relay.line.once.lease_check import SENDING, Sending
from relay.line.once.links import Link
from relay.line.once.watches import Watches
from relay.line.queue import Queue
from relay.model import Lease
from relay.store.scripts import script
from relay.store.store import Store, reply
from words.told import Told, Value

_Answer = TypeVar("_Answer")

_LOOKS = 20
"""How often an unconfirmed write is looked up over the horizon, at the least."""

_LONGEST_PAUSE = timedelta(seconds=30)
_UNTOLD_LAG = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class OpenIntent:
    """A note that a write was sent and its outcome is not known yet.

    ``age`` is by the clock of Redis, below zero where that was set back; ``watched`` is how long this process has seen
    the note stand, by its own. ``answered`` says that the target took the record and told no number: it must not be
    sent again, ever. ``again`` says that it was sent once more after an earlier one got no answer; it is looked at when
    its own horizon is over, since the earlier one may have come last. ``goes_on`` says that the event which noted it is
    still under way, so that a run of it will look at the note. ``first`` is how long ago it was first sent, and
    ``sent`` what its sender knows the sent state by, where it said so.
    """

    since_ms: int
    age: timedelta
    answered: bool = False
    watched: timedelta = timedelta()
    again: bool = False
    goes_on: bool = False
    first: timedelta = timedelta()
    sent: str = ""

    @property
    def waited(self) -> timedelta:
        """How much of a horizon is certainly over: what we watched ourselves, and no more than Redis says.

        A clock of Redis that lies before the note tells nothing, so then what was watched decides.
        """
        return self.watched if self.age < timedelta() else min(self.watched, self.age)

    def is_within(self, horizon: timedelta) -> bool:
        """Whether the write may still come true."""
        return self.waited < horizon


class Intents:
    """Write intents of all workers, kept in the state role under the name of the record they are about."""

    def __init__(self, store: Store, queue: Queue, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._queue = queue
        self._keep = queue.keep
        self._look = script(store.state, "look_at_intent")
        self._begin = script(store.state, "begin_intent")
        self._check = script(store.state, "check_lease")
        self._sending: dict[str, str] = {}
        self._watches = Watches(timedelta(milliseconds=queue.keep), clock)
        self._settle = script(store.state, "settle_intent")

    async def look(self, name: str) -> OpenIntent | None:
        """The open intent on a record, or None. Ask before looking the record up, so that no commit falls between."""
        found = await self._look(args=[self._store.keys.prefix, name])
        if not found:
            self._watches.end(name)
            return None
        since, answered, again, now, goes_on, first = (int(each) for each in found[:6])
        age, watched = timedelta(milliseconds=now - since), self._watches.measure(name, since)
        first_age, sent = max(timedelta(milliseconds=now - first), age, watched), found[6].decode()
        return OpenIntent(since, age, bool(answered), watched, bool(again), bool(goes_on), first_age, sent)

    async def begin(self, lease: Lease, name: str, seen: OpenIntent | None, number: str = "", sent: str = "") -> None:
        """Note that we are about to send: to make a record, or to change the one under ``number``; ``sent`` names what.

        Raises LeaseLost, Unconfirmed when another run's note stands there, and Transient when another run has
        written the record since it was looked up (then the next run finds the link), or when not as many replicas have
        the note as the settings ask for: a failover would forget it, so nothing may be sent.
        """
        arguments: list[str | bytes | int] = [
            *(self._store.keys.prefix, lease.event_id, lease.token),
            *(name, str(seen.since_ms) if seen else "", self._keep, number, sent),
        ]
        try:
            answer = await self._queue.replicate(self._begin, arguments)
        except StorageError:
            raise Transient(Told("once.too_few_replicas"), burns_try=False) from None
        if answer == b"lost":
            raise LeaseLost("the lease passed to another worker before the write was sent")
        if answer == b"open":
            raise Unconfirmed(Told("once.sent_by_another"), after=timedelta(seconds=1))
        if answer == b"linked":
            raise Transient(Told("once.written_by_another"), burns_try=False)
        self._watches.begin(name, int(answer))
        self._sending[name] = lease.event_id
        SENDING.set(Sending(asyncio.get_running_loop().time(), partial(self._require_lease, lease)))

    def is_sending(self, event_id: str) -> bool:
        """Whether a write of this event is under way in this process."""
        return event_id in self._sending.values()

    async def _require_lease(self, lease: Lease) -> None:
        """See again, after a long wait for a place, that the event is still ours to write. Raises LeaseLost.

        Its notes then count from now, so that the horizon is measured from the sending and not from the queueing.
        """
        names = [name for name, event_id in self._sending.items() if event_id == lease.event_id]
        since = await self._check(args=[self._store.keys.prefix, lease.event_id, lease.token, *names])
        if since == b"lost":
            raise LeaseLost("the lease passed to another worker while the write waited for a place")
        for name in names:
            self._watches.begin(name, int(since))

    async def settle(self, *settled: tuple[str, Link]) -> None:
        """Close the note of each name and store its link, all in one piece."""
        groups: list[str] = []
        for name, link in settled:
            self._sending.pop(name, None)
            self._watches.end(name)
            groups += (name, name, link.number, link.digest, link.event, link.settings)
        await self._settle(args=[self._store.keys.prefix, *groups])

    async def withdraw(self, name: str) -> None:
        """Close the note of a write that was certainly refused or never sent."""
        self._sending.pop(name, None)
        self._watches.end(name)
        await self._settle(args=[self._store.keys.prefix, name, *("",) * 5])

    async def settle_all(self, names: Sequence[str], link: Link) -> None:
        """Close the notes and store the link under each name."""
        await self.settle(*((name, link) for name in names))

    async def note_answered(self, names: Sequence[str]) -> None:
        """Note that the target took the record without telling its number: it is looked up, and never sent again."""
        for name in names:
            await reply(self._store.state.hset(self._store.keys.intent(name), "answered", "1"))

    async def note_sent_again(self, name: str) -> None:
        """Note that a change was sent a second time: it is looked at once more when its horizon is over."""
        await reply(self._store.state.hset(self._store.keys.intent(name), "again", "1"))

    async def send(self, names: Sequence[str], send: Callable[[], Awaitable[_Answer]]) -> _Answer:
        """Send under open notes. Any end but Unconfirmed proves that nothing was written: they are withdrawn."""
        try:
            return await send()
        except Unconfirmed:
            for name in names:
                self._sending.pop(name, None)
                self._watches.restart(name)  # the target may go on from when its caller hung up
            raise
        except RunEnd:
            for name in names:
                await self.withdraw(name)
            raise
        finally:
            SENDING.set(None)


def wait_or_hold(horizon: timedelta, seen: OpenIntent) -> None:
    """Return when an earlier write is out of reach and may be sent anew. Raises Unconfirmed until then.

    Raises Hold where the target took the record and does not show it: a person must look, since a second would be one
    too many.
    """
    if seen.is_within(horizon):
        raise still_unconfirmed(horizon, seen)
    if seen.answered:
        raise Hold(Told("once.never_shown"))


def still_unconfirmed(horizon: timedelta, seen: OpenIntent) -> Unconfirmed:
    """The end of a run that must wait for an earlier write to show or to be out of reach."""
    left = max(horizon - seen.waited, timedelta(milliseconds=1))
    ago = max(seen.age, seen.watched, timedelta())
    watched: Value = ""
    if ago - seen.waited > _UNTOLD_LAG:
        watched = Told("once.watched", seconds=_seconds(seen.waited))
    told = Told("once.not_found_yet", ago=_seconds(ago), horizon=_seconds(horizon), watched=watched)
    return Unconfirmed(told, after=min(pause(horizon), left))


def pause(horizon: timedelta) -> timedelta:
    """How long to wait between two look-ups of an unconfirmed write."""
    return min(horizon / _LOOKS, _LONGEST_PAUSE)


def _seconds(length: timedelta) -> int:
    return round(length.total_seconds())
