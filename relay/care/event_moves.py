"""Moves events that no worker holds: lets them go again, cancels them, and puts away those whose time is over.

Each move is one Lua compare-and-set against the table of allowed changes, and leaves a line in the event's story.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import orjson
import structlog

from relay.line.arrivals import NEWER_CAME
from relay.line.queue import GRACE, Queue, job, milliseconds, read_event
from relay.model import Event, State, may_become
from relay.store.documents import StoredDocuments
from relay.store.scripts import script
from relay.store.store import Store, storage_errors
from words.told import Told, pack

log = structlog.get_logger()

CANCELLED: Final = Told("care.cancelled")
"""The reason an operator's cancelling leaves in the story."""

FORGOTTEN: Final = Told("care.forgotten")
"""The reason in the story of what was kept of a person who asked to be forgotten."""

AWAITED: Final = Told("care.awaited")
"""The reason of a cancelled event that an operator wants carried after all."""


@dataclass(frozen=True, slots=True)
class Move:
    """Whether an event was moved, and the state in which it was found; None when there is no such event."""

    moved: bool
    found: State | None


@dataclass(frozen=True, slots=True)
class RestingEvent:
    """An event and since when nobody has moved it (milliseconds since the epoch, by the clock of Redis).

    ``seen`` tells whether anybody has moved it since it was looked at; ``warned`` that its end has been announced.
    """

    event: Event
    since_ms: int
    seen: str
    warned: bool


class EventMoves:
    """The moves that an operator or time makes of events. All raise StorageError.

    ``keep`` is how long an event that goes again lives without renewal, with its document, in milliseconds.
    """

    def __init__(self, store: Store, queue: Queue) -> None:
        self._store = store
        self._documents = StoredDocuments(store)
        self.keep = queue.keep
        self._keep_cancelled = queue.keep_documents
        self._release = script(store.state, "release")
        self._reopen = script(store.state, "reopen")
        self._put_away = script(store.state, "put_away")
        self._note = script(store.state, "note")

    async def look(self, event_ids: Sequence[str]) -> list[RestingEvent]:
        """How long each of these events has been at rest; those whose story is gone are left out."""
        async with storage_errors(), self._store.state.pipeline(transaction=False) as pipe:
            for event_id in event_ids:
                pipe.hgetall(self._store.keys.event(event_id))
            found = await pipe.execute()
        rests = (_rest(event_id, fields) for event_id, fields in zip(event_ids, found, strict=True))
        return [rest for rest in rests if rest is not None]

    async def release(self, event_id: str, note: dict[str, Any]) -> Move:
        """Let an event that rests or was put away wait again at the end of its lane, with all its tries before it.

        One of whose record a newer state came is superseded, and not moved.
        """
        allowed = _between_commas(may_become(State.WAITING))
        async with storage_errors():
            moved, found = await self._release(
                args=[
                    *(self._store.keys.prefix, event_id, allowed, job(event_id), self.keep),
                    *(orjson.dumps(note), 0, pack(NEWER_CAME)),
                ]
            )
            if found == b"superseded":
                await self._documents.forget(event_id)
        return _move(moved, found)

    async def reopen(self, event_id: str, note: dict[str, Any]) -> Move:
        """Hold a cancelled event whose document is deleted, until that is sent again; then it goes."""
        allowed = _between_commas((State.CANCELLED,))
        async with storage_errors():
            moved, found = await self._reopen(
                args=[
                    *(self._store.keys.prefix, event_id, allowed, job(event_id), self.keep),
                    *(pack(AWAITED), orjson.dumps(note)),
                ]
            )
        return _move(moved, found)

    async def cancel(self, event_id: str) -> Move:
        """End an event that is not being carried, and delete its document; its lane goes on without it.

        Its story stays as long as its document key, so that a repeat can be told what became of it.
        """
        note = {"who": "operator", "what": "cancelled"}
        move = await self._end(event_id, State.CANCELLED, "", self._keep_cancelled, pack(CANCELLED), note)
        log.info("operator_cancelled", event_id=event_id, moved=move.moved, found=move.found and move.found.value)
        return move

    async def forget(self, event_id: str) -> Move:
        """End an event of a person who asked to be forgotten, unless it is being carried, and delete its document."""
        note = {"who": "relay", "what": "forgotten"}
        return await self._end(event_id, State.CANCELLED, "", self._keep_cancelled, pack(FORGOTTEN), note)

    async def expire(self, rest: RestingEvent) -> Move:
        """End an event whose time is over, unless anybody has moved it since; its story stays for GRACE."""
        note = {"who": "relay", "what": "expired", "was": rest.event.state}
        return await self._end(rest.event.id, State.EXPIRED, rest.seen, milliseconds(GRACE), "", note)

    async def warn(self, rest: RestingEvent, left: timedelta) -> None:
        """Remember that the end of an event has been announced."""
        note = {"who": "relay", "what": "end announced", "hours_left": round(left.total_seconds() / 3600)}
        await self.tell(rest.event.id, note, warned="1")

    async def tell(self, event_id: str, note: dict[str, Any], **fields: str) -> None:
        """Add a line to the story of an event, and set these fields of it."""
        pairs = [part for pair in fields.items() for part in pair]
        async with storage_errors():
            await self._note(args=[self._store.keys.prefix, event_id, orjson.dumps(note), *pairs])

    async def _end(self, event_id: str, state: State, seen: str, keep: int, reason: str, note: dict[str, Any]) -> Move:
        async with storage_errors():
            moved, found = await self._put_away(
                args=[
                    *(self._store.keys.prefix, event_id, state, _between_commas(may_become(state))),
                    *(seen, keep, reason, orjson.dumps(note)),
                ]
            )
            if moved:
                await self._documents.forget(event_id)
        return _move(moved, found)


def _rest(event_id: str, fields: dict[bytes, bytes]) -> RestingEvent | None:
    event = read_event(event_id, fields)
    if event is None:
        return None
    released = fields.get(b"released", b"")
    moments = (event.accepted_ms, int(fields.get(b"ended") or 0), int(released or 0))
    return RestingEvent(event, max(moments), f"{event.runs}:{released.decode()}", b"warned" in fields)


def _between_commas(states: Sequence[State]) -> str:
    return f",{','.join(states)},"


def _move(moved: int, found: bytes) -> Move:
    return Move(bool(moved), State(found.decode()) if found else None)
