"""Rows make the body of a post, field by field: nested, lists, empty words that are meant, and offers."""

from typing import Any

import pytest

from handlers.contracts.product_terms import CODE_GIVEN
from mapping.documents.product import Image
from relay.errors import Hold
from relay.settings.findings import SettingsError
from tests.handlers.vendors.webhook.target.drafts import OFFER, PRICE, a_draft, drafting, posted

SKU = {"to": "sku", "from": "code"}
STATUS = {"to": "status", "from": "blocked", "table": {"true": "draft", "false": "publish"}}
SALE = {"to": "sale_price", "from": "offer.amount", "do": ["text"], "default": ""}


def test_fields_nest_by_their_points_and_days_are_iso_texts() -> None:
    rows = (
        SKU,
        {"to": "product.title", "from": "texts.name"},
        {"to": "product.sale.from", "from": "offer.starts_on"},
        {"to": "product.price", "from": "price.amount"},
    )
    assert posted(a_draft(price=PRICE, offer=OFFER), *rows) == {
        "sku": "PLANK-1",
        "product": {"title": "Kaasplank", "sale": {"from": "2026-12-01"}, "price": PRICE.amount},
    }


def test_pictures_are_a_list_of_their_addresses_in_order_and_without_any_nothing_is_said_of_them() -> None:
    row = {"to": "images.src", "each": "images", "from": "item.address"}
    images = tuple(
        Image(id=str(place), place=place, address=f"https://cdn.example.com/{place}.png") for place in (1, 2)
    )
    assert posted(a_draft(images=images), SKU, row)["images"] == [{"src": one.address} for one in images]
    assert posted(a_draft(images=()), SKU, row)["images"] == []
    assert "images" not in posted(a_draft(), SKU, row)


def test_an_empty_word_is_posted_where_a_table_or_a_row_means_it_and_never_where_nothing_is_known() -> None:
    tax = {"to": "tax_class", "from": "codes.vat_class"}
    assert posted(a_draft(codes={"vat_class": ""}), tax) == {"tax_class": ""}
    assert posted(a_draft(), tax) == {}
    assert posted(a_draft(price=PRICE), SALE) == {"sale_price": ""}
    assert posted(a_draft(barcode="", texts={"description": ""}), {"to": "text", "from": "texts.description"}) == {}


def test_no_word_ends_an_offer_where_no_price_is_carried() -> None:
    assert posted(a_draft(), SKU, SALE) == {"sku": "PLANK-1"}
    assert posted(a_draft(price=PRICE, offer=OFFER), SALE) == {"sale_price": "19.95"}


def test_a_field_is_told_by_all_that_its_rows_read_and_what_a_post_says_of_itself_is_none() -> None:
    made = drafting(
        SKU,
        {"to": "images.src", "each": "images", "from": "item.address", "write": "create_only"},
        {"to": "images.position", "each": "images", "from": "item.place"},
        {"to": "at", "from": "post.as_of"},
        {**SALE, "clear": True},
    )
    assert made.sources == {
        "sku": {"code"},
        "images": {"images", "item.address", "item.place"},
        "sale_price": {"offer.amount"},
    }
    assert made.writes == {"images": "create_only"}
    assert made.clears == {"sale_price"}


def test_the_code_goes_beside_the_fields_and_not_into_the_body() -> None:
    made = drafting(STATUS)
    fields = made.fields(a_draft(blocked=True))
    assert fields == {"status": "draft", CODE_GIVEN: "PLANK-1"}
    assert made.body(fields) == {"status": "draft"}
    assert CODE_GIVEN not in made.fields(a_draft(code=""))


def test_none_empties_a_field() -> None:
    assert drafting(SKU).body({"sku": "A", "dimensions.weight": None}) == {"sku": "A", "dimensions": {"weight": None}}


def test_what_rows_cannot_make_is_held_with_its_place() -> None:
    row = {"to": "name", "from": "texts.name", "table": {"Beker": "Cup"}}
    [problem] = drafting(row).check(a_draft())
    assert problem.path == "texts.name"
    with pytest.raises(Hold) as held:
        drafting(row).fields(a_draft())
    assert held.value.problems == (problem,)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"to": "price", "from": "prise.amount"}, "price.amount"),
        ({"to": "price", "from": "offer.amout"}, "offer.amount"),
        ({"to": "src", "from": "images.adress"}, "images"),
    ],
)
def test_a_row_that_reads_what_no_product_has_is_refused_at_the_start(row: dict[str, Any], told: str) -> None:
    with pytest.raises(SettingsError) as refused:
        drafting(row)
    assert told in str(refused.value)
