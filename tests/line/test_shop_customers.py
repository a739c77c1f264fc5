"""Orders that lack what nobody at the shop can fill in are taken in: booked, held or left out, as the settings say."""

from pathlib import Path
from typing import Any

import pytest

from relay.demo.embedded import EmbeddedRedis
from tests.line.shop_desk import ShopDesk, is_held, is_skipped, is_written, open_shop, told
from tests.line.shop_samples import EMAIL, shopify_address, shopify_line, shopify_order, woo_line, woo_order

LINES = [shopify_line("A-1", "24.20")]
TILL: dict[str, Any] = {"customer": None, "billing_address": None, "shipping_address": None, "email": ""}
WITH_DEFAULT = {"default_debtor": {"value": "19000"}}


def till_order(number: int = 1071) -> Any:
    """An order of a till: nobody's, and nowhere."""
    return shopify_order(number, LINES, "24.20", "4.20", **TILL)


async def test_an_order_without_a_customer_goes_on_the_default_debtor(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    async with open_shop(redis_server, tmp_path, "shopify", settings=WITH_DEFAULT) as desk:
        assert is_written(await desk.post(till_order()))
        [order] = desk.line.books.orders
        assert (order["RPL_INV"], len(desk.line.books.addresses)) == ("19000", 0)


async def test_without_a_default_debtor_it_is_held_with_each_field_that_lacks(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    async with open_shop(redis_server, tmp_path, "shopify") as desk:
        story = await desk.post(till_order())
        assert is_held(story, "customer.last_name", "billing_address.street", "billing_address.postcode")


@pytest.mark.parametrize("way", ["hold", "skip"])
async def test_a_flow_may_hold_it_or_leave_it_out(way: str, redis_server: EmbeddedRedis, tmp_path: Path) -> None:
    settings = {**WITH_DEFAULT, "incomplete": {"customer": way}}
    async with open_shop(redis_server, tmp_path, "shopify", settings=settings) as desk:
        story = await desk.post(till_order())
        ends = is_held if way == "hold" else is_skipped
        assert ends(story, "customer.last_name")
        assert desk.line.books.orders == []


async def half_an_address(desk: ShopDesk, number: int, **missing: Any) -> Any:
    place = shopify_address(**missing)
    order = shopify_order(number, LINES, "24.20", "4.20", billing_address=place, shipping_address=place)
    order["customer"] = {"id": 5, "email": EMAIL}
    return await desk.post(order)


@pytest.mark.parametrize(
    ("missing", "field"),
    [
        ({"zip": None}, "billing_address.postcode"),
        ({"zip": "7311"}, "billing_address.postcode"),
        ({"address1": None}, "billing_address.street"),
        ({"city": ""}, "billing_address.city"),
        ({"country": None, "country_code": None}, "billing_address.country"),
        ({"first_name": None, "last_name": None}, "customer.last_name"),
    ],
)
async def test_half_an_address_is_held_with_its_field_and_nothing_is_made(
    missing: dict[str, Any], field: str, redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    async with open_shop(redis_server, tmp_path, "shopify") as desk:
        before = len(desk.line.books.debtors)
        assert is_held(await half_an_address(desk, 1080, **missing), field)
        assert len(desk.line.books.debtors) == before


async def test_a_known_customer_needs_no_address(redis_server: EmbeddedRedis, tmp_path: Path) -> None:
    async with open_shop(redis_server, tmp_path, "shopify", settings=WITH_DEFAULT) as desk:
        known = {"SUB_NR": "10077", "ACCT_NAME": "Noor Hendriks", "SRC_CODE": "HENDRIKS", "ACCT_NR": "1300"}
        desk.line.books.put("CONTACT", {**known, "MAIL_BUS": EMAIL})
        assert is_written(await half_an_address(desk, 1081, zip=None))
        assert [order["RPL_INV"] for order in desk.line.books.orders] == ["10077"]


async def test_a_customer_nobody_knows_with_half_an_address_goes_on_the_default_debtor(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    async with open_shop(redis_server, tmp_path, "shopify", settings=WITH_DEFAULT) as desk:
        story = await half_an_address(desk, 1082, zip=None)
        assert is_written(story)
        assert "billing_address.postcode" in told(story)
        assert [order["RPL_INV"] for order in desk.line.books.orders] == ["19000"]


async def test_one_name_is_a_surname(redis_server: EmbeddedRedis, tmp_path: Path) -> None:
    async with open_shop(redis_server, tmp_path, "shopify") as desk:
        assert is_written(await half_an_address(desk, 1083, first_name="Teddy", last_name=""))
        assert desk.line.books.debtors[-1]["ACCT_NAME"] == "Teddy"


@pytest.mark.parametrize(
    "address",
    ["noor.@example.com", '"noor, thuis"@example.com', "noor..hendriks@example.com", "Noor <noor@example.com>"],
)
async def test_an_odd_address_that_gets_mail_is_written(
    address: str, redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    async with open_shop(redis_server, tmp_path, "shopify") as desk:
        assert is_written(await desk.post(shopify_order(1084, LINES, "24.20", "4.20", email=address)))
        written = desk.line.books.debtors[-1]["MAIL_BUS"]
        assert written == address.rpartition("<")[2].rstrip(">").lower()


async def test_what_is_no_address_for_mail_is_left_out_or_held_and_never_refused(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    settings = {"customer": {"match": ["link", "email", "name_and_address"]}}
    async with open_shop(redis_server, tmp_path, "shopify", settings=settings) as desk:
        story = await desk.post(shopify_order(1085, LINES, "24.20", "4.20", email="geen"))
        assert is_written(story)
        assert "customer.email" in told(story)
        assert "MAIL_BUS" not in desk.line.books.debtors[-1]


async def test_a_flow_may_hold_what_is_no_address_for_mail(redis_server: EmbeddedRedis, tmp_path: Path) -> None:
    settings = {"incomplete": {"email": "hold"}}
    async with open_shop(redis_server, tmp_path, "shopify", settings=settings) as desk:
        story = await desk.post(shopify_order(1086, LINES, "24.20", "4.20", email="geen"))
        assert is_held(story, "customer.email")


async def test_a_country_without_postcodes_needs_none(redis_server: EmbeddedRedis, tmp_path: Path) -> None:
    settings = {"vat_codes": {"rows": [{"country": "outside_EU", "rate": 0, "code": "0"}]}}
    async with open_shop(redis_server, tmp_path, "woocommerce", settings=settings) as desk:
        order = woo_order("2027", [woo_line("A-1", "20.00", "0.00", None)], "20.00", "0.00")
        order["billing"] |= {"address_1": "12 Le Loi", "city": "Da Nang", "postcode": "", "country": "VN"}
        assert is_written(await desk.post(order))
        assert desk.line.books.debtors[-1]["ADDRESS1"] == "12 Le Loi"


async def test_a_parcel_that_goes_to_half_an_address_is_held_with_its_field(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    order = shopify_order(1087, LINES, "24.20", "4.20", shipping_address=shopify_address(address1="Dorp 1", zip=None))
    async with open_shop(redis_server, tmp_path, "shopify") as desk:
        assert is_held(await desk.post(order), "shipping_address.postcode")


async def test_the_door_refuses_an_order_without_a_number_and_nothing_that_is_one(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    async with open_shop(redis_server, tmp_path, "shopify") as desk:
        order = till_order(1088)
        assert (await desk.answer({**order, "order_number": None}))[0] == 422
        assert (await desk.answer([order]))[0] == 422
        assert (await desk.answer({**order, "line_items": "none", "total_price": "free"}))[0] == 202
