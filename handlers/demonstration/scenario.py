"""Starts both sandboxes, writes the settings that lead to them, and says what is expected of every order."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from handlers.demonstration import shop
from handlers.vendors.accountview.demo_books import CARRIED_NUMBER, RECEIVABLES_ACCOUNT, demo_books
from handlers.vendors.accountview.sandbox import AccountViewSandbox
from handlers.vendors.afas.demo_books import CONFIRMED, demo_orders
from handlers.vendors.afas.sandbox import AfasSandbox
from handlers.vendors.afas.sandbox.books import OrderBooks
from mapping.parsing import dump_json
from relay.scenario import Post, Scenario

_AFAS_PREFIX: Final = "A-"
_SHOP_PREFIX: Final = "W-"
_PARTNER_PREFIX: Final = "P-"

_HELD: Final = {"60005403", "60005411", "60005412"}
"""An article that AccountView lacks, a name over 40 characters, and a postcode that cannot exist."""


@asynccontextmanager
async def open_scenario() -> AsyncIterator[Scenario]:
    """Both sandboxes, running until the block ends."""
    started = datetime.now(UTC)
    documents = demo_orders(started)
    books = demo_books(reference_prefix=_AFAS_PREFIX)
    known = len(books.debtors)
    async with AfasSandbox(OrderBooks(documents)) as afas, AccountViewSandbox(books) as accountview:
        yield Scenario(
            settings=_settings(afas, accountview, started),
            environment={
                "AFAS_TOKEN": afas.access.token,
                "ACCOUNTVIEW_SECRET": accountview.client_secret,
                "ACCOUNTVIEW_REFRESH_TOKEN": accountview.refresh_token,
            },
            polls=["afas-orders"],
            posts=_posts(),
            expected=_expected(documents),
            shown=_shown(documents),
            created=lambda: len(books.debtors) - known,
            doubled=lambda: _doubled(books.orders),
        )


def _settings(afas: AfasSandbox, accountview: AccountViewSandbox, started: datetime) -> dict[str, Any]:
    choices = {
        "receivables_account": {"default": RECEIVABLES_ACCOUNT},
        "payment_condition": {"default": "30", "unmapped": "default"},
    }
    sender = {"vendor": "webhook", "allow": ["127.0.0.1"], "reference_prefix": _SHOP_PREFIX}
    return {
        "connections": {
            "afas": {
                "vendor": "afas",
                "environment": "12345",
                "base_url": afas.base_url,
                "token": "${AFAS_TOKEN}",
                "reference_prefix": _AFAS_PREFIX,
                "allow": ["127.0.0.1"],
            },
            "books": {
                "vendor": "accountview",
                "base_url": accountview.base_url,
                "company": accountview.company_code,
                "client_id": accountview.client_id,
                "client_secret": "${ACCOUNTVIEW_SECRET}",
                "refresh_token": "${ACCOUNTVIEW_REFRESH_TOKEN}",
            },
            "shop": sender,
            "partner": {**sender, "allow": ["203.0.113.7"], "reference_prefix": _PARTNER_PREFIX},
        },
        "flows": {
            "afas-orders": {
                "entity": "order",
                "from": "afas",
                "to": "books",
                "poll": {
                    "every": "5m",
                    "overlap": "10m",
                    "start": (started - timedelta(days=2)).date().isoformat(),
                    "filter": {"status": [CONFIRMED]},
                },
                "settings": choices,
            },
            "shop-orders": {"entity": "order", "from": "shop", "to": "books", "settings": choices},
            "partner-orders": {"entity": "order", "from": "partner", "to": "books", "settings": choices},
        },
    }


def _posts() -> list[Post]:
    good = shop.good_orders()
    posts = [
        Post("shop-orders", order["number"], "webshop", dump_json(order), 202, f"delivery-{order['number']}")
        for order in good
    ]
    return [
        *posts,
        Post("shop-orders", "1001", "webshop", dump_json(good[0]), 202, "delivery-1001-again"),
        Post("shop-orders", "1004", "webshop", dump_json(shop.wrong_order()), 422, "delivery-1004"),
        Post("partner-orders", "1002", "a stranger", dump_json(good[1]), 403, "delivery-stranger"),
    ]


def _expected(documents: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    expected = {str(order["number"]): "written" for order in shop.good_orders()}
    for document in documents:
        number = str(document["order"]["number"])
        if document["order"]["status"] == CONFIRMED:
            expected[number] = "held" if number in _HELD else "written"
    return expected | {CARRIED_NUMBER: "skipped"}


def _shown(documents: Sequence[Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
    """What the table calls each order. The names are the demo's own: no story holds one."""
    shown = {str(d["order"]["number"]): ("AFAS", _name(d["order"])) for d in documents}
    return shown | {str(o["number"]): ("webshop", _name(o["customer"])) for o in shop.good_orders()}


def _name(customer: Mapping[str, Any]) -> str:
    person = " ".join(filter(None, (customer.get(part) for part in ("first_name", "infix", "last_name"))))
    return str(customer.get("company") or person)


def _doubled(orders: Sequence[Mapping[str, Any]]) -> list[str]:
    counted = Counter(str(order["COMMENT1"]) for order in orders)
    return [reference for reference, count in counted.items() if count > 1]
