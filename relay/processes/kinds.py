"""What each kind of process runs: the server with its two listeners, and the worker with its poller."""

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Protocol

import structlog

from relay.care.clocks import ClockWatch
from relay.care.daily_reconcile import DailyReconcile
from relay.care.housekeeping import Housekeeping
from relay.care.orphans import Orphans
from relay.line.background import end
from relay.line.due_carrying import DueCarrier
from relay.line.poll import Poller
from relay.line.worker import RelayWorker
from relay.processes.membership import Membership
from relay.processes.supervised import Parent, wait_for_stop
from relay.roles import Connection
from relay.settings import Settings
from relay.store.counters import Metrics
from relay.store.store import STORAGE_FAILURES, Store
from relay.systems.systems import Systems
from words.told import Told

if TYPE_CHECKING:
    from aiohttp import web

log = structlog.get_logger()

_PROOF_PATIENCE: Final = timedelta(seconds=5)
"""How long a start waits for systems to tell who they are; one that is silent is asked before it is first used."""

_RESTART: Final = Told("process.restart_to_listen_elsewhere")


class Assembled(Protocol):
    """What ``bootstrap`` puts together, as far as a process needs it."""

    @property
    def settings(self) -> Settings:
        """The whole of relay.yaml."""
        ...

    @property
    def systems(self) -> Systems:
        """What proves which systems the connections lead to."""
        ...

    def intake(self) -> "web.Application":
        """The public listener's application."""
        ...

    def admin(self) -> "web.Application":
        """The operators' listener's application."""
        ...

    @property
    def store(self) -> Store:
        """Both roles of Redis."""
        ...

    @property
    def metrics(self) -> Metrics:
        """What this process counts."""
        ...

    @property
    def connections(self) -> Mapping[str, Connection]:
        """The open connections by name."""
        ...

    def housekeeping(self) -> Housekeeping:
        """What clears away leftovers."""
        ...

    def orphans(self) -> Orphans:
        """What finds and keeps events whose flow is in relay.yaml no more."""
        ...

    def poller(self) -> Poller:
        """What reads flows on their schedule."""
        ...

    def due_carrier(self) -> DueCarrier:
        """What carries again what is due."""
        ...

    def daily_reconcile(self) -> DailyReconcile:
        """What compares sources with their targets."""
        ...

    def worker(self) -> RelayWorker:
        """What carries events."""
        ...


@asynccontextmanager
async def serving(program: Assembled, parent: Parent | None = None) -> AsyncIterator[tuple[int, int]]:
    """Both listeners, up; gives the ports of intake and admin."""
    from relay.http.serve import serve_app  # noqa: PLC0415 - a worker has no listener

    server, admin = program.settings.server, program.settings.admin
    sockets = parent.sockets if parent else (None, None)
    stopping = asyncio.Event()
    await _look_at_orphans(program.orphans().tell())
    jobs = [asyncio.create_task(job) for job in (program.metrics.run(stopping), _clocks(program).run(stopping))]
    async with AsyncExitStack() as stack:
        intake_port = await stack.enter_async_context(
            serve_app(program.intake(), server.host, server.port, inherited=sockets[0])
        )
        admin_port = await stack.enter_async_context(
            serve_app(program.admin(), admin.host, admin.port, inherited=sockets[1])
        )
        log.info("serving", host=server.host, port=intake_port, admin_port=admin_port)
        for part, wanted, found in (("server", server.port, intake_port), ("admin", admin.port, admin_port)):
            if wanted not in {0, found}:
                log.warning("listener_not_moved", setting=f"{part}.port", listens_on=found, remedy=_RESTART)
        yield intake_port, admin_port
    stopping.set()
    await asyncio.gather(*jobs)


async def serve(program: Assembled, parent: Parent | None, read_again: Callable[[], Settings]) -> None:
    """Serve until SIGTERM or SIGINT, or until the parent is gone; requests under way are answered.

    Raises StartError where a connection leads to another system than before.
    """
    await program.systems.prove_all(_PROOF_PATIENCE)
    ours = Membership(program.store, program.settings, "serve", read_again, program.metrics, parent)
    async with serving(program, parent), ours.shown():
        if parent is not None:
            parent.tell(ready=True)
        gc.collect()
        gc.freeze()  # what was loaded stays: a collection in the midst of a large body need not walk through it again
        await wait_for_stop(parent, ours.heard)
        ours.is_leaving()
        log.info("server_stops")


async def work(program: Assembled, parent: Parent | None, read_again: Callable[[], Settings]) -> None:
    """Carry, poll, compare and tidy up until told to stop; events under way end first. Raises as :func:`serve`."""
    ours = Membership(program.store, program.settings, "work", read_again, program.metrics, parent)
    asked = asyncio.create_task(wait_for_stop(parent, ours.heard))
    await program.systems.prove_all(_PROOF_PATIENCE)
    worker, stopping = program.worker(), asyncio.Event()
    worker.held_back = lambda: ours.held_back
    await _look_at_orphans(program.orphans().tend())
    async with ours.shown():
        jobs = [
            asyncio.create_task(worker.async_run()),
            asyncio.create_task(program.poller().run(stopping)),
            asyncio.create_task(program.due_carrier().run(stopping)),
            asyncio.create_task(program.housekeeping().run(stopping)),
            asyncio.create_task(program.daily_reconcile().run(stopping)),
            asyncio.create_task(program.metrics.run(stopping)),
            asyncio.create_task(_clocks(program).run(stopping)),
        ]
        if parent is not None:
            parent.tell(ready=True)
        log.info("working", worker=worker.name)
        await asyncio.wait([*jobs, asked], return_when=asyncio.FIRST_COMPLETED)
        ours.is_leaving()
        stopping.set()
        worker.stop()
        await asyncio.gather(*jobs)
        await end(asked)


def _clocks(program: Assembled) -> ClockWatch:
    """What tells of clocks that are too far apart."""
    return ClockWatch(program.store, program.metrics, program.connections)


async def _look_at_orphans(look: Awaitable[object]) -> None:
    """At start, so that the log tells right away whose events nobody carries; afterwards housekeeping does it."""
    try:
        await look
    except STORAGE_FAILURES as error:
        log.warning("redis_away", error=type(error).__name__)
