"""Amounts of shops' orders as they are posted: free lines, rates, tips, fees below zero, and what cannot be right."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from relay.demo.embedded import EmbeddedRedis
from tests.line.shop_desk import is_held, is_written, open_shop
from tests.line.shop_samples import shopify_line, shopify_order, woo_entry, woo_line, woo_order, woo_rate

TIP = {"name": "Tip", "tip": {"payment_gateway": "shopify_payments"}, "taxable": False}
GERMAN = {"address_1": "Hauptstr. 12a", "city": "Kleve", "postcode": "47533", "country": "DE"}


@pytest.mark.parametrize("as_line", [True, False])
async def test_a_tip_is_a_line_on_the_article_for_free_text_without_vat(
    *, as_line: bool, redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    lines = [shopify_line("A-1", "24.20"), *([shopify_line(None, "5.00", None, **TIP)] if as_line else [])]
    async with open_shop(redis_server, tmp_path, "shopify") as desk:
        assert is_written(await desk.post(shopify_order(1106, lines, "29.20", "4.20", total_tip_received="5.00")))
        assert desk.booked[1] == ("FREE", Decimal(1), Decimal("5.00"), Decimal(0))
        assert desk.total == Decimal("29.20")


async def test_a_line_of_a_deleted_product_is_on_the_article_for_free_text(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    lines = [shopify_line("A-1", "24.20"), shopify_line(None, "12.10", name="Oude theepot")]
    async with open_shop(redis_server, tmp_path, "shopify") as desk:
        assert is_written(await desk.post(shopify_order(1119, lines, "36.30", "6.30")))
        assert [sku for sku, *_ in desk.booked] == ["A-1", "FREE"]
        assert desk.total == Decimal("36.30")


async def test_taxes_that_stand_at_the_order_only_are_not_nothing(redis_server: EmbeddedRedis, tmp_path: Path) -> None:
    shipping = {"title": "PostNL", "price": "6.95", "tax_lines": []}
    taxes = [{"rate": 0.21, "price": "5.41"}]
    order = shopify_order(1112, [shopify_line("A-1", "24.20", None)], "31.15", "5.41", shipping_lines=[shipping])
    async with open_shop(redis_server, tmp_path, "shopify") as desk:
        assert is_written(await desk.post(order | {"tax_lines": taxes}))
        assert {rate for *_, rate in desk.booked} == {Decimal(21)}
        assert desk.total == Decimal("31.15")


@pytest.mark.parametrize("shop", ["shopify", "woocommerce"])
async def test_vat_of_nothing_beside_a_rate_is_a_contradiction_and_held(
    shop: str, redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    exempt = shopify_line("A-1", "100.00", None, tax_lines=[{"rate": 0.21, "price": "0.00"}])
    orders: dict[str, Any] = {
        "shopify": shopify_order(1120, [exempt], "100.00", "0.00", taxes_included=False, tax_exempt=True),
        "woocommerce": woo_order("2120", [woo_line("A-1", "100.00", "0.00")], "100.00", "0.00"),
    }
    async with open_shop(redis_server, tmp_path, shop) as desk:
        assert is_held(await desk.post(orders[shop]), "lines[0].vat_rate", "21")


async def test_the_rate_is_the_one_that_the_order_names_by_its_id(redis_server: EmbeddedRedis, tmp_path: Path) -> None:
    order = woo_order("2020", [woo_line("A-1", "150.42", "28.58", 5)], "179.00", "28.58", tax_lines=[woo_rate(5, 19)])
    order["billing"] |= GERMAN
    async with open_shop(redis_server, tmp_path, "woocommerce") as desk:
        assert is_written(await desk.post(order))
        assert desk.booked == [("A-1", Decimal(1), Decimal("150.42"), Decimal(19))]


async def test_a_line_of_cents_has_the_rate_of_its_id_where_its_vat_fits_several(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    lines = [woo_line("B-1", "0.10", "0.01", 2, tax_class="reduced-rate"), woo_line("A-1", "20.00", "4.20")]
    order = woo_order("2021", lines, "24.31", "4.21", tax_lines=[woo_rate(1, 21), woo_rate(2, 9)])
    async with open_shop(redis_server, tmp_path, "woocommerce") as desk:
        assert is_written(await desk.post(order))
        assert [rate for *_, rate in desk.booked] == [Decimal(9), Decimal(21)]


@pytest.mark.parametrize("named", [True, False])
async def test_shipping_at_two_rates_is_two_lines(*, named: bool, redis_server: EmbeddedRedis, tmp_path: Path) -> None:
    shipping = woo_entry("5.00", "0.81", taxes=[{"id": 1, "total": "0.63"}, {"id": 2, "total": "0.18"}])
    lines = [woo_line("A-1", "60.00", "12.60"), woo_line("B-1", "40.00", "3.60", 2, tax_class="reduced-rate")]
    rates = [woo_rate(1, 21), *([woo_rate(2, 9)] if named else [])]
    order = woo_order("2023", lines, "122.01", "17.01", shipping_lines=[{**shipping, "method_title": "PostNL"}])
    async with open_shop(redis_server, tmp_path, "woocommerce") as desk:
        assert is_written(await desk.post(order | {"tax_lines": rates}))
        assert desk.booked[2:] == [
            ("SHIPPING", Decimal(1), Decimal("3.00"), Decimal(21)),
            ("SHIPPING", Decimal(1), Decimal("2.00"), Decimal(9)),
        ]
        assert desk.total == Decimal("122.01")


async def test_a_tax_without_an_amount_is_of_another_entry(redis_server: EmbeddedRedis, tmp_path: Path) -> None:
    taxes = [{"id": 1, "total": ""}, {"id": 2, "total": "1.80"}]
    order = woo_order("2024", [woo_line("B-1", "20.00", "1.80", taxes=taxes)], "21.80", "1.80")
    async with open_shop(redis_server, tmp_path, "woocommerce") as desk:
        assert is_written(await desk.post(order | {"tax_lines": [woo_rate(1, 21), woo_rate(2, 9)]}))
        assert desk.booked == [("B-1", Decimal(1), Decimal("20.00"), Decimal(9))]


async def test_a_free_line_has_the_rate_of_its_class_and_costs_without_tax_are_at_nothing(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    fee = woo_entry("5.00", "0.00", None, name="Fee", tax_class="0", tax_status="none")
    lines = [woo_line("A-0", "0.00", "0.00", None), woo_line("A-1", "544.50", "114.35", quantity=33)]
    order = woo_order("2038", lines, "722.58", "114.35", shipping_lines=[woo_entry("58.73", "0.00", None)])
    async with open_shop(redis_server, tmp_path, "woocommerce") as desk:
        assert is_written(await desk.post(order | {"fee_lines": [fee]}))
        assert [(sku, rate) for sku, _, _, rate in desk.booked] == [
            ("A-0", Decimal(21)),
            ("A-1", Decimal(21)),
            ("SHIPPING", Decimal(0)),
            ("FEE", Decimal(0)),
        ]
        assert desk.total == Decimal("722.58")


@pytest.mark.parametrize("way", ["allow", "hold"])
async def test_a_fee_below_zero_obeys_the_setting_for_quantities_below_zero(
    way: str, redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    fee = woo_entry("-5.00", "-1.05", name="Klantkorting", tax_class="0")
    order = woo_order("2022", [woo_line("A-1", "50.00", "10.50")], "54.45", "9.45", fee_lines=[fee])
    async with open_shop(redis_server, tmp_path, "woocommerce", books={"negative_quantities": way}) as desk:
        story = await desk.post(order)
        if way == "hold":
            assert is_held(story, "lines[1].quantity")
            return
        assert is_written(story)
        assert desk.booked[1] == ("FEE", Decimal(-1), Decimal("5.00"), Decimal(21))


async def test_an_entry_of_nothing_is_left_out_and_a_price_raised_by_hand_is_the_price(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    nothing = woo_line("A-2", "0.00", "0.00", None, quantity=0)
    weighed = woo_line("B-1", "12.00", "1.08", 2, subtotal="10.00", subtotal_tax="0.90")
    order = woo_order("2043", [weighed, nothing], "13.08", "1.08", tax_lines=[woo_rate(2, 9)])
    async with open_shop(redis_server, tmp_path, "woocommerce") as desk:
        assert is_written(await desk.post(order))
        assert desk.booked == [("B-1", Decimal(1), Decimal("12.00"), Decimal(9))]


@pytest.mark.parametrize("change", [{"quantity": 0}, {"total": "15.00", "total_tax": "3.15"}])
async def test_an_order_whose_parts_do_not_come_to_its_total_is_held(
    change: dict[str, Any], redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    lines = [woo_line("A-1", "20.00", "4.20"), woo_line("A-2", "20.00", "4.20", **change)]
    async with open_shop(redis_server, tmp_path, "woocommerce") as desk:
        assert is_held(await desk.post(woo_order("2044", lines, "48.40", "8.40")), "totals.including_vat")


async def test_a_gift_card_that_paid_a_part_holds_the_order_at_its_total(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    async with open_shop(redis_server, tmp_path, "woocommerce") as desk:
        story = await desk.post(woo_order("2045", [woo_line("A-1", "20.00", "4.20")], "14.20", "4.20"))
        assert is_held(story, "totals.including_vat", "14.20")


async def test_duties_of_shopify_are_a_line_with_an_article_of_their_own(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    duties = {"current_total_duties_set": {"shop_money": {"amount": "10.00", "currency_code": "EUR"}}}
    order = shopify_order(1150, [shopify_line("A-1", "24.20")], "34.20", "4.20", **duties)
    async with open_shop(redis_server, tmp_path, "shopify") as desk:
        assert is_held(await desk.post(order), "DUTIES")


CHILDREN = {"path": "item.parent_item_id", "empty": True}
BUNDLE: dict[str, Any] = {
    "identity": {"reference": "increment_id", "version": "updated_at"},
    "mapping": [
        {"to": "number", "from": "posted.increment_id"},
        {"to": "ordered_on", "from": "posted.created_at", "do": ["date"]},
        {"to": "customer.last_name", "from": "posted.name"},
        {"to": "customer.email", "from": "posted.customer_email"},
        {"to": "billing_address.street", "from": "posted.street[0]"},
        {"to": "billing_address.number", "from": "posted.street[1]"},
        {"to": "billing_address.postcode", "from": "posted.postcode"},
        {"to": "billing_address.city", "from": "posted.city"},
        {"to": "billing_address.country", "from": "posted.country_id"},
        {"to": "totals.including_vat", "from": "posted.grand_total"},
    ],
}
FIELDS = (("sku", "sku"), ("quantity", "qty_ordered"), ("unit_price", "price"), ("vat_rate", "tax_percent"))


@pytest.mark.parametrize("by", ["list", "rows", "nothing"])
async def test_a_condition_leaves_the_parts_of_a_bundle_out(
    by: str, redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    when = {"when": CHILDREN} if by == "rows" else {}
    each = "lines" if by == "list" else "posted.items"
    rows = [{"to": f"lines.{to}", "each": each, "from": f"item.{name}", **when} for to, name in FIELDS]
    connection = {**BUNDLE, "mapping": [*BUNDLE["mapping"], *rows]}
    if by == "list":
        connection["lines"] = [{"list": "items", "when": CHILDREN}]
    parts = [("SET", 50, None), ("A-1", 30, 1), ("A-2", 20, 1)]
    order = {
        "increment_id": "000000123", "updated_at": "2026-11-20 10:10:15", "created_at": "2026-11-20 10:10:15",
        "name": "Hendriks", "customer_email": "noor@example.com", "street": ["Lindelaan", "5"], "grand_total": 60.5,
        "postcode": "7311 XS", "city": "Apeldoorn", "country_id": "NL",
        "items": [
            {"sku": sku, "qty_ordered": 1, "price": price, "tax_percent": 21, "parent_item_id": parent}
            for sku, price, parent in parts
        ],
    }  # fmt: skip
    async with open_shop(redis_server, tmp_path, "till-shop", connection=connection) as desk:
        story = await desk.post(order)
        if by == "nothing":
            assert is_held(story, "totals.including_vat")
            return
        assert is_written(story)
        assert desk.booked == [("SET", Decimal(1), Decimal("50.00"), Decimal(21))]
