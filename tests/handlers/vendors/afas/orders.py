"""What the tests of AFAS as a target share: an order to carry, a draft of it, and a flow that carries it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from handlers.contracts.drafts import Draft
from handlers.pipelines.orders.settings import OrderSettings
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.target.mapping import Drafting
from handlers.vendors.afas.target.presets import mappings_for
from mapping.documents.order import Order
from mapping.pricing import PricedLine, Pricing, price_order
from relay.model import Flow
from tests.handlers.vendors.afas.support import connection

TODAY = date(2026, 11, 24)
EMAIL = "inkoop@bakkerij.example.com"


def a_flow(*mapping: Mapping[str, Any], **settings: Any) -> Flow:
    return Flow(
        name="orders",
        entity="order",
        source="shop",
        target="afas",
        settings=OrderSettings.model_validate(settings),
        mapping=mapping,
    )


def an_order(**changes: Any) -> Order:
    """Three mugs for a bakery, billed and shipped to one address."""
    fields: dict[str, Any] = {
        "number": "100245",
        "ordered_on": "2026-11-24",
        "customer": a_company(),
        "billing_address": an_address(),
        "lines": [{"sku": "000100", "description": "Koffiemok", "quantity": 3, "unit_price": "8.26", "vat_rate": 21}],
    }
    return Order.model_validate(fields | changes)


def a_company(**changes: Any) -> dict[str, Any]:
    fields = {
        "company": "Bakkerij Voorbeeld B.V.",
        "first_name": "Eva",
        "infix": "van den",
        "last_name": "Berg",
        "email": "Inkoop@bakkerij.example.com",
        "phone": "030-5550101",
        "vat_number": "NL 0012.34.567.B01",
        "chamber_of_commerce_number": "12345678",
    }
    return fields | changes


def a_person(**changes: Any) -> dict[str, Any]:
    fields = {
        "first_name": "Anneke Maria",
        "infix": "de",
        "last_name": "Vries",
        "email": "Anneke@example.com",
        "phone": "0612345678",
    }
    return fields | changes


def an_address(**changes: Any) -> dict[str, Any]:
    fields = {"street": "Voorbeeldstraat", "number": "12", "addition": "A", "postcode": "3511 AB", "city": "Utrecht"}
    return fields | {"country": "NL"} | changes


def a_delivery_address(**changes: Any) -> dict[str, Any]:
    fields = {"name": "Magazijn", "street": "Industrieweg", "number": "5", "postcode": "2000", "city": "Antwerpen"}
    return fields | {"country": "BE"} | changes


def some_settings(**writing: Any) -> AfasConnection:
    return connection(administration=1, writing={"warehouse": "01", **writing})


def drafting_for(flow: Flow | None = None, settings: AfasConnection | None = None) -> Drafting:
    flow = flow or a_flow()
    settings = settings or some_settings()
    return Drafting(mappings_for(flow, flow.settings.send_as, settings.writing.limit_of), settings)


def a_draft(
    order: Order | None = None,
    *,
    drafting: Drafting | None = None,
    lines: tuple[PricedLine, ...] | None = None,
    **changes: Any,
) -> Draft:
    """A draft with its prices as the drafting wants them."""
    order = order or an_order()
    priced = price_order(order, Pricing(), (drafting or drafting_for()).basis(order))
    if lines is not None:
        priced = type(priced)(lines, priced.includes_vat, priced.amount)
    fields = {"reference": "W-100245", "codes": {"payment_condition": "30", "receivables_account": "1300"}}
    return Draft(order=order, priced=priced, **{**fields, **changes})
