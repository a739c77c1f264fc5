"""The rows of products: what they read, what they may not fill, and what texts they have room for."""

from typing import Any

import pytest

from relay.errors import StartError
from tests.handlers.vendors.afas.products import ARTICLE, a_draft, product_drafting

OWN = f"{ARTICLE}.FbArticleCustom.U{'0A' * 16}"


def test_each_field_of_an_article_tells_what_its_row_reads() -> None:
    sources = product_drafting().mappings.sources
    assert sources[f"{ARTICLE}.Ds"] == {"texts.name"}
    assert sources[f"{ARTICLE}.Ds_1036"] == {"texts.fr.name"}
    assert sources[f"{ARTICLE}.VaRc"] == {"codes.vat_class"}
    assert sources[f"{ARTICLE}.Bl"] == {"blocked"}
    assert sources[f"{ARTICLE}.NeWe"] == sources[f"{ARTICLE}.VaWt"] == {"product.weight", "product.weight_unit"}
    assert sources[f"{ARTICLE}.VaBc"] == {"barcode", "barcode_kind"}
    assert not any(place.startswith("FbSalesPrice.") for place in sources)


def test_what_goes_in_with_an_insert_alone_is_written_once() -> None:
    writes = product_drafting().mappings.article.writes
    once = {place.partition(".")[2] for place, write in writes.items() if write == "create_only"}
    assert once == {"BiSt", "SaPrice", "DatPri", "CoPrice"}


def test_languages_are_those_that_rows_read() -> None:
    assert product_drafting().languages == {"de", "fr", "nl", "en"}
    spanish = {"to": OWN, "from": "texts.es.name"}
    assert product_drafting(spanish).languages == {"de", "fr", "nl", "en", "es"}
    assert product_drafting(spanish).product(a_draft(texts={"name.es": "Tabla"}))[OWN] == "Tabla"


def test_texts_have_the_room_of_the_fields_that_keep_them() -> None:
    assert product_drafting().text_room == {"name": 100, "extra_name": 100}
    without = product_drafting({"to": f"{ARTICLE}.DsEx", "off": True}, {"to": f"{ARTICLE}.Rm", "off": True})
    assert without.text_room == {"name": 100, "extra_name": 0, "description": 0}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"to": f"{ARTICLE}.ItCd", "from": "product.number"}, "ItCd"),
        ({"to": "FbSalesPrice.DaBg", "const": "2026-01-01"}, "DaBg"),
        ({"to": f"{ARTICLE}.SaPrice", "from": "price.amount"}, "insert of an article alone"),
        ({"to": f"{ARTICLE}.PuPrice", "const": "1", "write": "always"}, "insert of an article alone"),
        ({"to": f"{ARTICLE}.FileName", "const": "a.jpg"}, "setting `images`"),
        ({"to": f"{ARTICLE}.FileStream3", "const": "QQ=="}, "setting `images`"),
        ({"to": f"{ARTICLE}.Dx", "const": "1"}, "Dx"),
        ({"to": f"{ARTICLE}.Ds", "from": "product.naam"}, "naam"),
        ({"to": "FbSales.RfCs", "const": "1"}, "FbSales"),
        ({"to": "FbSalesPrice.Pric", "from": "price.amuont"}, "amuont"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_place(row: dict[str, Any], told: str) -> None:
    with pytest.raises(StartError, match=r"flows\.products\.mapping\[0\]") as refused:
        product_drafting(row)
    assert told in str(refused.value)


def test_a_row_of_ones_own_fills_a_free_field_and_a_purchase_price_once() -> None:
    drafting = product_drafting(
        {"to": OWN, "from": "product.group"}, {"to": f"{ARTICLE}.PuPrice", "const": "1", "write": "create_only"}
    )
    fields = drafting.product(a_draft(product=a_draft().product.model_copy(update={"group": "Keuken"})))
    assert (fields[OWN], fields[f"{ARTICLE}.PuPrice"]) == ("Keuken", "1")
