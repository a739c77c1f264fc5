"""How the connectors that a customer makes are laid out."""

from datetime import date
from decimal import Decimal

import pytest

from handlers.sandboxes.afas.layouts import (
    ADDRESSES,
    INVOICES,
    ORDERS,
    WRITTEN_ORDERS,
    Layout,
    own_columns,
)
from handlers.sandboxes.afas.tables import Kind

OF_AFAS = {
    ADDRESSES: "OrgId Bedrijf Tel Fax Mail Gewijzigd_op Gewijzigd_op_2 Is_debiteur Adres_ID Adrestype_code A_Straat "
    "A_Huisnummer A_Toev_Huisnr. A_Postcode A_Woonplaats Adrestype_code_2 A_Land DebiteurID",
    WRITTEN_ORDERS: "Ordersoort OrderNumber Status OrderDate DebtorId CurrencyId CustomerReference Gross Discount "
    "TotalAmount VAT Quantity InvoiceTotal",
}
"""What AFAS's own connectors of these names have: AFASSoftware/OASContent OpenApiSpecs/profit/en."""


@pytest.mark.parametrize(
    ("connector", "besides"),
    [
        (ADDRESSES, {"Afdeling", "A_Toevoeging", "ContactId"}),
        (WRITTEN_ORDERS, {"PricesIncludeVat"}),
    ],
)
def test_a_copy_of_afas_own_connector_has_its_columns_and_few_besides(connector: str, besides: set[str]) -> None:
    named = {column for column in own_columns(connector).values() if column is not None}
    assert named - set(OF_AFAS[connector].split()) == besides


def test_documents_have_a_connector_and_one_of_their_lines() -> None:
    assert dict(ORDERS.columns)["number"] == "OrderNumber"
    assert dict(ORDERS.line_columns)["order_number"] == "OrderNumber"
    assert dict(INVOICES.line_columns)["discount_amount"] is None


def test_words_are_kept_under_their_columns_and_others_beside_them() -> None:
    layout = Layout("Orders", [("number", "Nr"), ("ordered_on", "Datum"), ("email", None)], frozenset({"guid"}))
    row = layout.lay_out({"number": "1", "ordered_on": date(2026, 3, 2), "email": "a@example.com", "guid": "{1}"})
    assert row == {"Nr": "1", "Datum": date(2026, 3, 2), "@email": "a@example.com", "@guid": "{1}"}
    assert [layout.word(row, word) for word in ("number", "email", "guid")] == ["1", "a@example.com", "{1}"]
    assert [(column.id, column.kind) for column in layout.table().columns] == [
        ("Nr", Kind.STRING),
        ("Datum", Kind.DATE),
    ]


def test_a_word_that_the_layout_does_not_have_is_told() -> None:
    with pytest.raises(KeyError, match="no such words: price"):
        Layout("Orders", [("number", "Nr")]).lay_out({"price": Decimal(1)})
