"""What an operator does to events, from replay to handing on; one set for commands and admin API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from relay.care.activity import Activity
from relay.care.event_documents import KeptDocuments
from relay.care.event_moves import EventMoves
from relay.care.filter_preview import FilterPreviews
from relay.care.hand_on import Mover
from relay.care.link_by_hand import Linker
from relay.care.not_there import NotThereReplayer
from relay.care.reconcile import ComparedFlow, Reconciler
from relay.care.record_list import RecordList
from relay.care.refreshing import Refreshing
from relay.care.refused import Refusals
from relay.care.replay import Replayer
from relay.care.trials import Trials
from relay.care.waits import Storyteller
from relay.line.accept import Acceptor
from relay.line.actions import FIND_NUMBER
from relay.line.dues import Dues
from relay.line.poll import Poller
from relay.line.polled import PolledFlow
from relay.line.queue import Queue
from relay.line.run_event import OpenFlow
from relay.roles import Connection
from relay.store.documents import SealedDocuments
from relay.store.store import Store
from relay.store.vault import Vault


@dataclass(frozen=True, slots=True)
class Operations:
    """The operator's tools, ready to use."""

    moves: EventMoves
    replayer: Replayer
    not_there: NotThereReplayer
    reconciler: Reconciler
    linker: Linker
    trials: Trials
    storyteller: Storyteller
    mover: Mover
    refusals: Refusals
    refreshing: Refreshing
    records: RecordList
    filter_previews: FilterPreviews


@dataclass(frozen=True, slots=True)
class Parts:
    """What the tools are made of; ``polled`` are those of the ``flows`` that are read."""

    store: Store
    vault: Vault
    queue: Queue
    acceptor: Acceptor
    poller: Poller
    flows: Mapping[str, OpenFlow]
    polled: Sequence[PolledFlow]
    connections: Mapping[str, Connection]


def make_operations(parts: Parts) -> Operations:
    """The tools over these parts. A flow whose pipeline cannot tell what is present is not compared."""
    compared = [
        ComparedFlow(polled, find_number)
        for polled in parts.polled
        if (find_number := parts.flows[polled.flow.name].pipeline.actions.get(FIND_NUMBER)) is not None
    ]
    moves = EventMoves(parts.store, parts.queue)
    sealed = SealedDocuments(parts.store, parts.vault)
    replayer = Replayer(parts.store, sealed, parts.acceptor, moves, parts.flows)
    reconciler = Reconciler(parts.store, parts.acceptor, moves, replayer, parts.poller, compared)
    documents = KeptDocuments(sealed)
    linker = Linker(documents, moves, parts.flows)
    storyteller = Storyteller(parts.store, [opened.flow for opened in parts.flows.values()])
    dues = Dues(parts.store, parts.vault)
    mover = Mover(parts.store, parts.queue, parts.acceptor, sealed, parts.flows, dues)
    trials = Trials(documents, moves, parts.flows)
    refusals = Refusals(parts.store, parts.queue.keep, parts.flows)
    refreshing = Refreshing(parts.store, parts.polled)
    records = RecordList(parts.store, parts.acceptor, parts.flows)
    previews = FilterPreviews(Activity(parts.store), documents, parts.connections, parts.flows)
    not_there = NotThereReplayer(parts.store, replayer, moves)
    others = (linker, trials, storyteller, mover, refusals, refreshing, records, previews)
    return Operations(moves, replayer, not_there, reconciler, *others)
