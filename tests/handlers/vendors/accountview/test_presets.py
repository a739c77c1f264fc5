"""The shipped rows as a whole: one order in, every column out."""

from handlers.vendors.accountview.drafting import Drafting
from handlers.vendors.accountview.mappings import mappings_for
from mapping.parsing import dump_json, parse_json
from tests.handlers.vendors.accountview.office import (
    CONTACT,
    a_company,
    a_draft,
    a_flow,
    an_address,
    an_order,
    some_settings,
)

GOLDEN = {
    "CONTACT": CONTACT,
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
        "TO_EMAIL": "Inkoop@bakkerij.example.com",
        "DEL_CODE": "7",
    },
    "SO_LINE": [
        {"ART_CODE": "KFM-100", "ORD_QTY": "3", "ART_PX": "8.26", "DEL_DATE": "2026-11-27"},
        {"ART_CODE": "KRS-200", "ORD_QTY": "1.5", "ART_PX": "0.1234567890123456789", "DEL_DATE": "2026-11-27"},
    ],
}


def test_a_whole_order_becomes_these_columns_and_no_others() -> None:
    order = an_order(
        customer=a_company(),
        delivery_on="2026-11-27",
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
    settings = some_settings()
    drafting = Drafting(mappings_for(a_flow(), settings), settings)
    explained = drafting.explain(a_draft(order, debtor="10001", delivery_address="7"))
    assert explained.problems == []
    # Through JSON, as they are sent: numbers exact, dates as text.
    sent = parse_json(dump_json({"CONTACT": drafting.debtor(a_draft(order)), **explained.tables}))
    assert {name: _as_text(rows) for name, rows in sent.items()} == GOLDEN


def _as_text(rows: object) -> object:
    if isinstance(rows, list):
        return [_as_text(row) for row in rows]
    assert isinstance(rows, dict)
    return {name: str(value) for name, value in rows.items()}
