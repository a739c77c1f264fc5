"""A product of Shopify is taken apart by variant and read with what was posted of each variant's inventory item."""

from typing import Any

import pytest

from handlers.vendors.webhook.source.product_reading import MOST_VARIANTS
from mapping.problems import DocumentError
from tests.handlers.vendors.webhook.source.product_posts import (
    ITEM,
    SHOPIFY,
    VARIANT,
    Door,
    parsed,
    pieces_of,
    product,
    products_of,
    variants,
)
from words.told import Told

SHOP = products_of(format="shopify")
SMALL = {"title": "S", "option1": "S"}
LARGE = {"id": 502, "title": "L", "option1": "L", "sku": "LAMP-2", "inventory_item_id": 552}
PICTURES = [
    {"id": 1, "position": 2, "src": "https://cdn.example.com/a.jpg?v=1", "variant_ids": []},
    {"id": 2, "position": 1, "src": "https://cdn.example.com/b.jpg?v=1", "variant_ids": [501]},
    {"id": 3, "position": 3, "src": "https://cdn.example.com/c.jpg?v=1", "variant_ids": [502]},
]


@pytest.fixture
def door() -> Door:
    return Door(products_of(format="shopify"))


class TestVariants:
    def test_each_variant_is_a_product_under_its_own_id_called_after_the_whole(self, door: Door) -> None:
        small, large = door.read(variants(SMALL, LARGE))
        assert (small.number, small.code, small.parent_name, small.options) == ("501", "LAMP-1", "Lamp", ("S",))
        assert (large.number, large.code, large.name, large.parent_number) == ("502", "LAMP-2", "L", "97")

    def test_the_only_variant_is_called_as_the_product(self, door: Door) -> None:
        [lamp] = door.read(product("shopify"))
        assert (lamp.name, lamp.parent_name, lamp.options) == ("Lamp", None, ())
        assert "parent_name" not in lamp.model_fields_set

    def test_variants_with_one_code_name_each_other_and_those_without_a_code_do_not(self, door: Door) -> None:
        found = door.read(
            variants(
                SMALL,
                LARGE | {"sku": " LAMP-1"},
                *({"id": number, "title": str(number), "sku": sku} for number, sku in ((503, ""), (504, None))),
            )
        )
        assert [one.shares_sku_with for one in found] == [("502",), ("501",), (), ()]

    def test_another_stamp_on_a_variant_that_says_the_same_is_no_other_version(self, door: Door) -> None:
        first = pieces_of(door.post(variants(SMALL, LARGE)))
        dearer = variants(SMALL, LARGE | {"price": "26.00"}, updated_at="2026-11-20T11:00:00+01:00")
        second = pieces_of(door.post(dearer))
        materials = [[SHOP.digest_material(piece) for piece in pieces] for pieces in (first, second)]
        assert [one == other for one, other in zip(*materials, strict=True)] == [True, False]
        assert {SHOP.identify(piece).version for piece in (*first, *second)} == {None}

    def test_more_variants_than_shopify_allows_are_refused_and_as_many_as_it_allows_are_not(self) -> None:
        most = variants(*({"id": 1000 + place} for place in range(MOST_VARIANTS)))
        assert SHOP.check(most) == []
        most["variants"].append(most["variants"][0])
        [problem] = SHOP.check(most)
        assert (problem.path, problem.value) == ("variants", "2049")

    def test_a_product_that_was_not_taken_apart_says_that_it_must_be(self) -> None:
        with pytest.raises(DocumentError, match="has several variants"):
            SHOP.read(variants(SMALL, LARGE))

    def test_a_product_without_variants_comes_to_nothing(self, door: Door) -> None:
        found = door.post(product("shopify", variants=[]))
        assert isinstance(found, Told)
        assert found.code == "webhook.no_variants"


class TestInventoryItems:
    def test_an_item_that_comes_before_its_product_is_carried_with_it(self, door: Door) -> None:
        early = door.post(ITEM)
        assert isinstance(early, Told)
        assert early.code == "webhook.waits_for_its_product"
        [lamp] = door.read(product("shopify"))
        assert (str(lamp.weight), lamp.weight_unit, str(lamp.cost_price), lamp.keeps_stock) == (
            "750.0",
            "g",
            "9.10",
            True,
        )

    def test_an_item_that_comes_later_brings_all_that_is_known_of_its_variant_and_of_no_other(self, door: Door) -> None:
        door.post(variants(SMALL, LARGE))
        [lamp] = door.read(ITEM)
        assert (lamp.number, lamp.name, str(lamp.price), str(lamp.weight)) == ("501", "S", "24.20", "750.0")

    def test_the_stamp_of_the_two_together_is_the_later_one(self, door: Door) -> None:
        door.post(ITEM)
        pieces = pieces_of(door.post(product("shopify")))
        assert SHOP.identify(pieces[0]).stamp == SHOP.read(parsed(pieces[0])).updated_at
        assert pieces[0]["updated_at"] == ITEM["updated_at"]

    def test_long_after_its_product_an_item_says_what_it_says_and_nothing_else(self, door: Door) -> None:
        door.post(product("shopify"))
        door.posts.clear()  # as after the time for which posts are kept
        [lamp] = door.read(ITEM)
        assert lamp.number == "501"
        assert lamp.model_fields_set == {
            *("number", "sku", "updated_at", "weight", "weight_unit", "cost_price", "keeps_stock")
        }

    @pytest.mark.parametrize(
        ("weight", "unit", "expected"),
        [("0.0", "kg", None), (None, "kg", None), ("1.2", "KILOGRAMS", "kg"), ("3", "oz", "oz"), ("3", "OUNCES", "oz")],
    )
    def test_a_weight_of_nothing_is_none_and_units_have_two_spellings(
        self, door: Door, weight: str | None, unit: str, expected: str | None
    ) -> None:
        door.post(ITEM | {"weight_value": weight, "weight_unit": unit})
        [lamp] = door.read(product("shopify"))
        assert lamp.weight_unit == expected
        assert ("weight" in lamp.model_fields_set) is (expected is not None)

    def test_a_weight_that_is_none_is_told_where_it_was_posted(self, door: Door) -> None:
        door.post(ITEM | {"weight_value": "heavy"})
        with pytest.raises(DocumentError, match=r"^inventory_item\.weight_value: "):
            door.read(product("shopify"))

    def test_an_older_version_of_the_api_has_the_weight_at_the_variant(self, door: Door) -> None:
        [lamp] = door.read(variants({"weight": 1.5, "weight_unit": "kg"}))
        assert (str(lamp.weight), lamp.weight_unit) == ("1.5", "kg")

    def test_an_item_of_a_product_that_is_gone_brings_nothing_back(self, door: Door) -> None:
        door.post(product("shopify"))
        door.post({"id": 97})
        found = door.post(ITEM)
        assert isinstance(found, Told)
        assert found.code == "webhook.product_is_gone"

    def test_a_deleted_item_is_no_deleted_product(self, door: Door) -> None:
        door.post(product("shopify"))
        found = door.post({"id": 551, "admin_graphql_api_id": "gid://shopify/InventoryItem/551"})
        assert isinstance(found, Told)
        assert found.code == "webhook.no_state_of_a_product"


class TestEnds:
    def test_a_deleted_product_is_the_end_of_all_its_variants(self, door: Door) -> None:
        door.post(variants(SMALL, LARGE))
        assert [(one.number, one.gone) for one in door.read({"id": 97})] == [("501", True), ("502", True)]

    def test_of_a_product_that_nobody_posted_the_end_goes_by_its_own_id(self, door: Door) -> None:
        [lamp] = door.read({"id": 97})
        assert (lamp.number, lamp.gone) == ("97", True)

    def test_the_end_of_one_product_is_not_that_of_another(self, door: Door) -> None:
        door.post(variants(SMALL))
        door.post(product("shopify", id=98, variants=[VARIANT | LARGE]))
        assert [one.number for one in door.read({"id": 98})] == ["502"]

    def test_a_variant_that_a_post_leaves_out_is_not_gone(self, door: Door) -> None:
        door.post(variants(SMALL, LARGE))
        assert [one.number for one in door.read(variants(SMALL))] == ["501"]

    @pytest.mark.parametrize(
        ("status", "published", "blocked"),
        [("draft", False, None), ("active", True, False), ("archived", True, True), ("unlisted", True, False)],
    )
    def test_what_each_state_means(self, door: Door, status: str, published: bool, blocked: bool | None) -> None:  # noqa: FBT001 - a row of the table
        [lamp] = door.read(product("shopify", status=status))
        assert (lamp.is_published, lamp.blocked) == (published, blocked)


class TestPictures:
    def test_a_variants_own_picture_is_the_main_one_and_those_of_its_sisters_are_left_out(self, door: Door) -> None:
        found = door.read(variants(SMALL | {"image_id": 2}, LARGE, images=PICTURES))
        assert [[(image.id, image.place) for image in one.images] for one in found] == [
            [("2", 1), ("1", 2)],
            [("1", 1), ("3", 2)],
        ]

    def test_the_name_of_its_file_is_without_what_stands_behind_it(self, door: Door) -> None:
        [lamp] = door.read(variants({"image_id": 2}, images=PICTURES))
        assert [image.file_name for image in lamp.images] == ["b.jpg", "a.jpg"]

    def test_a_list_without_pictures_is_told_and_no_list_is_not(self, door: Door) -> None:
        [empty] = door.read(product("shopify"))
        [none] = door.read({name: value for name, value in SHOPIFY.items() if name != "images"})
        assert (empty.images, "images" in empty.model_fields_set) == ((), True)
        assert "images" not in none.model_fields_set


class TestTexts:
    def test_html_keeps_its_entities_and_other_texts_do_not(self, door: Door) -> None:
        [lamp] = door.read(product("shopify", title="Lamp &amp; shade"))
        assert lamp.name == "Lamp & shade"
        assert lamp.description == "<p>Oak &amp; brass, &lt;60 W.</p>"

    @pytest.mark.parametrize(("own", "of_all", "kind"), [(None, True, "composition"), (False, True, "article")])
    def test_a_bundle_is_a_composition(self, door: Door, own: bool | None, of_all: bool, kind: str) -> None:  # noqa: FBT001 - a row of the table
        named = {} if own is None else {"requires_components": own}
        [lamp] = door.read(variants(named, has_variants_that_requires_components=of_all))
        assert lamp.kind == kind


@pytest.mark.parametrize(
    "posted",
    [
        {"inventory_item_id": 551, "location_id": 1, "available": 4, "id": 7},
        {"id": 5, "title": "Summer", "collection_type": "smart", "updated_at": "2026-11-20T10:00:00+01:00"},
        {"id": 64, "email": "noor@example.com", "first_name": "Noor"},
    ],
    ids=["a level of stock", "a collection", "a customer"],
)
def test_news_of_something_else_is_passed_over(posted: dict[str, Any]) -> None:
    assert SHOP.check(posted) == []
    assert "something else" in str(SHOP.passed_over(posted))


def test_an_order_is_refused() -> None:
    [problem] = SHOP.check({"id": 1, "line_items": []})
    assert "this flow takes products" in str(problem.told())


def test_nobody_is_behind_a_product() -> None:
    assert SHOP.whose(product("shopify")) == frozenset()
