"""Levels of WooCommerce, which stand in a product or variation: a flow of stock takes them, and nothing else of it."""

from typing import Any

import pytest

from tests.handlers.vendors.webhook.source.product_posts import VARIATION, WOOCOMMERCE, parsed
from tests.handlers.vendors.webhook.source.stock_posts import door_of, shown, stock_of
from words.told import Told


def a_product(**changes: Any) -> Any:
    return parsed(WOOCOMMERCE | {"stock_quantity": 7, "stock_status": "instock"} | changes)


def test_a_product_that_keeps_stock_is_a_level_under_its_code() -> None:
    source = stock_of("woocommerce")
    assert source.identify(a_product()).reference == "41"
    assert shown(source.read(a_product())) == {
        "number": "41",
        "sku": "LAMP-1",
        "tracked": True,
        "places": [{"available": "7"}],
    }


def test_nothing_else_that_was_saved_makes_it_another_level() -> None:
    source = stock_of("woocommerce")
    first = source.digest_material(a_product())
    for changes in (
        {"regular_price": "30.00"},
        {"name": "Another lamp"},
        {"images": [{"id": 1, "src": "https://shop.example.com/1.jpg"}]},
        {"status": "draft"},
        {"date_modified_gmt": "2026-11-20T11:00:00"},
        {"stock_status": "outofstock"},
    ):
        assert source.digest_material(a_product(**changes)) == first
    assert source.digest_material(a_product(stock_quantity=6)) != first
    assert source.digest_material(a_product(manage_stock=False)) != first


@pytest.mark.parametrize(("manages", "levels"), [(True, 1), (False, 0), ("parent", 0)])
def test_only_what_keeps_a_stock_of_its_own_has_a_level(manages: object, levels: int) -> None:
    record = stock_of("woocommerce").read(a_product(manage_stock=manages))
    assert (record.tracked, len(record.places)) == (levels == 1, levels)


def test_a_variation_is_an_article_of_its_own() -> None:
    source = stock_of("woocommerce", warehouse="01", leading="shop")
    posted = parsed(VARIATION | {"manage_stock": True, "stock_quantity": 2})
    record = source.read(posted)
    assert (source.identify(posted).reference, record.sku) == ("42", "LAMP-S")
    assert shown(record)["places"] == [{"warehouse": "01", "on_hand": "2", "available": "2"}]


def test_a_quantity_that_is_not_there_is_not_nought() -> None:
    for nothing in ({"stock_quantity": None}, {"stock_quantity": ""}):
        [place] = stock_of("woocommerce").read(a_product(**nothing)).places
        assert place.available is None


@pytest.mark.parametrize("gone", [{"id": 41}, {"id": 41, "status": "trash", "stock_quantity": 3, "manage_stock": True}])
def test_what_is_deleted_is_gone(gone: dict[str, Any]) -> None:
    [record] = door_of("woocommerce").read(gone)
    assert (record.number, record.gone, len(record.places)) == ("41", True, 0)


def test_a_post_without_a_level_is_passed_over_and_an_order_refused() -> None:
    why = door_of("woocommerce").post({"id": 41, "name": "Lamp"})
    assert isinstance(why, Told)
    assert why.code == "webhook.no_level"
    [problem] = stock_of("woocommerce").check({"id": 7201, "line_items": [{"sku": "LAMP-1", "quantity": 2}]})
    assert "is an order" in str(problem.wrong)
