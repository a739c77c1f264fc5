"""What an operator does to events, from replay to handing on; one set for commands and admin API."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from relay.accept import Acceptor
from relay.carry import OpenFlow
from relay.documents import KeptDocuments
from relay.linking import Linker
from relay.moving import Mover
from relay.poll import PolledFlow, Poller
from relay.queue import Queue
from relay.reconcile import ComparedFlow, Reconciler
from relay.refusals import Refusals
from relay.replay import Replayer
from relay.resting import Resting
from relay.roles import Json
from relay.sealed import SealedDocuments
from relay.store import Store
from relay.trials import Trials
from relay.vault import Vault
from relay.waits import Storyteller


@dataclass(frozen=True, slots=True)
class Operations:
    """The operator's tools, ready to use."""

    resting: Resting
    replayer: Replayer
    reconciler: Reconciler
    linker: Linker
    trials: Trials
    storyteller: Storyteller
    mover: Mover
    refusals: Refusals


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
    dump: Callable[[Json], bytes]
    parse: Callable[[bytes], Json]


def make_operations(parts: Parts) -> Operations:
    """The tools over these parts. A flow whose pipeline cannot tell what is present is not compared."""
    compared = [
        ComparedFlow(polled, present)
        for polled in parts.polled
        if (present := parts.flows[polled.flow.name].pipeline.present) is not None
    ]
    resting = Resting(parts.store, parts.queue)
    sealed = SealedDocuments(parts.store, parts.vault, parts.parse)
    replayer = Replayer(parts.store, parts.vault, sealed, parts.acceptor, resting, parts.flows, parts.dump)
    reconciler = Reconciler(parts.store, parts.acceptor, resting, replayer, parts.poller, compared, parts.dump)
    documents = KeptDocuments(sealed)
    linker = Linker(documents, resting, parts.flows)
    storyteller = Storyteller(parts.store, [opened.flow for opened in parts.flows.values()])
    mover = Mover(parts.store, parts.queue, parts.acceptor, sealed, parts.flows, parts.dump)
    trials = Trials(documents, resting, parts.flows)
    refusals = Refusals(parts.store, parts.queue.keep, parts.flows)
    return Operations(resting, replayer, reconciler, linker, trials, storyteller, mover, refusals)
