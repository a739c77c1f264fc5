"""What a shop takes off an order or pays back is off what is booked, and after sending it is told: never invisible."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from relay.demo.embedded import EmbeddedRedis
from tests.line.shop_desk import is_held, is_skipped, is_written, open_shop, told
from tests.line.shop_samples import shopify_line, shopify_order, woo_line, woo_order

TWO = [shopify_line("A-1", "24.20"), shopify_line("A-2", "12.10", id=42)]
REMOVED = [TWO[0], {**TWO[1], "current_quantity": 0}]


def refund(line: int, quantity: int, subtotal: str, tax: str, **more: Any) -> dict[str, Any]:
    """So many pieces of a line that were paid back."""
    part = {"line_item_id": line, "quantity": quantity, "subtotal": subtotal, "total_tax": tax}
    return {"refund_line_items": [part], **more}


async def test_a_line_that_shopify_removed_before_the_order_is_paid_is_not_booked(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    async with open_shop(redis_server, tmp_path, "shopify", settings={"statuses": ["paid"]}) as desk:
        pending = shopify_order(1102, TWO, "36.30", "6.30", financial_status="pending")
        assert is_skipped(await desk.post(pending), "pending")
        paid = shopify_order(1102, REMOVED, "36.30", "6.30", updated_at="2026-11-20T10:40:00+01:00")
        paid |= {"current_total_price": "24.20", "current_total_tax": "4.20"}
        assert is_written(await desk.post(paid))
        assert [sku for sku, *_ in desk.booked] == ["A-1"]
        assert desk.total == Decimal("24.20")


async def test_a_refund_after_sending_is_told_as_changed_whatever_state_it_brings(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    line = shopify_line("A-1", "48.00", quantity=2, current_quantity=2, discount_allocations=[{"amount": "19.20"}])
    line["tax_lines"] = [{"rate": 0.21, "price": "13.33"}]
    async with open_shop(redis_server, tmp_path, "shopify", settings={"statuses": ["paid"]}) as desk:
        assert is_written(await desk.post(shopify_order(1138, [line], "76.80", "13.33")))
        now = {"current_total_price": "38.40", "current_total_tax": "6.66", "financial_status": "partially_refunded"}
        less = {**line, "current_quantity": 1}
        after = shopify_order(1138, [less], "76.80", "13.33", updated_at="2026-11-20T10:30:01+01:00", **now)
        story = await desk.post(after | {"refunds": [refund(41, 1, "38.40", "6.67")]})
        assert is_skipped(story, "changed_after_send", "lines[0]", "totals")
        assert len(desk.line.books.orders) == 1


async def test_money_that_shopify_paid_back_without_goods_is_told_after_sending_and_held_before(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    paid_back = {"refunds": [{"transactions": [{"kind": "refund", "status": "success", "amount": "5.00"}]}]}
    async with open_shop(redis_server, tmp_path, "shopify") as desk:
        order = shopify_order(1140, [shopify_line("A-1", "24.20")], "24.20", "4.20")
        assert is_written(await desk.post(order))
        story = await desk.post({**order, **paid_back, "updated_at": "2026-11-21T10:00:00+01:00"})
        assert is_skipped(story, "changed_after_send", "refunded")
        assert is_held(await desk.post({**order, **paid_back, "order_number": 1141}), "refunded")


async def test_pieces_that_older_versions_of_shopify_only_tell_in_refunds_are_off(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    line = shopify_line("A-1", "24.20", quantity=3)
    del line["current_quantity"]
    order = shopify_order(1142, [line], "72.60", "12.60", refunds=[refund(41, 1, "24.20", "4.20")])
    for name in ("current_total_price", "current_total_tax"):
        del order[name]
    async with open_shop(redis_server, tmp_path, "shopify") as desk:
        assert is_written(await desk.post(order))
        assert desk.booked == [("A-1", Decimal(2), Decimal("20.00"), Decimal(21))]


async def test_shipping_that_shopify_paid_back_or_removed_is_off(redis_server: EmbeddedRedis, tmp_path: Path) -> None:
    shipping = {"id": 7, "title": "PostNL", "price": "6.05", "tax_lines": [{"rate": 0.21, "price": "1.05"}]}
    back = {"order_adjustments": [{"kind": "shipping_refund", "amount": "-5.00", "tax_amount": "-1.05"}]}
    order = shopify_order(1143, [TWO[0]], "30.25", "5.25", shipping_lines=[shipping], refunds=[back])
    order |= {"current_total_price": "24.20", "current_total_tax": "4.20"}
    async with open_shop(redis_server, tmp_path, "shopify") as desk:
        assert is_written(await desk.post(order))
        assert [sku for sku, *_ in desk.booked] == ["A-1"]


async def test_a_refund_of_woocommerce_is_told_after_sending_and_holds_an_order_before(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    order = woo_order("2050", [woo_line("A-1", "20.00", "4.20")], "24.20", "4.20")
    back = {"refunds": [{"id": 3, "reason": "", "total": "-5.00"}]}
    async with open_shop(redis_server, tmp_path, "woocommerce") as desk:
        assert is_written(await desk.post(order))
        story = await desk.post({**order, **back, "date_modified_gmt": "2026-11-21T09:00:00"})
        assert is_skipped(story, "changed_after_send", "refunded")
        assert is_held(await desk.post({**order, **back, "number": "2051"}), "refunded", "5.00")


async def test_a_flow_may_carry_what_was_paid_back_as_it_was_ordered(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    order = woo_order("2052", [woo_line("A-1", "20.00", "4.20")], "24.20", "4.20", refunds=[{"total": "-5.00"}])
    async with open_shop(redis_server, tmp_path, "woocommerce", settings={"refunded": "carry"}) as desk:
        assert is_written(await desk.post(order))
        assert desk.total == Decimal("24.20")


async def test_an_order_of_which_nothing_is_left_is_skipped_as_cancelled_or_held_for_its_lines(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    gone = [{**line, "current_quantity": 0} for line in TWO]
    nothing = {"current_total_price": "0.00", "current_total_tax": "0.00"}
    async with open_shop(redis_server, tmp_path, "shopify") as desk:
        cancelled = shopify_order(1144, gone, "36.30", "6.30", cancelled_at="2026-11-20T11:00:00+01:00", **nothing)
        half = {"address1": None, "city": None, "zip": None, "country_code": None, "last_name": None}
        assert is_skipped(await desk.post(cancelled | {"billing_address": half, "shipping_address": half}), "cancelled")
        story = await desk.post(shopify_order(1145, gone, "36.30", "6.30", **nothing))
        assert is_held(story, "lines")
        assert "has no line" in told(story)
