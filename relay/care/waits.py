"""Answers of every event that waits why it does, and when it is tried next: its lane, its due moment, the breakers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from relay.care.activity import WORKER_LIVES_FOR, Activity, Story, Summary
from relay.care.orphans import WAITS, Orphaned
from relay.line.once.breakers import Breaker, read_breakers
from relay.model import Event, Flow, State
from relay.store.store import Store, storage_errors
from words.told import Told

_UNSAID: Final = {
    State.RETRYING: Told("care.last_run_failed"),
    State.PARKED: Told("care.left_alone"),
    State.UNCONFIRMED: Told("care.write_not_answered"),
}
"""What a state says where the event's own reason is empty, as after it was handed on."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Why an event waits, in a sentence, and the moment of its next try (milliseconds since the epoch, Redis' clock).

    Of one that stands behind another event the moment is the other's. It is None where it hangs on a person, or on an
    event that is carried just now.
    """

    told: Told
    next_ms: int | None

    @property
    def why(self) -> str:
        """Why it waits, in English."""
        return str(self.told)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an event stands: the head of its lane, its due moment, what shut it out, and whether a worker holds it."""

    head: str | None
    due_ms: int | None
    behind: str
    is_leased: bool


@dataclass(frozen=True, slots=True)
class _Scene:
    """What is the same for all events that are looked at."""

    now_ms: int
    workers: int
    breakers: Sequence[Breaker]


class Waits:
    """Tells why events wait, and until when. ``flows`` are those of relay.yaml. Raises the failures of Redis."""

    def __init__(self, store: Store, flows: Sequence[Flow]) -> None:
        self._store = store
        self._targets = {flow.name: flow.target for flow in flows}

    async def look(self, summaries: Sequence[Summary]) -> Mapping[str, Wait]:
        """The wait of each of these events that waits, by its id; those that are carried or at rest are left out."""
        waiting = [summary for summary in summaries if summary.event.state in WAITS]
        if not waiting:
            return {}
        places = await self._places([summary.event for summary in waiting])
        before = sorted({place.head for place in places if place.head} - {summary.event.id for summary in waiting})
        first = await Activity(self._store).summaries(before)
        places += await self._places([summary.event for summary in first])
        scene = await self._scene()
        stands = list(zip([*waiting, *first], places, strict=True))
        alone = {summary.event.id: self._wait(summary, place, scene) for summary, place in stands}
        found = {
            summary.event.id: self._in_line(summary.event, place, alone) for summary, place in stands[: len(waiting)]
        }
        return {event_id: wait for event_id, wait in found.items() if wait is not None}

    def _in_line(self, event: Event, place: _Place, alone: Mapping[str, Wait | None]) -> Wait | None:
        """The wait of an event where those of all events are known as if each were the first of its lane."""
        head = place.head or event.id
        if head == event.id or event.flow not in self._targets:
            return alone[event.id]
        wait = alone.get(head)
        if wait is None:
            return Wait(Told("care.behind_one_carried", event=head), None)
        return Wait(Told("care.behind_one_waiting", event=head, why=wait.told), wait.next_ms)

    async def _places(self, events: Sequence[Event]) -> list[_Place]:
        if not events:
            return []
        keys = self._store.keys
        async with self._store.state.pipeline(transaction=False) as pipe:
            for event in events:
                pipe.hmget(keys.event(event.id), ["lane", "behind"])
                pipe.zscore(keys.queue(event.flow), event.id)
                pipe.exists(keys.lease(event.id))
            found = await pipe.execute()
        lanes, dues, leases = found[0::3], found[1::3], found[2::3]
        async with self._store.state.pipeline(transaction=False) as pipe:
            for lane, _ in lanes:
                pipe.lindex(keys.lane(_text(lane)), 0)
            heads = await pipe.execute()
        return [
            _Place(_text(head) or None, None if due is None else int(due), _text(behind), bool(lease))
            for head, due, (_, behind), lease in zip(heads, dues, lanes, leases, strict=True)
        ]

    async def _scene(self) -> _Scene:
        seconds, microseconds = await self._store.state.time()
        alive = await self._store.state.zcount(self._store.keys.workers, seconds - WORKER_LIVES_FOR, "+inf")
        breakers = await read_breakers(self._store)
        return _Scene(seconds * 1000 + microseconds // 1000, int(alive), breakers)

    def _wait(self, summary: Summary, place: _Place, scene: _Scene) -> Wait | None:
        event = summary.event
        if event.state is State.RUNNING:
            return None if place.is_leased else Wait(_taken_up(scene), scene.now_ms)
        if event.flow not in self._targets:
            return Wait(Told("care.flow_gone", flow=event.flow, remedy=Orphaned(event.flow, 1).mend), None)
        due = max(place.due_ms or 0, scene.now_ms)
        shut = self._shut(event, place, scene)
        if shut is not None:
            return Wait(shut.told(), max(due, shut.until_ms))
        if due > scene.now_ms:
            return Wait(summary.told or _UNSAID.get(event.state, Told("care.moment_not_come")), due)
        return Wait(_turn(scene), due)

    def _shut(self, event: Event, place: _Place, scene: _Scene) -> Breaker | None:
        """The breaker that keeps it from being carried: its target's, its flow's there, or the one it waits for."""
        found = [breaker for breaker in scene.breakers if self._is_in_its_way(breaker, event, place)]
        return max(found, key=lambda breaker: breaker.until_ms, default=None)

    def _is_in_its_way(self, breaker: Breaker, event: Event, place: _Place) -> bool:
        gate = breaker.gate
        at_its_target = gate.connection == self._targets[event.flow] and not gate.call
        return (at_its_target and gate.flow in {"", event.flow}) or str(gate) == place.behind


class Storyteller:
    """The story of one event with its wait. Raises StorageError."""

    def __init__(self, store: Store, flows: Sequence[Flow]) -> None:
        self._activity = Activity(store)
        self._waits = Waits(store, flows)

    async def tell(self, event_id: str) -> tuple[Story, Wait | None] | None:
        """The story, and why it waits where it does; None where there is no such event."""
        async with storage_errors():
            story = await self._activity.story(event_id)
            if story is None:
                return None
            return story, (await self._waits.look([story.summary])).get(event_id)


def _turn(scene: _Scene) -> Told:
    if not scene.workers:
        return Told("care.no_worker")
    return Told("care.due")


def _taken_up(scene: _Scene) -> Told:
    return Told("care.worker_gone", turn=_turn(scene))


def _text(raw: Any) -> str:
    return raw.decode() if isinstance(raw, bytes) else str(raw or "")
