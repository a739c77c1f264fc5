"""Shows the whole line on one machine: an embedded Redis, real server and worker processes, and a scenario to carry.

The scenario (sandboxes, invented documents, what is expected of each) comes from outside: the engine knows no vendor.
"""

import asyncio
import base64
import os
import secrets
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import aiohttp
import orjson
from rich.console import Console

from mapping.strict_yaml import write
from relay.demo.embedded import EmbeddedRedis
from relay.demo.report import Reporter
from relay.demo.scenario import OpenScenario, Post, Round, Scenario
from relay.errors import StartError
from relay.processes.supervise import LIFE_VARIABLE
from relay.processes.supervised import wait_for_stop
from relay.settings.written import read_file
from words.told import Told

PATIENCE: Final = 180.0
"""Seconds in which the demo must be ready, and each of its rounds through; on an idle machine all of it takes ten."""


@dataclass
class Household:
    """The running processes of one machine, and how to reach them."""

    intake: str
    admin: str
    token: str = field(repr=False)


async def run(scenario: OpenScenario) -> int:
    """Carry the scenario, show it, and return 0 only when everything ended as expected."""
    reporter = Reporter()
    async with AsyncExitStack() as stack:
        told = await stack.enter_async_context(scenario())
        reporter.say("Starting an embedded Redis, both sandboxes, a server and two workers …")
        home = await stack.enter_async_context(household(told.settings, told.environment, workers=2))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        answers = []
        for one in told.rounds:
            reporter.say(one.says)
            one.happens()
            answers += [await _post(session, home, post) for post in one.posts]
            for flow in one.polls:
                async with session.post(f"{home.intake}/triggers/{flow}") as answer:
                    answer.raise_for_status()
            await _wait_until_carried(session, home, told, one, reporter)
        return reporter.conclude(told, answers, await _outcomes(session, home, told))


async def stay(scenario: OpenScenario | None, config: Path) -> None:
    """Start everything and stay until told to stop: with the scenario's sandboxes, or with the given relay.yaml."""
    console, asked = Console(stderr=True), asyncio.create_task(wait_for_stop())
    async with AsyncExitStack() as stack:
        if scenario is None:
            settings, environment = _read_settings(config), dict[str, str]()
        else:
            told = await stack.enter_async_context(scenario())
            settings, environment = dict(told.settings), dict(told.environment)
        home = await stack.enter_async_context(household(settings, environment, workers=1))
        console.print(f"Intake {home.intake}   admin {home.admin}/api   (Ctrl-C stops)")
        if "ADMIN_TOKEN" not in os.environ:
            console.print(f"Admin token of this run: {home.token}")
        console.print("The embedded Redis forgets everything when this ends: for trying out, not for real books.")
        await asked


@asynccontextmanager
async def household(
    settings: Mapping[str, Any], environment: Mapping[str, str], *, workers: int
) -> AsyncIterator[Household]:
    """An embedded Redis, a server and workers, each a process of its own; stopped by process id in the end."""
    token = environment.get("ADMIN_TOKEN") or os.environ.get("ADMIN_TOKEN") or secrets.token_urlsafe(24)
    with EmbeddedRedis() as redis, tempfile.TemporaryDirectory(prefix="relay-") as folder:
        server, admin = _address(settings, "server", 8080), _address(settings, "admin", 8081)
        written = {
            **settings,
            "redis": {"payload_url": redis.url, "state_url": redis.url, "volatile_state": True},
            "keys": {"payload": ["${RELAY_DEMO_PAYLOAD_KEY}"], "index": "${RELAY_DEMO_INDEX_KEY}"},
            "server": {**settings.get("server", {}), "host": server[0], "port": server[1]},
            "admin": {**settings.get("admin", {}), "host": admin[0], "port": admin[1], "token": "${ADMIN_TOKEN}"},
        }
        path = Path(folder) / "relay.yaml"
        path.write_text(write(written), "utf-8")
        known = {
            **os.environ,
            **environment,
            "ADMIN_TOKEN": token,
            "RELAY_DEMO_PAYLOAD_KEY": _key(),
            "RELAY_DEMO_INDEX_KEY": _key(),
        }
        home = Household(f"http://{server[0]}:{server[1]}", f"http://{admin[0]}:{admin[1]}", token)
        async with AsyncExitStack() as stack:
            children = [
                await stack.enter_async_context(_process(kind, path, known)) for kind in ["serve", *["work"] * workers]
            ]
            await _wait_until_ready(home, children)
            yield home


@dataclass
class _Child:
    """A process of ours and the end of what it said, for the case that it dies."""

    kind: str
    process: asyncio.subprocess.Process
    said: bytearray


@asynccontextmanager
async def _process(kind: str, config: Path, environment: Mapping[str, str]) -> AsyncIterator[_Child]:
    life, ours = os.pipe()  # the kernel closes our end when we are gone, however we ended
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "relay", kind, "--config", str(config)),
        env={**environment, LIFE_VARIABLE: str(life)},
        pass_fds=(life,),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    os.close(life)
    child = _Child(kind, process, bytearray())
    reading = asyncio.create_task(_keep_the_end(child))
    try:
        yield child
    finally:
        if process.returncode is None:
            process.terminate()
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), 15)
        if process.returncode is None:
            process.kill()
            await process.wait()
        await reading
        os.close(ours)


async def _keep_the_end(child: _Child) -> None:
    stream = child.process.stderr
    while stream is not None and (piece := await stream.read(4096)):
        child.said += piece
        del child.said[:-4000]


async def _wait_until_ready(home: Household, children: Sequence[_Child]) -> None:
    deadline = asyncio.get_running_loop().time() + PATIENCE
    async with aiohttp.ClientSession() as session:
        while True:
            for child in children:
                if child.process.returncode is not None:
                    raise StartError(
                        Told("demo.ended_at_once", kind=child.kind, said=child.said.decode(errors="replace"))
                    )
            with suppress(aiohttp.ClientError):
                async with session.get(f"{home.intake}/readyz") as answer:
                    if answer.status == 200 and "no_worker" not in (await answer.json()).get("reasons", ()):  # noqa: PLR2004 - HTTP's OK
                        return  # whether the systems answer is no matter of this machine
            if asyncio.get_running_loop().time() > deadline:
                raise StartError(Told("demo.not_ready"))
            await asyncio.sleep(0.1)


async def _post(session: aiohttp.ClientSession, home: Household, post: Post) -> tuple[Post, int, dict[str, Any]]:
    headers = {"Content-Type": "application/json", "Idempotency-Key": post.delivery_key}
    async with session.post(f"{home.intake}/hooks/{post.flow}", data=post.body, headers=headers) as answer:
        return post, answer.status, orjson.loads(await answer.read())


async def _wait_until_carried(
    session: aiohttp.ClientSession, home: Household, told: Scenario, one: Round, reporter: Reporter
) -> None:
    """Show how the events move until all that are expected have come to an end, or patience is out."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    expected = one.expected().keys()
    with reporter.progress(len(expected)) as show:
        while asyncio.get_running_loop().time() < deadline:
            events = await _outcomes(session, home, told)
            ended = {(event["flow"], event["reference"]) for event in events if event["state"] in _STILL}
            show([event for event in events if (event["flow"], event["reference"]) in expected])
            if expected <= ended and all(event["state"] in _STILL for event in events) and one.until():
                return
            await asyncio.sleep(0.1)


_STILL: Final = {"written", "skipped", "held", "failed", "superseded"}


async def _outcomes(session: aiohttp.ClientSession, home: Household, told: Scenario) -> list[dict[str, Any]]:
    """All events, and of flows that keep records what was carried: an event of those is there only while it is open."""
    events = await _pages(session, home, "/api/events", "events")
    open_ones = {(event["flow"], event["reference"]) for event in events}
    for flow in told.recorded:
        for record in await _pages(session, home, f"/api/flows/{flow}/records", "records"):
            if record["outcome"] is not None and (flow, record["reference"]) not in open_ones:
                events.append({**record, "flow": flow, "state": record["outcome"]})
    return events


async def _pages(session: aiohttp.ClientSession, home: Household, path: str, member: str) -> list[dict[str, Any]]:
    """All that a resource of the admin API lists, page by page."""
    found, query = list[dict[str, Any]](), {"limit": "200"}
    while True:
        headers = {"Authorization": f"Bearer {home.token}"}
        async with session.get(f"{home.admin}{path}", params=query, headers=headers) as answer:
            answer.raise_for_status()
            page = orjson.loads(await answer.read())
        found += page[member]
        if not page.get("next"):
            return found
        query["cursor"] = page["next"]


def _read_settings(config: Path) -> dict[str, Any]:
    """The settings of the file; what is wrong in them is told by the processes that read them. Raises StartError."""
    if not config.exists():
        raise StartError(Told("demo.no_such_file", file=config.name))
    found = read_file(config).value
    return found if isinstance(found, dict) else {}


def _address(settings: Mapping[str, Any], part: str, usual: int) -> tuple[str, int]:
    """The configured address; else the usual port where it is free, or any free one."""
    written = settings.get(part) or {}
    host = str(written.get("host", "127.0.0.1"))
    if "port" in written:
        return host, int(written["port"])
    for port in (usual, 0):
        with socket.socket() as probe, suppress(OSError):
            probe.bind((host, port))
            return host, int(probe.getsockname()[1])
    raise StartError(Told("demo.no_such_address", part=part, host=host))


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
