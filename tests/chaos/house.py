"""The house of a chaos run: both sandboxes under bad weather, relay.yaml with scaled times, and eyes on the state."""

import base64
import secrets
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

import yaml

from handlers.sandboxes.accountview import AccountViewSandbox
from handlers.sandboxes.afas import AfasSandbox, OrderBooks
from handlers.sandboxes.afas.profit import Profit
from handlers.sandboxes.demonstration.accountview_books import bare_books
from handlers.sandboxes.demonstration.afas_books import demo_masters
from relay.bootstrap.settings import load
from relay.care.activity import Activity
from relay.store.store import Store, open_unproved_store
from tests.chaos.offices import AFAS_PREFIX, BOOKS_PREFIX, CONFIRMED, SHOP_PREFIX, Offices
from tests.chaos.scale import POLL, RETRY, TARGET, WORKER
from tests.chaos.storage import Storage
from tests.chaos.weather import OfficeWeather, SourceWeather

HOOKED: Final = "shop-orders"
INTO_BOOKS: Final = "afas-orders"
INTO_AFAS: Final = "office-orders"
POLLED: Final = {INTO_BOOKS: AFAS_PREFIX, INTO_AFAS: BOOKS_PREFIX}
"""The flows between the two systems, each with the prefix of its references."""


@dataclass
class House:
    """What a run needs."""

    config: Path
    environment: Mapping[str, str]
    port: int
    accountview: AccountViewSandbox
    afas: AfasSandbox
    office: OfficeWeather
    source: SourceWeather
    store: Store
    activity: Activity
    offices: Offices

    @property
    def address(self) -> str:
        """Where the shop posts."""
        return f"http://127.0.0.1:{self.port}/hooks/{HOOKED}"

    def clear_up(self) -> None:
        """Let the weather clear."""
        self.office.is_clear = self.source.is_clear = True

    async def commits_done(self) -> None:
        """Wait until every write that was to be carried out later is."""
        await self.accountview.commits_done()
        await self.afas.commits_done()


@asynccontextmanager
async def open_house(storage: Storage, folder: Path, random: Random) -> AsyncIterator[House]:
    """Everything but the relay's own processes."""
    books, profit = bare_books(), Profit(OrderBooks(), masters=demo_masters())
    profit.behaviour.order_status = CONFIRMED  # what is written there is read again as what is sold there
    async with AccountViewSandbox(books) as accountview, AfasSandbox(profit=profit) as afas:
        environment = {
            "AFAS_TOKEN": afas.access.token,
            "AV_SECRET": accountview.client_secret,
            "AV_REFRESH": accountview.refresh_token,
            "PAYLOAD_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
            "INDEX_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        }
        port = _free_port()
        config = folder / "relay.yaml"
        config.write_text(yaml.safe_dump(_settings(storage, accountview, afas, port)), "utf-8")
        settings = load(config, environment)
        accountview.faults = office = OfficeWeather(random, accountview.behaviour)
        afas.faults = source = SourceWeather(random, afas.write_faults)
        offices = Offices(books, profit, random)
        async with open_unproved_store(settings.redis, settings.instance) as store:
            try:
                yield House(
                    config, environment, port, accountview, afas, office, source, store, Activity(store), offices
                )
            finally:
                offices.stop()


def _settings(storage: Storage, accountview: AccountViewSandbox, afas: AfasSandbox, port: int) -> dict[str, Any]:
    choices = {
        "receivables_account": {"default": "1300"},
        "payment_condition": {"default": "30", "unmapped": "default"},
    }
    flow = {"entity": "order", "to": "books", "write": True, "settings": choices}
    poll = {**POLL, "start": "2026-01-01", "reconcile": "off"}
    back = {**choices, "vat_codes": {"vat_code": {"table": {"21": "1", "9": "2", "0": "3"}}}}
    return {
        "instance": "chaos",
        "redis": storage.settings,
        "keys": {"payload": ["${PAYLOAD_KEY}"], "index": "${INDEX_KEY}"},
        "server": {"port": port},
        "admin": {"port": _free_port()},
        "worker": dict(WORKER),
        "retry": dict(RETRY),
        "connections": {
            "shop": {"vendor": "webhook", "allow": ["127.0.0.1"], "reference_prefix": SHOP_PREFIX},
            "afas": {
                "vendor": "afas",
                "environment": "12345",
                "base_url": afas.base_url,
                "token": "${AFAS_TOKEN}",
                "reference_prefix": AFAS_PREFIX,
                "administration": 1,
                **TARGET,
            },
            "books": {
                "vendor": "accountview",
                "base_url": accountview.base_url,
                "company": accountview.company_code,
                "client_id": accountview.client_id,
                "client_secret": "${AV_SECRET}",
                "refresh_token": "${AV_REFRESH}",
                "reference_prefix": BOOKS_PREFIX,
                "reading": {"orders": {"columns": {"status": "ORD_STAT"}}, "time_zone": "UTC"},
                **TARGET,
            },
        },
        "flows": {
            HOOKED: {**flow, "from": "shop"},
            INTO_BOOKS: {**flow, "from": "afas", "poll": {**poll, "filter": {"status": [CONFIRMED]}}},
            INTO_AFAS: {
                "entity": "order",
                "from": "books",
                "to": "afas",
                "write": True,
                "settings": back,
                "poll": {**poll, "filter": {"status": ["1"]}},
            },
        },
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
