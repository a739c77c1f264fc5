"""What each kind of process runs: the server with its two listeners, and the worker with its poller."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Final, Protocol

import structlog
from aiohttp import web

from relay.housekeeping import Housekeeping
from relay.intake.serve import serve_app
from relay.metrics import Metrics
from relay.orphans import Orphans
from relay.poll import Poller
from relay.rounds import Rounds
from relay.settings import Settings
from relay.store import STORAGE_FAILURES
from relay.supervise import Inherited
from relay.systems import Systems
from relay.worker import RelayWorker

log = structlog.get_logger()

_PROOF_PATIENCE: Final = timedelta(seconds=5)
"""How long a start waits for systems to tell who they are; one that is silent is asked before it is first used."""


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

    def intake(self) -> web.Application:
        """The public listener's application."""
        ...

    def admin(self) -> web.Application:
        """The operators' listener's application."""
        ...

    @property
    def metrics(self) -> Metrics:
        """What this process counts."""
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

    def rounds(self) -> Rounds:
        """What compares sources with their targets."""
        ...

    def worker(self) -> RelayWorker:
        """What carries events."""
        ...


@asynccontextmanager
async def serving(program: Assembled, inherited: Inherited | None = None) -> AsyncIterator[tuple[int, int]]:
    """Both listeners, up; gives the ports of intake and admin."""
    server, admin = program.settings.server, program.settings.admin
    sockets = inherited.sockets if inherited else (None, None)
    stopping = asyncio.Event()
    await _tend_orphans(program)
    counting = asyncio.create_task(program.metrics.run(stopping))
    async with AsyncExitStack() as stack:
        intake_port = await stack.enter_async_context(
            serve_app(program.intake(), server.host, server.port, inherited=sockets[0])
        )
        admin_port = await stack.enter_async_context(
            serve_app(program.admin(), admin.host, admin.port, inherited=sockets[1])
        )
        log.info("serving", host=server.host, port=intake_port, admin_port=admin_port)
        yield intake_port, admin_port
    stopping.set()
    await counting


async def serve(program: Assembled, inherited: Inherited | None = None) -> None:
    """Serve until SIGTERM or SIGINT; requests under way are answered. Raises StartError where a system is another."""
    await program.systems.prove_all(_PROOF_PATIENCE)
    async with serving(program, inherited):
        if inherited is not None:
            inherited.tell_ready()
        gc.collect()
        gc.freeze()  # what was loaded stays: a collection in the midst of a large body need not walk through it again
        await stop_asked()
        log.info("server_stops")


async def work(program: Assembled) -> None:
    """Carry, poll, compare and tidy up until SIGTERM or SIGINT; events under way are ended first.

    Raises StartError where a connection leads to another system than before.
    """
    asked = asyncio.create_task(stop_asked())
    await program.systems.prove_all(_PROOF_PATIENCE)
    worker, stopping = program.worker(), asyncio.Event()
    await _tend_orphans(program)
    jobs = [
        asyncio.create_task(worker.async_run()),
        asyncio.create_task(program.poller().run(stopping)),
        asyncio.create_task(program.housekeeping().run(stopping)),
        asyncio.create_task(program.rounds().run(stopping)),
        asyncio.create_task(program.metrics.run(stopping)),
    ]
    log.info("working", worker=worker.name)
    await asyncio.wait([*jobs, asked], return_when=asyncio.FIRST_COMPLETED)
    stopping.set()
    worker.stop()
    await asyncio.gather(*jobs)
    asked.cancel()


async def _tend_orphans(program: Assembled) -> None:
    """At start, so that the log tells right away whose events nobody carries; afterwards housekeeping does it."""
    try:
        await program.orphans().tend()
    except STORAGE_FAILURES as error:
        log.warning("redis_away", error=type(error).__name__)


async def stop_asked() -> None:
    """Return at the first SIGTERM or SIGINT."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signum, asked.set)
    await asked.wait()
