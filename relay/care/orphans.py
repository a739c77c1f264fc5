"""Finds events whose flow is in relay.yaml no more: nobody carries them, so they are told, parked and kept.

Each process remembers the flows it is started with. What has open events and is not among those of now is an orphan.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
import structlog

from relay.care.activity import Activity
from relay.line.queue import Queue
from relay.model import LEAVES_LANE, Flow, State, may_become
from relay.store.documents import StoredDocuments
from relay.store.scripts import script
from relay.store.store import Store, reply
from words.told import Told, pack

log = structlog.get_logger()

WAITS: Final = tuple(state for state in State if state not in LEAVES_LANE)
"""States in which an event would be carried, if somebody did."""

_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Orphaned:
    """A flow that is in relay.yaml no more, and how many of its events would be carried otherwise."""

    flow: str
    events: int

    @property
    def remedy(self) -> str:
        """What an administrator does about it, in English."""
        return str(self.mend)

    @property
    def mend(self) -> Told:
        """What an administrator does about it."""
        return Told("care.hand_on", flow=self.flow)


@dataclass(frozen=True, slots=True)
class Traits:
    """What is remembered of a flow after it has gone: empty texts where it went before anything was remembered."""

    entity: str = ""
    source: str = ""
    target: str = ""


class Orphans:
    """Parks and keeps the events of flows that are gone. ``flows`` are those of relay.yaml now.

    All of it raises the failures of Redis.
    """

    def __init__(self, store: Store, queue: Queue, flows: Iterable[str]) -> None:
        self._store = store
        self._keep = queue.keep
        self._flows = frozenset(flows)
        self._activity = Activity(store)
        self._documents = StoredDocuments(store)
        self._park = script(store.state, "park_orphan")

    async def tell(self) -> None:
        """Log what is orphaned, and change nothing: for a process that carries no events, and must be up soon."""
        for orphaned in await find_orphans(self._store, self._flows):
            log.warning("events_of_a_flow_that_is_gone", **_describe(orphaned))

    async def tend(self) -> Sequence[Orphaned]:
        """Park what waits, keep all of it alive, and tell the log. Workers do at start and every so often."""
        found = await find_orphans(self._store, self._flows)
        for orphaned in found:
            parked = await self._park_all(orphaned.flow)
            log.warning("events_of_a_flow_that_is_gone", **_describe(orphaned), parked=parked)
        if found:
            await self._keep_intents({orphaned.flow for orphaned in found})
        return found

    async def _park_all(self, flow: str) -> int:
        parked, now = 0, await self._activity.now()
        for state in WAITS:
            async for ids in self._activity.ids(flow=flow, state=state, until=now):
                parked += sum([await self._park_one(event_id, flow) for event_id in ids])
                await self._documents.renew(*ids, keep=self._keep)
        return parked

    async def _park_one(self, event_id: str, flow: str) -> int:
        return int(
            await self._park(
                args=[
                    *(self._store.keys.prefix, event_id, flow, f",{','.join(may_become(State.PARKED))},", self._keep),
                    pack(Told("care.flow_gone", flow=flow, remedy=Orphaned(flow, 1).mend)),
                    orjson.dumps({"who": "relay", "what": "parked: its flow is gone"}),
                ]
            )
        )

    async def _keep_intents(self, flows: set[str]) -> None:
        """A note of an unanswered write must not be forgotten before its event is carried again."""
        names = [key async for key in self._store.state.scan_iter(match=self._store.keys.intent("*"), count=_AT_ONCE)]
        for start in range(0, len(names), _AT_ONCE):
            some = names[start : start + _AT_ONCE]
            async with self._store.state.pipeline(transaction=False) as pipe:
                for name in some:
                    pipe.hget(name, "event")
                ids = [_text(event_id) for event_id in await pipe.execute()]
            events = await self._activity.summaries(ids)
            theirs = {summary.event.id for summary in events if summary.event.flow in flows}
            async with self._store.state.pipeline(transaction=False) as pipe:
                for name in (name for name, event_id in zip(some, ids, strict=True) if event_id in theirs):
                    pipe.pexpire(name, self._keep)
                await pipe.execute()


async def find_orphans(store: Store, flows: Iterable[str]) -> Sequence[Orphaned]:
    """The flows that are not among these and have events which wait, by name. Raises the failures of Redis."""
    gone, activity = sorted(set(await read_traits(store)) - set(flows)), Activity(store)
    counted = [(name, await activity.counts(name)) for name in gone]
    found = [Orphaned(name, sum(counts[state] for state in WAITS)) for name, counts in counted]
    return [orphaned for orphaned in found if orphaned.events]


async def remember_flows(store: Store, flows: Iterable[Flow]) -> None:
    """Remember the flows of relay.yaml, so that their events are found when they have gone from it.

    A state that an older version filled holds no such memory: its flows are found by their indexes, once.
    """
    known: dict[str, bytes] = {}
    if not await store.state.exists(store.keys.flows):
        known = dict.fromkeys(await _indexed_flows(store), b"{}")
    known |= {
        flow.name: orjson.dumps({"entity": flow.entity, "source": flow.source, "target": flow.target}) for flow in flows
    }
    if known:
        mapping: dict[Any, Any] = dict(known)
        await reply(store.state.hset(store.keys.flows, mapping=mapping))


async def read_traits(store: Store) -> Mapping[str, Traits]:
    """Every flow that was ever in relay.yaml, with what is remembered of it."""
    found = await reply(store.state.hgetall(store.keys.flows))
    return {_text(name): Traits(**orjson.loads(told)) for name, told in found.items()}


async def _indexed_flows(store: Store) -> set[str]:
    begin = store.keys.index("")
    keys = [key async for key in store.state.scan_iter(match=f"{begin}*", count=_AT_ONCE)]
    return {_text(key).removeprefix(begin).partition(":")[0] for key in keys}


def _describe(orphaned: Orphaned) -> Mapping[str, str | int | Told]:
    return {"flow": orphaned.flow, "events": orphaned.events, "remedy": orphaned.mend}


def _text(raw: Any) -> str:
    return raw.decode() if isinstance(raw, bytes) else str(raw or "")
