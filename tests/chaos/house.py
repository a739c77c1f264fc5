"""The house of a chaos run: both sandboxes under bad weather, relay.yaml with scaled times, and eyes on the state."""

import base64
import secrets
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, Final

import yaml

from handlers.vendors.accountview.demo_books import bare_books
from handlers.vendors.accountview.sandbox import AccountViewSandbox
from handlers.vendors.afas.sandbox import AfasSandbox, OrderBooks
from relay import bootstrap
from relay.activity import Activity
from relay.store import Store, unproved_store
from tests.chaos.scale import POLL, RETRY, TARGET, WORKER
from tests.chaos.storage import Storage
from tests.chaos.verdict import Accounts, Booked, Promise
from tests.chaos.weather import OfficeWeather, SourceWeather

HOOKED: Final = "shop-orders"
POLLED: Final = "afas-orders"
_POLLED_PREFIX: Final = "A-"


@dataclass
class House:
    """What a run needs. ``polled`` are the promises that AFAS's own books stand for."""

    config: Path
    environment: Mapping[str, str]
    port: int
    accountview: AccountViewSandbox
    afas: AfasSandbox
    office: OfficeWeather
    source: SourceWeather
    store: Store
    activity: Activity
    polled: list[Promise]

    @property
    def address(self) -> str:
        """Where the shop posts."""
        return f"http://127.0.0.1:{self.port}/hooks/{HOOKED}"

    def clear_up(self) -> None:
        """Let the weather clear."""
        self.office.is_clear = self.source.is_clear = True

    def order_in_afas(self, number: int) -> None:
        """Put an order into AFAS, for a poll to find."""
        words = {
            "number": f"{60_000_000 + number}", "ordered_on": datetime.now(UTC).date(), "status": "confirmed",
            "company": f"Winkel {number % 10} B.V.", "email": f"winkel{number % 10}@example.com",
            "invoice_street": "Voorbeeldstraat", "invoice_number": 12, "invoice_postcode": "1234 AB",
            "invoice_city": "Utrecht", "invoice_country": "NL",
        }  # fmt: skip
        line = {"item_type": "2", "sku": "BRD-001", "quantity": Decimal(1), "unit_price": Decimal("2.15")}
        self.afas.books.add({"order": words, "lines": [line]})
        self.polled.append(Promise(f"{_POLLED_PREFIX}{words['number']}", len(self.polled) + 1))

    def accounts(self) -> Accounts:
        """What AccountView's own books hold."""
        books = self.accountview.books
        return Accounts(
            orders=[Booked(row["COMMENT1"], row["ORD_NR"], int(row["SO_LINE"][0]["ORD_QTY"])) for row in books.orders],
            debtors=[debtor["MAIL_BUS"].lower() for debtor in books.debtors],
            addresses=[f"{address['SUB_NR']} {address['ADDRESS1']}" for address in books.addresses],
        )


@asynccontextmanager
async def open_house(storage: Storage, folder: Path, random: Random) -> AsyncIterator[House]:
    """Everything but the relay's own processes."""
    async with AccountViewSandbox(bare_books()) as accountview, AfasSandbox(OrderBooks()) as afas:
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
        settings = bootstrap.load(config, environment)
        accountview.faults = office = OfficeWeather(random)
        afas.faults = source = SourceWeather(random)
        async with unproved_store(settings.redis, settings.instance) as store:
            yield House(config, environment, port, accountview, afas, office, source, store, Activity(store), polled=[])


def _settings(storage: Storage, accountview: AccountViewSandbox, afas: AfasSandbox, port: int) -> dict[str, Any]:
    choices = {
        "receivables_account": {"default": "1300"},
        "payment_condition": {"default": "30", "unmapped": "default"},
    }
    flow = {"entity": "order", "to": "books", "settings": choices}
    poll = {**POLL, "start": "2026-01-01", "filter": {"status": ["confirmed"]}, "reconcile": "off"}
    return {
        "instance": "chaos",
        "redis": storage.settings,
        "keys": {"payload": ["${PAYLOAD_KEY}"], "index": "${INDEX_KEY}"},
        "server": {"port": port},
        "admin": {"port": _free_port()},
        "worker": dict(WORKER),
        "retry": dict(RETRY),
        "connections": {
            "shop": {"vendor": "webhook", "allow": ["127.0.0.1"], "reference_prefix": "W-"},
            "afas": {
                "vendor": "afas",
                "environment": "12345",
                "base_url": afas.base_url,
                "token": "${AFAS_TOKEN}",
                "reference_prefix": _POLLED_PREFIX,
            },
            "books": {
                "vendor": "accountview",
                "base_url": accountview.base_url,
                "company": accountview.company_code,
                "client_id": accountview.client_id,
                "client_secret": "${AV_SECRET}",
                "refresh_token": "${AV_REFRESH}",
                **TARGET,
            },
        },
        "flows": {HOOKED: {**flow, "from": "shop"}, POLLED: {**flow, "from": "afas", "poll": poll}},
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
