"""A product of AFAS as one document: its name, its version, and what is made of it; published cases to the field."""

from contextlib import suppress
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


@pytest.mark.parametrize("code", [None, "", " ", "A" * 41])
def test_an_article_without_a_code_has_no_name(code: Any) -> None:
    with pytest.raises(DocumentError) as error:
        documents().identify({"article": a_row(ItemCode=code)})
    assert [problem.path for problem in error.value.problems] == ["ItemCode"]


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
