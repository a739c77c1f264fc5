"""A shop sells what AFAS has, through the whole relay, and is told levels in which nothing that it sold is left."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from handlers.sandboxes.accountview import AccountViewSandbox
from handlers.sandboxes.afas import AfasSandbox, OrderBooks
from handlers.sandboxes.afas.profit import Profit
from handlers.sandboxes.afas.write_faults import WriteFault
from handlers.sandboxes.demonstration.accountview_books import bare_books
from handlers.sandboxes.demonstration.afas_books import demo_masters
from handlers.sandboxes.shop import ShopSandbox
from relay.care.event_moves import EventMoves
from relay.demo.embedded import EmbeddedRedis
from relay.line.dues import read_waiting
from relay.model import State
from tests.line.household import Line, Offices, open_line, webshop_order
from tests.waiting import eventually

ARTICLE, LEVELS = "KFM-100", "levels"
CHOICES = {
    "receivables_account": {"default": "1300"},
    "payment_condition": {"default": "30", "unmapped": "default"},
    "vat_codes": {"vat_code": {"table": {"21": "1", "9": "2", "0": "3"}}},
    "warehouse": {"default": "01"},
}


@dataclass
class Shelf:
    """One article of AFAS, sold by a shop."""

    line: Line
    profit: Profit
    shop: ShopSandbox

    def sold(self, number: str, quantity: int, *more: dict[str, Any]) -> dict[str, Any]:
        line = {"sku": ARTICLE, "quantity": quantity, "unit_price": "8.26", "vat_rate": 21}
        return webshop_order(number, lines=[line, *more])

    @property
    def told(self) -> list[str]:
        """What the shop was told of the article, one after another."""
        data = [call.json()["data"] for call in self.shop.calls]
        return [str(one["quantity"]) for one in data if one["code"] == ARTICLE]

    async def is_told(self, level: str) -> None:
        """Return once the shop was told a level last."""

        async def is_so() -> bool:
            return self.told[-1:] == [level]

        await eventually(is_so, within=20)

    async def settled(self) -> None:
        """Return once nothing of the levels is due or under way."""
        program = self.line.program

        async def is_so() -> bool:
            waiting = await program.activity.counts(LEVELS)
            under_way = sum(waiting.get(state, 0) for state in (State.WAITING, State.RUNNING, State.RETRYING))
            return not under_way and (await read_waiting(program.store, LEVELS)).count == 0

        await eventually(is_so, within=20)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """With a worker, and with who carries what is due."""
        stopping = asyncio.Event()
        async with self.line.worker():
            carrying = asyncio.create_task(self.line.program.due_carrier().run(stopping))
            try:
                yield
            finally:
                stopping.set()
                await carrying


@pytest.fixture
async def shelf(redis_server: EmbeddedRedis, tmp_path: Path) -> AsyncIterator[Shelf]:
    profit = Profit(OrderBooks(), masters=demo_masters())
    profit.levels.set(ARTICLE, 5)

    async with ShopSandbox() as shop:

        def change(written: dict[str, Any]) -> None:
            written["retry"] = {"first": "1s"}
            written["connections"]["afas"] |= {"administration": 1, "stock": {"all_administrations": True}}
            written["connections"]["shop"] |= {
                "outbound": {"allow_private": ["127.0.0.1/32"], "ports": [int(shop.address.rpartition(":")[2])]},
                "posts": {
                    "address": shop.address,
                    "signing_secrets": ["${SHOP_SECRET}"],
                    "stock": {
                        "path": "/stock/{code}",
                        "method": "PUT",
                        "repeat": "idempotent_method",
                        "shop_deducts_open_orders": False,
                    },
                },
            }
            written["connections"]["shop"]["outbound"]["plain_http"] = True
            del written["connections"]["till"], written["connections"]["books"]
            orders = {"entity": "order", "from": "shop", "to": "afas", "write": True, "settings": CHOICES}
            poll = {"every": "1h", "refresh": "24h", "start": "all"}
            levels = {"entity": "stock", "from": "afas", "to": "shop", "write": True, "settings": {}, "poll": poll}
            written["flows"] = {"shop-orders": orders, LEVELS: levels}

        offices = Offices(AccountViewSandbox(bare_books()), AfasSandbox(profit=profit))
        variables = {"SHOP_SECRET": shop.secret}
        async with open_line(redis_server, tmp_path, offices=offices, variables=variables, rename=change) as line:
            yield Shelf(line, profit, shop)


async def test_what_is_sold_is_never_offered_again_and_nothing_is_kept_back_for_ever(shelf: Shelf) -> None:
    await shelf.line.program.poll(LEVELS, begin_anywhere=True)
    async with shelf.running():
        await shelf.is_told("5")

        shelf.line.afas.write_faults.next(WriteFault.LOCKED, times=2, connector="FbSales")
        event = await shelf.line.accepted(shelf.sold("7201", 2))
        await shelf.is_told("3")  # though AFAS says five, and is not read before the hour is over
        [booked] = await shelf.line.ended(event)
        assert booked.summary.event.state is State.WRITTEN
        await shelf.settled()
        assert shelf.told == ["5", "3"]  # and not 1, though AFAS has it now

        missing = {"sku": "GONE-1", "quantity": 1, "unit_price": "1.00", "vat_rate": 21}
        held = await shelf.line.accepted(shelf.sold("7202", 1, missing))
        await shelf.is_told("2")
        [story] = await shelf.line.ended(held)
        assert story.summary.event.state is State.HELD
        assert (await EventMoves(shelf.line.program.store, shelf.line.program.queue).cancel(held)).moved
        await shelf.is_told("3")

        assert booked.summary.number is not None
        shelf.profit.levels.deliver(booked.summary.number)
        await shelf.line.program.poll(LEVELS, begin_anywhere=True)
        await shelf.settled()
        assert shelf.told == ["5", "3", "2", "3"]
