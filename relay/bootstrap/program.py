"""The assembled relay: its parts, and what is made of them for serving, working, polling and operating."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp

from relay.care import poll_now
from relay.care.activity import Activity
from relay.care.daily_reconcile import DailyReconcile
from relay.care.difference_desk import DifferenceDesk
from relay.care.event_moves import EventMoves
from relay.care.expiry import Expiry, LoggedNotice
from relay.care.housekeeping import Housekeeping
from relay.care.operations import Operations, Parts, make_operations
from relay.care.orphans import Orphans
from relay.care.replacing import Replacing
from relay.care.trying import Trying
from relay.care.year_change import YearChange
from relay.line.accept import Acceptor
from relay.line.due_carrying import DueCarrier
from relay.line.dues import Dues
from relay.line.flow_rotation import Room
from relay.line.once.intents import Intents
from relay.line.once.tokens import SealedTokens
from relay.line.poll import Poller
from relay.line.polled import PollCount, PolledFlow
from relay.line.queue import Queue
from relay.line.run_event import EventRunner, OpenFlow
from relay.line.worker import RelayWorker
from relay.roles import Connection
from relay.settings import Settings
from relay.store.counters import Metrics
from relay.store.full_notes import FullRead
from relay.store.store import Store
from relay.store.vault import Vault
from relay.systems.systems import Systems

if TYPE_CHECKING:
    from aiohttp import web


@dataclass(frozen=True)
class Program:
    """The assembled relay: what serving, working and polling are made of."""

    settings: Settings
    store: Store
    vault: Vault
    queue: Queue
    acceptor: Acceptor
    activity: Activity
    session: aiohttp.ClientSession
    tokens: Mapping[str, SealedTokens]
    connections: Mapping[str, Connection]
    flows: Mapping[str, OpenFlow]
    intents: Intents
    services: Mapping[type, object]
    metrics: Metrics
    systems: Systems

    def intake(self) -> "web.Application":
        """The public listener's application."""
        from relay.bootstrap.listeners import intake_of  # noqa: PLC0415 - a worker has no listener

        return intake_of(self)

    def admin(self) -> "web.Application":
        """The operators' listener's application."""
        from relay.bootstrap.listeners import admin_of  # noqa: PLC0415 - as above

        return admin_of(self)

    def poller(self) -> Poller:
        """Reads the flows that have a schedule."""
        return Poller(self.store, self.acceptor, self._polled(), self.metrics, self.settings.version)

    def due_carrier(self) -> DueCarrier:
        """Carries again what is due of the flows that have a schedule."""
        dues = Dues(self.store, self.vault)
        return DueCarrier(self.store, self.acceptor, dues, self._polled(), self.metrics)

    def worker(self) -> RelayWorker:
        """Carries events. Make it inside the running loop."""
        runner = EventRunner(self.store, self.vault, self.queue, self.flows, self.settings.retry, self.intents)
        room = Room(
            targets={name: opened.flow.target for name, opened in self.flows.items()},
            parallel_calls={name: settings.parallel_calls for name, settings in self.settings.connections.items()},
            classes={name: opened.pipeline.pipeline.precedence for name, opened in self.flows.items()},
        )
        return RelayWorker(self.store, self.queue, runner, list(self.flows), self.settings.worker, room)

    def housekeeping(self) -> Housekeeping:
        """Clears away what crashes and time leave behind."""
        moves, notice = EventMoves(self.store, self.queue), LoggedNotice(self.metrics)
        expiry = Expiry(self.store, moves, notice, self.settings.retention.events)
        return Housekeeping(self.store, self.queue, list(self.flows), expiry, self.orphans())

    def orphans(self) -> Orphans:
        """Finds and keeps events whose flow is in relay.yaml no more."""
        return Orphans(self.store, self.queue, self.flows)

    def operations(self) -> Operations:
        """What an operator does to events."""
        parts = Parts(
            store=self.store,
            vault=self.vault,
            queue=self.queue,
            acceptor=self.acceptor,
            poller=self.poller(),
            flows=self.flows,
            polled=self._polled(),
            connections=self.connections,
        )
        return make_operations(parts)

    def year_change(self) -> YearChange:
        """What tells whether links hold in books of a new year."""
        return YearChange(self._polled(), self.flows)

    def differences(self) -> DifferenceDesk:
        """What shows and settles differences that flows book."""
        return DifferenceDesk(self.flows)

    def replacing(self) -> Replacing:
        """What an operator says about the systems behind the connections."""
        return Replacing(self.systems, self.settings, self.activity)

    def trying(self) -> Trying:
        """What has a connection tried at once."""
        flows = [opened.flow for opened in self.flows.values()]
        polled = [one.flow.name for one in self._polled()]
        return Trying(self.store, flows, polled, self.systems, self.connections)

    def daily_reconcile(self) -> DailyReconcile:
        """Compares sources with their targets once a day."""
        return DailyReconcile(self.store, self.operations().reconciler, self.metrics)

    async def poll(
        self, name: str, *, begin_anywhere: bool, show: Callable[[FullRead], None] = lambda _: None
    ) -> PollCount:
        """Read one flow now. Raises StartError when it cannot be read now, and what the source raises."""
        poll_now.chosen(self._polled(), name)
        try:
            return await poll_now.poll_now(self.poller(), name, begin_anywhere=begin_anywhere, show=show)
        finally:
            await self.metrics.hand_over()

    async def count_first(self, name: str) -> int:
        """About how many documents a first poll would carry; nothing is accepted."""
        return await poll_now.count_first(poll_now.chosen(self._polled(), name))

    def _polled(self) -> Sequence[PolledFlow]:
        return poll_now.polled_flows(self.flows, self.settings)
