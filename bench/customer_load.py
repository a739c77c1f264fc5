"""Measures a first load of customers from AFAS into AccountView by a real worker, with orders beside it and a kill -9.

``python -m bench.customer_load`` starts both sandboxes, whose AccountView takes 20 ms a call, and `relay work` as a
process of its own. Orders of a known customer are posted one at a time, before the load and during it. When a quarter
of the customers is there the worker is killed and started anew. Told are the peak memory of its processes, customers a
second, how far the reading was as the relay tells it, and whether each customer is there once.
"""

import argparse
import asyncio
import json
import logging
import time
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from math import inf
from typing import Any, Final

from bench.loaded_house import Calendar, House, Vendor, open_house, p95
from handlers.sandboxes.accountview.books import Books
from handlers.sandboxes.afas import OrderBooks, Profit
from handlers.sandboxes.demonstration.accountview_books import RECEIVABLES_ACCOUNT, bare_books
from relay.line.background import end
from relay.processes.logs import configure_logs
from relay.store.full_notes import FullNotes

CUSTOMERS: Final = 20_000


async def measure(
    customers: int, vendor: Vendor, *, orders: int = 30, pause: float = 10.0, most: float = inf
) -> dict[str, Any]:
    """Load, with a kill when a quarter is there, and orders before and beside it; after ``most`` seconds it ends."""
    profit, books = _profit(customers), _books()
    async with open_house(profit, books, vendor, _CONNECTIONS, {"customers": _FLOW}) as house:
        await house.time_orders(1)  # the worker has begun once it is written
        idle = await house.time_orders(orders)
        before, calls = len(books.debtors), sum(books.calls.values())

        def count() -> int:
            return len(books.debtors) - before

        began = time.perf_counter()
        reading = asyncio.create_task(house.read_all("customers"))
        await house.wait_for(count, customers // 4, most / 4)
        read, at_kill = await _tell_progress(house), count()
        await house.worker.end()
        await house.worker.start()
        await house.time_orders(1)  # it has begun again
        again, resumed = count(), time.perf_counter()
        times = await house.time_beside(house.wait_for(count, customers, most - (time.perf_counter() - began)), pause)
        seconds = time.perf_counter() - resumed
        await (end(reading) if most < inf else reading)
        emails = Counter(str(row.get("MAIL_BUS")) for row in books.debtors)
        rate, per_customer = (count() - again) / seconds, (sum(books.calls.values()) - calls) / count()
        bound = vendor.places / vendor.delay.total_seconds() / per_customer
        return {
            "customers": customers,
            "seconds": round(time.perf_counter() - began),
            "peak_memory_mb": round(house.worker.peak_kb / 1024),
            "customers_a_second": round(rate, 1),
            "calls_a_customer": round(per_customer, 2),
            "share_of_the_bound": round(rate / bound, 2),
            "killed_at": at_kill,
            "read_then": read,
            "order_idle_p95_ms": round(p95(idle) * 1000),
            "order_beside_p95_ms": round(p95(times) * 1000),
            "orders_beside": len(times),
            "answers_to_orders": dict(house.statuses),
            "there": count(),
            "there_twice_after_a_kill": sum(there - 1 for there in emails.values()),
            "redis_mb": await house.measure_redis(),
        }


async def _tell_progress(house: House) -> str:
    """How far the reading is, as the command and the API tell it; an empty text where it is through."""
    running = await FullNotes(house.program.store).under_way("customers")
    return "" if running is None else f"{running.read} of {running.of}"


def _books() -> Books:
    books = bare_books()
    books.keep_indexes("ARTICLE", "CONTACT", "DEL_ADDR")
    return books


def _profit(customers: int) -> Profit:
    """An AFAS with so many persons who are debtors, each with an address of their own."""
    calendar = Calendar()
    profit = Profit(OrderBooks(clock=calendar.now), calls_alone=True)
    for number in range(customers):
        profit.write("POST", "KnSalesRelationPer", None, json.dumps(_person(number)).encode())
    calendar.come_to_today()
    return profit


def _person(number: int) -> dict[str, Any]:
    who = {
        "PadAdr": True,
        "AutoNum": True,
        "MatchPer": "7",
        "SeNm": f"P{number}",
        "FiNm": "Anna",
        "LaNm": f"Persoon{number}",
        "ViGe": "V",
        "EmA2": f"p{number}@example.com",
    }
    address = {"CoId": "NL", "PbAd": False, "Ad": "Dorpsstraat", "HmNr": number + 1, "ZpCd": "8011 LK", "Rs": "Zwolle"}
    place = _object("KnBasicAddressAdr", {**address, "ResZip": False})
    relation = {"IsDb": True, "CuId": "EUR", "PaCd": "14", "ColA": RECEIVABLES_ACCOUNT, "VaDu": "1"}
    return _object("KnSalesRelationPer", relation, _object("KnPerson", who, place))


def _object(name: str, fields: Mapping[str, Any], *under: Mapping[str, Any]) -> dict[str, Any]:
    """An object of an UpdateConnector as AFAS takes it."""
    element: dict[str, Any] = {"Fields": dict(fields)}
    if under:
        element["Objects"] = list(under)
    return {name: {"Element": element}}


_CONNECTIONS: Final[Mapping[str, Mapping[str, Any]]] = {"afas": {"customers": {"all_administrations": True}}}
_FLOW: Final[Mapping[str, Any]] = {
    "entity": "customer",
    "from": "afas",
    "to": "books",
    "write": True,
    "poll": {"every": "5m", "start": "all"},
    "settings": {"receivables_account": {"default": RECEIVABLES_ACCOUNT}},
}


async def main() -> None:
    """Measure, and print one JSON object as the last line."""
    asked = argparse.ArgumentParser(prog="python -m bench.customer_load", description=__doc__.partition("\n")[0])
    asked.add_argument("--customers", type=int, default=CUSTOMERS, help="how many customers there are")
    asked.add_argument("--orders", type=int, default=30, help="how many orders are timed before the load")
    asked.add_argument("--pause", type=float, default=10.0, help="seconds between orders beside the load")
    asked.add_argument("--minutes", type=float, default=inf, help="when to end, though not all are there")
    asked.add_argument("--places", type=int, default=4, help="calls that AccountView takes at once")
    asked.add_argument("--delay", type=int, default=20, help="milliseconds that each of them takes")
    words = asked.parse_args()
    configure_logs(level=logging.ERROR)
    vendor = Vendor(words.places, timedelta(milliseconds=words.delay))
    most = words.minutes * 60
    print(json.dumps(await measure(words.customers, vendor, orders=words.orders, pause=words.pause, most=most)))


if __name__ == "__main__":
    asyncio.run(main())
