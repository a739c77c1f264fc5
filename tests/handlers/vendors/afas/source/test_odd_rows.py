"""Whatever values the rows of the connectors hold, a document is an order or is told its problems."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.vendors.afas.source.documents import Documents
from handlers.vendors.afas.source.settings import AfasDocuments, AfasInvoices, AfasOrders
from mapping.parsing import parse_json
from mapping.problems import DocumentError, Problem
from tests.handlers.presets import document_of

CHANGES = {
    "line_columns": {"discount_amount": "AmtRowDiscount"},
    "text_lines": "keep",
    "shipping_items": ["VERZEND", "000100"],
    "payment_cost_items": ["REMBOURS"],
}
ORDERS, INVOICES = AfasOrders.model_validate(CHANGES), AfasInvoices.model_validate(CHANGES)

odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.sampled_from([Decimal("-0"), Decimal("1E+30"), Decimal("1E-30"), 0, -1, "", " ", "0", "6", "3", "VERZEND", "D"]),
    st.sampled_from(["2026-11-24T09:14:22Z", "2026-02-30T00:00:00Z", "2026-03-29T02:30:00Z", "(replaced)"]),
    st.text(max_size=60),
    st.lists(st.integers(0, 9), max_size=2),
    st.dictionaries(st.text(max_size=3), st.none(), max_size=2),
)


def document(name: str, oddities: dict[str, Any], line_oddities: list[dict[str, Any]]) -> dict[str, Any]:
    """A sample with some values replaced; columns that are not in it are added."""
    found = parse_json(document_of(name))
    lines = found["lines"]
    changed = [line | oddity for line, oddity in zip(lines, line_oddities, strict=False)]
    return {"order": found["order"] | oddities, "lines": changed + lines[len(changed) :]}


def oddities(settings: AfasDocuments) -> st.SearchStrategy[tuple[dict[str, Any], list[dict[str, Any]]]]:
    columns = sorted(column for _, column in settings.columns if column)
    line_columns = sorted(column for _, column in settings.line_columns if column)
    header = st.dictionaries(st.sampled_from(columns), odd, max_size=6)
    return st.tuples(header, st.lists(st.dictionaries(st.sampled_from(line_columns), odd, max_size=5), max_size=3))


def check(settings: AfasDocuments, given_document: dict[str, Any]) -> None:
    """Anything but a document that reads, or is told what is wrong with it, fails."""
    documents = Documents(settings)
    told: list[Problem] = []
    reference = number = ""
    try:
        reference = documents.identify(given_document).reference
        number = documents.read(given_document).number
    except DocumentError as error:
        told = error.problems
    assert told or number == reference != ""
    assert isinstance(documents.material(given_document), bytes)


@given(oddities(ORDERS))
def test_an_order_of_odd_values_reads_or_is_told_why_not(odd_values: Any) -> None:
    check(ORDERS, document("afas-complete", *odd_values))


@given(oddities(INVOICES))
def test_an_invoice_of_odd_values_reads_or_is_told_why_not(odd_values: Any) -> None:
    check(INVOICES, document("afas-invoice", *odd_values))


@pytest.mark.parametrize("settings", [ORDERS, INVOICES])
@given(odd, odd)
def test_a_row_of_one_value_all_over_reads_or_is_told_why_not(settings: AfasDocuments, one: Any, other: Any) -> None:
    header = {column: one for _, column in settings.columns if column}
    line = {column: other for _, column in settings.line_columns if column}
    check(settings, {"order": header, "lines": [line, dict(line)]})
