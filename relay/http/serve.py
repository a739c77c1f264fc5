"""Opens a listener for an application, with the limits that hold for all of ours, and closes it without cutting work.

aiohttp's own ``handler_cancellation`` stays off: a sender that hangs up must not cut an acceptance in half.
"""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

from aiohttp import hdrs, web

from relay.errors import StartError
from relay.http.answers import RefusalLog
from relay.http.listeners import BACKLOG
from words.catalogue import read_all
from words.told import Told

KEEPALIVE_SECONDS: Final = 75.0
"""A little above what proxies keep idle connections for; aiohttp's own is an hour."""

FAREWELL: Final = timedelta(seconds=1)
"""How long answers close their connections before idle ones are cut: longer than a busy sender pauses."""

SHUTDOWN: Final = timedelta(seconds=30)
"""Longer than a request lasts: its body may take ten seconds, and Redis as long."""


class _WireErrors(logging.Handler):
    """Takes what aiohttp says of requests it could not read: their bytes stand in its errors, so only the kind is told.

    With its tracebacks anyone could also fill a disk with log lines.
    """

    def __init__(self) -> None:
        super().__init__()
        self._refusals = RefusalLog()

    def emit(self, record: logging.LogRecord) -> None:
        """Tell the kind of the error, at most once a second."""
        kind = record.exc_info[0] if record.exc_info else None
        self._refusals.tell("not-readable", error=kind.__name__ if kind is not None else None)


@asynccontextmanager
async def serve_app(
    app: web.Application,
    host: str,
    port: int,
    *,
    inherited: socket.socket | None = None,
    farewell: timedelta = FAREWELL,
    shutdown: timedelta = SHUTDOWN,
) -> AsyncIterator[int]:
    """Listen on an address while the block runs, and give the port: the system's choice where ``port`` is 0.

    ``inherited`` is a socket that listens already, shared with other processes. At the end no new connection is taken,
    each answer closes its connection for as long as ``farewell``, and running requests have ``shutdown`` to end, so
    that a sender who reuses connections never meets one that breaks. Raises StartError when the address is not to be
    had.
    """
    leaving = asyncio.Event()

    async def mark(_: web.Request, response: web.StreamResponse) -> None:
        response.headers[hdrs.SERVER] = "relay"  # aiohttp would name its version and Python's
        if leaving.is_set():
            response.force_close()
            response.headers[hdrs.CONNECTION] = "close"  # aiohttp has worded its headers by now

    app.on_response_prepare.append(mark)
    wire = logging.Logger("relay.intake.wire", logging.ERROR)  # noqa: LOG001 - what it is told must not reach the root
    wire.addHandler(_WireErrors())
    runner = web.AppRunner(
        app,
        access_log=None,  # its lines would hold what senders put in a path
        auto_decompress=False,
        keepalive_timeout=KEEPALIVE_SECONDS,
        logger=wire,
        shutdown_timeout=shutdown.total_seconds(),
    )
    read_all()  # else the first refusal would hold up all other requests while the templates are read
    await runner.setup()
    site = (
        web.SockSite(runner, inherited) if inherited is not None else web.TCPSite(runner, host, port, backlog=BACKLOG)
    )
    try:
        try:
            await site.start()
        except OSError as error:
            told = Told("http.cannot_listen", host=host, port=port, error=str(error.strerror))
            raise StartError(told) from None
        yield int(runner.addresses[0][1])
        leaving.set()
        await site.stop()
        await _say_farewell(runner, farewell)
    finally:
        await runner.cleanup()


async def _say_farewell(runner: web.AppRunner, farewell: timedelta) -> None:
    """Wait until every sender has closed its connection, or time is up."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + farewell.total_seconds()
    while runner.server is not None and runner.server.connections and loop.time() < deadline:  # noqa: ASYNC110 - aiohttp tells nobody when a connection closes
        await asyncio.sleep(0.02)
