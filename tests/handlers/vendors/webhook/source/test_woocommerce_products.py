"""A product of WooCommerce is read by itself, and a variation with what was posted of its product."""

from typing import Any

import pytest

from mapping.documents.product import Product
from mapping.problems import DocumentError
from tests.handlers.vendors.webhook.source.product_posts import VARIATION, Door, parsed, pieces_of, product, products_of
from words.told import Told

SHOP = products_of(format="woocommerce")
PARENT = {"type": "variable", "variations": [42], "sku": "", "regular_price": ""}


@pytest.fixture
def door() -> Door:
    return Door(products_of(format="woocommerce"))


def read(**changes: Any) -> Product:
    return SHOP.read(product("woocommerce", **changes))


def variation(**changes: Any) -> Product:
    parent = {"id": 41, "name": "Lamp", "status": "publish", "tax_class": "reduced-rate", "manage_stock": True}
    return SHOP.read(parsed(VARIATION | {"parent": parent} | changes))


class TestPrices:
    def test_without_a_sale_there_is_no_offer_and_that_is_told(self) -> None:
        lamp = read()
        assert (str(lamp.price), lamp.prices, "prices" in lamp.model_fields_set) == ("24.20", (), True)

    def test_an_empty_price_is_none_and_never_nought(self) -> None:
        assert read(regular_price="", price="").price is None
        assert str(read(regular_price="0").price) == "0"

    @pytest.mark.parametrize(
        ("starts", "ends", "is_on", "expected"),
        [
            (None, None, True, (None, None)),
            (None, "2026-12-15T23:59:59", True, (None, "2026-12-15")),
            ("2026-12-01T00:00:00", "2026-12-15T23:59:59", False, ("2026-12-01", "2026-12-15")),
            ("2026-12-01T00:00:00", "2026-12-16T00:00:00", False, ("2026-12-01", "2026-12-15")),
            ("2026-11-01T00:00:00", "2026-11-10T23:59:59", False, None),
            ("2026-11-01T00:00:00", "2026-11-10T23:59:59", True, None),
            (None, None, False, None),
        ],
    )
    def test_a_sale_is_an_offer_on_the_days_of_the_shop(
        self,
        starts: str | None,
        ends: str | None,
        is_on: bool,  # noqa: FBT001 - a row of the table
        expected: tuple[str | None, str | None] | None,
    ) -> None:
        dates = {"date_on_sale_from": starts, "date_on_sale_from_gmt": starts}
        dates |= {"date_on_sale_to": ends, "date_on_sale_to_gmt": ends}
        lamp = read(sale_price="19.95", on_sale=is_on, **dates)
        found = [
            (str(one.starts_on) if one.starts_on else None, str(one.ends_on) if one.ends_on else None)
            for one in lamp.prices
        ]
        assert found == ([] if expected is None else [expected])
        assert all(one.is_offer and str(one.amount) == "19.95" for one in lamp.prices)
        assert str(lamp.price) == "24.20"


class TestVat:
    @pytest.mark.parametrize(
        ("status", "posted", "expected"),
        [
            ("taxable", "", (True, "standard")),
            ("taxable", "zero-rate", (True, "zero-rate")),
            ("none", "", (False, None)),
            ("shipping", "reduced-rate", (False, None)),
        ],
    )
    def test_not_taxed_is_something_else_than_a_rate_of_nought(
        self, status: str, posted: str, expected: tuple[bool, str | None]
    ) -> None:
        lamp = read(tax_status=status, tax_class=posted)
        assert (lamp.is_taxed, lamp.vat_class) == expected

    def test_a_variation_has_the_class_of_its_product_where_it_says_so(self) -> None:
        assert variation().vat_class == "reduced-rate"
        assert variation(tax_class="").vat_class == "standard"


class TestStates:
    @pytest.mark.parametrize(
        ("status", "published", "blocked"),
        [("publish", True, False), ("draft", False, False), ("auto-draft", False, False), ("private", True, True)],
    )
    def test_what_each_state_means(self, status: str, published: bool, blocked: bool) -> None:  # noqa: FBT001 - a row of the table
        lamp = read(status=status)
        assert (lamp.is_published, lamp.blocked) == (published, blocked)

    def test_a_variation_of_a_draft_is_one(self) -> None:
        assert variation(parent={"name": "Lamp", "status": "draft"}).is_published is False

    def test_what_is_binned_is_gone_by_whichever_post_tells_it(self, door: Door) -> None:
        assert [one.gone for one in door.read({"id": 41})] == [True]
        assert [one.gone for one in door.read(product("woocommerce", status="trash"))] == [True]

    def test_a_deleted_product_takes_its_variations_with_it(self, door: Door) -> None:
        door.post(product("woocommerce", **PARENT))
        assert [(one.number, one.gone) for one in door.read({"id": 41})] == [("41", True), ("42", True)]

    @pytest.mark.parametrize(
        ("changes", "kind"),
        [
            ({}, "article"),
            ({"virtual": True}, "service"),
            ({"type": "grouped"}, "other"),
            ({"type": "external"}, "other"),
            ({"type": "bundle"}, "composition"),
        ],
    )
    def test_what_each_type_of_product_is(self, changes: dict[str, Any], kind: str) -> None:
        assert read(**changes).kind == kind


class TestVariations:
    def test_the_two_are_read_together_whichever_comes_first(self) -> None:
        parent = product("woocommerce", **PARENT)
        for first, second in ((parent, VARIATION), (VARIATION, parent)):
            door = Door(products_of(format="woocommerce"))
            door.post(first)
            [small] = door.read(second)
            assert (small.number, small.code, small.name, small.parent_name) == ("42", "LAMP-S", "S", "Lamp")
            assert (small.options, small.parent_number, str(small.price)) == (("S",), "41", "19.95")
            assert (small.group, small.keeps_stock, small.vat_class) == ("Lamps", True, "standard")
            assert (str(small.weight), small.description) == ("0.75", "<p>Oak &amp; brass, &lt;60 W.</p>")

    def test_a_variation_alone_is_held_since_nobody_knows_what_it_is_called(self, door: Door) -> None:
        [alone] = pieces_of(door.post(VARIATION))
        with pytest.raises(DocumentError, match=r"^parent_id: is a variation, and its product was not posted"):
            door.source.read(alone)
        assert door.source.identify(alone).reference == "42"

    def test_a_product_is_held_beside_the_variations_that_are_known_where_one_is_not(self, door: Door) -> None:
        door.post(VARIATION)
        pieces = pieces_of(door.post(product("woocommerce", **(PARENT | {"variations": [42, 43]}))))
        assert [door.source.identify(piece).reference for piece in pieces] == ["42", "41"]
        with pytest.raises(DocumentError, match=r"^variations: "):
            door.source.read(parsed(pieces[1]))

    def test_where_variations_are_posted_too_a_product_waits_for_them(self) -> None:
        door = Door(products_of(format="woocommerce", products={"variations": "own_posts"}))
        found = door.post(product("woocommerce", **PARENT))
        assert isinstance(found, Told)
        assert found.code == "webhook.waits_for_variations"
        assert [one.number for one in door.read(VARIATION)] == ["42"]

    def test_a_change_of_the_product_is_carried_to_its_variations(self, door: Door) -> None:
        door.post(VARIATION)
        door.post(product("woocommerce", **PARENT))
        renamed = PARENT | {"name": "Torch", "date_modified_gmt": "2026-11-21T09:00:00"}
        pieces = pieces_of(door.post(product("woocommerce", **renamed)))
        [torch] = [door.source.read(parsed(piece)) for piece in pieces]
        assert (torch.parent_name, torch.name) == ("Torch", "S")
        assert str(door.source.identify(pieces[0]).stamp) == "2026-11-21 09:00:00+00:00"

    def test_a_variation_of_a_product_that_is_gone_comes_to_nothing(self, door: Door) -> None:
        door.post(product("woocommerce", **PARENT))
        door.post({"id": 41})
        found = door.post(VARIATION)
        assert isinstance(found, Told)
        assert found.code == "webhook.product_is_gone"

    def test_its_own_picture_is_the_only_one(self) -> None:
        picture = {"id": 8, "src": "https://shop.example.com/s.png", "date_modified_gmt": "2026-11-20T09:00:00"}
        small = variation(image=picture)
        assert [(one.id, one.place, one.file_name) for one in small.images] == [("8", 1, "s.png")]
        assert "images" not in variation().model_fields_set


def test_the_stand_in_for_a_picture_is_none_and_the_first_of_a_list_is_the_main_one() -> None:
    pictures = [
        {"id": 0, "src": "https://shop.example.com/none.png"},
        {"id": 9, "src": "https://shop.example.com/a.gif"},
    ]
    assert [(one.id, one.place) for one in read(images=pictures).images] == [("9", 1)]


def test_html_keeps_its_entities_and_other_texts_do_not() -> None:
    lamp = read(name="Lamp &amp;amp; shade", categories=[{"id": 1, "name": "Oak &amp; brass"}])
    assert (lamp.name, lamp.group) == ("Lamp & shade", "Oak & brass")
    assert lamp.description == "<p>Oak &amp; brass, &lt;60 W.</p>"


def test_two_posts_of_one_second_with_other_content_are_two_versions() -> None:
    one, other = (SHOP.identify(product("woocommerce", regular_price=price)) for price in ("1.00", "2.00"))
    assert one.version != other.version
    assert one.stamp == other.stamp


@pytest.mark.parametrize(
    "posted", [{"id": 64, "email": "noor@example.com"}, {"id": 5, "code": "WELCOME", "amount": "5"}]
)
def test_news_of_something_else_is_passed_over(posted: dict[str, Any]) -> None:
    assert SHOP.check(posted) == []
    assert "something else" in str(SHOP.passed_over(posted))
