"""The connections and flows of the demo, as relay.yaml would have them, with what leads to the running sandboxes."""

from datetime import datetime, timedelta
from typing import Any, Final

from handlers.sandboxes.accountview import AccountViewSandbox
from handlers.sandboxes.afas import AfasSandbox
from handlers.sandboxes.demonstration.accountview_books import RECEIVABLES_ACCOUNT
from handlers.sandboxes.demonstration.afas_books import CONFIRMED
from handlers.sandboxes.demonstration.products import CONNECTION_ACCOUNTVIEW, CONNECTION_AFAS, product_flows
from handlers.sandboxes.demonstration.stock import STOCK_CONNECTION, market_connection, stock_flow
from handlers.sandboxes.shop import ShopSandbox

AFAS_PREFIX: Final = "A-"
_SHOP_PREFIX: Final = "W-"
_PARTNER_PREFIX: Final = "P-"
_BOOKS_PREFIX: Final = "V-"


def settings_of(
    afas: AfasSandbox, accountview: AccountViewSandbox, market: ShopSandbox, started: datetime
) -> dict[str, Any]:
    """Both systems, a web shop, a partner and a marketplace, and what goes from whom to whom."""
    choices = {
        "receivables_account": {"default": RECEIVABLES_ACCOUNT},
        "payment_condition": {"default": "30", "unmapped": "default"},
    }
    both_ways = {"receivables_account": {"default": RECEIVABLES_ACCOUNT}, "two_way": {"leader": "books"}}
    start = (started - timedelta(days=2)).date().isoformat()
    sender = {"vendor": "webhook", "allow": ["127.0.0.1"], "reference_prefix": _SHOP_PREFIX}
    poll = {"every": "5m", "start": start}
    return {
        "connections": {
            "afas": {
                "vendor": "afas",
                "environment": "12345",
                "base_url": afas.base_url,
                "token": "${AFAS_TOKEN}",
                "administration": 1,
                "customers": {"all_administrations": True},
                "products": dict(CONNECTION_AFAS),
                "stock": dict(STOCK_CONNECTION),
                "reference_prefix": AFAS_PREFIX,
                "allow": ["127.0.0.1"],
            },
            "books": {
                "vendor": "accountview",
                "base_url": accountview.base_url,
                "company": accountview.company_code,
                "client_id": accountview.client_id,
                "client_secret": "${ACCOUNTVIEW_SECRET}",
                "refresh_token": "${ACCOUNTVIEW_REFRESH_TOKEN}",
                "reference_prefix": _BOOKS_PREFIX,
                "allow": ["127.0.0.1"],
                "reading": {"orders": {"columns": {"status": "ORD_STAT"}}},
                "too_long": {"ACCT_NAME": "hold"},
                "products": dict(CONNECTION_ACCOUNTVIEW),
            },
            "shop": sender,
            "market": market_connection(market, "${MARKET_SECRET}"),
            "partner": {**sender, "allow": ["203.0.113.7"], "reference_prefix": _PARTNER_PREFIX},
        },
        "flows": {
            "afas-orders": {
                "entity": "order",
                "from": "afas",
                "to": "books",
                "write": True,
                "poll": {**poll, "filter": {"status": [CONFIRMED]}},
                "settings": choices,
            },
            "shop-orders": {"entity": "order", "from": "shop", "to": "books", "write": True, "settings": choices},
            "partner-orders": {"entity": "order", "from": "partner", "to": "books", "write": True, "settings": choices},
            "office-orders": {
                "entity": "order",
                "from": "books",
                "to": "afas",
                "write": True,
                "poll": {**poll, "filter": {"status": ["1"]}},
                "settings": {**choices, "vat_codes": {"vat_code": {"table": {"21": "1", "9": "2", "0": "3"}}}},
            },
            "afas-customers": {
                "entity": "customer",
                "from": "afas",
                "to": "books",
                "write": True,
                "poll": poll,
                "settings": both_ways,
            },
            "office-customers": {
                "entity": "customer",
                "from": "books",
                "to": "afas",
                "write": True,
                "poll": poll,
                "settings": both_ways,
            },
            **product_flows(poll),
            **stock_flow(poll),
        },
    }
