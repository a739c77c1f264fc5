"""Measures the worker: events a second through the whole orders pipeline, beside stock arq's no-op jobs, in one run."""

import asyncio
import base64
import json
import secrets
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from arq.connections import ArqRedis
from arq.worker import Worker, func
from redis.asyncio import ConnectionPool

from bench.instant_target import InstantTarget
from bench.intake import order
from handlers.contracts.orders import OrderTarget
from handlers.pipelines import PIPELINES
from handlers.sandboxes.accountview import AccountViewSandbox
from handlers.sandboxes.demonstration.accountview_books import bare_books
from mapping.strict_yaml import write
from relay.bootstrap.opening import open_program
from relay.bootstrap.program import Program
from relay.bootstrap.settings import load
from relay.demo.embedded import EmbeddedRedis
from relay.line.background import end
from relay.line.worker import RelayWorker
from relay.model import Identity, Origin, State

EVENTS: Final = 3000
MANY: Final = 100_000
RUNS: Final = 3
LATENCY: Final = timedelta(milliseconds=200)
BUDGET: Final = 5
STAND_STILL: Final = 60.0
"""Seconds without an order written, after which a bench ends with an error: there is something to mend first."""


async def measure() -> dict[str, Any]:
    """Everything under the key ``worker`` of the bench."""
    ours = [await count_carried_a_second(EVENTS) for _ in range(RUNS)]
    arq = [await _arq_no_ops() for _ in range(RUNS)]
    many = await count_carried_a_second(EVENTS, waiting=MANY)
    median = statistics.median(ours)
    return {
        "events_per_second": round(median),
        "vs_arq_no_op": round(median / statistics.median(arq), 2),
        "vs_few_waiting_at_100000": round(many / median, 2),
        **await _against_a_slow_target(),
    }


async def count_carried_a_second(events: int, waiting: int = 0) -> float:
    """Events a second of one worker through the orders pipeline, while so many more wait."""
    async with _program() as program:
        target = InstantTarget()
        _: OrderTarget = (
            target  # so that a change of the contract is a mistake of types, and not a bench without an end
        )
        flow = program.flows["bench"]
        pipeline = PIPELINES["order"]
        bound = pipeline.bind({**program.services, pipeline.source: flow.source, pipeline.target: target})
        program.flows["bench"] = replace(flow, pipeline=bound)
        await _accept(program, max(events, waiting))
        async with _working(program.worker()) as still_works:
            await _wait_until_written(lambda: target.orders, min(100, events // 10), still_works)
            began, started = target.orders, time.perf_counter()
            await _wait_until_written(lambda: target.orders, events, still_works)
            return (target.orders - began) / (time.perf_counter() - started)


async def _wait_until_written(
    orders: Callable[[], int], count: int, still_works: Callable[[float], Awaitable[None]]
) -> None:
    """Return when so many orders are written. Raises RuntimeError when none is any more."""
    seen, moved = orders(), time.perf_counter()
    while seen < count:
        await still_works(0.001)
        if orders() > seen:
            seen, moved = orders(), time.perf_counter()
        elif time.perf_counter() - moved > STAND_STILL:
            raise RuntimeError(f"no order was written for {STAND_STILL:.0f} seconds, after {seen} of {count}")


@asynccontextmanager
async def _working(worker: RelayWorker) -> AsyncIterator[Callable[[float], Awaitable[None]]]:
    """A worker at work; gives a sleep that ends the bench when the worker has ended, as nothing moves any more."""
    running = asyncio.create_task(worker.async_run())

    async def still_works(seconds: float) -> None:
        if running.done():
            raise RuntimeError("the worker has ended by itself") from running.exception()
        await asyncio.sleep(seconds)

    try:
        yield still_works
    finally:
        worker.stop()
        await asyncio.wait([running], timeout=30)
        await end(running)


async def _accept(program: Program, count: int) -> None:
    flow = program.flows["bench"].flow
    numbers = iter(range(count))

    async def some() -> None:
        for number in numbers:
            reference = f"{number:08d}"
            await program.acceptor.accept(
                flow, order(reference), Identity(reference, "1"), Origin.HOOK, digest_material=b""
            )

    await asyncio.gather(*(some() for _ in range(64)))


async def _arq_no_ops() -> float:
    """No-op jobs a second of one stock arq worker with many hands and a short poll."""

    async def nothing(_: dict[str, Any]) -> None:
        return None

    with EmbeddedRedis(maxmemory_mb=1024) as server:
        redis = ArqRedis(pool_or_conn=ConnectionPool.from_url(server.url))
        for _ in range(EVENTS):
            await redis.enqueue_job("nothing")
        worker = Worker(
            functions=[func(nothing, name="nothing")],  # type: ignore[arg-type]  # arq wants a type of its own
            redis_pool=redis,
            burst=True,
            max_jobs=100,
            poll_delay=0.01,
            handle_signals=False,
            keep_result=0,
        )
        started = time.perf_counter()
        await worker.main()
        rate = EVENTS / (time.perf_counter() - started)
        await worker.close()
        return rate


async def _against_a_slow_target() -> dict[str, Any]:
    """How near the worker comes to the bound of a target that is slow, and how many calls an order costs it."""
    async with _program(latency=LATENCY) as program:
        books = program.sandbox.books
        await _accept_and_wait(program, ["A0000001"])
        first = sum(count for (_, what), count in books.calls.items() if what not in {"TOKEN", "COMPANIES"})
        before = books.calls.total()
        count = 100
        started = time.perf_counter()
        await _accept_and_wait(program, [f"B{n:07d}" for n in range(count)])
        seconds = time.perf_counter() - started
        calls = books.calls.total() - before
        bound = calls * LATENCY.total_seconds() / BUDGET
        return {
            "share_of_bound_at_200ms": round(bound / seconds, 2),
            "calls_for_an_unknown_customer": first,
            "calls_for_a_known_customer": round(calls / count, 2),
        }


async def _accept_and_wait(program: Program, references: Sequence[str]) -> None:
    """Carry orders of one customer, and return when all are written."""
    flow = program.flows["bench"].flow
    async with _working(program.worker()) as still_works:
        known = (await program.activity.counts("bench"))[State.WRITTEN]
        for reference in references:
            document = json.loads(order(reference))
            document["customer"]["email"] = "noor@example.com"
            body = json.dumps(document).encode()
            await program.acceptor.accept(flow, body, Identity(reference, "1"), Origin.HOOK, digest_material=b"")
        moved = time.perf_counter()
        while (await program.activity.counts("bench"))[State.WRITTEN] < known + len(references):
            await still_works(0.01)
            if time.perf_counter() - moved > STAND_STILL + len(references):
                raise RuntimeError(f"{len(references)} orders are not written after {STAND_STILL:.0f} seconds and more")


@asynccontextmanager
async def _program(latency: timedelta = timedelta()) -> AsyncIterator[Any]:
    """A relay with one webhook flow into an AccountView sandbox, on an embedded Redis."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        redis = stack.enter_context(EmbeddedRedis(maxmemory_mb=4096))
        sandbox = await stack.enter_async_context(AccountViewSandbox(bare_books()))
        sandbox.behaviour.single_call = False
        sandbox.faults.delay = latency
        environment = {
            name: base64.b64encode(secrets.token_bytes(32)).decode() for name in ("PAYLOAD_KEY", "INDEX_KEY")
        }
        environment |= {"SECRET": sandbox.client_secret, "REFRESH": sandbox.refresh_token}
        path = folder / "relay.yaml"
        path.write_text(write(_settings(redis.url, sandbox)), "utf-8")
        program = await stack.enter_async_context(open_program(load(path, environment)))
        await program.systems.prove_all(timedelta(seconds=STAND_STILL))
        object.__setattr__(program, "sandbox", sandbox)
        yield program


def _settings(url: str, sandbox: AccountViewSandbox) -> dict[str, Any]:
    flow = {"entity": "order", "from": "shop", "to": "books", "write": True}
    return {
        "redis": {"payload_url": url, "state_url": url, "volatile_state": True},
        "keys": {"payload": ["${PAYLOAD_KEY}"], "index": "${INDEX_KEY}"},
        "connections": {
            "shop": {"vendor": "webhook", "allow": ["127.0.0.1"]},
            "books": {
                "vendor": "accountview",
                "base_url": sandbox.base_url,
                "company": sandbox.company_code,
                "client_id": sandbox.client_id,
                "client_secret": "${SECRET}",
                "refresh_token": "${REFRESH}",
                "parallel_calls": BUDGET,
            },
        },
        "flows": {"bench": {**flow, "settings": {"receivables_account": {"default": "1300"}}}},
    }
