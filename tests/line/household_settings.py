"""The settings of the whole relay on loopback: a shop and a till that send, AFAS to read, AccountView as the books."""

import secrets
from collections.abc import Mapping
from typing import Any

from handlers.sandboxes.accountview import AccountViewSandbox
from handlers.sandboxes.afas import AfasSandbox
from relay.demo.embedded import EmbeddedRedis

CHOICES = {"receivables_account": {"default": "1300"}, "payment_condition": {"default": "30", "unmapped": "default"}}


def household_settings(
    redis: EmbeddedRedis,
    afas: AfasSandbox,
    accountview: AccountViewSandbox,
    target: Mapping[str, Any],
    sources: Mapping[str, Mapping[str, Any]],
    start: str,
) -> dict[str, Any]:
    def flow(source: str) -> dict[str, Any]:
        return {"entity": "order", "from": source, "to": "books", "write": True, "settings": CHOICES}

    poll = {"every": "1h", "start": start, "filter": {"status": ["confirmed"]}}
    sender = {"vendor": "webhook", "allow": ["127.0.0.1"]}
    return {
        "instance": f"line-{secrets.token_hex(6)}",
        "redis": {"payload_url": redis.url, "state_url": redis.url, "volatile_state": True},
        "keys": {"payload": ["${PAYLOAD_KEY}"], "index": "${INDEX_KEY}"},
        "worker": {"lease": "2s", "lock_wait": "10s"},
        "server": {"port": 0},
        "admin": {"token": "${ADMIN_TOKEN}", "port": 0},
        "connections": {
            **sources,
            "shop": {**sender, "reference_prefix": "W-"},
            "till": {**sender, "reference_prefix": "T-"},
            "afas": {
                "vendor": "afas",
                "environment": "12345",
                "base_url": afas.base_url,
                "token": "${AFAS_TOKEN}",
                "reference_prefix": "A-",
            },
            "books": {
                "vendor": "accountview",
                "base_url": accountview.base_url,
                "company": accountview.company_code,
                "client_id": accountview.client_id,
                "client_secret": "${AV_SECRET}",
                "refresh_token": "${AV_REFRESH}",
                "commit_horizon": "4s",
                **target,
            },
        },
        "flows": {
            **{name: flow(name) for name in sources},
            "shop-orders": flow("shop"),
            "till-orders": flow("till"),
            "afas-orders": {**flow("afas"), "poll": poll},
        },
    }
