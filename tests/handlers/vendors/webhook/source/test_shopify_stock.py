"""Levels of Shopify: one inventory item at one location each, whose code other posts tell."""

from decimal import Decimal

import pytest

from mapping.problems import DocumentError
from tests.handlers.vendors.webhook.source.product_posts import ITEM, SHOPIFY, parsed, pieces_of
from tests.handlers.vendors.webhook.source.stock_posts import a_level, door_of, shown, stock_of
from words.told import Told


def test_a_level_is_of_one_location_and_says_nothing_of_others() -> None:
    source = stock_of()
    level = parsed(a_level())
    assert source.identify(level).reference == "551@70001"
    assert shown(source.read(level)) == {
        "number": "551",
        "tracked": True,
        "places": [{"warehouse": "70001", "available": "6"}],
        "all_places": False,
    }


def test_each_location_is_a_state_of_its_own() -> None:
    source = stock_of()
    levels = [parsed(a_level(location_id=location)) for location in (70001, 70002)]
    assert [source.identify(level).reference for level in levels] == ["551@70001", "551@70002"]


def test_where_the_shop_leads_its_figure_is_what_lies_there() -> None:
    [place] = stock_of(leading="shop").read(a_level(available=5)).places
    assert (place.available, place.on_hand) == (Decimal(5), Decimal(5))
    [place] = stock_of().read(a_level(available=5)).places
    assert (place.available, place.on_hand) == (Decimal(5), None)


def test_the_table_of_locations_names_warehouses_and_passes_over_all_others() -> None:
    door = door_of(locations={"70001": "01"})
    [record] = door.read(a_level())
    assert record.places[0].warehouse == "01"
    why = door.post(a_level(location_id=70003))
    assert isinstance(why, Told)
    assert str(why) == "is a level at location 70003, which stock.locations of the connection does not name"


def test_an_article_that_is_not_tracked_has_no_level_and_not_nought() -> None:
    record = stock_of().read(a_level(available=None))
    assert record.tracked is False
    assert [(place.available, place.left) for place in record.places] == [(None, False)]


def test_an_article_that_is_taken_off_a_location_has_left_it() -> None:
    source = stock_of(locations={"70002": "02"})
    posted = {"inventory_item_id": 551, "location_id": 70002}
    assert source.check(posted) == []
    assert (source.identify(posted).reference, source.identify(posted).stamp) == ("551@70002", None)
    record = source.read(posted)
    assert [(place.warehouse, place.left, place.available) for place in record.places] == [("02", True, None)]
    assert record.tracked is None


def test_five_three_five_are_three_contents() -> None:
    source = stock_of()
    said = [source.digest_material(a_level(available=quantity)) for quantity in (5, 3, 5)]
    assert said[0] == said[2] != said[1]


@pytest.mark.parametrize("teller", [ITEM, SHOPIFY])
def test_the_code_is_that_of_the_item_or_of_the_product_that_was_posted(teller: object) -> None:
    door = door_of()
    [unknown] = door.read(a_level())
    assert (unknown.number, unknown.sku) == ("551", None)
    why = door.post(teller)
    assert isinstance(why, Told)
    assert why.code == "webhook.no_level"
    [known] = door.read(a_level())
    assert (known.number, known.sku) == ("551", "LAMP-1")


def test_an_item_that_was_given_another_code_has_it_at_its_next_level() -> None:
    door = door_of()
    door.post(ITEM)
    door.post({**ITEM, "sku": "LAMP-2", "updated_at": "2026-11-21T10:00:00+01:00"})
    [record] = door.read(a_level())
    assert record.sku == "LAMP-2"


def test_a_refund_tells_no_level() -> None:
    refund = {"id": 920001, "order_id": 62, "restock": True, "refund_line_items": [{"id": 1, "quantity": 1}]}
    why = door_of().post(refund)
    assert isinstance(why, Told)
    assert why.code == "webhook.no_level"


def test_an_order_is_refused_since_its_number_is_no_article() -> None:
    order = {"id": 62, "order_number": 1303, "line_items": [{"id": 1, "sku": "LAMP-1", "quantity": 1}]}
    [problem] = stock_of().check(order)
    assert "is an order" in str(problem.wrong)


def test_a_level_whose_quantity_is_no_number_is_held_by_its_field() -> None:
    level = a_level(available="many")
    assert stock_of().check(level) == []
    with pytest.raises(DocumentError) as error:
        stock_of().read(level)
    assert [problem.path for problem in error.value.problems] == ["available"]


def test_ids_of_the_graph_are_the_same_ids() -> None:
    level = a_level(inventory_item_id="gid://shopify/InventoryItem/551", location_id="gid://shopify/Location/70001")
    assert stock_of().identify(level).reference == "551@70001"
    assert pieces_of(door_of(locations={"70001": "01"}).post(level))
