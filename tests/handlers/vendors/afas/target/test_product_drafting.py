"""What a product becomes in AFAS, to the field, and what is told beforehand that AFAS would refuse."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from relay.errors import Hold
from tests.handlers.vendors.afas.products import (
    ARTICLE,
    CODES,
    FROM,
    VARIANT,
    a_draft,
    a_price,
    a_product,
    product_drafting,
)

VARIANTS = {"products": {"variants": {"delimiter": "|"}, "columns": {"dimension_1": "StL1"}}}


def test_a_product_of_which_all_is_decided_becomes_an_article_to_the_field() -> None:
    assert product_drafting().product(a_draft()) == {
        f"{ARTICLE}.ItCd": "DD-1",
        f"{ARTICLE}.Ds": "Kaasplank eiken",
        f"{ARTICLE}.DsEx": "met handvat",
        f"{ARTICLE}.Rm": "Plank van eiken.\nMaat: 30 × 20 cm",  # noqa: RUF001 - as a shop has it
        f"{ARTICLE}.Ds_1036": "Planche à fromage",
        f"{ARTICLE}.Grp": "SERV",
        f"{ARTICLE}.BiUn": "STK",
        f"{ARTICLE}.VaRc": "1",
        f"{ARTICLE}.BiSt": True,
        f"{ARTICLE}.CrId": "50003",
        f"{ARTICLE}.CsGc": "00000000",
        f"{ARTICLE}.VaBc": "3",
        f"{ARTICLE}.BaCo": "0401234000017",
        f"{ARTICLE}.VaWt": "4",
        f"{ARTICLE}.NeWe": Decimal("1.5"),
        f"{ARTICLE}.SaPrice": Decimal("24.20"),
        f"{ARTICLE}.DatPri": FROM,
        f"{ARTICLE}.Bl": False,
    }
    assert product_drafting().check(a_draft()) == []


def test_what_nobody_decided_is_left_out() -> None:
    draft = a_draft(
        product=a_product(keeps_stock=None, weight=None, weight_unit=None),
        codes={},
        texts={"name": "Vaas"},
        barcode="",
        barcode_kind="",
        price=None,
        blocked=None,
    )
    assert product_drafting().product(draft) == {f"{ARTICLE}.ItCd": "DD-1", f"{ARTICLE}.Ds": "Vaas"}


def test_a_text_of_another_language_leaves_the_own_one_alone() -> None:
    fields = product_drafting().product(a_draft(texts={"name.fr": "Planche à fromage", "description.de": "Brett"}))
    texts = {place: value for place, value in fields.items() if place.partition(".")[2][:2] in {"Ds", "Rm"}}
    assert texts == {f"{ARTICLE}.Ds_1036": "Planche à fromage", f"{ARTICLE}.Rm_1031": "Brett"}


@pytest.mark.parametrize(
    ("kind", "barcode", "code"),
    [
        ("ean13", "2000000000015", "3"),
        ("upc", "401234000017", "2"),
        ("ean8", "96385074", "1"),
        ("ean14", "10036000291459", "4"),
        ("none", "0454834", "0"),
    ],
)
def test_a_barcode_goes_with_its_kind(kind: str, barcode: str, code: str) -> None:
    fields = product_drafting().product(a_draft(barcode=barcode, barcode_kind=kind))
    assert (fields[f"{ARTICLE}.BaCo"], fields[f"{ARTICLE}.VaBc"]) == (barcode, code)


@pytest.mark.parametrize(("unit", "code"), [("mg", "2"), ("g", "3"), ("kg", "4"), ("t", "5")])
def test_a_weight_goes_with_its_unit(unit: str, code: str) -> None:
    fields = product_drafting().product(a_draft(product=a_product(weight="750", weight_unit=unit)))
    assert (fields[f"{ARTICLE}.NeWe"], fields[f"{ARTICLE}.VaWt"]) == (Decimal(750), code)


def test_a_weight_without_a_unit_is_nobodys_to_write() -> None:
    fields = product_drafting().product(a_draft(product=a_product(weight="750", weight_unit=None)))
    assert not {f"{ARTICLE}.NeWe", f"{ARTICLE}.VaWt"} & fields.keys()


def test_a_weight_in_a_unit_that_afas_lacks_is_held_with_what_it_is() -> None:
    with pytest.raises(Hold) as held:
        product_drafting().product(a_draft(product=a_product(weight_unit="oz")))
    [problem] = held.value.problems
    assert (problem.path, problem.value) == ("weight_unit", "oz")


@pytest.mark.parametrize(
    ("changes", "path", "told"),
    [
        ({"code": "A" * 41}, "sku", "40"),
        ({"codes": {**CODES, "group": ""}}, "group", "`group`"),
        ({"codes": {**CODES, "unit": ""}}, "unit", "`unit`"),
        ({"codes": {**CODES, "vat_class": ""}}, "vat_class", "`vat_class`"),
        ({"codes": {**CODES, "supplier": ""}}, "supplier", "`supplier`"),
        ({"codes": {**CODES, "statistics": ""}}, "statistics", "`statistics`"),
        ({"codes": {**CODES, "group": "G" * 16}}, "group", "15"),
        ({"barcode": "1" * 31, "barcode_kind": "none"}, "barcode", "30"),
    ],
)
def test_what_afas_would_refuse_is_told_by_the_products_own_field(
    changes: dict[str, Any], path: str, told: str
) -> None:
    [problem] = product_drafting().check(a_draft(**changes))
    assert problem.path == path
    assert told in str(problem)


def test_what_no_schema_asks_for_is_a_setting() -> None:
    bare = a_draft(codes={"unit": "STK", "group": "SERV"})
    assert {problem.path for problem in product_drafting().check(bare)} == {"vat_class", "supplier", "statistics"}
    writing: dict[str, Any] = {"products": {"new_articles_need": [], "stock_articles_need": []}}
    assert product_drafting(writing=writing).check(bare) == []
    unstocked = a_draft(product=a_product(keeps_stock=False), codes={"unit": "STK", "group": "SERV", "vat_class": "1"})
    assert product_drafting().check(unstocked) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"price": a_price(is_offer=True)},
        {"price": a_price(price_list="WEB")},
        {"price": a_price(currency="USD")},
        {"price": a_price(unit="DS")},
        {"price": a_price(starts_on=None)},
        {"price": a_price(ends_on=date(2026, 12, 31))},
        {"price": None},
    ],
)
def test_a_price_that_is_not_the_usual_one_never_goes_in_with_the_article(changes: dict[str, Any]) -> None:
    drafting, draft = product_drafting(), a_draft(**changes)
    assert not drafting.rides_on_article(draft)
    assert not {f"{ARTICLE}.SaPrice", f"{ARTICLE}.DatPri"} & drafting.product(draft).keys()


def test_the_usual_price_goes_in_with_the_article_unless_settings_say_no() -> None:
    assert product_drafting().rides_on_article(a_draft(price=a_price(price_list="*****")))
    refusing = product_drafting(writing={"products": {"price_with_article": False}})
    assert not refusing.rides_on_article(a_draft())
    assert f"{ARTICLE}.SaPrice" not in refusing.product(a_draft())


def test_a_price_has_its_key_whole_and_the_base_list_by_its_code() -> None:
    fields = product_drafting().price("DD-1", a_price(ends_on=date(2026, 12, 15), is_offer=True))
    assert fields == {
        "FbSalesPrice.VaIt": "2",
        "FbSalesPrice.ItCd": "DD-1",
        "FbSalesPrice.PrLi": "*****",
        "FbSalesPrice.BiUn": "STK",
        "FbSalesPrice.CuId": "EUR",
        "FbSalesPrice.DaBg": FROM,
        "FbSalesPrice.DaEn": date(2026, 12, 15),
        "FbSalesPrice.SpPr": True,
        "FbSalesPrice.Pric": Decimal("24.20"),
    }
    assert product_drafting().price("DD-1", a_price(price_list="WEB"))["FbSalesPrice.PrLi"] == "WEB"
    assert product_drafting().check_price("DD-1", a_price()) == []


def test_a_price_without_a_first_day_or_of_a_list_that_is_too_long_is_told() -> None:
    [undated] = product_drafting().check_price("DD-1", a_price(starts_on=None))
    assert (undated.path, "first day" in str(undated)) == ("price", True)
    [long] = product_drafting().check_price("DD-1", a_price(price_list="WEBSHOP"))
    assert (long.path, "5 characters" in str(long)) == ("price", True)


def test_a_code_of_dimensions_becomes_a_variant_with_barcode_and_block_alone() -> None:
    drafting = product_drafting(**VARIANTS)
    assert drafting.product(a_draft(code="SHIRT|M|RED", blocked=True)) == {
        f"{VARIANT}.VaIt": "2",
        f"{VARIANT}.ItCd": "SHIRT",
        f"{VARIANT}.StL1": "M",
        f"{VARIANT}.StL2": "RED",
        f"{VARIANT}.VaBc": "3",
        f"{VARIANT}.BaCo": "0401234000017",
        f"{VARIANT}.BlSa": True,
    }
    assert drafting.product(a_draft())[f"{ARTICLE}.ItCd"] == "DD-1"
    assert drafting.price("SHIRT|M", a_price())["FbSalesPrice.StL1"] == "M"
    assert not drafting.rides_on_article(a_draft(code="SHIRT|M|RED"))


@pytest.mark.parametrize("code", ["SHIRT|", "|M", "SHIRT|M|RED|XL", f"SHIRT|{'M' * 11}"])
def test_a_code_that_does_not_come_apart_is_told(code: str) -> None:
    [problem] = product_drafting(**VARIANTS).check(a_draft(code=code))
    assert problem.path == "sku"


def test_without_joined_variants_a_delimiter_is_a_sign_like_any_other() -> None:
    assert product_drafting().product(a_draft(code="SHIRT|M"))[f"{ARTICLE}.ItCd"] == "SHIRT|M"
