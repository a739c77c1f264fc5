"""What AFAS's columns say of a product in the many forms in which they come, and what is told where they are wrong."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mapping.strict_yaml import read as read_yaml
from tests.handlers.vendors.afas.source.products.documents import (
    ALL,
    a_composition,
    a_document,
    a_row,
    problems_of,
    read,
)

PUBLISHED = read_yaml((Path(__file__).parent / "published.yaml").read_text("utf-8"))


def test_a_part_of_a_composition_that_is_a_text_or_another_composition_is_what_it_is() -> None:
    [row] = a_composition()["composition"]
    text = {**row, "ItemType": "Txt", "ItemCode": "T1", "Quantity": None}
    inner = {**row, "ItemType": "Sam", "UnitId2": "STK"}
    found = read({"composition": [text, inner], "articles": a_composition()["articles"]}, compositions={})
    assert [(part.sku, part.unit, part.blocked) for part in found.components] == [("KFM-100", "STK", None)]


def test_a_composition_without_a_description_has_the_name_of_its_explanation_and_one_with_both_its_own() -> None:
    [row] = a_composition()["composition"]
    assert read({"composition": [{**row, "CompXpl": "Uitleg"}]}, compositions={}).name == "Set"
    assert read({"composition": [{**row, "Description": "", "CompXpl": "Uitleg"}]}, compositions={}).name == "Uitleg"


def test_a_code_that_comes_as_a_number_is_the_text_of_it() -> None:
    product = read({"article": a_row(ItemCode=17)})
    assert (product.number, product.sku) == ("17", "17")


@pytest.mark.parametrize("item_type", ["1", "Wst", 6, "Kst", "8"])
def test_work_costs_and_courses_are_services(item_type: Any) -> None:
    assert read({"article": a_row(ItemType=item_type)}).kind == "service"


@pytest.mark.parametrize("item_type", ["3", "Txt", "4", "5", "10", "14", "iets"])
def test_what_is_not_sold_is_something_else(item_type: str) -> None:
    assert read({"article": a_row(ItemType=item_type)}).kind == "other"


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ({"Blocked": "1"}, True),
        ({"Blocked": "0"}, False),
        ({"Blocked": None}, False),
        ({"Blocked": False, "BlSa": "true"}, True),
        ({"Blocked": True, "BlSa": False}, True),
    ],
)
def test_a_block_is_read_in_every_form_in_which_it_comes(blocks: dict[str, Any], *, expected: bool) -> None:
    assert read({"article": {"ItemCode": "X", **blocks}}).blocked is expected
    assert "blocked" not in read({"article": {"ItemCode": "X"}}).model_fields_set


@pytest.mark.parametrize(
    ("weight", "unit", "expected"),
    [
        (2500, "1", (Decimal("2.5"), "mg")),
        (5, "2", (Decimal(5), "mg")),
        ("0,75", "5", (Decimal("0.75"), "t")),
        (0, "4", (None, None)),
        (7, None, (Decimal(7), "kg")),
    ],
)
def test_a_weight_has_one_of_our_units(weight: Any, unit: Any, expected: tuple[Any, Any]) -> None:
    product = read({"article": a_row(Weight=weight, VaWt=unit)}, weight_unit="kg")
    assert (product.weight, product.weight_unit) == expected


def test_a_weight_that_is_empty_is_told_as_empty_and_one_of_nought_is_not_told() -> None:
    assert "weight" in read({"article": a_row(Weight=None, VaWt="4")}).model_fields_set
    assert "weight" not in read({"article": a_row(Weight=0, VaWt="4")}).model_fields_set


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"VaWt": "9", "Weight": 1}, "VaWt"),
        ({"Weight": "licht"}, "Weight"),
        ({"Blocked": "soms"}, "Blocked"),
        ({"Stock": "7"}, "Stock"),
        ({"SalesPrice": "1.234"}, "SalesPrice"),
        ({"SalesPrice": 1, "CurrencyId": "EURO"}, "currency"),
        ({"Factor": 100, "SalesPrice": 1}, "Factor"),
    ],
)
def test_what_is_wrong_is_told_by_the_connectors_own_column(changes: dict[str, Any], column: str) -> None:
    assert problems_of({"article": a_row(**changes)}) == [column]


def test_all_that_is_wrong_is_told_at_once() -> None:
    wrong = {"VaWt": "9", "Weight": 1, "Blocked": "soms", "SalesPrice": "veel", "CurrencyId": "EURO"}
    assert set(problems_of({"article": a_row(**wrong)})) == {"VaWt", "Blocked", "SalesPrice", "currency"}


def test_a_barcode_in_the_articles_own_row_counts_before_all_others() -> None:
    assert read(a_document(Barcode="123")).barcode == "123"
    assert read(a_document(Barcode=None), **ALL).barcode == "8712345678906"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{"Barcode": "2", "BarcodeType": "4"}, {"Barcode": "9", "BarcodeType": "3"}], "9"),
        ([{"Barcode": "2"}, {"Barcode": "1"}], "1"),
        ([{"Barcode": "2", "DebtorId": "10141"}, {"Barcode": "3", "CreditorId": "5"}], None),
        ([{"Barcode": "2", "UnitId": "DOOS"}], None),
        ([{"Barcode": "2", "UnitId": "stk"}], "2"),
        ([{"Barcode": "2", "StockDimCode1": "M"}], None),
        ([{"Barcode": "2", "ItemType": "Sam"}], None),
        ([], None),
    ],
)
def test_of_barcodes_that_of_one_piece_counts_which_is_nobodys_own(rows: list[dict[str, Any]], expected: str) -> None:
    document = {"article": a_row(), "barcodes": [{"ItemCode": "KFM-100", **row} for row in rows]}
    assert read(document, barcodes={}).barcode == expected


def test_units_are_told_but_for_the_basic_one_and_those_that_hold_nothing() -> None:
    units = [("stk", 1), ("DOOS", "12"), ("PALLET", 0), ("ZAK", None)]
    rows = [{"ItemCode": "KFM-100", "UnitId": unit, "Amount": holds} for unit, holds in units]
    found = read({"article": a_row(), "units": rows}, units={}).packings
    assert [(packing.unit, packing.quantity) for packing in found] == [("DOOS", Decimal(12))]


def test_pictures_are_in_the_order_of_their_places_and_each_once() -> None:
    rows = [("C", None, ""), ("B", 7, "b.jpg"), ("A", 3, "a b.jpg"), ("A", 4, ""), ("", 1, "")]
    listed = [{"ImageId": number, "Place": place, "FileName": name} for number, place, name in rows]
    document = {"article": a_row(), "images": listed}
    images = read(document, images={"connector": "Relay_ArticleImages"}).images
    assert [(image.id, image.place) for image in images] == [("A", 1), ("B", 2), ("C", 3)]
    [first, *_] = read(document, images={"connector": "Relay_ArticleImages", "by": "file"}).images
    assert first.address == "afas:file/A/a%20b.jpg"
