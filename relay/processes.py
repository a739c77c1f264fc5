"""What each kind of process runs: the server with its two listeners, and the worker with its poller."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Protocol

import structlog
from aiohttp import web

from relay.intake.serve import serve_app
from relay.poll import Poller
from relay.settings import Settings
from relay.worker import RelayWorker

log = structlog.get_logger()


class Assembled(Protocol):
    """What ``bootstrap`` puts together, as far as a process needs it."""

    @property
    def settings(self) -> Settings:
        """The whole of relay.yaml."""
        ...

    def intake(self) -> web.Application:
        """The public listener's application."""
        ...

    def admin(self) -> web.Application:
        """The operators' listener's application."""
        ...

    def poller(self) -> Poller:
        """What reads flows on their schedule."""
        ...

    def worker(self) -> RelayWorker:
        """What carries events."""
        ...


@asynccontextmanager
async def serving(program: Assembled) -> AsyncIterator[tuple[int, int]]:
    """Both listeners, up; gives the ports of intake and admin."""
    server, admin = program.settings.server, program.settings.admin
    async with AsyncExitStack() as stack:
        intake_port = await stack.enter_async_context(serve_app(program.intake(), server.host, server.port))
        admin_port = await stack.enter_async_context(serve_app(program.admin(), admin.host, admin.port))
        log.info("serving", host=server.host, port=intake_port, admin_port=admin_port)
        yield intake_port, admin_port


async def serve(program: Assembled) -> None:
    """Serve until SIGTERM or SIGINT; requests under way are answered."""
    async with serving(program):
        await stop_asked()
        log.info("server_stops")


async def work(program: Assembled) -> None:
    """Carry and poll until SIGTERM or SIGINT; events under way are ended first."""
    worker, stopping = program.worker(), asyncio.Event()
    polling = asyncio.create_task(program.poller().run(stopping))
    working = asyncio.create_task(worker.async_run())
    asked = asyncio.create_task(stop_asked())
    log.info("working", worker=worker.name)
    await asyncio.wait([polling, working, asked], return_when=asyncio.FIRST_COMPLETED)
    stopping.set()
    worker.stop()
    await asyncio.gather(polling, working)
    asked.cancel()


async def stop_asked() -> None:
    """Return at the first SIGTERM or SIGINT."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signum, asked.set)
    await asked.wait()
