"""Forgets a person who asked for it: ends their events that are not being carried, and deletes what these have of them.

A shop asks for it in a post to a flow of customers; what is kept of the same person may wait or be held in other flows
of that shop, such as its orders.
"""

from collections.abc import AsyncIterator, Mapping
from typing import Final

import structlog

from relay.care.activity import Activity
from relay.care.event_moves import EventMoves
from relay.line.queue import Queue
from relay.line.run_event import OpenFlow
from relay.model import Event, State, Ticket, may_become
from relay.roles import TellsWhose
from relay.store.documents import DocumentLost, SealedDocuments
from relay.store.store import Store, storage_errors
from relay.store.vault import Vault

log = structlog.get_logger()

KEEP_DOCUMENTS: Final = may_become(State.CANCELLED)
"""States in which an event has its document and is not being carried; of those that were skipped, dry runs only."""


class Forgetting:
    """Looks through the open events of a shop's flows; ``flows`` are those that the process carries."""

    def __init__(self, store: Store, vault: Vault, queue: Queue, flows: Mapping[str, OpenFlow]) -> None:
        self._activity = Activity(store)
        self._moves = EventMoves(store, queue)
        self._documents = SealedDocuments(store, vault)
        self._flows = flows

    async def forget(self, ticket: Ticket) -> int:
        """End what is kept of the person whom the run's document is of, in all flows of its source; how many it was.

        Safe to repeat. What is being carried just now is left to its own end. Raises StorageError.
        """
        flow = ticket.flow
        opened = [one for one in self._flows.values() if one.flow.source == flow.source]
        asks = [one.source for one in opened if one.flow.name == flow.name]
        person = frozenset(name for one in asks if isinstance(one, TellsWhose) for name in one.whose(ticket.document))
        if not person:
            return 0
        count = 0
        for one in opened:
            async for event in self._open_events(one.flow.name):
                if event.id != ticket.event.id and await self._is_of(event, one, person):
                    count += (await self._moves.forget(event.id)).moved
        if count:
            log.info("events_forgotten", flow=flow.name, event_id=ticket.event.id, count=count)
        return count

    async def _open_events(self, flow: str) -> AsyncIterator[Event]:
        now = await self._activity.now()
        for state in KEEP_DOCUMENTS:
            async for page in self._activity.ids(flow=flow, state=state, until=now):
                for summary in await self._activity.summaries(page):
                    if state is not State.SKIPPED or summary.event.dry_run:
                        yield summary.event

    async def _is_of(self, event: Event, opened: OpenFlow, person: frozenset[str]) -> bool:
        if not isinstance(opened.source, TellsWhose):
            return False
        try:
            async with storage_errors():
                document = await self._documents.read(event)
        except DocumentLost:
            return False
        return not person.isdisjoint(opened.source.whose(document))
