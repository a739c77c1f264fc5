"""Names, addresses, signs and numbers as people write them: cleaned, split where that is sure, and found again."""

from pathlib import Path
from typing import Any

import pytest

from relay.demo.embedded import EmbeddedRedis
from tests.line.shop_desk import is_held, is_skipped, is_written, open_shop, told
from tests.line.shop_samples import shopify_address, shopify_line, shopify_order, woo_line, woo_order

LINES = [shopify_line("A-1", "24.20")]


def woo(number: str, **billing: Any) -> Any:
    """An order of one piece with another address or name."""
    order = woo_order(number, [woo_line("A-1", "20.00", "4.20")], "24.20", "4.20")
    order["billing"] |= billing
    return order


@pytest.mark.parametrize(
    ("one", "two", "number", "addition"),
    [
        ("Lindelaan", "5 A", "5", "A"),
        ("5 Lindelaan", "", "5", ""),
        ("5", "Lindelaan", "5", ""),
        ("", "Lindelaan 5", "5", ""),
    ],
)
async def test_a_house_number_is_found_on_either_line_and_before_the_street(
    one: str, two: str, number: str, addition: str, redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    place = shopify_address(address1=one, address2=two)
    async with open_shop(redis_server, tmp_path, "shopify") as desk:
        order = shopify_order(1117, LINES, "24.20", "4.20", billing_address=place, shipping_address=place)
        assert is_written(await desk.post(order))
        debtor = desk.line.books.debtors[-1]
        assert (debtor["ST_STREET"], debtor["ST_NR"], debtor.get("ST_EXTRA", "")) == ("Lindelaan", number, addition)


async def test_an_address_of_the_united_states_is_written_as_there(redis_server: EmbeddedRedis, tmp_path: Path) -> None:
    order = woo(
        "2100", address_1="350 Fifth Avenue", address_2="Fl 21", city="New York", postcode="10118", country="US"
    )
    async with open_shop(redis_server, tmp_path, "woocommerce") as desk:
        assert is_written(await desk.post(order))
        debtor = desk.line.books.debtors[-1]
        assert (debtor["ADDRESS1"], debtor["ST_PROP"]) == ("350 Fifth Avenue", "Fl 21")


async def test_entities_and_control_characters_never_reach_the_books(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    order = woo("2034", company="Jansen &amp;amp; Zn", last_name="Hen\x00driks", city="Apel\u200bdoorn")
    order["line_items"][0]["name"] = "Caf&eacute; set"
    async with open_shop(redis_server, tmp_path, "woocommerce") as desk:
        assert is_written(await desk.post(order))
        debtor = desk.line.books.debtors[-1]
        assert debtor["ACCT_NAME"] == "Jansen & Zn"
        assert (debtor["MAIN_CONT"], debtor["CITY"]) == ("Noor Hendriks", "Apeldoorn")


@pytest.mark.parametrize(
    ("name", "kept", "replaced"),
    [
        ("Rene\u0301e 🎁", "Renée 🎁", "Renée"),
        ("Łucja Ďurišová", "Łucja Ďurišová", "Lucja Durišová"),
        ("نور", "نور", "???"),
    ],
)
async def test_letters_are_kept_where_the_target_has_them_and_else_replaced_and_told(
    name: str, kept: str, replaced: str, redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    async with open_shop(redis_server, tmp_path, "woocommerce") as desk:
        assert is_written(await desk.post(woo("2035", company=name)))
        assert desk.line.books.debtors[-1]["ACCT_NAME"] == kept
    (tmp_path / "old").mkdir()
    settings = {"characters": "windows-1252"}
    async with open_shop(redis_server, tmp_path / "old", "woocommerce", settings=settings) as desk:
        story = await desk.post(woo("2036", company=name))
        assert is_written(story)
        assert "customer.company" in told(story)
        assert desk.line.books.debtors[-1]["ACCT_NAME"] == replaced


@pytest.mark.parametrize("way", ["skip", "hold", "carry"])
async def test_an_order_to_try_the_shop_is_left_out_unless_the_flow_says_otherwise(
    way: str, redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    settings = {} if way == "skip" else {"test_orders": way}
    async with open_shop(redis_server, tmp_path, "shopify", settings=settings) as desk:
        story = await desk.post(shopify_order(1139, LINES, "24.20", "4.20", test=True))
        if way == "carry":
            assert is_written(story)
        else:
            assert is_skipped(story, "test_orders") if way == "skip" else is_held(story, "is_test")


async def test_a_number_with_a_sign_before_it_is_the_same_order_without_it(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    async with open_shop(redis_server, tmp_path, "woocommerce") as desk:
        assert is_written(await desk.post(woo("#2026/0051")))
        assert [order["COMMENT1"] for order in desk.line.books.orders] == ["S-2026/0051"]
        status, answer = await desk.answer(woo("2026/0051"))
        assert (status, answer["duplicate"]) == (202, True)
        later = {**woo("2026/0051"), "date_modified_gmt": "2026-11-21T09:00:00", "customer_note": "ring twice"}
        assert is_skipped(await desk.post(later), "changed_after_send")
        assert len(desk.line.books.orders) == 1


async def test_a_held_order_is_replayed_by_its_number_with_the_sign_or_without(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    async with open_shop(redis_server, tmp_path, "shopify") as desk:
        order = shopify_order(1151, [shopify_line("NEW-1", "24.20")], "24.20", "4.20")
        assert is_held(await desk.post(order), "NEW-1")
        replayed = await desk.line.program.operations().replayer.replay_reference("shopify", "#1151")
        assert replayed.result == "released"
