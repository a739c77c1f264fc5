"""Measures a mapping beside the same mapping written by hand: a 20-line order through the AccountView preset."""

import gc
import statistics
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from handlers.contracts.drafts import Draft
from handlers.pipelines.orders.settings import OrderSettings
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.target.context import context_of
from handlers.vendors.accountview.target.presets import mappings_for
from mapping.documents.order import Order
from mapping.pricing import Basis, Pricing, price_order
from relay.model import Flow

LINES: Final = 20
ORDERS: Final = 2000
ROUNDS: Final = 7


def _order() -> Order:
    address = {"street": "Lindelaan", "number": "5", "postcode": "7311 XS", "city": "Apeldoorn", "country": "NL"}
    line = {"quantity": 2, "unit_price": Decimal("9.99"), "vat_rate": 21}
    return Order.model_validate(
        {
            "number": "100245",
            "ordered_on": "2026-11-24",
            "customer": {"company": "Bakkerij Voorbeeld B.V.", "last_name": "Berg", "email": "Inkoop@example.com"},
            "billing_address": address,
            "lines": [{"sku": f"KFM-{number}", **line} for number in range(LINES)],
        }
    )


def by_hand(context: dict[str, Any]) -> dict[str, Any]:
    """What the preset's rows for SO_HDR and SO_LINE say, in plain Python."""
    order, debtor = context["order"], context["debtor"]
    header = {
        "RPL_INV": debtor,
        "RPL_DEL": debtor,
        "ORD_DATE": order.ordered_on,
        "DEL_DATE": order.delivery_on or order.ordered_on,
        "COMMENT1": context["reference"],
        "TO_EMAIL": order.customer.email,
    }
    if context["delivery_address"] is not None:
        header["DEL_CODE"] = context["delivery_address"]
    lines = [
        {
            "ART_CODE": line.sku,
            "ORD_QTY": line.quantity,
            "ART_PX": line.unit_price,
            "DEL_DATE": order.delivery_on or order.ordered_on,
        }
        for line in context["lines"]
    ]
    return {"SO_HDR": header, "SO_LINE": lines}


def measure() -> dict[str, float]:
    """``us_per_order`` by the preset, and how many times longer that is than by hand, both in one run."""
    settings = AccountViewConnection.model_validate({"company": "DEMO", "client_id": "key", "client_secret": "hidden"})
    flow = Flow(name="bench", entity="order", source="shop", target="books", settings=OrderSettings())
    order = _order()
    priced = price_order(order, Pricing(), Basis(includes_vat=False))
    context = context_of(Draft(order, "S1-100245", {}, priced, debtor="10001"), settings)
    mapper = mappings_for(flow, settings).document
    assert mapper.apply(context) == (by_hand(context), [])
    pairs = [
        (_microseconds(lambda: mapper.apply(context)), _microseconds(lambda: by_hand(context))) for _ in range(ROUNDS)
    ]
    ours = statistics.median(pair[0] for pair in pairs)
    return {
        "us_per_order": round(ours, 1),
        "vs_plain_python": round(ours / statistics.median(pair[1] for pair in pairs), 2),
    }


def _microseconds(work: Callable[[], object]) -> float:
    gc.collect()
    started = time.perf_counter()
    for _ in range(ORDERS):
        work()
    return (time.perf_counter() - started) / ORDERS * 1e6
