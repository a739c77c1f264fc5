"""Proof of one difference: a change that doubles where it is sent twice, such as a stock mutation, is sent once.

A place is what such differences change, such as the stock of an article in a warehouse. At most one difference is open
there. It is frozen before it is sent, and no run works it out anew. The next one may only begin where nobody ended one
since its level was asked for. Notes of differences do not expire, whatever becomes of their events.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from relay.errors import LeaseLost, RunEnd, StorageError, Transient, Unconfirmed
from relay.line.once.intents import OpenIntent
from relay.line.once.lease_check import SENDING, Sending
from relay.line.once.watches import Watches
from relay.line.queue import Queue
from relay.model import Lease
from relay.store.scripts import script
from relay.store.store import Store, reply
from words.told import Told


@dataclass(frozen=True, slots=True)
class OpenDifference:
    """One that may have been sent and whose outcome is not known; ``frozen`` is what its pipeline wrote down of it.

    ``note`` tells when, and whether it was sent once more under the same words.
    """

    place: str
    event: str
    frozen: str
    note: OpenIntent


@dataclass(frozen=True, slots=True)
class Place:
    """How a place stands: the open difference, and the event whose difference was carried out there last.

    ``turn`` counts those that were ended there. Look before the level is asked for.
    """

    name: str
    turn: int
    done: str
    open: OpenDifference | None


class Differences:
    """The differences of all workers, kept in the state role. The caller holds a lock on the place."""

    def __init__(self, store: Store, queue: Queue, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._queue = queue
        self._prefix = store.keys.prefix
        self._look = script(store.state, "look_at_difference")
        self._begin = script(store.state, "begin_difference")
        self._renew = script(store.state, "renew_difference")
        self._end = script(store.state, "end_difference")
        self._watches = Watches(timedelta(milliseconds=queue.keep), clock)

    async def look(self, name: str) -> Place:
        """How a place stands now."""
        turn, done, event, since, again, frozen, now = await self._look(args=[self._prefix, name])
        if not event:
            self._watches.end(name)
            return Place(name, int(turn), done.decode(), None)
        age = timedelta(milliseconds=int(now) - int(since))
        note = OpenIntent(int(since), age, watched=self._watches.measure(name, int(since)), again=again == b"1")
        return Place(name, int(turn), done.decode(), OpenDifference(name, event.decode(), frozen.decode(), note))

    async def all_open(self) -> list[OpenDifference]:
        """Every difference whose outcome is not known, of all places."""
        names = sorted(name.decode() for name in await reply(self._store.state.smembers(self._store.keys.differences)))
        places = [await self.look(name) for name in names]
        return [place.open for place in places if place.open is not None]

    async def send(self, lease: Lease, place: Place, frozen: str, send: Callable[[], Awaitable[None]]) -> None:
        """Freeze a difference, or take up the frozen one of this event again, and send it; then it is carried out.

        Raises what ``send`` raises: after Unconfirmed it stays open, after any other end it certainly was not carried
        out. Raises LeaseLost, and Transient where the place has changed since it was looked at, or as many replicas as
        the settings ask for do not have the note.
        """
        known = place.open
        since = await self._freeze(lease, place, frozen)
        sending = [since]
        SENDING.set(
            Sending(asyncio.get_running_loop().time(), partial(self._require_lease, lease, place.name, sending))
        )
        try:
            await send()
        except Unconfirmed:
            self._watches.restart(place.name)
            raise
        except RunEnd:
            if known is None:  # one that was sent before may still be carried out
                await self.end(OpenDifference(place.name, lease.event_id, frozen, _noted(sending[0])), booked=False)
            raise
        finally:
            SENDING.set(None)
        await self.end(OpenDifference(place.name, lease.event_id, frozen, _noted(sending[0])), booked=True)

    async def end(self, difference: OpenDifference, *, booked: bool) -> bool:
        """End an open difference: as carried out, or as certainly not. False where it is not the open one any more."""
        self._watches.end(difference.place)
        since = str(difference.note.since_ms)
        ended = await self._end(args=[self._prefix, difference.place, difference.event, since, "1" if booked else ""])
        return bool(ended)

    async def _freeze(self, lease: Lease, place: Place, frozen: str) -> int:
        since = str(place.open.note.since_ms) if place.open is not None else ""
        arguments: list[str | bytes | int] = [
            *(self._prefix, lease.event_id, lease.token, place.name),
            *(str(place.turn), since, frozen),
        ]
        try:
            answer = await self._queue.replicate(self._begin, arguments)
        except StorageError:
            raise Transient(Told("once.too_few_replicas"), burns_try=False) from None
        if answer == b"lost":
            raise LeaseLost("the lease passed to another worker before the difference was sent")
        if answer in {b"open", b"moved"}:
            raise Transient(Told("once.place_moved"), burns_try=False)
        self._watches.begin(place.name, int(answer))
        return int(answer)

    async def _require_lease(self, lease: Lease, name: str, sending: list[int]) -> None:
        """See again, after a long wait for a call, that the difference is still ours to send. Raises LeaseLost."""
        arguments = [self._prefix, lease.event_id, lease.token, name, str(sending[0])]
        answer = await self._renew(args=arguments)
        if answer == b"lost":
            raise LeaseLost("the lease passed to another worker while the difference waited for a call")
        sending[0] = int(answer)
        self._watches.begin(name, sending[0])


def _noted(since: int) -> OpenIntent:
    return OpenIntent(since, timedelta())
