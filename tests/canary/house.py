"""A relay as it runs in production, for the canary: its own processes, two Redis servers with a tap each, sandboxes.

All that these write to a disk stands below one folder: it is their working folder, their home, and where temporary
files go.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import yaml

from handlers.sandboxes.afas.books import OrderBooks
from handlers.sandboxes.shop import Behaviour, ShopSandbox
from relay.demo.embedded import EmbeddedRedis
from tests.canary.marks import Marks
from tests.canary.posted_flows import posted_flows
from tests.canary.quoting import QuotingFaults
from tests.deploy.edge import NGINX, Edge, edge_before
from tests.line.household import Line, open_line
from tests.ports import pick_free_port
from tests.processes import children_of
from tests.waiting import eventually

HOUSE = Path(__file__).parents[2]


@dataclass
class Program:
    """A process and all that it says, on either stream."""

    name: str
    process: asyncio.subprocess.Process
    said: bytearray = field(default_factory=bytearray)

    async def listen(self, stream: asyncio.StreamReader) -> None:
        """Keep what comes until the stream ends."""
        while piece := await stream.read(65536):
            self.said += piece


@dataclass
class Tap:
    """All commands that reach a Redis server, as its MONITOR tells them."""

    role: str
    server: EmbeddedRedis
    heard: bytearray = field(default_factory=bytearray)


@dataclass
class House:
    """All of it. ``kept`` holds what would be gone later: what the kernel tells of processes, answers to actions."""

    line: Line
    folder: Path
    marks: Marks
    faults: QuotingFaults
    taps: list[Tap]
    edge: Edge | None
    shop: ShopSandbox
    programs: list[Program] = field(default_factory=list)
    kept: dict[str, bytes] = field(default_factory=dict)

    @property
    def admin(self) -> str:
        """The operators' listener of the server process."""
        return f"http://127.0.0.1:{yaml.safe_load(self.line.config.read_text('utf-8'))['admin']['port']}"

    async def ask(self, path: str) -> bytes:
        """What the admin API answers an operator."""
        headers = {"Authorization": f"Bearer {self.line.environment['ADMIN_TOKEN']}"}
        async with self.line.session.get(f"{self.admin}{path}", headers=headers) as answer:
            assert answer.status == 200, (path, answer.status)
            return await answer.read()

    async def act(self, path: str, **fields: Any) -> Any:
        """Do something by the admin API, as an operator does; the answer is kept."""
        headers = {"Authorization": f"Bearer {self.line.environment['ADMIN_TOKEN']}"}
        async with self.line.session.post(f"{self.admin}{path}", json=fields, headers=headers) as answer:
            self.kept[f"answer to the action {path}"] = await answer.read()
            assert answer.status == 200, (path, answer.status)
            return await answer.json()

    @asynccontextmanager
    async def running(self, name: str, *arguments: str, **environment: str) -> AsyncIterator[Program]:
        """A process of Python; at the end it is asked to stop."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, *arguments),
            env={**self.line.environment, **self._surroundings(), **environment},
            cwd=self.folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        program = Program(f"{name}, program {len(self.programs) + 1}", process)
        self.programs.append(program)
        streams = [stream for stream in (process.stdout, process.stderr) if stream is not None]
        listening = [asyncio.create_task(program.listen(stream)) for stream in streams]
        try:
            yield program
        finally:
            with suppress(ProcessLookupError):
                process.terminate()
            await process.wait()
            await asyncio.gather(*listening)

    @asynccontextmanager
    async def relay(self, *arguments: str) -> AsyncIterator[Program]:
        """`relay serve`, `relay work` and so on."""
        name = f"relay {arguments[0]}"
        async with self.running(name, "-m", "relay", *arguments, "--config", str(self.line.config)) as program:
            yield program

    def look_at_processes(self) -> None:
        """Keep what the kernel tells of the processes that run now."""
        alive = [program for program in self.programs if program.process.returncode is None]
        pids = {program.name: program.process.pid for program in alive}
        pids |= {f"child {pid} of {program.name}": pid for program in alive for pid in children_of(program.process)}
        pids |= {f"the {tap.role} Redis": tap.server.pid for tap in self.taps}
        for name, pid in pids.items():
            for what in ("cmdline", "environ"):
                self.kept[f"{what} of {name}"] = Path(f"/proc/{pid}/{what}").read_bytes()

    def _surroundings(self) -> dict[str, str]:
        path = os.environ.get("PATH", "")
        return {"PATH": path, "PYTHONPATH": str(HOUSE), "HOME": str(self.folder), "TMPDIR": str(self.folder)}


@asynccontextmanager
async def open_house(folder: Path) -> AsyncIterator[House]:
    """Everything but a worker, which each journey needs in its own way."""
    data, home = folder / "state", folder / "home"
    for each in (data, home):
        each.mkdir()
    marks = Marks()
    async with AsyncExitStack() as stack:
        payload = stack.enter_context(EmbeddedRedis(maxmemory_mb=64))
        state = stack.enter_context(EmbeddedRedis(maxmemory_mb=64, appendonly=True, folder=data))
        line = await stack.enter_async_context(
            open_line(
                state, folder, orders=OrderBooks([marks.afas_order("60000001")]), changes=_changes(payload, state)
            )
        )
        shop = await stack.enter_async_context(ShopSandbox(Behaviour(knows_keys=True)))
        _arrange(line, shop)
        faults = line.accountview.faults = QuotingFaults()
        taps = [
            await stack.enter_async_context(_tapped(role, server))
            for role, server in (("payload", payload), ("state", state))
        ]
        edge = edge_before(line, folder) if NGINX is not None else nullcontext()
        house = House(line, home, marks, faults, taps, None, shop)
        server = await stack.enter_async_context(house.relay("serve"))
        await eventually(lambda: _serves(line, server), within=30)
        house.edge = await stack.enter_async_context(edge)
        yield house


def _changes(payload: EmbeddedRedis, state: EmbeddedRedis) -> dict[str, Any]:
    return {
        "redis": {"payload_url": payload.url, "state_url": state.url},
        "server": {"port": pick_free_port(), "trusted_proxies": ["127.0.0.1"]},
        "admin": {"port": pick_free_port(), "token": "${ADMIN_TOKEN}"},
        "retry": {"first": "50ms", "most": "100ms", "tries": 3},
    }


def _arrange(line: Line, shop: ShopSandbox) -> None:
    """Add senders that sign, a flow that writes nothing, flows of customers and flows that post; find their door."""
    written = yaml.safe_load(line.config.read_text("utf-8"))
    connections, flows = written["connections"], written["flows"]
    proof = {"scheme": "hmac", "header": "X-Signature", "secrets": ["${SIGNING_SECRET}"]}
    for name, changes in (("signed", {"signature": proof}), ("dry", {})):
        connections[name] = {**connections["shop"], "reference_prefix": f"{name[0].upper()}-", **changes}
        flows[f"{name}-orders"] = {**flows["shop-orders"], "from": name}
    flows["dry-orders"]["write"] = False
    for name, write in (("shop", True), ("dry", False)):
        settings = {"receivables_account": {"default": "1300"}, "customer": {"match": ["email"]}}
        flow = {"entity": "customer", "from": name, "to": "books", "write": write, "settings": settings}
        flows[f"{name}-customers"] = flow
    connections["afas"]["allow"] = ["127.0.0.1"]
    # So that no journey waits for the one before: a breaker that closes soon, and room beside a call that was cut off.
    connections["books"] |= {"breaker": {"first_pause": "100ms", "longest_pause": "200ms"}, "parallel_calls": 4}
    posted_flows(written, shop.address, shop.connection)
    line.config.write_text(yaml.safe_dump(written), "utf-8")
    secrets = {"SIGNING_SECRET": "a-secret-of-sixteen-signs", "POSTED_SECRET": shop.secret}
    line.environment = {**line.environment, **secrets}
    line.intake = f"http://127.0.0.1:{written['server']['port']}"


async def _serves(line: Line, server: Program) -> bool:
    assert server.process.returncode is None, server.said.decode()
    try:
        async with line.session.get(f"{line.intake}/healthz") as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False


@asynccontextmanager
async def _tapped(role: str, server: EmbeddedRedis) -> AsyncIterator[Tap]:
    """A tap on a server, from now until the end of the block."""
    address = server.url.removeprefix("unix://").partition("?")[0]
    reader, writer = await asyncio.open_unix_connection(address)
    tap = Tap(role, server)
    writer.write(b"MONITOR\r\n")

    async def listen() -> None:
        while piece := await reader.read(65536):
            tap.heard += piece

    listening = asyncio.create_task(listen())
    try:
        await eventually(lambda: tap.heard.startswith(b"+OK"))
        yield tap
    finally:
        writer.close()
        await writer.wait_closed()
        await listening
