"""Measures a first load of products from AFAS into AccountView by a real worker, with orders beside it and a kill -9.

``python -m bench.product_load`` starts both sandboxes, whose AccountView takes 20 ms a call, and `relay work` as a
process of its own. One article in ten has a picture. Orders of a known customer are posted one at a time, before the
load and during it. Half way the worker is killed and started anew. Told are the peak memory of its processes, products
a second beside what ``parallel_calls`` and the delay allow, 95 in 100 of the times of orders, what both roles of Redis
hold, and whether each product and each picture is there once.
"""

import argparse
import asyncio
import json
import logging
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import inf
from random import Random
from typing import Any, Final

from bench.loaded_house import Calendar, House, Vendor, open_house, p95
from handlers.sandboxes.accountview.books import Books
from handlers.sandboxes.afas import Masters, OrderBooks, Profit
from handlers.sandboxes.demonstration.accountview_books import bare_books
from relay.line.background import end
from relay.processes.logs import configure_logs

PRODUCTS: Final = 50_000
ONE_IN: Final = 10
"""One product in so many has a picture."""

_PICTURE_COLUMN: Final = "IMG_M_DATA"
_HEAD: Final = b"GIF89a\x02\x00\x02\x00\x80\x00\x00"


@dataclass(frozen=True)
class Load:
    """What is loaded, and what comes beside it."""

    products: int = PRODUCTS
    picture_bytes: int = 40_000
    orders: int = 30
    pause: float = 10.0
    seconds: float = inf

    @property
    def pictures(self) -> int:
        """How many products have one."""
        return -(-self.products // ONE_IN)


@dataclass
class Shelf:
    """What of the load has come to AccountView."""

    house: House
    load: Load

    def __post_init__(self) -> None:
        self._before = len(self.house.books.articles)
        self._calls = Counter(self.house.books.calls)

    def count(self) -> int:
        """How many products there are."""
        return len(self.house.books.articles) - self._before

    def calls(self) -> int:
        """Calls about articles since the load began."""
        now = self.house.books.calls
        return sum(now[method, "AK1"] - self._calls[method, "AK1"] for method in ("GET", "POST", "PUT"))

    def pictures(self) -> int:
        """How many of them show their picture, to the last byte."""
        shown = {str(row["ART_CODE"]): row.get(_PICTURE_COLUMN) for row in self.house.books.articles}
        wanted = {code_of(number): number for number in range(0, self.load.products, ONE_IN)}
        return sum(shown.get(code) == picture(number, self.load.picture_bytes) for code, number in wanted.items())

    def all_there(self) -> int:
        """Products and pictures together: once a product is there its picture may still be on its way."""
        return self.count() + sum(1 for row in self.house.books.articles if row.get(_PICTURE_COLUMN))

    def twice(self) -> int:
        """How many articles there are beside the first of their code."""
        codes = Counter(str(row["ART_CODE"]) for row in self.house.books.articles)
        return sum(count - 1 for count in codes.values())


async def measure(load: Load, vendor: Vendor) -> dict[str, Any]:
    """Load, with a kill half way, and orders before and beside it."""
    profit, books = profit_with(load), take_articles()
    async with open_house(profit, books, vendor, CONNECTIONS, {"products": FLOW}) as house:
        shelf = Shelf(house, load)

        await house.time_orders(1)  # the worker has begun once it is written
        idle = await house.time_orders(load.orders)
        began = time.perf_counter()
        reading = asyncio.create_task(house.read_all("products"))
        times = await house.time_beside(house.wait_for(shelf.count, load.products // 2, load.seconds / 2), load.pause)
        at_kill, seconds, calls = shelf.count(), time.perf_counter() - began, shelf.calls()
        await house.worker.end()
        await house.worker.start()
        await house.time_orders(1)  # it has begun again
        left = load.seconds - (time.perf_counter() - began)
        whole = house.wait_for(shelf.all_there, load.products + load.pictures, left)
        later = await house.time_beside(whole, load.pause)
        await (end(reading) if load.seconds < inf else reading)
        per_product = calls / at_kill
        rate, bound = at_kill / seconds, vendor.places / vendor.delay.total_seconds() / per_product
        return {
            "products": load.products,
            "seconds": round(time.perf_counter() - began),
            "peak_memory_mb": round(house.worker.peak_kb / 1024),
            "products_a_second": round(rate, 1),
            "calls_a_product": round(per_product, 2),
            "share_of_the_bound": round(rate / bound, 2),
            "order_idle_p95_ms": round(p95(idle) * 1000),
            "order_beside_p95_ms": round(p95(times) * 1000),
            "orders_beside": len(times),
            "killed_at": at_kill,
            "orders_after_the_kill": len(later),
            "order_after_the_kill_p95_ms": round(p95(later) * 1000),
            "answers_to_orders": dict(house.statuses),
            "there": shelf.count(),
            "there_twice_after_a_kill": shelf.twice(),
            "with_picture": shelf.all_there() - shelf.count(),
            "with_their_own_picture": shelf.pictures(),
            "redis_mb": await house.measure_redis(),
        }


def picture(number: int, size: int) -> str:
    """A picture of its own for a product, as base64: head and end of a GIF, and nothing in between that shows."""
    return b64encode(_HEAD + Random(number).randbytes(size) + b";").decode()


def code_of(number: int) -> str:
    """The code of a product by its place."""
    return f"GLS-{number}"


def take_articles() -> Books:
    """AccountView's books, which take articles with a picture each."""
    books = bare_books()
    books.put("ART_GRP", {"AG_CODE": "KEUKEN", "AG_DESC": "Keuken"})
    books.add_columns("ARTICLE", UNIT_CODE="C10!", REC_BLK="L", ART_CODE="C20!", ART_DESC1="C40")
    books.add_columns("ARTICLE", IMG_MEDIUM="C60", IMG_M_DATA="M")
    books.article_rights = frozenset({"insert", "update"})
    books.keep_indexes("ARTICLE", "CONTACT")
    return books


def profit_with(load: Load) -> Profit:
    """An AFAS with so many articles in one group, and pictures of some."""
    masters = Masters(items=[], units=frozenset({"STK"}), article_groups={"SERV": "Servies"})
    calendar = Calendar()
    profit = Profit(OrderBooks(clock=calendar.now), masters=masters, calls_alone=True)
    for number in range(load.products):
        fields = {"ItCd": code_of(number), "Ds": f"Theeglas {number}", "Grp": "SERV", "BiUn": "STK", "VaRc": "1"}
        if number % ONE_IN == 0:
            fields |= {"FileName": f"glas-{number}.gif", "FileStream": picture(number, load.picture_bytes)}
        body = {"FbItemArticle": {"Element": {"Fields": fields}}}
        profit.write("POST", "FbItemArticle", None, json.dumps(body).encode())
    calendar.come_to_today()
    return profit


def _always(code: str) -> dict[str, str]:
    return {"default": code, "unmapped": "default"}


CONNECTIONS: Final[Mapping[str, Mapping[str, Any]]] = {
    "afas": {
        "products": {
            "connector": "Relay_Articles",
            "images": {"connector": "Relay_ArticleImages", "columns": {"modified": "ModifiedDate"}},
            "all_administrations": True,
        }
    },
    "books": {
        "products": {
            "columns": {"unit": "UNIT_CODE", "vat_code": "VAT_CODE", "image_name": "IMG_MEDIUM"},
            "image_data": _PICTURE_COLUMN,
        }
    },
}
"""Where both systems keep products."""

FLOW: Final[Mapping[str, Any]] = {
    "entity": "product",
    "from": "afas",
    "to": "books",
    "write": True,
    "poll": {"every": "5m", "start": "all"},
    "settings": {"unit": _always("ST"), "group": _always("KEUKEN"), "vat_class": _always("2"), "images": {}},
}


async def main() -> None:
    """Measure, and print one JSON object as the last line."""
    asked = argparse.ArgumentParser(prog="python -m bench.product_load", description=__doc__.partition("\n")[0])
    asked.add_argument("--products", type=int, default=PRODUCTS, help="how many products there are")
    asked.add_argument("--picture-bytes", type=int, default=Load.picture_bytes, help="how large each picture is")
    asked.add_argument("--orders", type=int, default=Load.orders, help="how many orders are timed before the load")
    asked.add_argument("--pause", type=float, default=Load.pause, help="seconds between orders beside the load")
    asked.add_argument("--minutes", type=float, default=inf, help="when to end, though not all are there")
    asked.add_argument("--places", type=int, default=4, help="calls that AccountView takes at once")
    asked.add_argument("--delay", type=int, default=20, help="milliseconds that each of them takes")
    words = asked.parse_args()
    configure_logs(level=logging.ERROR)
    load = Load(words.products, words.picture_bytes, words.orders, words.pause, words.minutes * 60)
    print(json.dumps(await measure(load, Vendor(words.places, timedelta(milliseconds=words.delay)))))


if __name__ == "__main__":
    asyncio.run(main())
