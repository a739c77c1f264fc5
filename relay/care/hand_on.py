"""Hands the events of a flow that is gone on to another one, so that a flow which is renamed loses nothing.

Each event is handed on in one piece; it remembers the flow it came from, for which its document is sealed until it is
sealed anew. Lane and document key are made anew, so that a repeat is still known when it comes by the new flow. A
delivery key is not: it cannot be turned back into what the sender gave.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import orjson
import structlog

from mapping.parsing import dump_json
from relay.care.activity import Activity
from relay.care.fetch_again import fetch_anew
from relay.care.orphans import WAITS, Traits, read_traits
from relay.care.record_list import hand_on_records
from relay.errors import StartError
from relay.line.accept import Acceptor
from relay.line.arrivals import NEWER_CAME
from relay.line.dues import Dues
from relay.line.identify import identify_document
from relay.line.queue import Queue
from relay.line.run_event import OpenFlow
from relay.model import Event, State
from relay.roles import Json
from relay.settings.names import FLOW, remedy_of, require_known
from relay.store.documents import DocumentLost, SealedDocuments
from relay.store.scripts import script
from relay.store.store import Store, reply, storage_errors
from words.told import Told, pack

log = structlog.get_logger()

MOVED_STATES: Final = (*WAITS, State.HELD, State.FAILED, State.SKIPPED)
"""States in which an event is handed on, of skipped ones dry runs only; what has ended stays with the old flow."""

MOST_TOLD: Final = 100


@dataclass
class Moved:
    """What became of the events of a flow: how many went on by the state each is in, and which did not, and why."""

    old: str
    new: str
    states: Counter[State] = field(default_factory=Counter)
    left: dict[str, Told] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many went on."""
        return self.states.total()


class Mover:
    """Hands on events, records and dues. Raises StorageError; what went on till then has; doing it again is safe."""

    def __init__(
        self,
        store: Store,
        queue: Queue,
        acceptor: Acceptor,
        documents: SealedDocuments,
        flows: Mapping[str, OpenFlow],
        dues: Dues,
    ) -> None:
        self._dues = dues
        self._store = store
        self._queue = queue
        self._acceptor = acceptor
        self._documents = documents
        self._flows = flows
        self._activity = Activity(store)
        self._move = script(store.state, "move_event")

    async def move(self, old: str, new: str) -> Moved:
        """Hand on what waits, is held, failed or was a dry run in the flow ``old``. Raises StartError if it cannot."""
        moved = Moved(old, new)
        async with storage_errors():
            traits = await read_traits(self._store)
            opened = self._require_new_flow(old, new, traits)
            same_target = traits[old].target in {"", opened.flow.target}
            await self._dues.hand_on(old, new)
            now = await self._activity.now()
            for state in MOVED_STATES:
                async for ids in self._activity.ids(flow=old, state=state, until=now):
                    for summary in await self._activity.summaries(ids):
                        if state is State.SKIPPED and not summary.event.dry_run:
                            continue
                        await self._one(summary.event, opened, moved, same_target=same_target)
            await hand_on_records(self._store, self._acceptor, old, opened.flow)
        log.info("operator_moved_events", flow=old, to=new, moved=moved.count, left=len(moved.left))
        return moved

    def _require_new_flow(self, old: str, new: str, traits: Mapping[str, Traits]) -> OpenFlow:
        """The new flow. Raises StartError."""
        if old in self._flows:
            raise StartError(Told("care.flow_still_there", flow=old))
        if old not in traits:
            raise StartError(Told("care.flow_never_was", flow=repr(old), remedy=remedy_of(old, traits)))
        require_known(FLOW, new, self._flows)
        flow, known = self._flows[new].flow, traits[old]
        for what, was, now in (("entity", known.entity, flow.entity), ("from", known.source, flow.source)):
            if was and was != now:
                raise StartError(Told("care.flow_differs", old=old, new=new, what=what, was=was, now=now))
        return self._flows[new]

    async def _one(self, event: Event, opened: OpenFlow, moved: Moved, *, same_target: bool) -> None:
        if event.state is State.UNCONFIRMED and not same_target:
            moved.left[event.id] = Told("care.maybe_in_another_target")
            return
        lane, old_key, new_key = await self._names(event, opened)
        note = {"who": "operator", "what": "handed on", "from": moved.old, "to": moved.new}
        found, state = await self._move(
            args=[
                *(self._store.keys.prefix, event.id, moved.old, moved.new),
                *(_between_commas(MOVED_STATES), _between_commas(WAITS), lane, old_key, new_key),
                *(self._queue.keep, self._queue.keep_documents, orjson.dumps(note), pack(NEWER_CAME)),
            ]
        )
        if found:
            moved.states[State(state.decode())] += 1
            keep = self._queue.keep_dry_run if event.dry_run else self._queue.keep
            await self._documents.seal_anew(event, moved.new, keep)
        elif state == b"running":
            moved.left[event.id] = Told("care.carried_at_this_moment")

    async def _names(self, event: Event, opened: OpenFlow) -> tuple[str, str, str]:
        """Its lane in the new flow, and its document key in the old and the new one; empty where nobody can tell.

        Without its document an event goes in a lane of its own: what its reference hides cannot be read.
        """
        document = await self._document(event, opened)
        if document is None:
            lane = await reply(self._store.state.hget(self._store.keys.event(event.id), "lane"))
            return f"{_text(lane)}-{opened.flow.name}", "", ""
        identity, material = identify_document(opened.source, document, dump_json(document), opened.flow.name)
        before = replace(opened.flow, name=event.flow)
        return (
            self._acceptor.lane(opened.flow, identity),
            self._acceptor.document_key(before, identity, material),
            self._acceptor.document_key(opened.flow, identity, material),
        )

    async def _document(self, event: Event, opened: OpenFlow) -> Json | None:
        try:
            return await self._documents.read(event)
        except DocumentLost:
            return (await fetch_anew(opened, event.reference)).document


def _text(raw: str | bytes | None) -> str:
    return raw.decode() if isinstance(raw, bytes) else raw or ""


def _between_commas(states: tuple[State, ...]) -> str:
    return f",{','.join(states)},"
