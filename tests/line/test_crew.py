"""Several server processes on one socket: replaced under load without a failed request, and a dead one is replaced."""

import asyncio
import os
import signal
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

import aiohttp

from relay.demo.embedded import EmbeddedRedis
from tests.line.crews import crew, line_with_ports
from tests.line.household import webshop_order
from tests.processes import BUSY, children_of
from tests.waiting import eventually


async def test_a_deploy_under_load_shows_no_failed_request(redis_server: EmbeddedRedis, tmp_path: Path) -> None:
    async with line_with_ports(redis_server, tmp_path) as line, crew(line) as (process, url):
        before = children_of(process)
        statuses: Counter[int | str] = Counter()
        stop = asyncio.Event()

        async def send(sender: int) -> None:
            async with aiohttp.ClientSession() as session:
                number = 0
                while not stop.is_set():
                    number += 1
                    try:
                        order = webshop_order(f"{sender}-{number}")
                        async with session.post(f"{url}/hooks/shop-orders", json=order) as answer:
                            statuses[answer.status] += 1
                    except aiohttp.ClientError as error:
                        statuses[type(error).__name__] += 1

        senders = [asyncio.create_task(send(n)) for n in range(8)]
        await eventually(lambda: statuses.total() > 50, within=BUSY)
        process.send_signal(signal.SIGHUP)
        await eventually(lambda: len(children_of(process) - before) == 2, within=BUSY)
        await eventually(lambda: not children_of(process) & before, within=BUSY)
        after = statuses.total()
        await eventually(lambda: statuses.total() > after + 50, within=BUSY)
        stop.set()
        await asyncio.gather(*senders)
    assert set(statuses) == {202}, statuses


async def test_a_server_process_that_dies_is_replaced(redis_server: EmbeddedRedis, tmp_path: Path) -> None:
    async with line_with_ports(redis_server, tmp_path) as line, crew(line) as (process, url):
        before = children_of(process)
        os.kill(min(before), signal.SIGKILL)
        await eventually(lambda: len(children_of(process)) == 2 and children_of(process) != before, within=BUSY)
        async with aiohttp.ClientSession() as session, session.get(f"{url}/healthz") as answer:
            assert answer.status == 200


async def test_a_crew_that_cannot_start_leaves_no_process_behind(redis_server: EmbeddedRedis, tmp_path: Path) -> None:
    async with line_with_ports(redis_server, tmp_path) as line:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "relay", "serve", "--processes", "2", "--config", str(line.config)),
            env={**os.environ, **line.environment},
            stderr=asyncio.subprocess.PIPE,
        )
        children = await eventually(lambda: children_of(process), within=BUSY)
        os.kill(min(children), signal.SIGKILL)  # while the crew still starts
        await eventually(lambda: process.returncode is not None or len(children_of(process)) == 2, within=BUSY)
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        assert process.stderr is not None
        await process.stderr.read()  # ends only when no process holds its other end
        await process.wait()
