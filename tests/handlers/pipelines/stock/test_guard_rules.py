"""Levels of books that never know a shop's orders are refused, and goods whose leaving nobody tells."""

import base64
from pathlib import Path

import pytest

from handlers.pipelines import PIPELINES
from handlers.vendors import VENDORS
from relay.settings.file import judge
from relay.settings.findings import Finding

FILE = """
redis: {{payload_url: "redis://127.0.0.1:6379/0", state_url: "redis://127.0.0.1:6380/0"}}
keys: {{payload: ["${{PAYLOAD_KEY}}"], index: "${{INDEX_KEY}}"}}
connections:
  shop:
    vendor: webhook
    allow: [203.0.113.7]
    reference_prefix: "S1-"
    posts:
      address: https://shop.example.com
      stock: {{path: "/stock/{{code}}", method: PUT, repeat: idempotent_method, shop_deducts_open_orders: false}}
  afas: {{vendor: afas, environment: "12345", client_id: "${{ID}}", client_secret: "${{SECRET}}", administration: 1}}
  books: {{vendor: accountview, company: DEMO, client_id: "${{ID}}", client_secret: "${{SECRET}}"}}
flows:
  levels: {{entity: stock, from: {levels[0]}, to: {levels[1]}, write: true, settings: {{{settings}}}}}
"""
ORDERS = """
  {name}:
    {{entity: order, from: shop, to: {to}, write: {write}, settings: {{payment_condition: {{default: "30"}}}}}}
"""
ENVIRONMENT = {
    "PAYLOAD_KEY": base64.b64encode(bytes(range(32))).decode(),
    "INDEX_KEY": base64.b64encode(bytes(range(32, 64))).decode(),
    "ID": "5b2a7c9e1d",
    "SECRET": "Zk3v9Qw7Lr2Tn8Xc5Bm1",
}
TO_SHOP, INTO_BOOKS = ("afas", "shop"), ("books", "afas")


def found(
    folder: Path,
    settings: str = "",
    *,
    orders: tuple[str, ...] = ("afas",),
    write: str = "true",
    levels: tuple[str, str] = TO_SHOP,
) -> list[Finding]:
    """What the guard's rules find where the shop's orders go into these books."""
    text = FILE.format(levels=levels, settings=settings)
    text += "".join(ORDERS.format(name=f"orders-{number}", to=to, write=write) for number, to in enumerate(orders))
    path = folder / "relay.yaml"
    path.write_text(text, "utf-8")
    findings = judge(path, ENVIRONMENT, VENDORS, PIPELINES).findings
    return [one for one in findings if one.told.code.startswith("guard.")]


def test_orders_that_go_into_the_books_whose_levels_are_told_are_as_they_should_be(tmp_path: Path) -> None:
    assert found(tmp_path) == []


@pytest.mark.parametrize(
    ("orders", "write", "settings", "count"),
    [
        (("books",), "true", "", 1),
        (("books",), "false", "", 0),
        (("books", "afas"), "true", "", 0),  # the second flow is a copy, or the first one
        ((), "true", "", 0),
        (("books",), "true", "guard: {enabled: false}", 0),
        (("books",), "true", "guard: {enabled: true}", 1),
    ],
)
def test_levels_of_books_that_never_know_the_shops_orders_are_refused(
    orders: tuple[str, ...], write: str, settings: str, count: int, tmp_path: Path
) -> None:
    findings = found(tmp_path, settings, orders=orders, write=write)
    assert len(findings) == count
    for finding in findings:
        assert (finding.severity, finding.path) == ("error", ("flows", "levels", "settings", "guard", "enabled"))
        assert "orders of flow orders-0 go into books, so afas never knows what they sell" in str(finding.told)


@pytest.mark.parametrize(
    ("settings", "count"),
    [
        ("formula: on_hand", 1),
        ("formula: on_hand_plus_incoming, incoming_within: 7d", 1),
        ("formula: on_hand, guard: {goods_leave_after: 2d}", 0),
        ("formula: on_hand, guard: {orders_known: at_writing}", 0),
        ("formula: available", 0),
        ("guard: {orders_known: at_delivery}", 1),
        ("formula: on_hand, guard: {enabled: false}", 0),
    ],
)
def test_how_long_an_order_counts_on_the_shelf_must_be_said(settings: str, count: int, tmp_path: Path) -> None:
    findings = found(tmp_path, settings)
    assert [finding.path[2:] for finding in findings] == [("settings", "guard", "goods_leave_after")] * count
    assert all("say how long after booking that is, such as 2d" in str(finding.told) for finding in findings)


def test_where_no_order_reaches_the_books_nothing_needs_to_be_said(tmp_path: Path) -> None:
    assert found(tmp_path, "formula: on_hand", orders=()) == []


def test_what_is_taken_off_for_orders_is_never_booked(tmp_path: Path) -> None:
    assert found(tmp_path, levels=INTO_BOOKS) == []
    [finding] = found(tmp_path, "guard: {enabled: true}", levels=INTO_BOOKS, orders=())
    assert (finding.severity, finding.path[2:]) == ("error", ("settings", "guard", "enabled"))
    assert "afas keeps books" in str(finding.told)
