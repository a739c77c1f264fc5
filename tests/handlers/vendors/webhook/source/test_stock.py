"""Posted stock in the relay's own format, and what all posted levels have in common."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.contracts.stock import StockSource as Contract
from handlers.vendors.webhook.settings import WebhookConnection
from mapping.documents.stock import StockRecord
from mapping.problems import DocumentError
from relay.roles import PassesOver, Splits
from tests.handlers.vendors.webhook.source.product_posts import pieces_of
from tests.handlers.vendors.webhook.source.stock_posts import a_level, door_of, shown, stock_of

LEVELS: dict[str, Any] = {
    "sku": "LAMP-1",
    "unit": "STK",
    "tracked": True,
    "stock_check": "free",
    "places": [
        {"warehouse": "01", "on_hand": "5", "reserved": 2, "available": 3},
        {"warehouse": "02", "on_hand": None},
    ],
    "updated_at": "2026-11-20T10:00:00+01:00",
}


def test_it_fills_its_roles() -> None:
    source = stock_of("relay")
    stock: Contract = source
    assert isinstance(source, Splits)
    assert isinstance(source, PassesOver)
    assert callable(stock.read)


def test_a_record_of_all_places_is_one_document_under_its_code() -> None:
    door = door_of("relay")
    [piece] = pieces_of(door.post(LEVELS))
    identity = door.source.identify(piece)
    assert (identity.reference, identity.version) == ("LAMP-1", None)
    assert identity.stamp == datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert shown(door.source.read(piece)) == {
        "number": "LAMP-1",
        "sku": "LAMP-1",
        "unit": "STK",
        "tracked": True,
        "stock_check": "free",
        "places": [
            {"warehouse": "01", "on_hand": "5", "reserved": "2", "available": "3"},
            {"warehouse": "02"},
        ],
    }


def test_a_record_of_some_places_is_a_state_of_each() -> None:
    door = door_of("relay")
    pieces = pieces_of(door.post({**LEVELS, "all_places": False}))
    assert [door.source.identify(piece).reference for piece in pieces] == ["LAMP-1@01", "LAMP-1@02"]
    records = [door.source.read(piece) for piece in pieces]
    assert [record.number for record in records] == ["LAMP-1", "LAMP-1"]
    assert [[place.warehouse for place in record.places] for record in records] == [["01"], ["02"]]
    assert not any(record.all_places for record in records)


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"places": [{"warehouse": "01", "on_hand": "vijf"}]}, "places[0].on_hand"),
        ({"stock": 5}, "stock"),
        ({"stock_check": "0"}, "stock_check"),
        ({"places": [{"warehouse": "01", "reserved_on_stock": 1}]}, "places[0].reserved_on_stock"),
        ({"sku": None}, "number"),
    ],
)
def test_a_mistake_in_the_own_format_is_refused_by_its_field(wrong: dict[str, Any], path: str) -> None:
    assert path in [problem.path for problem in stock_of("relay").check({**LEVELS, **wrong})]


def test_what_is_empty_is_not_nought() -> None:
    record = stock_of("relay").read({**LEVELS, "places": [{"warehouse": "01", "on_hand": None}]})
    assert record.places[0].on_hand is None
    record = stock_of("relay").read({**LEVELS, "places": [{"warehouse": "01", "on_hand": 0}]})
    assert record.places[0].on_hand == Decimal(0)


@given(
    st.decimals(min_value=-(10**6), max_value=10**6, places=4), st.sampled_from(["on_hand", "available", "incoming"])
)
def test_a_quantity_is_read_exactly_as_it_was_posted(quantity: Decimal, word: str) -> None:
    record = stock_of("relay").read({"sku": "A", "places": [{word: f"{quantity:f}"}]})
    assert getattr(record.places[0], word) == quantity


def test_where_the_books_lead_no_level_is_carried() -> None:
    for name, post in (("relay", LEVELS), ("shopify", a_level()), ("woocommerce", {"id": 1, "stock_quantity": 2})):
        why = door_of(name, leading="books").post(post)
        assert getattr(why, "code", None) == "webhook.books_lead_stock"


def test_a_level_that_is_stamped_anew_and_says_the_same_is_the_same() -> None:
    source = stock_of("relay")
    later = {**LEVELS, "updated_at": "2026-11-20T10:05:00+01:00"}
    assert source.digest_material(LEVELS) == source.digest_material(later)
    assert source.identify(LEVELS) != source.identify(later)  # by their stamps it is known which is newer


def test_rows_read_another_form_of_it() -> None:
    source = stock_of(
        "relay",
        identity={"reference": "article", "version": "at"},
        mapping=[
            {"to": "number", "from": "posted.article"},
            {"to": "sku", "from": "posted.article"},
            {"to": "updated_at", "from": "posted.at"},
            {"to": "places.warehouse", "each": "posted.stores", "from": "item.code"},
            {"to": "places.available", "each": "posted.stores", "from": "item.free", "do": [{"nothing_if": [""]}]},
        ],
    )
    posted = {
        "article": "LAMP-1",
        "at": "2026-11-20T10:00:00Z",
        "stores": [{"code": "01", "free": "3.5"}, {"code": "02", "free": ""}],
    }
    assert source.check(posted) == []
    assert source.identify(posted).reference == "LAMP-1"
    record: StockRecord = source.read(posted)
    assert [(place.warehouse, place.available) for place in record.places] == [("01", Decimal("3.5")), ("02", None)]


def test_a_row_that_fills_no_field_of_stock_is_told_with_its_place() -> None:
    with pytest.raises(Exception, match="quantity"):
        stock_of("relay", mapping=[{"to": "quantity", "from": "posted.stock"}])


def test_locations_are_those_of_shopify_alone() -> None:
    for name in ("relay", "woocommerce"):
        with pytest.raises(ValueError, match="locations are Shopify's"):
            WebhookConnection.model_validate(
                {"vendor": "webhook", "format": name, "stock": {"locations": {"70001": "01"}}}
            )


def test_what_is_no_object_is_refused() -> None:
    for name in ("relay", "shopify", "woocommerce"):
        documents: list[Any] = [[], "LAMP-1", None, {}]
        for document in documents:
            assert stock_of(name).check(document)
            with pytest.raises(DocumentError):
                stock_of(name).read(document)
