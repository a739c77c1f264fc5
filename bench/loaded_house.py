"""Two sandboxes with a real relay between them, whose worker may be killed: what benches of a first load share."""

import asyncio
import base64
import json
import secrets
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from math import inf
from pathlib import Path
from typing import Any, Final

from aiohttp import ClientSession
from redis.asyncio import Redis

from bench.intake import order
from bench.parts import RelayProcess
from handlers.sandboxes.accountview import AccountViewSandbox
from handlers.sandboxes.accountview.books import Books
from handlers.sandboxes.afas import AfasSandbox, Profit
from mapping.strict_yaml import write
from relay.bootstrap.opening import open_program
from relay.bootstrap.program import Program
from relay.bootstrap.settings import load
from relay.demo.embedded import EmbeddedRedis
from relay.http.serve import serve_app
from relay.line.background import end
from relay.model import State
from relay.store.store import reply

STAND_STILL: Final = 300.0
SHOWN_EVERY: Final = 30.0
_LOOK: Final = 0.005
_LONG_LOOK: Final = 0.5
_RESTS: Final = frozenset({State.HELD, State.FAILED, State.SKIPPED})


class Calendar:
    """What AFAS takes for now: a month ago while its books are filled, as records of a first load are old."""

    def __init__(self) -> None:
        self._behind = timedelta(days=30)

    def now(self) -> datetime:
        """The moment by which records are stamped."""
        return datetime.now(UTC) - self._behind

    def come_to_today(self) -> None:
        """Tell the true time from here on."""
        self._behind = timedelta()


@dataclass(frozen=True, slots=True)
class Vendor:
    """How AccountView takes calls: so many at once, and how long each takes."""

    places: int
    delay: timedelta


@dataclass
class House:
    """Both systems, the relay between them, and who looks; ``statuses`` counts what the door answered orders with."""

    program: Program
    books: Books
    afas: AfasSandbox
    worker: RelayProcess
    door: str
    servers: Mapping[str, str]
    statuses: Counter[int] = field(default_factory=Counter)

    async def read_all(self, flow: str) -> None:
        """Have all that a flow's source has counted and carried, by `relay poll --first --yes`; the worker goes on."""
        await self._poll(flow, "--first", "--yes")

    async def read_changes(self, flow: str) -> None:
        """Have what changed at a flow's source read now."""
        await self._poll(flow)

    async def _poll(self, *words: str) -> None:
        if await RelayProcess(self.worker.config, self.worker.environment, ("poll", *words)).run():
            raise RuntimeError(f"relay poll {' '.join(words)} failed")

    async def time_orders(
        self, count: int, pause: float = 1.0, until: Callable[[], bool] = lambda: False
    ) -> list[float]:
        """Seconds from the post until written, of orders one after another; ``until`` ends it early."""
        times: list[float] = []
        async with ClientSession() as session:
            while len(times) < count and not until():
                reference = secrets.token_hex(4)
                document = json.loads(order(reference))
                document["customer"]["email"] = "noor@example.com"
                began = time.perf_counter()
                async with session.post(self.door, json=document) as answer:
                    self.statuses[answer.status] += 1
                    told = await answer.json()
                if answer.status == HTTPStatus.ACCEPTED:
                    await self._until_written(str(told["event"]))
                    times.append(time.perf_counter() - began)
                elif answer.status != HTTPStatus.SERVICE_UNAVAILABLE:
                    raise RuntimeError(f"an order is refused with {answer.status}: {told}")
                self.worker.look()
                await asyncio.sleep(pause)
        return times

    async def time_beside(self, loading: Awaitable[None], pause: float) -> list[float]:
        """Seconds that orders take, one after another with a pause between, while something is waited for."""
        is_over = False
        orders = asyncio.create_task(self.time_orders(sys.maxsize, pause, lambda: is_over))
        try:
            await loading
            is_over = True
            return await orders
        finally:
            await end(orders)

    async def _until_written(self, event_id: str) -> None:
        while (event := await self.program.queue.event(event_id)) is not None and event.state is not State.WRITTEN:
            if event.state in _RESTS:
                story = await self.program.activity.story(event_id)
                raise RuntimeError(f"an order is {event.state}: {story.summary.reason if story else ''}")
            await asyncio.sleep(_LOOK)

    async def wait_for(self, count: Callable[[], int], wanted: int, seconds: float = inf) -> None:
        """Return when so many records are there, or time is over. Raises RuntimeError where five minutes bring none."""
        seen = 0
        began = moved = shown = time.perf_counter()
        while (there := count()) < wanted and (now := time.perf_counter()) - began < seconds:
            self.worker.look()
            await asyncio.sleep(_LONG_LOOK)
            if there > seen:
                seen, moved = there, now
            elif now - moved > STAND_STILL:
                raise RuntimeError(f"{there} of {wanted} are there, and no more came")
            if now - shown > SHOWN_EVERY:
                shown, peak = now, round(self.worker.peak_kb / 1024)
                print(f"{there} there after {now - began:.0f} s, {peak} MB at the most", file=sys.stderr, flush=True)

    async def rest(self, flow: str) -> None:
        """Return when no event of a flow is under way."""
        store = self.program.store
        keys = [store.keys.events_of_flow_in_state(flow, state) for state in ("waiting", "running", "retrying")]
        while any([await reply(store.state.zcard(key)) for key in keys]):
            await asyncio.sleep(_LONG_LOOK)

    async def measure_keys(self) -> dict[str, int]:
        """Bytes of all keys that each role holds."""
        found = {}
        for role, url in self.servers.items():
            async with Redis.from_url(url) as redis:
                names = [name async for name in redis.scan_iter(count=1000)]
                async with redis.pipeline(transaction=False) as pipe:
                    for name in names:
                        pipe.memory_usage(name, samples=0)
                    found[role] = sum(size or 0 for size in await pipe.execute())
        return found

    async def measure_redis(self) -> dict[str, int]:
        """Megabytes that each role holds."""
        found = {}
        for role, url in self.servers.items():
            async with Redis.from_url(url) as redis:
                found[role] = round(int((await redis.info("memory"))["used_memory"]) / 2**20)
        return found


def p95(times: Sequence[float]) -> float:
    """The time that 95 in 100 keep within."""
    return statistics.quantiles(times, n=20)[-1] if len(times) > 1 else sum(times)


@asynccontextmanager
async def open_house(
    profit: Profit, books: Books, vendor: Vendor, connections: Mapping[str, Mapping[str, Any]], flows: Mapping[str, Any]
) -> AsyncIterator[House]:
    """A relay with two roles of Redis, a door for orders, and a worker; ``connections`` and ``flows`` come on top."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        servers = {role: stack.enter_context(EmbeddedRedis(maxmemory_mb=1024)).url for role in ("payload", "state")}
        here = await stack.enter_async_context(AccountViewSandbox(books))
        there = await stack.enter_async_context(AfasSandbox(profit=profit))
        here.behaviour.single_call, here.faults.delay = False, vendor.delay
        environment = {
            name: base64.b64encode(secrets.token_bytes(32)).decode() for name in ("PAYLOAD_KEY", "INDEX_KEY")
        }
        environment |= {"SECRET": here.client_secret, "REFRESH": here.refresh_token, "TOKEN": there.access.token}
        path = folder / "relay.yaml"
        path.write_text(write(_settings(servers, here, there, vendor, connections, flows)), "utf-8")
        program = await stack.enter_async_context(open_program(load(path, environment)))
        port = await stack.enter_async_context(serve_app(program.intake(), "127.0.0.1", 0))
        worker = RelayProcess(path, environment)
        await worker.start()
        stack.push_async_callback(worker.end, signal.SIGTERM)
        yield House(program, books, there, worker, f"http://127.0.0.1:{port}/hooks/orders", servers)


def _settings(
    servers: Mapping[str, str],
    here: AccountViewSandbox,
    there: AfasSandbox,
    vendor: Vendor,
    connections: Mapping[str, Mapping[str, Any]],
    flows: Mapping[str, Any],
) -> dict[str, Any]:
    afas = {"vendor": "afas", "environment": "12345", "base_url": there.base_url, "token": "${TOKEN}"}
    books = {
        "vendor": "accountview",
        "base_url": here.base_url,
        "company": here.company_code,
        "client_id": here.client_id,
        "client_secret": "${SECRET}",
        "refresh_token": "${REFRESH}",
        "parallel_calls": vendor.places,
        "commit_horizon": "10s",  # a write that a killed worker left open is looked for as long, and sent anew
    }
    orders = {"entity": "order", "from": "shop", "to": "books", "write": True}
    return {
        "redis": {"payload_url": servers["payload"], "state_url": servers["state"], "volatile_state": True},
        "keys": {"payload": ["${PAYLOAD_KEY}"], "index": "${INDEX_KEY}"},
        "connections": {
            "shop": {"vendor": "webhook", "allow": ["127.0.0.1"]},
            "afas": {**afas, **connections.get("afas", {})},
            "books": {**books, **connections.get("books", {})},
        },
        "flows": {"orders": {**orders, "settings": {"receivables_account": {"default": "1300"}}}, **flows},
    }
