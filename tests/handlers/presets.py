"""One document for each preset of a source, and what it must become: the canonical order, and AccountView's columns.

The files stand in ``golden``: ``shopify.json`` is posted, ``shopify.order.json`` is the order as JSON without what is
empty, ``shopify.accountview.json`` what AccountView is sent. Renew the last two after a change that is meant, and read
what git shows: ``python -m tests.handlers.presets``.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from handlers.contracts.orders import OrderSource
from handlers.vendors.accountview.target.mapping import Drafting
from handlers.vendors.accountview.target.presets import mappings_for
from handlers.vendors.afas.source.documents import Documents
from handlers.vendors.afas.source.settings import AfasInvoices, AfasOrders
from handlers.vendors.webhook.connection import OpenWebhookConnection
from handlers.vendors.webhook.settings import WebhookConnection
from mapping.documents.order import Order
from mapping.parsing import dump_json, parse_json
from mapping.pricing import Basis, CostItem, Pricing, price_order
from tests.handlers.vendors.accountview.office import a_flow, some_settings
from tests.handlers.vendors.accountview.orders import a_draft

_PRICING = Pricing(shipping_cost=CostItem(item="VRZ-001"), payment_cost=CostItem(item="KRD-001"))
GOLDEN = Path(__file__).parent / "golden"
SHOPS = ("woocommerce", "shopify")


def _posted(form: str) -> Callable[[Any], Order]:
    connection = WebhookConnection.model_validate({"vendor": "webhook", "format": form})
    source: OrderSource = OpenWebhookConnection("shop", connection).source(a_flow())
    return source.read


AFAS_ORDERS = AfasOrders.model_validate({"line_columns": {"discount_amount": "AmtRowDiscount"}, "text_lines": "keep"})
"""For connectors with every column there is a setting for."""

AFAS_INVOICES = AfasInvoices.model_validate(
    {
        "line_columns": {"discount_amount": "AmtRowDiscount"},
        "shipping_items": ["VERZEND"],
        "payment_cost_items": ["REMBOURS"],
    }
)

SOURCES: dict[str, Callable[[Any], Order]] = {
    "afas": Documents(AfasOrders()).read,
    "afas-complete": Documents(AFAS_ORDERS).read,
    "afas-invoice": Documents(AFAS_INVOICES).read,
    "relay": _posted("relay"),
    **{shop: _posted(shop) for shop in SHOPS},
}
"""How each document is read; a dash parts the name of a preset from which of its documents it is."""


def document_of(name: str) -> bytes:
    """The document as it comes."""
    return (GOLDEN / f"{name}.json").read_bytes()


def golden_of(name: str, what: str = "order") -> dict[str, Any]:
    """What it must become."""
    golden: dict[str, Any] = json.loads((GOLDEN / f"{name}.{what}.json").read_text("utf-8"))
    return golden


def made_of(name: str) -> dict[str, dict[str, Any]]:
    """What it becomes now, by the kind of golden file."""
    order = SOURCES[name](parse_json(document_of(name)))
    return {"order": order.model_dump(mode="json", exclude_none=True), "accountview": _sent(order)}


def _sent(order: Order) -> dict[str, Any]:
    """All tables for a debtor who is made first, through JSON as they are sent, with numbers as text."""
    settings = some_settings(text_lines="leave_out")
    drafting = Drafting(mappings_for(a_flow(), settings), settings)
    priced = price_order(order, _PRICING, Basis(includes_vat=False))
    explained = drafting.explain(a_draft(order, priced=priced, debtor="10001", delivery_address="7"))
    assert explained.problems == []
    sent = parse_json(dump_json({"CONTACT": drafting.debtor(a_draft(order, priced=priced).party), **explained.tables}))
    return {name: _as_text(rows) for name, rows in sent.items()}


def _as_text(rows: Any) -> Any:
    if isinstance(rows, list):
        return [_as_text(row) for row in rows]
    return {name: str(value) for name, value in rows.items()}


if __name__ == "__main__":
    for source in SOURCES:
        for kind, made in made_of(source).items():
            text = json.dumps(made, indent=2, ensure_ascii=False)
            (GOLDEN / f"{source}.{kind}.json").write_text(f"{text}\n", "utf-8")
