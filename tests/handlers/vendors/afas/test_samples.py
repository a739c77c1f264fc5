"""The golden documents of AFAS: that nothing is missing in them, and that their amounts fit together."""

from decimal import Decimal
from typing import Any

import pytest

from handlers.vendors.afas.source.documents import Documents
from handlers.vendors.afas.source.settings import AfasDocuments, AfasInvoices, AfasOrders
from mapping.documents.order import Order
from mapping.parsing import parse_json
from mapping.pricing import Basis, Pricing, price_order
from tests.handlers.presets import AFAS_INVOICES, AFAS_ORDERS, document_of

ORDER, INVOICE = "afas-complete", "afas-invoice"


def sample(name: str) -> Any:
    return parse_json(document_of(name))


@pytest.mark.parametrize(
    ("name", "settings", "gross"),
    [(ORDER, AFAS_ORDERS, Decimal("143.08")), (INVOICE, AFAS_INVOICES, Decimal("-29.78"))],
)
def test_discounts_costs_and_lines_together_come_to_the_stated_total(
    name: str, settings: AfasDocuments, gross: Decimal
) -> None:
    costs = {"shipping_cost": {"item": "VRZ"}, "payment_cost": {"item": "PAY"}}
    pricing = Pricing.model_validate({"rounding": {"level": "rate"}, **costs})
    read = Documents(settings).read(sample(name))
    priced = price_order(read, pricing, Basis(includes_vat=read.prices_include_vat))
    assert priced.gross == gross
    assert read.totals is not None
    assert read.totals.including_vat == gross


def test_the_sample_order_leaves_no_column_and_no_field_empty() -> None:
    document = sample(ORDER)
    assert [column for _, column in AFAS_ORDERS.columns if document["order"].get(column) is None] == []
    assert [column for _, column in AFAS_ORDERS.line_columns if document["lines"][0].get(column) is None] == []
    read = Documents(AFAS_ORDERS).read(document)
    of_others = {"order_number", "refunded"}
    assert {name for name in Order.model_fields if getattr(read, name) is None} == of_others
    assert [name for name, value in read.lines[0] if value is None] == []
    assert [name for name, value in read.customer if value is None] == []


def test_the_sample_invoice_has_every_column() -> None:
    document = sample(INVOICE)
    assert {column for _, column in AFAS_INVOICES.columns} == set(document["order"])
    assert all({column for _, column in AFAS_INVOICES.line_columns} == set(line) for line in document["lines"])


@pytest.mark.parametrize(("name", "bare"), [(ORDER, AfasOrders()), (INVOICE, AfasInvoices())])
def test_without_the_spare_columns_the_rest_is_read_as_before(name: str, bare: AfasDocuments) -> None:
    document = sample(name)
    kept, kept_of_lines = {*bare.columns.expected}, {*bare.line_columns.expected}
    document["order"] = {column: value for column, value in document["order"].items() if column in kept}
    document["lines"] = [
        {column: value for column, value in line.items() if column in kept_of_lines} for line in document["lines"]
    ]
    read = Documents(bare).read(document)
    assert (read.totals, read.shipping, read.payment_cost, read.payment_condition) == (None, None, None, None)
    assert not read.discount_percent
    assert not read.discount_amount
    assert read.customer.name in {"Bakkerij Van Dam B.V.", "Søren Jørgensen"}
    assert all(line.sku and not line.discount_amount for line in read.lines)
