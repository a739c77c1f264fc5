"""The shipped rows as a whole: one order in, every column out, for each kind of document."""

from typing import Any

import pytest

from handlers.contracts.drafts import Draft, SendAs
from handlers.pipelines.orders.settings import OrderSettings
from handlers.vendors.accountview.target.mapping import Drafting
from handlers.vendors.accountview.target.presets import PRESETS, mappings_for
from mapping.parsing import dump_json, parse_json
from relay.errors import StartError
from tests.handlers.vendors.accountview.office import CONTACT, a_flow, some_settings
from tests.handlers.vendors.accountview.orders import a_booked_order, a_company, a_draft, an_address, an_order

GOLDEN = {
    "CONTACT": CONTACT | {"COC_CODE": "30123456", "VAT_CODE": "2", "LNG_CODE": "NL"},
    "DEL_ADDR": {
        "SUB_NR": "10001",
        "DEL_NAME": "Magazijn",
        "ADDRESS1": "Industrieweg 5",
        "POST_CODE": "2000",
        "CITY": "Antwerpen",
        "CNT_CODE": "BE",
        "MAIL_BUS": "inkoop@bakkerij.example.com",
        "TEL_BUS": "030-5550101",
    },
    "SO_HDR": {
        "RPL_INV": "10001",
        "RPL_DEL": "10001",
        "ORD_DATE": "2026-11-24",
        "DEL_DATE": "2026-11-27",
        "COMMENT1": "W-100245",
        "COMMENT2": "Credit 202600012",
        "TO_EMAIL": "Inkoop@bakkerij.example.com",
        "DEL_CODE": "7",
        "SHIP_MTH": "POST",
    },
    "SO_LINE": [
        {"ART_CODE": "KFM-100", "ORD_QTY": "3", "ART_PX": "8.26", "DEL_DATE": "2026-11-27"},
        {"ART_CODE": "KRS-200", "ORD_QTY": "1.5", "ART_PX": "0.1234567890123456789", "DEL_DATE": "2026-11-27"},
    ],
}


INVOICE = {"INV_DATE": "2026-11-24"}
"""What an invoice has more; AIS_SOC says which kind it is."""

PAGE = {
    "DJ_PAGE": {
        "DJ_CODE": "700",
        "SUB_NR": "10001",
        "INV_NR": "W-100245",
        "TRN_DATE": "2026-11-24",
        "PERIOD": "11",
        "HDR_DESC": "W-100245 Bakkerij Voorbeeld B.V.",
        "GROSS_FLG": "False",
        "DISC_CODE": "30",
        "CRED_DAYS": "14",
        "COMMENT1": "Credit 202600012",
    },
    "DJ_LINE": [
        {"ACCT_NR": "8000", "TRN_DESC": "KFM-100 + 1", "AMOUNT": "31.73", "VAT_CODE": "2", "VAT_AMT": "6.66"},
        {"ACCT_NR": "8010", "TRN_DESC": "KFM-100 + 1", "AMOUNT": "10.00", "VAT_CODE": "1", "VAT_AMT": "0.90"},
        {"ACCT_NR": "4990", "TRN_DESC": "KFM-100", "AMOUNT": "0.01", "VAT_AMT": "0.00"},
    ],
}

CODES = {
    "receivables_account": "1300",
    "payment_condition": "30",
    "shipping_method": "POST",
    "language": "NL",
    "vat_liability": "2",
    "journal": "700",
    "warehouse": "M1",
    "status": "1",
}


def golden_draft(send_as: SendAs = "order", **changes: Any) -> Draft:
    order = an_order(
        customer=a_company(chamber_of_commerce_number="30123456"),
        delivery_on="2026-11-27",
        due_on="2026-12-08",
        credit_of="60005",
        shipping_address=an_address(
            name="Magazijn",
            street="Industrieweg",
            number="5",
            addition=None,
            postcode="2000",
            city="Antwerpen",
            country="BE",
        ),
        lines=[
            {"sku": "KFM-100", "quantity": 3, "unit_price": "8.26", "vat_rate": 21},
            {"sku": "KRS-200", "quantity": "1.5", "unit_price": "0.1234567890123456789", "vat_rate": 9},
        ],
    )
    given = {"send_as": send_as, "debtor": "10001", "delivery_address": "7", "original": "202600012"}
    return a_draft(order, codes=CODES, **(given | changes))


def sent(draft: Draft, **settings: Any) -> dict[str, Any]:
    """Each table as it is sent, through JSON: numbers exact, dates as text."""
    connection = some_settings(**settings)
    flow = a_flow(settings=OrderSettings(send_as=draft.send_as))
    drafting = Drafting(mappings_for(flow, connection), connection)
    explained = drafting.explain(draft)
    assert explained.problems == []
    tables = {"CONTACT": drafting.debtor(draft.party), **explained.tables}
    return {name: _as_text(rows) for name, rows in parse_json(dump_json(tables)).items()}


def test_a_whole_order_becomes_these_columns_and_no_others() -> None:
    assert sent(golden_draft()) == GOLDEN


@pytest.mark.parametrize(("send_as", "flag"), [("invoice", "False"), ("direct_invoice", "True")])
def test_an_invoice_is_the_same_order_with_its_date_and_a_mark_of_its_kind(send_as: SendAs, flag: str) -> None:
    header = GOLDEN["SO_HDR"] | INVOICE | {"AIS_SOC": flag}  # type: ignore[operator]  # a table of columns
    assert sent(golden_draft(send_as)) == GOLDEN | {"SO_HDR": header}


def test_a_financial_mutation_is_a_page_with_bookings_by_account_and_code() -> None:
    tables = sent(golden_draft("financial_mutation", priced=a_booked_order()))
    assert {name: tables[name] for name in PAGE} == PAGE
    assert tables["CONTACT"] == GOLDEN["CONTACT"]
    assert "SO_HDR" not in tables


def test_revenue_is_written_below_zero_where_the_connection_says_so() -> None:
    tables = sent(golden_draft("financial_mutation", priced=a_booked_order()), page_revenue="negative")
    assert [line["AMOUNT"] for line in tables["DJ_LINE"]] == ["-31.73", "-10.00", "-0.01"]
    assert tables["DJ_LINE"][0]["VAT_AMT"] == "-6.66"


def test_a_page_may_carry_the_reference_in_its_payment_reference() -> None:
    page = sent(golden_draft("financial_mutation", priced=a_booked_order()), page_reference_column="EXT_DESC")[
        "DJ_PAGE"
    ]
    assert page["EXT_DESC"] == "W-100245"
    assert "INV_NR" not in page


def test_columns_that_the_connection_names_are_filled_and_others_are_not() -> None:
    tables = sent(
        golden_draft(priced=a_booked_order()),
        order_columns={"status": "ORD_STAT", "warehouse": "X1_WHS", "payment_condition": "DISC_CODE"},
        order_line_columns={"vat_code": "VAT_CODE", "revenue_account": "ACCT_NR", "description": "ART_DESC1"},
    )
    header, lines = tables["SO_HDR"], tables["SO_LINE"]
    assert (header["ORD_STAT"], header["X1_WHS"], header["DISC_CODE"]) == ("1", "M1", "30")
    assert (lines[0]["VAT_CODE"], lines[0]["ACCT_NR"], lines[2]["ART_DESC1"]) == ("2", "8000", "Verzendkosten")


def test_every_kind_of_document_that_an_order_may_become_has_presets() -> None:
    for send_as in PRESETS:
        flow = a_flow(settings=OrderSettings(send_as=send_as))
        assert mappings_for(flow, some_settings()).merged.rows


def test_a_kind_of_document_that_accountview_does_not_have_stops_the_start() -> None:
    settings: dict[str, Any] = {"send_as": "quotation"}
    flow = a_flow(settings=OrderSettings.model_construct(**settings))
    with pytest.raises(
        StartError, match=r"flows\.orders\.settings\.send_as: an order in AccountView becomes order or .* not quotation"
    ):
        mappings_for(flow, some_settings())


def test_rows_for_a_table_that_the_flow_does_not_write_stop_the_start() -> None:
    rows = ({"to": "SO_HDR.COMMENT3", "const": "x"},)
    flow = a_flow(settings=OrderSettings(send_as="financial_mutation"), mapping=rows)
    with pytest.raises(StartError, match='no table "SO_HDR"'):
        mappings_for(flow, some_settings())


def test_a_setting_of_the_flow_that_is_not_sent_is_told_once() -> None:
    flow = a_flow(settings=OrderSettings.model_validate({"warehouse": {"default": "M1"}}))
    [notice] = mappings_for(flow, some_settings()).notices
    assert str(notice).startswith("settings.warehouse is not sent with an order, since the connection names no column")
    named = some_settings(order_columns={"warehouse": "X1_WHS"})
    assert mappings_for(flow, named).notices == ()


def test_codes_and_accounts_that_accountview_takes_from_the_article_are_told_once() -> None:
    row = {"rate": 21, "code": "2", "revenue_account": "8000"}
    settings = {"vat_codes": {"rows": [row]}, "status": {"default": "1"}}
    flow = a_flow(settings=OrderSettings.model_validate(settings))
    status, code, account = mappings_for(flow, some_settings()).notices
    assert "order_columns.status" in str(status)
    assert "order_line_columns.vat_code; AccountView takes that of the article" in str(code)
    assert "order_line_columns.revenue_account" in str(account)
    columns = {"order_line_columns": {"vat_code": "VAT_CODE", "revenue_account": "ACCT_NR"}}
    assert len(mappings_for(flow, some_settings(**columns)).notices) == 1
    booked = a_flow(settings=OrderSettings.model_validate(settings | {"send_as": "financial_mutation"}))
    assert mappings_for(booked, some_settings()).notices == ()


def _as_text(rows: object) -> object:
    if isinstance(rows, list):
        return [_as_text(row) for row in rows]
    assert isinstance(rows, dict)
    return {name: str(value) for name, value in rows.items()}
