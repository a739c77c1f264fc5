"""Documents with everything filled in, as AFAS's connectors give them, and the canonical orders that they become."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from handlers.vendors.afas.documents import Documents
from handlers.vendors.afas.source_settings import AfasDocuments, AfasInvoices, AfasOrders
from mapping.documents.order import Order
from mapping.parsing import parse_json
from mapping.pricing import Basis, Pricing, price_order

SAMPLES = Path(__file__).parent / "samples"
ORDERS = AfasOrders.model_validate({"line_columns": {"discount_amount": "AmtRowDiscount"}, "text_lines": "keep"})
INVOICES = AfasInvoices.model_validate(
    {
        "line_columns": {"discount_amount": "AmtRowDiscount"},
        "shipping_items": ["VERZEND"],
        "payment_cost_items": ["REMBOURS"],
    }
)


def sample(name: str) -> Any:
    return parse_json((SAMPLES / f"{name}.json").read_bytes())


@pytest.mark.parametrize(("name", "settings"), [("order", ORDERS), ("invoice", INVOICES)])
def test_a_document_becomes_just_this(name: str, settings: AfasDocuments) -> None:
    read = Documents(settings).read(sample(name))
    assert read.model_dump(mode="json", exclude_none=True) == sample(f"{name}.canonical")


@pytest.mark.parametrize(
    ("name", "settings", "gross"), [("order", ORDERS, Decimal("143.08")), ("invoice", INVOICES, Decimal("-29.78"))]
)
def test_discounts_costs_and_lines_together_come_to_the_stated_total(
    name: str, settings: AfasDocuments, gross: Decimal
) -> None:
    pricing = Pricing.model_validate({"shipping_cost": {"item": "VRZ"}, "payment_cost": {"item": "PAY"}})
    read = Documents(settings).read(sample(name))
    priced = price_order(read, pricing, Basis(includes_vat=read.prices_include_vat))
    assert priced.gross == gross
    assert read.totals is not None
    assert read.totals.including_vat == gross


def test_the_sample_order_leaves_no_column_and_no_field_empty() -> None:
    document = sample("order")
    assert [column for _, column in ORDERS.columns if document["order"].get(column) is None] == []
    assert [column for _, column in ORDERS.line_columns if document["lines"][0].get(column) is None] == []
    read = Documents(ORDERS).read(document)
    of_invoices = {"order_number"}
    assert {name for name in Order.model_fields if getattr(read, name) is None} == of_invoices
    assert [name for name, value in read.lines[0] if value is None] == []
    assert [name for name, value in read.customer if value is None] == []


def test_the_sample_invoice_has_every_column() -> None:
    document = sample("invoice")
    assert {column for _, column in INVOICES.columns} == set(document["order"])
    assert all({column for _, column in INVOICES.line_columns} == set(line) for line in document["lines"])


@pytest.mark.parametrize(("name", "settings"), [("order", ORDERS), ("invoice", INVOICES)])
def test_without_the_spare_columns_the_rest_is_read_as_before(name: str, settings: AfasDocuments) -> None:
    document = sample(name)
    bare = type(settings)()
    kept, kept_of_lines = {*bare.columns.expected}, {*bare.line_columns.expected}
    document["order"] = {column: value for column, value in document["order"].items() if column in kept}
    document["lines"] = [
        {column: value for column, value in line.items() if column in kept_of_lines} for line in document["lines"]
    ]
    read = Documents(bare).read(document)
    assert (read.totals, read.shipping, read.payment_cost, read.payment_condition) == (None, None, None, None)
    assert (read.discount_percent, read.discount_amount) == (0, 0)
    assert read.customer.name in {"Bakkerij Van Dam B.V.", "Søren Jørgensen"}
    assert all(line.sku and not line.discount_amount for line in read.lines)
