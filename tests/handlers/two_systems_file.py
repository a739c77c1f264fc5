"""A file of settings for two sandboxes with one flow each way, for tests that carry an entity over the whole line."""

import secrets
from collections.abc import Mapping
from typing import Any

from handlers.sandboxes.accountview import AccountViewSandbox
from handlers.sandboxes.afas import AfasSandbox
from relay.demo.embedded import EmbeddedRedis


def two_systems_file(
    redis: EmbeddedRedis, there: AfasSandbox, here: AccountViewSandbox, flow: Mapping[str, Any], **afas: Any
) -> dict[str, Any]:
    """``flow`` is what both flows say; ``afas`` is what else its connection says."""
    return {
        "instance": f"both-ways-{secrets.token_hex(6)}",
        "redis": {"payload_url": redis.url, "state_url": redis.url, "volatile_state": True},
        "keys": {"payload": ["${PAYLOAD_KEY}"], "index": "${INDEX_KEY}"},
        "connections": {
            "afas": {
                "vendor": "afas",
                "environment": "12345",
                "base_url": there.base_url,
                "token": "${AFAS_TOKEN}",
                "reference_prefix": "A-",
                **afas,
            },
            "books": {
                "vendor": "accountview",
                "base_url": here.base_url,
                "company": here.company_code,
                "client_id": here.client_id,
                "client_secret": "${AV_SECRET}",
                "refresh_token": "${AV_REFRESH}",
                "reference_prefix": "V-",
            },
        },
        "flows": {
            "out": {**flow, "from": "afas", "to": "books"},
            "back": {**flow, "from": "books", "to": "afas"},
        },
    }
