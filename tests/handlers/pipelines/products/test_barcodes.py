"""A wrong bar code never keeps a product from being carried, and no two products of a source have one."""

from typing import Any

import pytest

from handlers.pipelines.common.one_to_one import pair_of
from handlers.pipelines.products.barcodes import BarcodeSettings, ChosenBarcode, barcode_of, claim_barcode
from mapping.documents.product import Product
from relay.model import State
from tests.handlers.pipelines.products.desk import ProductDesk, product, settings


def chosen(text: str | None, **changes: Any) -> ChosenBarcode:
    return barcode_of(Product(number="1", barcode=text), BarcodeSettings.model_validate(changes))


@pytest.mark.parametrize(
    ("text", "digits", "kind"),
    [
        ("401234000017", "401234000017", "upc"),
        ("0401234000017", "0401234000017", "ean13"),
        ("2000000 000015", "2000000000015", "ean13"),
    ],
)
def test_a_number_goes_with_its_kind(text: str, digits: str, kind: str) -> None:
    barcode = chosen(text)
    assert (barcode.digits, barcode.kind, barcode.is_given, barcode.warnings) == (digits, kind, True, ())


@pytest.mark.parametrize("text", ["2000000000016", "0454834", "see label"])
def test_what_is_none_is_left_out_and_told_or_carried_unchecked_as_it_is(text: str) -> None:
    left = chosen(text)
    assert (left.digits, left.is_given) == ("", False)
    assert [(one.path, one.value) for one in left.warnings] == [("barcode", text)]
    kept = chosen(text, unchecked="carry")
    assert (kept.digits, kept.kind) == (text, "none")
    assert [one.path for one in kept.warnings] == ["barcode"]


def test_none_and_one_that_is_not_given_are_two_things() -> None:
    assert chosen("").is_given
    assert not barcode_of(Product(number="1"), BarcodeSettings()).is_given


class TestOneBarcodeForOneProduct:
    async def test_the_second_product_is_carried_without_it_and_told(self, desk: ProductDesk) -> None:
        await desk.carry(product("DD-1", sku="DD-1", barcode="401234000017"))
        second = await desk.carry(product("DD-2", sku="DD-2", barcode="0401234000017"))
        assert second.state is State.WRITTEN
        assert [(one.path, one.value) for one in second.problems] == [("barcode", "0401234000017")]
        assert "product DD-1 of the source has the same bar code" in str(second.problems[0])
        assert desk.target.fields("DD-1")["BARCODE"] == "401234000017"
        assert "BARCODE" not in desk.target.fields("DD-2")

    async def test_it_is_free_again_once_its_product_has_another(self, desk: ProductDesk) -> None:
        await desk.carry(product("DD-1", sku="DD-1", barcode="401234000017"))
        await desk.carry(product("DD-1", sku="DD-1", barcode="2000000000015"))
        second = await desk.carry(product("DD-2", sku="DD-2", barcode="0401234000017"))
        assert second.problems == ()
        assert desk.target.fields("DD-2")["BARCODE"] == "0401234000017"

    async def test_it_is_free_for_the_product_that_takes_the_place_of_one_that_is_gone(self, desk: ProductDesk) -> None:
        await desk.carry(product("DD-1", sku="DD-1", barcode="401234000017"))
        await desk.carry({"number": "DD-1", "gone": True})
        anew = await desk.carry(product("DD-9", sku="DD-1", barcode="401234000017"))
        assert (anew.state, anew.problems) == (State.WRITTEN, ())
        third = await desk.carry(product("DD-3", sku="DD-3", barcode="401234000017"))
        assert "product DD-9 of the source" in str(third.problems[0])

    async def test_settings_may_let_two_products_have_it(self, desk: ProductDesk) -> None:
        desk.settings = settings(barcodes={"shared": "carry"})
        await desk.carry(product("DD-1", sku="DD-1", barcode="401234000017"))
        await desk.carry(product("DD-2", sku="DD-2", barcode="401234000017"))
        assert desk.target.fields("DD-2")["BARCODE"] == "401234000017"

    async def test_a_wrong_one_leaves_the_one_in_the_target(self, desk: ProductDesk) -> None:
        await desk.carry(product(barcode="2000000000015"))
        changed = await desk.carry(product(barcode="2000000000016"))
        assert changed.state is State.WRITTEN
        assert [one.path for one in changed.problems] == ["barcode"]
        assert desk.target.fields("BR-100")["BARCODE"] == "2000000000015"

    async def test_claiming_twice_is_claiming_once(self, desk: ProductDesk) -> None:
        pair, barcode = pair_of(desk.links, desk.flow, "P-1"), chosen("2000000000015")
        for _ in range(2):
            assert await claim_barcode(desk.links, "books", pair, barcode, BarcodeSettings(), "e") == barcode
