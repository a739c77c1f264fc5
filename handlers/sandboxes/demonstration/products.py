"""The products of the demo, invented throughout: what one of the two systems lacks, their flows, and how they end."""

import base64
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Final

from handlers.sandboxes.accountview.books import Books
from handlers.sandboxes.afas.masters import SUBTOTAL, TEXT
from handlers.sandboxes.afas.profit import Profit
from mapping.parsing import dump_json
from relay.demo.scenario import Key, Round

NEW_IN_AFAS: Final = "SCH-400"
NEW_IN_ACCOUNTVIEW: Final = "VAA-500"

_PICTURE_COLUMN: Final = "IMG_M_DATA"
_PICTURE: Final = base64.b64encode(
    b"GIF89a\x02\x00\x02\x00\x80\x00\x00\xc8\x96\x50\xff\xff\xff,\x00\x00\x00\x00\x02\x00\x02\x00\x00\x02\x02\x84Q\x00;"
).decode()
"""Four dots, brown like olive wood."""

_SIDE: Final[Mapping[str, Any]] = {"are": "excl", "currency": "EUR", "unit": "own"}
_BOTH_WAYS: Final[Mapping[str, Any]] = {"leader": "afas"}

_INTO_ACCOUNTVIEW: Final[Mapping[str, Any]] = {
    "group": {"table": {"GR": "SERVIES"}, "default": "SERVIES", "unmapped": "default"},
    "vat_class": {"table": {"1": "2", "2": "1"}},
    "prices": {"source": {**_SIDE, "list": "*****"}, "target": {**_SIDE, "list": ""}},
    "images": {},
    "two_way": _BOTH_WAYS,
}
"""Settings of the flow out of AFAS: the tariff groups of one are VAT codes of the other."""

_INTO_AFAS: Final[Mapping[str, Any]] = {
    "unit": {"default": "STK", "unmapped": "default"},
    "group": {"default": "SERV", "unmapped": "default"},
    "vat_class": {"table": {"2": "1", "1": "2"}},
    "two_way": _BOTH_WAYS,
}
"""Settings of the flow out of AccountView: prices go the other way only, since what is rounded does not come back."""

CONNECTION_AFAS: Final[Mapping[str, Any]] = {
    "connector": "Relay_Articles",
    "prices": {},
    "images": {"connector": "Relay_ArticleImages", "columns": {"modified": "ModifiedDate"}},
    "all_administrations": True,
}
CONNECTION_ACCOUNTVIEW: Final[Mapping[str, Any]] = {
    "columns": {"vat_code": "VAT_CODE", "image_name": "IMG_MEDIUM"},
    "image_data": _PICTURE_COLUMN,
}
"""Where each of them keeps products."""


def add_demo_products(profit: Profit, books: Books) -> None:
    """Write them as somebody at the office would, each into one of the two."""
    article = {
        "ItCd": NEW_IN_AFAS,
        "Ds": "Serveerschaal olijfhout 40 cm",
        "Grp": "SERV",
        "BiUn": "STK",
        "VaRc": "1",
        "SaPrice": "22.50",
        "DatPri": "2026-01-01",
        "VaBc": "3",
        "BaCo": "2000000000015",
        "FileName": "serveerschaal.gif",
        "FileStream": _PICTURE,
    }
    profit.write("POST", "FbItemArticle", None, dump_json({"FbItemArticle": {"Element": {"Fields": article}}}))
    books.article_rights = frozenset({"insert", "update"})
    books.add_columns("ARTICLE", IMG_MEDIUM="C60", IMG_M_DATA="M")
    books.put("ART_GRP", {"AG_CODE": "SERVIES", "AG_DESC": "Servies en schalen"})
    vase = {"ART_CODE": NEW_IN_ACCOUNTVIEW, "ART_DESC1": "Vaas mondgeblazen", "AG_CODE": "SERVIES", "VAT_CODE": "2"}
    books.put("ARTICLE", {**vase, "PX_SELL": Decimal("34.95")})


def product_flows(poll: Mapping[str, Any]) -> dict[str, Any]:
    """The flows of products, both ways, polled so. What AccountView has no price for is not carried."""
    flow = {"entity": "product", "write": True, "poll": dict(poll)}
    priced = {"filter": [{"field": "PX_SELL", "above": 0}]}
    return {
        "afas-products": {**flow, "from": "afas", "to": "books", "settings": dict(_INTO_ACCOUNTVIEW)},
        "office-products": {**flow, "from": "books", "to": "afas", **priced, "settings": dict(_INTO_AFAS)},
    }


def product_rounds(profit: Profit, books: Books) -> list[Round]:
    """Both ways, one after the other."""
    return [
        Round(
            "Products of AccountView: each that has a price into AFAS …",
            ["office-products"],
            [],
            cache(lambda: _expect_in_afas(books)),
        ),
        Round(
            "Products of AFAS: each into AccountView, with its price and its picture …",
            ["afas-products"],
            [],
            cache(lambda: _expect_in_accountview(profit)),
        ),
    ]


def count_pictures(books: Books) -> int:
    """How many articles of AccountView have the picture that AFAS has of them, to the last byte."""
    return sum(1 for row in books.articles if row.get(_PICTURE_COLUMN) == _PICTURE)


def shown_products(profit: Profit, books: Books) -> Mapping[Key, tuple[str, str]]:
    """What the table calls each product."""
    shown = {("afas-products", item.code): ("AFAS", item.description) for item in profit.masters.items}
    for row in books.articles:
        shown["office-products", str(row["ART_CODE"])] = ("AccountView", str(row["ART_DESC1"]))
    return shown


def _expect_in_accountview(profit: Profit) -> dict[Key, str]:
    """What sells is written, and lines of text are no products. The blocked one waits: nothing can block it there."""
    expected: dict[Key, str] = {}
    for item in profit.masters.items:
        is_sold = item.type not in {TEXT, SUBTOTAL}
        expected["afas-products", item.code] = "held" if item.blocked else "written" if is_sold else "skipped"
    return expected


def _expect_in_afas(books: Books) -> dict[Key, str]:
    """What has a price: the flow's filter asks for it."""
    return {("office-products", str(row["ART_CODE"])): "written" for row in books.articles if row.get("PX_SELL")}
