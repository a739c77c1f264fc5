"""The story of each event as people read it: counts, pages and steps, from the hashes and indexes the queue writes."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

import orjson

from relay.line.queue import read_event
from relay.line.run_record import read_run
from relay.model import Event, State
from relay.store.store import Store, reply
from words.mistake import Mistake
from words.told import Told, unpack

MOST_PER_PAGE = 200
WORKER_LIVES_FOR = 15
"""Seconds after its last sign of life until a worker counts as gone."""


_AT_ONCE: Final = 500


class Pile(StrEnum):
    """What an event that rests waits for: a person who fixes data, or one who sees to a system."""

    FIX_DATA = "fix_data"
    SYSTEM_FAULT = "system_fault"


PILES: Final[Mapping[State, Pile]] = {State.HELD: Pile.FIX_DATA, State.FAILED: Pile.SYSTEM_FAULT}
"""The pile of each state that has one."""


@dataclass(frozen=True, slots=True)
class Summary:
    """An event with how it stands: what a list shows. Times are milliseconds since the epoch."""

    event: Event
    told: Told | None
    number: str | None
    ended_ms: int | None

    @property
    def reason(self) -> str:
        """Why it stands so, in English; empty before its first run has ended."""
        return "" if self.told is None else str(self.told)

    @property
    def pile(self) -> Pile | None:
        """The pile it lies on, or None when nobody need look at it."""
        return PILES.get(self.event.state)


@dataclass(frozen=True, slots=True)
class EventPage:
    """A page of events, newest first; ``next`` is the cursor of the page after it, or None."""

    events: Sequence[Summary]
    next: str | None


@dataclass(frozen=True, slots=True)
class Story:
    """An event with all its runs, as the queue recorded them.

    A run has: at (its first moment, milliseconds since the epoch), lasted (milliseconds), settings (their version),
    and what :func:`relay.line.run_record.read_run` gives. One that an older version recorded lacks the first three.
    ``notes`` tell what happened to it between runs: at (milliseconds since the epoch), who, what, and more.
    """

    summary: Summary
    runs: Sequence[Mapping[str, Any]]
    notes: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Health:
    """Whether anything is left lying. Ages are seconds; None where nothing waits."""

    workers: int
    waiting: int
    oldest_waiting: float | None


class Activity:
    """Reads what happened. It never opens a document."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def now(self) -> datetime:
        """The moment by the clock of Redis, in UTC: the clock by which events are accepted and end."""
        seconds, microseconds = await self._store.state.time()
        return datetime.fromtimestamp(seconds + microseconds / 1_000_000, UTC)

    async def counts(self, flow: str) -> Mapping[State, int]:
        """How many of a flow's events stand in each state."""
        async with self._store.state.pipeline(transaction=False) as pipe:
            for state in State:
                pipe.zcard(self._store.keys.index(flow, state))
            found = await pipe.execute()
        return dict(zip(State, found, strict=True))

    async def oldest(self, flow: str, states: Sequence[State]) -> Mapping[State, int]:
        """When the oldest of a flow's events in each of these states was accepted, in milliseconds since the epoch."""
        async with self._store.state.pipeline(transaction=False) as pipe:
            for state in states:
                pipe.zrange(self._store.keys.index(flow, state), 0, 0, withscores=True)
            found = await pipe.execute()
        return {state: int(rows[0][1]) for state, rows in zip(states, found, strict=True) if rows}

    async def count(
        self,
        *,
        flow: str | None = None,
        state: State | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> int:
        """How many events were accepted from ``since`` to ``until`` (aware, both included)."""
        bounds = (_milliseconds(since) if since else "-inf", _milliseconds(until) if until else "+inf")
        return int(await self._store.state.zcount(self._store.keys.index(flow, state), *bounds))

    async def page(
        self, *, flow: str | None = None, state: State | None = None, before: str | None = None, limit: int = 50
    ) -> EventPage:
        """Events newest first. ``before`` is the ``next`` of the page before. Raises Mistake on a bad cursor."""
        key = self._store.keys.index(flow, state)
        limit = max(1, min(limit, MOST_PER_PAGE))
        top: str = "+inf"
        skip: set[str] = set()
        if before is not None:
            top, last = _read_cursor(before)
            skip = {i.decode() for i in await self._store.state.zrangebyscore(key, top, top)}
            skip = {event_id for event_id in skip if event_id >= last}
        found = await self._store.state.zrevrangebyscore(
            key, top, "-inf", start=0, num=limit + len(skip) + 1, withscores=True
        )
        rows = [(event_id.decode(), int(score)) for event_id, score in found if event_id.decode() not in skip]
        summaries = await self.summaries([event_id for event_id, _ in rows[:limit]])
        more = f"{rows[limit - 1][1]}-{rows[limit - 1][0]}" if len(rows) > limit else None
        return EventPage(summaries, more)

    async def ids(
        self, *, until: datetime, since: datetime | None = None, flow: str | None = None, state: State | None = None
    ) -> AsyncIterator[Sequence[str]]:
        """Ids of the events accepted from ``since`` to ``until`` (aware, both included), oldest first, page by page.

        Events may leave the state while the pages are read: none of the others is skipped for it.
        """
        key = self._store.keys.index(flow, state)
        bottom = _milliseconds(since) if since is not None else 0
        given: set[str] = set()
        while True:
            found = await self._store.state.zrangebyscore(
                key, bottom, _milliseconds(until), start=0, num=_AT_ONCE + len(given), withscores=True
            )
            rows = [(event_id.decode(), int(score)) for event_id, score in found]
            fresh = [event_id for event_id, _ in rows if event_id not in given]
            if not fresh:
                return
            bottom = rows[-1][1]
            given = {event_id for event_id, score in rows if score == bottom}
            yield fresh

    async def story(self, event_id: str) -> Story | None:
        """One event with its runs and notes, oldest first, or None when it is gone."""
        fields = await reply(self._store.state.hgetall(self._store.keys.event(event_id)))
        summary = _summary(event_id, fields)
        if summary is None:
            return None
        runs = _numbered(fields, b"run:")
        notes = [value for _, value in _numbered(fields, b"note:")]
        return Story(summary, [{"run": number, **read_run(value)} for number, value in runs], notes)

    async def health(self, flows: Sequence[str]) -> Health:
        """Living workers, and what is due and not taken yet. Raises the failures of Redis."""
        seconds, _ = await self._store.state.time()
        async with self._store.state.pipeline(transaction=False) as pipe:
            pipe.zcount(self._store.keys.workers, seconds - WORKER_LIVES_FOR, "+inf")
            for flow in flows:
                pipe.zcount(self._store.keys.queue(flow), "-inf", seconds * 1000)
                pipe.zrange(self._store.keys.queue(flow), 0, 0, withscores=True)
            workers, *found = await pipe.execute()
        heads = [head[0][1] for head in found[1::2] if head]
        age = max((seconds - score / 1000 for score in heads), default=-1.0)
        return Health(workers, sum(found[0::2]), age if age > 0 else None)

    async def summaries(self, event_ids: Sequence[str]) -> list[Summary]:
        """How these events stand; those whose story is gone are left out."""
        async with self._store.state.pipeline(transaction=False) as pipe:
            for event_id in event_ids:
                pipe.hgetall(self._store.keys.event(event_id))
            found = await pipe.execute()
        summaries = (_summary(event_id, fields) for event_id, fields in zip(event_ids, found, strict=True))
        return [summary for summary in summaries if summary is not None]


def _summary(event_id: str, fields: dict[bytes, bytes]) -> Summary | None:
    event = read_event(event_id, fields)
    if event is None:
        return None
    ended = fields.get(b"ended")
    reason = fields.get(b"reason", b"").decode()
    return Summary(
        event,
        told=unpack(reason) if reason else None,
        number=fields.get(b"number", b"").decode() or None,
        ended_ms=int(ended) if ended else None,
    )


def _numbered(fields: Mapping[bytes, bytes], prefix: bytes) -> list[tuple[int, dict[str, Any]]]:
    """The JSON values of fields such as ``run:1``, in order of their numbers."""
    found = [(int(name.removeprefix(prefix)), value) for name, value in fields.items() if name.startswith(prefix)]
    return [(number, orjson.loads(value)) for number, value in sorted(found)]


def _milliseconds(moment: datetime) -> int:
    return round(moment.astimezone(UTC).timestamp() * 1000)


def _read_cursor(text: str) -> tuple[str, str]:
    match = re.fullmatch(r"([0-9]{1,15})-([0-9a-z]{1,64})", text)
    if match is None:
        raise Mistake(Told("care.use_next"))
    return match[1], match[2]
