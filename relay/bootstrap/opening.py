"""Opens the whole relay for one process, and closes it in the end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from handlers.exchange.outbound import Outbound
from handlers.exchange.own_places import OwnPlaces
from handlers.pipelines import PIPELINES
from handlers.pipelines.common.asked_together import KnownRecords
from handlers.pipelines.common.parts import Parts
from handlers.pipelines.common.records import Records
from handlers.pipelines.common.two_way_carrying import TwoWayCarrier
from handlers.pipelines.products.price_brake import PriceBrake
from handlers.pipelines.stock.mutation_limits import MutationLimits
from handlers.pipelines.stock.mutations import Mutations
from handlers.services.images import ImageFetcher
from handlers.services.vies import RememberedChecks, VatNumberChecks
from handlers.vendors.opening import Outgoing
from relay.bootstrap.connections import connect, list_own_places
from relay.bootstrap.program import Program
from relay.care.activity import Activity
from relay.care.forgetting import Forgetting
from relay.care.orphans import remember_flows
from relay.line.accept import Acceptor
from relay.line.dues import Dues
from relay.line.flows import open_flows
from relay.line.once.claims import Claims
from relay.line.once.differences import Differences
from relay.line.once.gate import SharedGate
from relay.line.once.in_step import InStep
from relay.line.once.intents import Intents
from relay.line.once.links import Links
from relay.line.once.locks import Locks
from relay.line.once.ordinals import Ordinals
from relay.line.once.reservations import Reservations
from relay.line.once.tokens import open_tokens
from relay.line.opposites import Opposites
from relay.line.queue import Queue
from relay.line.reserving import LastProven, Reserver
from relay.line.run_event import OpenFlow
from relay.settings import Settings
from relay.store.counters import Metrics
from relay.store.guard import Guard
from relay.store.store import open_store
from relay.store.vault import open_vault
from relay.systems.ends import ends_of
from relay.systems.proven_gate import ProvenGate
from relay.systems.rekey import check_index_key
from relay.systems.systems import Systems


@asynccontextmanager
async def open_program(settings: Settings, *, new_index_key: bool = False) -> AsyncIterator[Program]:
    """Open everything a process needs, and close it in the end. Raises StartError.

    ``new_index_key`` lets in an index key that the state Redis does not know, for `relay rekey` only.
    """
    vault = open_vault(settings.keys)
    async with (
        open_store(settings.redis, settings.instance) as store,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), trust_env=False) as session,
        open_tokens(store, vault, settings) as tokens,
        Outbound(OwnPlaces(list_own_places(settings))) as outbound,
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
            name: ProvenGate(systems, name, SharedGate(store, name, connection, life, version))
            for name, connection in settings.connections.items()
        }
        connections = connect(settings, session, tokens, gates, Outgoing(outbound, vault.keyed_hash))
        intents, ordinals = Intents(store, queue), Ordinals(store)
        records = Records(links, intents, locks)
        parts = Parts(links, intents, records, ordinals)
        differences, limits = Differences(store, queue), MutationLimits(store, links)
        flows: dict[str, OpenFlow] = {}
        services: dict[type, object] = {
            Links: links,
            Claims: Claims(store),
            Locks: locks,
            Intents: intents,
            Ordinals: ordinals,
            Dues: Dues(store, vault),
            Reservations: Reservations(store, queue.keep_documents),
            Records: records,
            Parts: parts,
            TwoWayCarrier: TwoWayCarrier(links, intents, parts, InStep(store), ordinals),
            Opposites: Opposites(flows),
            KnownRecords: KnownRecords(),
            PriceBrake: PriceBrake(store, links, queue),
            Differences: differences,
            MutationLimits: limits,
            Mutations: Mutations(links, locks, ordinals, differences, limits),
            VatNumberChecks: VatNumberChecks(session, RememberedChecks(store, vault)),
            ImageFetcher: ImageFetcher(outbound, settings.connections, locks, settings.worker.images_in_flight),
            Forgetting: Forgetting(store, vault, queue, flows),
        }
        reserver = Reserver(Links(store, vault, LastProven(systems)), flows)
        flows |= open_flows(settings, PIPELINES, connections, services, ends_of(systems, store))
        await systems.open(connections, [opened.flow for opened in flows.values()])
        await remember_flows(store, [opened.flow for opened in flows.values()])
        yield Program(
            settings=settings,
            store=store,
            vault=vault,
            queue=queue,
            acceptor=Acceptor(store, vault, queue, Guard(store, settings.redis), systems, reserver),
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
