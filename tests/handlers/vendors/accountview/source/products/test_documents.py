"""An article's row becomes one product: what a column says, what is empty is given so, and nothing else is guessed."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.contracts.products import DraftProduct, PriceRow
from handlers.vendors.accountview.source.products.documents import Products, read_number
from handlers.vendors.accountview.target.product_drafting import ProductDrafting
from handlers.vendors.accountview.target.product_presets import product_mappings
from mapping.documents.product import Product
from mapping.problems import DocumentError
from tests.handlers.vendors.accountview.office import a_flow, only, some_settings
from tests.handlers.vendors.accountview.products import COLUMNS
from words.mistake import Mistake

SETTINGS = some_settings(products={**COLUMNS, "language": "nl"})
ROW = {
    "ART_CODE": "PLANK-1",
    "ART_DESC1": "Kaasplank eiken",
    "ART_DESC2": "met greep",
    "ART_MEMO": "Van eiken.\r\nMet de hand gemaakt.",
    "AG_CODE": "KEUKEN",
    "PX_SELL": Decimal("16.53"),
    "COST_PX": Decimal("9.10"),
    "VAT_CODE": "2",
    "UNIT_CODE": "ST",
    "BAR_CODE": "2000000000015",
    "ART_WGHT": Decimal("0.45"),
    "STK_FLAG": True,
    "REC_BLK": False,
    "X11_NAMEFR": "Planche à fromage",
    "CNG_DATE": "2026-11-24T10:00:00",
}


def read(**row: Any) -> Product:
    return Products(SETTINGS).read({"article": {**ROW, **row}})


def test_every_column_that_is_named_is_read() -> None:
    product = read()
    assert product.model_dump(exclude_unset=True, exclude={"updated_at", "texts"}) == {
        "number": "PLANK-1",
        "sku": "PLANK-1",
        "name": "Kaasplank eiken",
        "extra_name": "met greep",
        "description": "Van eiken.\nMet de hand gemaakt.",
        "language": "nl",
        "group": "KEUKEN",
        "unit": "ST",
        "barcode": "2000000000015",
        "vat_class": "2",
        "price": "16.53",
        "currency": "EUR",
        "cost_price": "9.10",
        "weight": "0.45",
        "weight_unit": "kg",
        "blocked": False,
        "keeps_stock": True,
    }
    assert [(text.language, text.name) for text in product.texts] == [("fr", "Planche à fromage")]


def test_what_stands_empty_is_given_as_empty_and_what_is_not_read_is_not_given() -> None:
    product = read(ART_DESC2="", BAR_CODE="", AG_CODE="", PX_SELL=None)
    empty = {"extra_name", "barcode", "group", "price"}
    assert empty <= product.model_fields_set
    assert {getattr(product, name) for name in empty} == {None}
    bare = Products(some_settings()).read({"article": {name: ROW[name] for name in ("ART_CODE", "ART_DESC1")}})
    assert bare.model_fields_set == {"number", "sku", "name"}


def test_a_price_of_nought_is_one_and_a_weight_of_nought_is_none() -> None:
    product = read(PX_SELL=0, ART_WGHT=0)
    assert (product.price, product.weight, "weight" in product.model_fields_set) == (Decimal(0), None, False)


def test_a_picture_is_named_by_its_article_and_an_empty_column_says_that_there_is_none() -> None:
    products = Products(some_settings(products={"columns": {"image_name": "IMG_MEDIUM"}}))
    article = {"ART_CODE": "PLANK-1", "IMG_MEDIUM": "plank.jpg"}
    [image] = products.read({"article": article}).images
    assert (image.id, image.place, image.address, image.file_name) == ("1", 1, "accountview:image/PLANK-1", "plank.jpg")
    without = products.read({"article": {**article, "IMG_MEDIUM": ""}})
    assert ("images" in without.model_fields_set, without.images) == (True, ())
    assert "images" not in products.read({"article": {"ART_CODE": "PLANK-1"}}).model_fields_set


@pytest.mark.parametrize("document", [None, [], {}, {"article": []}, {"debtor": {}}])
def test_what_is_no_article_is_told_once(document: Any) -> None:
    with pytest.raises(DocumentError) as told:
        Products(SETTINGS).read(document)
    assert only(told.value.problems).path == "article"


def test_an_article_without_a_code_has_no_number() -> None:
    with pytest.raises(DocumentError, match="ART_CODE"):
        Products(SETTINGS).identify({"article": {**ROW, "ART_CODE": "   "}})


def test_a_stamp_alone_is_no_change_and_any_column_is_one() -> None:
    products = Products(SETTINGS)
    before = products.material({"article": ROW})
    assert products.material({"article": {**ROW, "CNG_DATE": "2026-11-25T10:00:00"}}) == before
    assert products.material({"article": {**ROW, "ART_DESC2": ""}}) != before


@pytest.mark.parametrize(
    ("written", "mark", "number"),
    [
        ("1.234,50", None, "1234.50"),
        ("2,4", None, "2.4"),
        ("20.00", None, "20.00"),
        ("0,125", None, "0.125"),
        ("1,234", "comma", "1.234"),
        ("1,234", "point", "1234"),
        ("1.234", "comma", "1234"),
        (" 12 345,5 ", "comma", "12345.5"),
        (Decimal("1.234"), None, "1.234"),
        (7, None, "7"),
    ],
)
def test_a_number_is_read_as_it_is_written(written: Any, mark: str | None, number: str) -> None:
    assert read_number(written, mark) == Decimal(number)


@pytest.mark.parametrize(
    ("written", "mark"), [("1,234", None), ("1.234", None), ("op aanvraag", None), ("1,2,3", "comma")]
)
def test_a_number_that_is_none_or_two_is_refused(written: str, mark: str | None) -> None:
    with pytest.raises(Mistake):
        read_number(written, mark)


@given(st.decimals(0, 10_000_000, places=4, allow_nan=False), st.sampled_from([("comma", ","), ("point", ".")]))
def test_no_way_of_writing_a_number_makes_another_of_it(number: Decimal, mark: tuple[str, str]) -> None:
    name, sign = mark
    marks = {} if sign == "." else str.maketrans(",.", ".,")
    assert read_number(f"{number:,.4f}".translate(marks), name) == number


TEXTS = st.text("abcdefg XYZ-éü", min_size=1, max_size=30).map(str.strip)
ROWS = st.fixed_dictionaries(
    {
        "ART_CODE": st.text("ABC123-", min_size=1, max_size=12),
        "ART_DESC1": TEXTS.filter(bool),
        "ART_DESC2": TEXTS,
        "AG_CODE": st.sampled_from(["", "KEUKEN"]),
        "PX_SELL": st.decimals(0, 10_000, places=2),
        "UNIT_CODE": st.sampled_from(["", "ST"]),
        "VAT_CODE": st.sampled_from(["", "2"]),
        "BAR_CODE": st.sampled_from(["", "2000000000015"]),
        "ART_WGHT": st.decimals("0.01", 100, places=3),
        "REC_BLK": st.booleans(),
        "STK_FLAG": st.booleans(),
        "X11_NAMEFR": TEXTS,
    }
)


@given(ROWS)
def test_an_article_that_is_read_would_be_written_as_it_stands(row: dict[str, Any]) -> None:
    settings = some_settings(products=COLUMNS)
    product = Products(settings).read({"article": row})
    texts = {"name": product.name, "extra_name": product.extra_name, "name.fr": product.texts[0].name}
    draft = DraftProduct(
        product,
        product.code,
        codes={"group": product.group or "", "unit": product.unit or "", "vat_class": product.vat_class or ""},
        texts={name: text for name, text in texts.items() if text},
        barcode=product.barcode or "",
        price=PriceRow(product.price or Decimal(0), includes_vat=False, currency="EUR", unit=""),
        blocked=product.blocked,
    )
    mappings = product_mappings(a_flow(entity="product", settings=None), settings)
    written = ProductDrafting(mappings, settings).fields(draft)
    assert {name: value for name, value in written.items() if value not in ("", None)} == {
        name: value for name, value in row.items() if value not in ("", None)
    }
