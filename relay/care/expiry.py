"""Puts away events that have rested for the whole retention, and announces it in time for someone to act."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

import structlog

from relay.care.activity import PILES, Activity
from relay.care.event_moves import EventMoves, RestingEvent
from relay.model import Event, State, may_become
from relay.store.counters import Metrics
from relay.store.store import Store

log = structlog.get_logger()

WARNING: Final = timedelta(hours=48)
"""How long before its end an event is announced."""


class Notice(Protocol):
    """Tells people that an event needs them. What raises is told again at the next sweep."""

    async def hold_ends_soon(self, event: Event, ends: datetime) -> None:
        """An event that rests ends at this moment (UTC), and its document is deleted, unless someone acts."""
        ...

    async def expired(self, event: Event) -> None:
        """An event has ended unseen; ``event.state`` is where it rested until then."""
        ...


class LoggedNotice:
    """Tells the log and the counters: what there is until alerts are sent."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    async def hold_ends_soon(self, event: Event, ends: datetime) -> None:
        """One warning in the log, and one more in ``ends_announced``."""
        self._metrics.count("ends_announced", event.flow, event.state)
        log.warning("hold_ends_soon", ends=ends.isoformat(timespec="seconds"), **_describe(event))

    async def expired(self, event: Event) -> None:
        """One warning in the log, and one more in ``expired``."""
        self._metrics.count("expired", event.flow, event.state)
        log.warning("event_expired", **_describe(event))


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep did."""

    announced: int = 0
    expired: int = 0


class Expiry:
    """Ends events once ``retention`` is over: held and failed ones, and waiting ones that nobody carries.

    Their time begins when they come to rest, and anew with each replay. An unconfirmed event is not ended, since it may
    have been written.
    """

    def __init__(self, store: Store, moves: EventMoves, notice: Notice, retention: timedelta) -> None:
        self._activity = Activity(store)
        self._moves = moves
        self._notice = notice
        self._retention = retention

    async def sweep(self) -> Swept:
        """Announce and end what is due. Raises StorageError and the failures of Redis."""
        now = await self._activity.now()
        announced = expired = 0
        for state in may_become(State.EXPIRED):
            async for ids in self._activity.ids(until=now - self._retention + WARNING, state=state):
                for rest in await self._moves.look(ids):
                    left = self._left(rest, now)
                    if left <= timedelta():
                        expired += await self._expire(rest)
                    elif left <= WARNING and not rest.warned:
                        await self._notice.hold_ends_soon(rest.event, now + left)
                        await self._moves.warn(rest, left)
                        announced += 1
        return Swept(announced, expired)

    def _left(self, rest: RestingEvent, now: datetime) -> timedelta:
        """How long an event may still rest; nothing or less: its time is over."""
        return datetime.fromtimestamp(rest.since_ms / 1000, UTC) + self._retention - now

    async def _expire(self, rest: RestingEvent) -> bool:
        move = await self._moves.expire(rest)
        if move.moved:
            await self._notice.expired(rest.event)
        return move.moved


def _describe(event: Event) -> Mapping[str, str | None]:
    return {"event_id": event.id, "flow": event.flow, "state": event.state.value, "pile": PILES.get(event.state)}
