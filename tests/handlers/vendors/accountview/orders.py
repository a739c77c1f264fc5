"""The orders and drafts that AccountView's tests carry: three mugs for a bakery, unless told otherwise."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from handlers.contracts.drafts import Draft
from mapping.documents.order import Order
from mapping.pricing import Basis, PricedLine, PricedOrder, Pricing, Role, price_order


def an_order(**changes: Any) -> Order:
    """Three mugs for a bakery, billed and shipped to one address."""
    fields: dict[str, Any] = {
        "number": "100245",
        "ordered_on": "2026-11-24",
        "customer": a_company(),
        "billing_address": an_address(),
        "lines": [{"sku": "KFM-100", "quantity": 3, "unit_price": "8.26", "vat_rate": 21}],
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
    }
    return fields | changes


def a_person(**changes: Any) -> dict[str, Any]:
    fields = {"first_name": "Anneke", "infix": "de", "last_name": "Vries", "email": "anneke@example.com"}
    return fields | changes


def an_address(**changes: Any) -> dict[str, Any]:
    fields = {"street": "Voorbeeldstraat", "number": "12", "addition": "A", "postcode": "3511 AB", "city": "Utrecht"}
    return fields | {"country": "NL"} | changes


def a_draft(
    order: Order | None = None,
    *,
    codes: Mapping[str, str] | None = None,
    basis: Basis | None = None,
    priced: PricedOrder | None = None,
    **changes: Any,
) -> Draft:
    """A draft as the pipeline makes it, priced as a target with this basis wants it; by default without VAT."""
    order = order or an_order()
    chosen = {"receivables_account": "1300", "payment_condition": "30"} if codes is None else codes
    priced = priced or price_order(order, Pricing(), basis or Basis(includes_vat=False))
    return Draft(order, "W-100245", chosen, priced, **changes)


def a_booked_order() -> PricedOrder:
    """Goods under two rates, shipping, and a cent of rounding, each with its account and code: 49.30 with VAT."""
    lines = (
        a_priced_line("goods", "24.78", "5.20", position=0),
        a_priced_line("goods", "4.00", "0.36", rate=9, code="1", account="8010", position=1),
        a_priced_line("shipping", "6.95", "1.46", sku="VRZ-001", description="Verzendkosten"),
        a_priced_line("goods", "6.00", "0.54", rate=9, code="1", account="8010", position=2),
        a_priced_line("rounding", "0.01", "0.00", rate=0, code=None, account="4990"),
    )
    net, vat = Decimal("41.74"), Decimal("7.56")
    return PricedOrder(lines, includes_vat=False, amount=net, net=net, vat=vat, gross=net + vat)


def a_priced_line(
    role: Role,
    net: str,
    vat: str,
    *,
    rate: int = 21,
    code: str | None = "2",
    account: str | None = "8000",
    sku: str = "KFM-100",
    **changes: Any,
) -> PricedLine:
    """One of something, at a price without VAT."""
    amount, fields = Decimal(net), {"description": None} | changes
    tax = Decimal(vat)
    return PricedLine(
        role=role,
        sku=sku,
        quantity=Decimal(1),
        unit_price=amount,
        list_price=amount,
        amount=amount,
        vat_rate=Decimal(rate),
        net=amount,
        vat=tax,
        gross=amount + tax,
        vat_code=code,
        revenue_account=account,
        **fields,
    )
