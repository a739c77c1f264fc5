"""Shows what became of each record of a flow that keeps no stories: its last outcome, its last trouble, and counts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mapping.problems import Problem
from relay.care.activity import MOST_PER_PAGE, Activity, Summary
from relay.errors import StartError
from relay.line.accept import Acceptor
from relay.line.identify import strip_hash
from relay.line.run_event import OpenFlow
from relay.line.run_record import read_told
from relay.model import Flow, Identity, State
from relay.settings.names import FLOW, require_known
from relay.store.scripts import script
from relay.store.store import Store, reply, storage_errors
from words.mistake import Mistake
from words.told import Told

_TIMES = "times_"
_CURSOR = re.compile(r"([0-9]{1,15})-([0-9A-Za-z_-]{1,200})")


@dataclass(frozen=True, slots=True)
class Record:
    """What became of one document of a flow, whatever its versions. Moments are milliseconds since the epoch.

    ``outcome`` is how an event of it last ended or came to rest, at ``at_ms``, with ``told`` and the first
    ``problems`` where there was more to tell than that it is written; None before the first did. ``trouble`` is what
    last kept it from that, which may be long over. ``times`` counts ends since the beginning. ``open`` is its event
    that goes on, or rests, or is kept otherwise.
    """

    reference: str
    outcome: State | None
    at_ms: int | None
    number: str | None
    told: Told | None
    problems: Sequence[Problem]
    trouble: Told | None
    trouble_ms: int | None
    times: Mapping[State, int] = field(default_factory=dict)
    open: Summary | None = None


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Records of a flow, the last that changed first; ``next`` is the cursor of the page after it, or None."""

    records: Sequence[Record]
    next: str | None


class RecordList:
    """Records of the flows that keep no stories. All of it raises StorageError."""

    def __init__(self, store: Store, acceptor: Acceptor, flows: Mapping[str, OpenFlow]) -> None:
        self._store = store
        self._acceptor = acceptor
        self._activity = Activity(store)
        self._flows = flows

    async def page(self, name: str, *, before: str | None = None, limit: int = 50) -> RecordPage:
        """Records of a flow, the last that changed first. ``before`` is the ``next`` of the page before.

        One that changes while pages are read comes first from then on, and may so be missed or shown twice. Raises
        StartError for a flow that keeps stories or is not there, and Mistake on a bad cursor.
        """
        key = self._store.keys.records(self._chosen(name).name)
        limit, top, skip = max(1, min(limit, MOST_PER_PAGE)), "+inf", set[str]()
        async with storage_errors():
            if before is not None:
                top, last = _read_cursor(before)
                skip = {lane.decode() for lane in await self._store.state.zrangebyscore(key, top, top)}
                skip = {lane for lane in skip if lane >= last}
            found = await self._store.state.zrevrangebyscore(
                key, top, "-inf", start=0, num=limit + len(skip) + 1, withscores=True
            )
            rows = [(lane.decode(), int(score)) for lane, score in found if lane.decode() not in skip]
            records = await self._read([lane for lane, _ in rows[:limit]])
        more = f"{rows[limit - 1][1]}-{rows[limit - 1][0]}" if len(rows) > limit else None
        return RecordPage(records, more)

    async def find(self, name: str, reference: str) -> Record | None:
        """The record of a document by its number at the source; None where none of it was ever carried.

        A ``#`` before the number makes no other. Raises StartError as :meth:`page` does.
        """
        lane = self._acceptor.lane(self._chosen(name), Identity(strip_hash(reference)))
        async with storage_errors():
            if await self._store.state.zscore(self._store.keys.records(name), lane) is None:
                return None
            [record] = await self._read([lane])
        return record

    def _chosen(self, name: str) -> Flow:
        require_known(FLOW, name, self._flows)
        flow = self._flows[name].flow
        if flow.keeps_stories:
            raise StartError(Told("care.keeps_stories", flow=name))
        return flow

    async def _read(self, lanes: Sequence[str]) -> list[Record]:
        async with self._store.state.pipeline(transaction=False) as pipe:
            for lane in lanes:
                pipe.hgetall(self._store.keys.newest(lane))
            found = await pipe.execute()
        ids = {_text(fields, name) for fields in found for name in ("event", "rests")} - {""}
        kept = {summary.event.id: summary for summary in await self._activity.summaries(sorted(ids))}
        return [_record(fields, kept) for fields in found]


async def hand_on_records(store: Store, acceptor: Acceptor, old: str, new: Flow) -> int:
    """Let another flow of the same source know what is known of the records of one that is gone; how many went on.

    One whose number is hidden cannot be named in the new flow: it is carried there once more, and found to be the same.
    Raises the failures of Redis.
    """
    move, moved = script(store.state, "move_record"), 0
    for lane in await reply(store.state.zrange(store.keys.records(old), 0, -1)):
        fields = await reply(store.state.hgetall(store.keys.newest(lane.decode())))
        reference = _text(fields, "reference")
        is_shown = bool(reference) and not reference.startswith("hidden-")
        lane_after = acceptor.lane(new, Identity(reference)) if is_shown else ""
        moved += int(await move(args=[store.keys.prefix, old, new.name, lane.decode(), lane_after]))
    return moved


async def count_records(store: Store, flow: str) -> int:
    """How many records of a flow are kept; 0 where it keeps stories. Raises the failures of Redis."""
    return int(await reply(store.state.zcard(store.keys.records(flow))))


def _record(fields: Mapping[bytes, bytes], kept: Mapping[str, Summary]) -> Record:
    told, problems = read_told(fields.get(b"tells"))
    trouble, _ = read_told(fields.get(b"trouble"))
    outcome, at, trouble_at = _text(fields, "outcome"), _text(fields, "at"), _text(fields, "trouble_at")
    times = {state: int(fields[name]) for state in State if (name := f"{_TIMES}{state}".encode()) in fields}
    return Record(
        reference=_text(fields, "reference"),
        outcome=State(outcome) if outcome else None,
        at_ms=int(at) if at else None,
        number=_text(fields, "number") or None,
        told=told,
        problems=problems,
        trouble=trouble,
        trouble_ms=int(trouble_at) if trouble_at else None,
        times=times,
        open=kept.get(_text(fields, "event")) or kept.get(_text(fields, "rests")),
    )


def _text(fields: Mapping[bytes, bytes], name: str) -> str:
    return fields.get(name.encode(), b"").decode()


def _read_cursor(text: str) -> tuple[str, str]:
    match = _CURSOR.fullmatch(text)
    if match is None:
        raise Mistake(Told("care.use_next"))
    return match[1], match[2]
