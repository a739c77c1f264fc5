"""Barcodes: the check digit of each kind, and further ones of an item."""

import pytest

from handlers.sandboxes.afas import AfasSandbox
from handlers.sandboxes.afas.barcodes import check_barcode
from handlers.sandboxes.afas.refusals import RefusedError
from tests.handlers.sandboxes.afas.calls import Caller
from tests.handlers.vendors.afas.examples import body


@pytest.mark.parametrize(
    ("kind", "barcode"),
    [
        ("1", "96385074"),
        ("2", "036000291452"),
        ("3", "4006381333931"),
        ("4", "10036000291459"),
        ("0", "x"),
        ("6", "A1"),
    ],
)
def test_a_barcode_of_its_kind_is_taken(kind: str, barcode: str) -> None:
    check_barcode(kind, barcode)


@pytest.mark.parametrize(
    ("kind", "barcode"), [("1", "96385075"), ("2", "0036000291452"), ("3", "400638133393X"), ("4", "4006381333931")]
)
def test_a_barcode_of_another_length_or_check_digit_is_refused(kind: str, barcode: str) -> None:
    with pytest.raises(RefusedError):
        check_barcode(kind, barcode)


async def test_a_further_barcode_is_added_once_and_never_changed() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        code = {"VaIt": "art", "ItCd": "000100", "VaBc": "0", "BaCo": "100012345", "VaBu": "03"}
        assert (await call.write(body("FbExtraBarcode", code)))[0] == 201
        assert "Barcode" in await call.refusal(body("FbExtraBarcode", {**code, "ItCd": "000101"}))
        assert (await call.write(body("FbExtraBarcode", code), "PUT"))[0] == 500
        assert [(row["ItCd"], row["BaCo"]) for row in sandbox.profit.goods.barcodes] == [("000100", "100012345")]
