"""A product of AFAS as one document: its name, its version, and what is made of it; published cases to the field."""

from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.parsing import dump_json, parse_json
from mapping.problems import DocumentError
from mapping.strict_yaml import read as read_yaml
from tests.handlers.vendors.afas.source.products.documents import (
    ALL,
    STAMP,
    a_composition,
    a_document,
    a_row,
    documents,
    problems_of,
    read,
)

PUBLISHED = read_yaml((Path(__file__).parent / "published.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", PUBLISHED, ids=lambda case: f"{case['case']}: {case['title']}")
def test_a_published_case_is_read_to_the_field(case: dict[str, Any]) -> None:
    understood = documents(**case.get("settings", {}))
    for product in case["products"]:
        record = understood.read(product["document"])
        made = record.model_dump(mode="json", exclude_unset=True, exclude={"updated_at"})
        assert made == parse_json(dump_json(product["expect"]))
        assert understood.identify(product["document"]).reference == product["expect"]["number"]


def test_the_code_and_the_newest_stamp_of_all_rows_name_it() -> None:
    later = {"ItemCode": "KFM-100", "Price": 1, "ModifiedDate": "2026-11-25T08:00:00Z"}
    identity = documents(**ALL).identify({**a_document(), "prices": [later]})
    assert identity.reference == "KFM-100"
    assert str(identity.version).startswith("2026-11-25T08:00:00+01:00 ")


@pytest.mark.parametrize(
    "changed",
    [
        a_document(Description="Mok"),
        a_document(Description_1036="Tasse"),
        {**a_document(), "prices": []},
        {**a_document(), "prices": [{"ItemCode": "KFM-100", "Price": "8.27", "ModifiedDate": STAMP}]},
        {**a_document(), "units": [{"ItemCode": "KFM-100", "UnitId": "DOOS", "Amount": 24}]},
        {**a_document(), "barcodes": []},
        {**a_document(), "images": [{"ItemCode": "KFM-100", "ImageId": "A2"}]},
        {**a_document(), "group": {"Artikelgroep": "SERV", "Omschrijving": "Tafel"}},
    ],
)
def test_a_change_of_any_part_is_another_version_and_says_something_else(changed: dict[str, Any]) -> None:
    understood = documents(**ALL)
    assert understood.identify(changed).version != understood.identify(a_document()).version
    assert understood.material(changed) != understood.material(a_document())


def test_the_order_of_rows_columns_that_are_not_read_and_stamps_alone_change_nothing() -> None:
    understood = documents(**ALL)
    two = [{"ItemCode": "KFM-100", "Price": number, "PriceList": str(number)} for number in (1, 2)]
    turned = {**a_document(DaysSince=3), "prices": two[::-1]}
    assert understood.identify({**a_document(), "prices": two}) == understood.identify(turned)
    moved = a_document(ModifiedDate="2026-11-25T10:00:00Z")
    assert understood.material(moved) == understood.material(a_document())
    assert understood.identify(moved) != understood.identify(a_document())


def test_a_part_that_is_blocked_is_another_composition() -> None:
    understood = documents(**ALL)
    blocked = {**a_composition(), "articles": [{"ItemCode": "KFM-100", "Blocked": True}]}
    assert understood.identify(blocked).version != understood.identify(a_composition()).version
    assert [part.blocked for part in understood.read(blocked).components] == [True]


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


@pytest.mark.parametrize("code", [None, "", " ", "A" * 41])
def test_an_article_without_a_code_has_no_name(code: Any) -> None:
    with pytest.raises(DocumentError) as error:
        documents().identify({"article": a_row(ItemCode=code)})
    assert [problem.path for problem in error.value.problems] == ["ItemCode"]


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


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"article": []},
        {"article": {}, "composition": [{}]},
        {"composition": []},
        {"composition": [1]},
        {"article": {}, "prices": {}},
        {"article": {}, "group": None},
    ],
)
def test_what_is_no_product_is_told(document: Any) -> None:
    understood = documents(**ALL)
    for understand in (understood.identify, understood.material, understood.read, understood.newest):
        with pytest.raises(DocumentError) as error:
            understand(document)
        assert error.value.problems[0].path == "article"


def test_without_a_stamp_that_can_be_read_there_is_no_version() -> None:
    document = {"article": a_row(ModifiedDate="gisteren")}
    assert documents().identify(document).version is None
    assert documents().newest(document) is None


def test_a_document_that_was_stored_is_read_the_same() -> None:
    understood = documents(**ALL)
    for document in (a_document(SalesPrice=8.5), a_composition()):
        stored = parse_json(dump_json(document))
        assert understood.read(stored) == understood.read(document)
        assert understood.identify(stored) == understood.identify(document)


VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30)
    | st.sampled_from(["2", "Sam", "STK", "EUR", STAMP, "1.234", "12,50", "M|X", "2026-01-01"])
)


@given(st.data())
def test_whatever_stands_in_the_columns_it_is_read_or_told(data: st.DataObject) -> None:
    document = data.draw(st.sampled_from([a_document(), a_composition()]))
    for rows in [part if isinstance(part, list) else [part] for part in document.values()]:
        for row in rows:
            row.update(data.draw(st.dictionaries(st.sampled_from(sorted(row)), VALUES, max_size=3)))
    understood = documents(**ALL, price_is_for="factor")
    with suppress(DocumentError):
        understood.read(document)
    with suppress(DocumentError):
        assert understood.identify(document) == understood.identify(parse_json(dump_json(document)))
