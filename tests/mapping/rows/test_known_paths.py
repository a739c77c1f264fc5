"""A row that reads what no document has is refused with its place and the path that was meant."""

from typing import Any

import pytest

from mapping.documents.order import Order
from mapping.pricing import PricedLine
from mapping.rows.known_paths import path_mistakes
from mapping.rows.presets import read_rows
from mapping.rows.row import RowMistake
from mapping.rows.shapes import ANYTHING

KNOWN = {"order": Order, "lines": [PricedLine], "codes": {"journal": str, "currency": str}, "posted": ANYTHING}


def mistakes(row: dict[str, Any], to: str = "SO_HDR.COMMENT3") -> list[RowMistake]:
    rows = read_rows([{"to": to, **row}])
    return [*path_mistakes(rows, lambda _: KNOWN, {"SO_LINE": "lines"})]


@pytest.mark.parametrize(
    ("row", "at", "nearest"),
    [
        ({"from": "order.remrk"}, ("from",), "order.remark"),
        ({"from": "ordr.remark"}, ("from",), "order.remark"),
        ({"from": "remark"}, ("from",), "order.remark"),
        ({"from": "order.custommer.email"}, ("from",), "order.customer.email"),
        ({"from": ["order.remark", "order.numbr"]}, ("from", 1), "order.number"),
        ({"from": "order.lines[0].skuu"}, ("from",), "order.lines[0].sku"),
        ({"from": "codes.journl"}, ("from",), "codes.journal"),
        ({"const": "x", "when": {"path": "order.statsu", "is": "paid"}}, ("when", "path"), "order.status"),
        (
            {"const": "x", "when": [{"path": "order.status", "is": "a"}, {"path": "order.nmber", "filled": True}]},
            ("when", 1, "path"),
            "order.number",
        ),
        ({"rules": [{"const": "x"}, {"from": "order.remrk"}]}, ("rules", 1, "from"), "order.remark"),
        ({"expr": "$uppercase(order.remrk)"}, ("expr",), "order.remark"),
        ({"const": "x", "when": "$count(order.liness) > 10"}, ("when",), "order.lines"),
        ({"each": "order.liness", "from": "item.sku"}, ("each",), "order.lines"),
    ],
)
def test_a_misspelt_path_is_told_with_the_one_that_was_meant(
    row: dict[str, Any], at: tuple[str | int, ...], nearest: str
) -> None:
    [found] = mistakes(row, to="X_LINE.A" if "each" in row else "SO_HDR.COMMENT3")
    assert (found.number, found.at, found.nearest) == (1, at, nearest)
    assert f'did you mean "{nearest}"?' in str(found)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"from": "order.zzzz"}, 'below "order" are administration'),
        ({"from": "order.number.digits"}, '"order.number" is one value'),
        ({"from": "order.lines.sku"}, "write order.lines[0], or each: order.lines and item.sku"),
        ({"from": "item.sku"}, "here are codes, lines, order, posted"),
        ({"each": "order.number", "from": "item.sku"}, '"order.number" is no list'),
    ],
)
def test_a_path_that_is_near_no_other_is_told_with_what_there_is(row: dict[str, Any], says: str) -> None:
    [found] = mistakes(row, to="X_LINE.A" if "each" in row else "SO_HDR.COMMENT3")
    assert says in str(found)


@pytest.mark.parametrize(
    ("to", "row"),
    [
        ("SO_HDR.A", {"from": "order.customer.name"}),
        ("SO_HDR.A", {"from": "order.shipping_address.city"}),
        ("SO_HDR.A", {"from": "order.totals.vat"}),
        ("SO_HDR.A", {"from": "order.ship_to.house"}),
        ("SO_HDR.A", {"from": "order.lines[3].vat_rate"}),
        ("SO_HDR.A", {"from": "posted.whatever.there[0].is"}),
        ("SO_HDR.A", {"expr": "$join(order.lines.sku, '|') & 'order.remrk'"}),
        ("SO_HDR.A", {"expr": "order.lines[quantity != '1'].sku"}),
        ("SO_LINE.A", {"from": ["item.sku", "index"]}),
        ("X_LINE.A", {"each": "order.lines", "from": "item.vat_class"}),
        ("X_LINE.A", {"each": "posted.rows", "from": "item.anything"}),
        ("SO_HDR.A", {"const": "x"}),
        ("SO_HDR.A", {"off": True}),
    ],
)
def test_what_documents_have_may_be_read(to: str, row: dict[str, Any]) -> None:
    assert mistakes(row, to) == []


@pytest.mark.parametrize(
    ("row", "at", "nearest"),
    [
        ({"from": "order.ship_to.country", "table": {"NL": "1", "UK": "2"}}, ("table",), "GB"),
        ({"from": "order.currency", "table": {"EUO": "1"}}, ("table",), "EUR"),
        ({"from": "order.lines[0].vat_rate", "table": {"0.21": "1"}}, ("table",), "21"),
        ({"const": "x", "when": {"path": "order.ship_to.country", "in": ["BE", "Duitsland"]}}, ("when",), "DE"),
    ],
)
def test_a_code_that_the_value_never_is_would_never_hold(
    row: dict[str, Any], at: tuple[str, ...], nearest: str
) -> None:
    [found] = mistakes(row)
    assert (found.at, found.nearest) == (at, nearest)


@pytest.mark.parametrize(
    "row",
    [
        {"from": "order.ship_to.country", "table": {"NL": "1", "GB": "2"}},
        {"from": "order.ship_to.country", "do": ["country_name"], "table": {"Netherlands": "1"}},
        {"from": "posted.country", "table": {"UK": "1"}},
        {"from": "order.lines[0].vat_rate", "table": {"21": "1", "9": "2"}},
        {"from": "codes.currency", "table": {"GULDEN": "1"}},
        {"const": "x", "when": {"path": "order.ship_to.country", "not_in": ["NL", "BE"]}},
    ],
)
def test_codes_that_it_can_be_are_fine(row: dict[str, Any]) -> None:
    assert mistakes(row) == []
