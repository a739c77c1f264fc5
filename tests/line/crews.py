"""A line whose listeners have ports of their own, and several server processes on one of them."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from relay.demo.embedded import EmbeddedRedis
from tests.line.household import Line, open_line
from tests.ports import pick_free_port
from tests.processes import BUSY


@asynccontextmanager
async def crew(line: Line) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """`relay serve --processes 2`, once both processes serve."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "relay", "serve", "--processes", "2", "--config", str(line.config)),
        env={**os.environ, **line.environment},
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    try:
        while b"crew_ready" not in (said := await asyncio.wait_for(process.stderr.readline(), BUSY)):
            assert said, "the crew ended at once"
        reading = asyncio.create_task(process.stderr.read())
        yield process, f"http://127.0.0.1:{line.program.settings.server.port}"
    finally:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        status = await process.wait()
    await reading
    assert status == 0


@asynccontextmanager
async def line_with_ports(redis: EmbeddedRedis, folder: Path) -> AsyncIterator[Line]:
    listeners = {
        "server": {"port": pick_free_port()},
        "admin": {"port": pick_free_port(), "token": "${ADMIN_TOKEN}"},
    }
    async with open_line(redis, folder, changes=listeners) as line:
        yield line
