"""Puts the program together as one readable list; the only file of the engine that knows handlers and pages."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import aiohttp
from aiohttp import web

from admin.app import AdminView, make_admin_app
from handlers.pipelines import PIPELINES
from handlers.sandboxes.demonstration import open_scenario
from handlers.services.vies import RememberedChecks, VatNumberChecks
from handlers.vendors import VENDORS
from mapping.parsing import parse_json, parse_posted
from relay.care import poll_now
from relay.care.activity import Activity
from relay.care.daily_reconcile import Rounds
from relay.care.doctor.settings_in_books import look_up
from relay.care.event_moves import Resting
from relay.care.expiry import Expiry, LoggedNotice
from relay.care.housekeeping import Housekeeping
from relay.care.mapping_views import LookedAt
from relay.care.operations import Operations, Parts, make_operations
from relay.care.orphans import Orphans, remember_flows
from relay.demo.scenario import OpenScenario
from relay.errors import StartError
from relay.intake.app import make_intake_app
from relay.intake.codes import OneTimeCodes
from relay.intake.door import Door, DoorFlow
from relay.line.accept import Acceptor
from relay.line.flow_rotation import Room
from relay.line.flows import notices_of, open_flows
from relay.line.once.gate import Gate, SharedGate
from relay.line.once.intents import Intents
from relay.line.once.links import Links
from relay.line.once.locks import Locks
from relay.line.once.tokens import SealedTokens, open_tokens
from relay.line.poll import PollCount, PolledFlow, Poller
from relay.line.queue import Queue
from relay.line.run_event import Carrier, OpenFlow
from relay.line.worker import RelayWorker
from relay.roles import Connection, PolledSource
from relay.settings import Settings, load_settings
from relay.settings.allow_lists import allow_lists
from relay.settings.names import require_known
from relay.store.counters import Metrics
from relay.store.guard import Guard
from relay.store.rekey import check_index_key, rekey
from relay.store.store import Store, open_store
from relay.store.vault import Vault, open_vault
from relay.systems.ends import ends_of
from relay.systems.proven_gate import ProvenGate
from relay.systems.replacing import Replacing
from relay.systems.systems import Systems

SERVICES = (Links, Locks, Intents, VatNumberChecks)
"""What the steps of pipelines may ask for besides their source and target."""

LOOK_UP = partial(look_up, PIPELINES)


def load(path: Path, environment: Mapping[str, str]) -> Settings:
    """Read relay.yaml with the models of every vendor and pipeline. Raises StartError with every mistake."""
    settings = load_settings(path, environment, VENDORS, {name: p.settings for name, p in PIPELINES.items()})
    open_vault(settings.keys)
    return settings


def demonstration() -> OpenScenario:
    """Both vendor sandboxes with invented data, and what is to become of it."""
    return open_scenario


async def rehearse(settings: Settings) -> list[str]:
    """Put every flow together without a call, and give the notices of their mappings. Raises StartError, as above."""
    async with aiohttp.ClientSession() as session:
        connections = connect(settings, session, {}, {})
        services: dict[type, object] = dict.fromkeys(SERVICES)
        return notices_of(open_flows(settings, PIPELINES, connections, services))


@asynccontextmanager
async def look_at(settings: Settings, name: str) -> AsyncIterator[LookedAt]:
    """A flow as far as its mapping goes, without opening a connection or Redis. Raises StartError."""
    async with aiohttp.ClientSession() as session:
        connections = connect(settings, session, {}, {})
        yield _looked_at(name, open_flows(settings, PIPELINES, connections, dict.fromkeys(SERVICES)))


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

    def intake(self) -> web.Application:
        """The public listener's application."""
        lists = allow_lists(self.settings)
        flows = {
            name: DoorFlow(
                flow=opened.flow,
                allow=lists[name].networks,
                source=opened.source,
                accepts_documents=not isinstance(opened.source, PolledSource),
                polls=self.settings.flows[name].poll is not None,
                connection=self.settings.connections[opened.flow.source],
                allow_setting=lists[name].setting,
            )
            for name, opened in self.flows.items()
        }
        door = Door(
            flows,
            self.acceptor,
            self.store,
            self.activity,
            parse_posted,
            self.settings.server,
            delivery_window=self.settings.retention.deliveries,
            metrics=self.metrics,
            codes=OneTimeCodes(self.store, self.vault),
        )
        return make_intake_app(door)

    def admin(self) -> web.Application:
        """The operators' listener's application."""
        flows, settings = [opened.flow for opened in self.flows.values()], self.settings.admin
        view = AdminView(flows, self.activity, self.store, self.operations(), settings.token, settings.allow)
        return make_admin_app(view)

    def poller(self) -> Poller:
        """Reads the flows that have a schedule."""
        return Poller(self.store, self.acceptor, self._polled(), self.metrics)

    def worker(self) -> RelayWorker:
        """Carries events. Make it inside the running loop."""
        carrier = Carrier(self.store, self.vault, self.queue, self.flows, self.settings.retry, self.intents)
        room = Room(
            targets={name: opened.flow.target for name, opened in self.flows.items()},
            parallel_calls={name: settings.parallel_calls for name, settings in self.settings.connections.items()},
        )
        return RelayWorker(self.store, self.queue, carrier, list(self.flows), self.settings.worker, room)

    def housekeeping(self) -> Housekeeping:
        """Clears away what crashes and time leave behind."""
        resting, notice = Resting(self.store, self.queue), LoggedNotice(self.metrics)
        expiry = Expiry(self.store, resting, notice, self.settings.retention.events)
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
        )
        return make_operations(parts)

    def replacing(self) -> Replacing:
        """What an operator says about the systems behind the connections."""
        return Replacing(self.systems, self.settings, self.activity)

    def rounds(self) -> Rounds:
        """Compares sources with their targets once a day."""
        return Rounds(self.store, self.operations().reconciler, self.metrics)

    async def whoami_code(self) -> str:
        """A one-time code for ``GET /whoami``. Raises StorageError."""
        return await OneTimeCodes(self.store, self.vault).make()

    async def rekey(self) -> int:
        """Start over under the index key of the settings; the number of entries dropped. Raises StartError."""
        return await rekey(self.store, self.vault)

    async def poll(self, name: str, *, begin_anywhere: bool) -> PollCount:
        """Read one flow now. Raises StartError when it cannot be read now, and what the source raises."""
        poll_now.chosen(self._polled(), name)
        try:
            return await poll_now.poll_now(self.poller(), name, begin_anywhere=begin_anywhere)
        finally:
            await self.metrics.hand_over()

    async def count_all(self, name: str) -> int:
        """How many documents a first poll from the beginning of time would carry; nothing is accepted."""
        return await poll_now.count_all(poll_now.chosen(self._polled(), name))

    async def look_at(self, name: str) -> LookedAt:
        """A flow as far as its mapping goes, whose source can be read. Raises StartError, and as its source does."""
        looked = _looked_at(name, self.flows)
        await self.systems.prove(self.flows[name].flow.source)
        return looked

    async def authorise(self, name: str, show: Callable[[str], None], ask: Callable[[], str] | None) -> None:
        """Let a person give the relay access to a connection. Raises StartError and what the vendor raises."""
        require_known("connection", name, self.settings.connections)
        connection = self.settings.connections[name]
        authorise = VENDORS[connection.vendor].authorise
        if authorise is None:
            raise StartError(f"{name} needs no authorisation: {connection.vendor} is let in by what the file says")
        await authorise(connection, self.session, self.tokens[name], open_url=show, ask_code=ask)

    def _polled(self) -> Sequence[PolledFlow]:
        return poll_now.polled_flows(self.flows, self.settings)


@asynccontextmanager
async def open_program(settings: Settings, *, new_index_key: bool = False) -> AsyncIterator[Program]:
    """Open everything a process needs, and close it in the end. Raises StartError.

    ``new_index_key`` lets in an index key that the state Redis does not know, for :meth:`Program.rekey` only.
    """
    vault = open_vault(settings.keys)
    async with (
        open_store(settings.redis, settings.instance) as store,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), trust_env=False) as session,
        open_tokens(store, vault, settings) as tokens,
    ):
        if not new_index_key:
            await check_index_key(store, vault)
        replicas, version = settings.redis.min_replicas, settings.version
        queue = Queue(store, settings.retention, settings.worker.lease, min_replicas=replicas, settings_version=version)
        systems = Systems(store, vault, settings)
        links = Links(store, vault, systems)
        locks = Locks(store, settings.worker.lease, settings.worker.lock_wait)
        life = settings.worker.lease
        gates = {
            name: ProvenGate(systems, name, SharedGate(store, name, connection, life))
            for name, connection in settings.connections.items()
        }
        connections = connect(settings, session, tokens, gates)
        intents = Intents(store, queue, links)
        checks = VatNumberChecks(session, RememberedChecks(store, vault))
        services: dict[type, object] = {Links: links, Locks: locks, Intents: intents, VatNumberChecks: checks}
        flows = open_flows(settings, PIPELINES, connections, services, ends_of(systems, store))
        await systems.open(connections, [opened.flow for opened in flows.values()])
        await remember_flows(store, [opened.flow for opened in flows.values()])
        yield Program(
            settings=settings,
            store=store,
            vault=vault,
            queue=queue,
            acceptor=Acceptor(store, vault, queue, Guard(store, settings.redis), systems),
            activity=Activity(store),
            session=session,
            tokens=tokens,
            connections=connections,
            intents=intents,
            services=services,
            metrics=Metrics(store),
            flows=flows,
            systems=systems,
        )


def _looked_at(name: str, flows: Mapping[str, OpenFlow]) -> LookedAt:
    require_known("flow", name, flows)
    flow, source, target = flows[name].flow, flows[name].source, flows[name].target
    trial = PIPELINES[flow.entity].trial
    if trial is None:
        raise StartError(f"{name}: a mapping for {flow.entity} documents cannot be looked at yet")
    sides = {flow.source: source, flow.target: target}
    return LookedAt(name, sides, parse_json, lambda document: trial(flow, source, target, document))


def connect(
    settings: Settings,
    session: aiohttp.ClientSession,
    tokens: Mapping[str, SealedTokens],
    gates: Mapping[str, Gate],
) -> dict[str, Connection]:
    """Every connection by name. Opening one makes no call."""
    return {
        name: VENDORS[connection.vendor].open(name, connection, session, tokens.get(name), gates.get(name))
        for name, connection in settings.connections.items()
    }
