"""The relay between a shop and one target behind a fault proxy, with a worker inside the test."""

import asyncio
import base64
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp
import yaml

from handlers.sandboxes.accountview import AccountViewSandbox
from handlers.sandboxes.afas import AfasSandbox, OrderBooks
from handlers.sandboxes.afas.profit import Profit
from handlers.sandboxes.demonstration.accountview_books import bare_books
from handlers.sandboxes.demonstration.afas_books import demo_masters
from relay.bootstrap.opening import open_program
from relay.bootstrap.program import Program
from relay.bootstrap.settings import load
from relay.care.activity import Story
from relay.demo.embedded import EmbeddedRedis
from relay.http.serve import serve_app
from relay.model import ENDS, State
from tests.chaos.ledgers import Ledgers
from tests.chaos.verdict import Accounts
from tests.faults.kinds import Vendor
from tests.faults.proxy import FaultProxy, fault_proxy
from tests.faults.sales import PREFIX
from tests.faults.scale import Scale

_FLOW: Final = "shop-orders"
_CHOICES: Final = {
    "receivables_account": {"default": "1300"},
    "payment_condition": {"default": "30", "unmapped": "default"},
    "vat_codes": {"vat_code": {"table": {"21": "1", "9": "2", "0": "3"}}},
}


@dataclass
class House:
    """A running relay with a worker."""

    program: Program
    proxy: FaultProxy
    session: aiohttp.ClientSession
    address: str
    vendor: Vendor
    ledgers: Ledgers

    async def post(self, document: Any) -> str:
        """Send an order that must be taken; its event's id."""
        async with self.session.post(f"{self.address}/hooks/{_FLOW}", json=document) as answer:
            assert answer.status == 202, await answer.text()
            return str((await answer.json())["event"])

    async def stories(self, event_ids: Sequence[str]) -> list[Story]:
        """How events stand."""
        found = [await self.program.activity.story(event_id) for event_id in event_ids]
        return [story for story in found if story is not None]

    async def open(self, event_ids: Sequence[str]) -> list[str]:
        """Those that neither ended nor wait for a person, and why."""
        summaries = await self.program.activity.summaries(event_ids)
        rests = ENDS | {State.HELD}
        return [
            f"{one.event.reference}: {one.event.state}: {one.reason}"
            for one in summaries
            if one.event.state not in rests
        ]

    @property
    def accounts(self) -> Accounts:
        """The target's own books."""
        return self.ledgers.afas([]) if self.vendor == "afas" else self.ledgers.accountview([])


@asynccontextmanager
async def open_house(vendor: Vendor, scale: Scale, redis: EmbeddedRedis, folder: Path) -> AsyncIterator[House]:
    """Everything, with a worker that carries."""
    books, profit = bare_books(), Profit(OrderBooks(), masters=demo_masters())
    async with AsyncExitStack() as stack:
        accountview = await stack.enter_async_context(AccountViewSandbox(books))
        afas = await stack.enter_async_context(AfasSandbox(profit=profit))
        upstream = afas.base_url if vendor == "afas" else accountview.base_url
        proxy, base_url = await stack.enter_async_context(fault_proxy(vendor, upstream, scale.late))
        proxy.slow = scale.slow
        environment = {
            "SECRET": afas.access.client_secret if vendor == "afas" else accountview.client_secret,
            "AV_REFRESH": accountview.refresh_token,
            "PAYLOAD_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
            "INDEX_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        }
        own: dict[Vendor, dict[str, Any]] = {
            "afas": {"environment": "12345", "client_id": afas.access.client_id, "administration": 1},
            "accountview": {
                "company": accountview.company_code,
                "client_id": accountview.client_id,
                "refresh_token": "${AV_REFRESH}",
            },
        }
        target = {"vendor": vendor, "base_url": base_url, "client_secret": "${SECRET}", **own[vendor], **scale.target()}
        config = folder / "relay.yaml"
        config.write_text(yaml.safe_dump(_settings(vendor, scale, redis, target)), "utf-8")
        settings = load(config, environment)
        program = await stack.enter_async_context(open_program(settings))
        port = await stack.enter_async_context(serve_app(program.intake(), "127.0.0.1", 0))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        await stack.enter_async_context(_worker(program))
        yield House(program, proxy, session, f"http://127.0.0.1:{port}", vendor, Ledgers(books, profit))


def _settings(vendor: Vendor, scale: Scale, redis: EmbeddedRedis, target: dict[str, Any]) -> dict[str, Any]:
    choices = dict(_CHOICES)
    if vendor == "accountview":
        del choices["vat_codes"]  # its articles have one each
    return {
        "instance": f"faults-{secrets.token_hex(6)}",
        "redis": {"payload_url": redis.url, "state_url": redis.url, "volatile_state": True},
        "keys": {"payload": ["${PAYLOAD_KEY}"], "index": "${INDEX_KEY}"},
        "worker": {"lease": "2s", "lock_wait": "5s"},
        "retry": dict(scale.retry()),
        "connections": {
            "shop": {"vendor": "webhook", "allow": ["127.0.0.1"], "reference_prefix": PREFIX},
            "books": target,
        },
        "flows": {_FLOW: {"entity": "order", "from": "shop", "to": "books", "write": True, "settings": choices}},
    }


@asynccontextmanager
async def _worker(program: Program) -> AsyncIterator[None]:
    worker = program.worker()
    working = asyncio.create_task(worker.async_run())
    try:
        yield
    finally:
        worker.stop()
        await working
