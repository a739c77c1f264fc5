"""Measures a first load of products from AFAS into AccountView by a real worker, with orders beside it and a kill -9.

``python -m bench.product_load`` starts both sandboxes, whose AccountView takes 20 ms a call, and `relay work` as a
process of its own. Orders of a known customer come one at a time, before the load and during it. Half way the worker is
killed and started anew. Told are the peak memory of its processes, products a second beside what ``parallel_calls`` and
the delay allow, 95 in 100 of the times of orders, and whether each product is there once.
"""

import argparse
import asyncio
import base64
import json
import logging
import secrets
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from bench.intake import order
from bench.parts import WorkerProcess
from handlers.sandboxes.accountview import AccountViewSandbox
from handlers.sandboxes.accountview.books import Books
from handlers.sandboxes.afas import AfasSandbox, Masters, OrderBooks, Profit
from handlers.sandboxes.demonstration.accountview_books import bare_books
from mapping.strict_yaml import write
from relay.bootstrap.opening import open_program
from relay.bootstrap.program import Program
from relay.bootstrap.settings import load
from relay.demo.embedded import EmbeddedRedis
from relay.model import Identity, Origin, State
from relay.processes.logs import configure_logs

PRODUCTS: Final = 50_000
PLACES: Final = 4
DELAY: Final = timedelta(milliseconds=20)
ORDERS: Final = 30
STAND_STILL: Final = 40.0
_LOOK: Final = 0.005
RESTS: Final = frozenset({State.HELD, State.FAILED, State.SKIPPED})


@dataclass
class House:
    """Both systems, the relay between them, and who looks at it."""

    program: Program
    books: Books
    worker: WorkerProcess

    async def time_orders(self, count: int, until: int = sys.maxsize) -> list[float]:
        """Seconds from acceptance until written of orders one after another, while fewer products are there."""
        times: list[float] = []
        flow = self.program.flows["orders"].flow
        while len(times) < count and len(self.books.articles) < until:
            reference = secrets.token_hex(4)
            document = json.loads(order(reference))
            document["customer"]["email"] = "noor@example.com"
            body, began = json.dumps(document).encode(), time.perf_counter()
            accepted = await self.program.acceptor.accept(
                flow, body, Identity(reference, "1"), Origin.HOOK, digest_material=b""
            )
            await self._until_written(accepted.event_id)
            times.append(time.perf_counter() - began)
            self.worker.look()
            await asyncio.sleep(1)  # far more often than once a minute
        return times

    async def _until_written(self, event_id: str) -> None:
        while (event := await self.program.queue.event(event_id)) is not None and event.state is not State.WRITTEN:
            if event.state in RESTS:
                story = await self.program.activity.story(event_id)
                raise RuntimeError(f"an order is {event.state}: {story.summary.reason if story else ''}")
            await asyncio.sleep(_LOOK)

    async def wait_for(self, products: int) -> None:
        """Return when so many products are there."""
        seen, moved = 0, time.perf_counter()
        while (there := len(self.books.articles)) < products:
            self.worker.look()
            await asyncio.sleep(0.1)
            if there > seen:
                seen, moved = there, time.perf_counter()
            elif time.perf_counter() - moved > STAND_STILL:
                raise RuntimeError(f"{there} of {products} articles are there, and no more came: {self.codes()}")

    def codes(self) -> Counter[str]:
        """How often each article is there."""
        return Counter(str(row["ART_CODE"]) for row in self.books.articles)


async def measure(products: int, orders: int = ORDERS) -> dict[str, Any]:
    """Load so many products, with a kill half way, and orders before and beside it."""
    async with _open_house(products) as house:
        before = len(house.books.articles)
        await house.time_orders(1)  # the worker has begun once it is written
        idle = await house.time_orders(orders)
        began = time.perf_counter()
        calls = Counter(house.books.calls)
        await house.program.poller().poll("products", begin_anywhere=True)
        beside = asyncio.create_task(house.time_orders(orders, before + products // 2))
        await house.wait_for(before + products // 2)
        half = time.perf_counter() - began
        made = (
            house.books.calls["POST", "AK1"]
            + house.books.calls["GET", "AK1"]
            - calls["POST", "AK1"]
            - calls["GET", "AK1"]
        )
        per_product = made / (len(house.books.articles) - before)
        times = await beside
        await house.worker.end()
        await house.worker.start()
        await house.wait_for(before + products)
        codes = house.codes()
        rate, bound = products / 2 / half, PLACES / DELAY.total_seconds() / per_product
        return {
            "products": products,
            "peak_memory_mb": round(house.worker.peak_kb / 1024),
            "products_a_second": round(rate, 1),
            "calls_a_product": round(per_product, 2),
            "share_of_the_bound": round(rate / bound, 2),
            "order_idle_p95_ms": round(_p95(idle) * 1000),
            "order_beside_p95_ms": round(_p95(times) * 1000),
            "orders_beside": len(times),
            "there_twice_after_a_kill": sum(count - 1 for count in codes.values()),
            "there": len(codes) - before,
        }


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1] if len(times) > 1 else sum(times)


@asynccontextmanager
async def _open_house(products: int) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        redis = stack.enter_context(EmbeddedRedis(maxmemory_mb=1024))
        books = _books()
        here = await stack.enter_async_context(AccountViewSandbox(books))
        there = await stack.enter_async_context(AfasSandbox(profit=_profit(products)))
        here.behaviour.single_call, here.faults.delay = False, DELAY
        environment = {
            name: base64.b64encode(secrets.token_bytes(32)).decode() for name in ("PAYLOAD_KEY", "INDEX_KEY")
        }
        environment |= {"SECRET": here.client_secret, "REFRESH": here.refresh_token, "TOKEN": there.access.token}
        path = folder / "relay.yaml"
        path.write_text(write(_settings(redis.url, here, there)), "utf-8")
        program = await stack.enter_async_context(open_program(load(path, environment)))
        worker = WorkerProcess(path, environment)
        await worker.start()
        stack.push_async_callback(worker.end, signal.SIGTERM)
        yield House(program, books, worker)


def _books() -> Books:
    """AccountView's books, which take articles."""
    books = bare_books()
    books.put("ART_GRP", {"AG_CODE": "KEUKEN", "AG_DESC": "Keuken"})
    books.add_columns("ARTICLE", UNIT_CODE="C10!", REC_BLK="L", ART_CODE="C20!", ART_DESC1="C40")
    books.article_rights = frozenset({"insert", "update"})
    return books


def _profit(products: int) -> Profit:
    """An AFAS with so many articles in one group."""
    masters = Masters(items=[], units=frozenset({"STK"}), article_groups={"SERV": "Servies"})
    profit = Profit(OrderBooks(clock=lambda: datetime.now(UTC)), masters=masters)
    for number in range(products):
        fields = {"ItCd": f"GLS-{number}", "Ds": f"Theeglas {number}", "Grp": "SERV", "BiUn": "STK", "VaRc": "1"}
        body = {"FbItemArticle": {"Element": {"Fields": fields}}}
        profit.write("POST", "FbItemArticle", None, json.dumps(body).encode())
    return profit


def _settings(url: str, here: AccountViewSandbox, there: AfasSandbox) -> dict[str, Any]:
    def always(code: str) -> dict[str, str]:
        return {"default": code, "unmapped": "default"}

    codes = {"unit": always("ST"), "group": always("KEUKEN"), "vat_class": always("2")}
    return {
        "redis": {"payload_url": url, "state_url": url, "volatile_state": True},
        "keys": {"payload": ["${PAYLOAD_KEY}"], "index": "${INDEX_KEY}"},
        "connections": {
            "shop": {"vendor": "webhook", "allow": ["127.0.0.1"]},
            "afas": {
                "vendor": "afas",
                "environment": "12345",
                "base_url": there.base_url,
                "token": "${TOKEN}",
                "products": {"connector": "Relay_Articles", "all_administrations": True},
            },
            "books": {
                "vendor": "accountview",
                "base_url": here.base_url,
                "company": here.company_code,
                "client_id": here.client_id,
                "client_secret": "${SECRET}",
                "refresh_token": "${REFRESH}",
                "parallel_calls": PLACES,
                "commit_horizon": "10s",  # a write that a killed worker left open is looked for as long, and sent anew
                "products": {"columns": {"unit": "UNIT_CODE", "vat_code": "VAT_CODE"}},
            },
        },
        "flows": {
            "orders": {
                "entity": "order",
                "from": "shop",
                "to": "books",
                "write": True,
                "settings": {"receivables_account": {"default": "1300"}},
            },
            "products": {
                "entity": "product",
                "from": "afas",
                "to": "books",
                "write": True,
                "poll": {"every": "5m", "start": "all"},
                "settings": codes,
            },
        },
    }


async def main() -> None:
    """Measure, and print one JSON object as the last line."""
    asked = argparse.ArgumentParser(prog="python -m bench.product_load", description=__doc__.partition("\n")[0])
    asked.add_argument("--products", type=int, default=PRODUCTS, help="how many products there are")
    asked.add_argument("--orders", type=int, default=ORDERS, help="how many orders are timed, twice")
    words = asked.parse_args()
    configure_logs(level=logging.ERROR)
    print(json.dumps(await measure(words.products, words.orders)))


if __name__ == "__main__":
    asyncio.run(main())
