"""Rows of AFAS's connectors as they make one product, and what is read of them, for tests that make no call."""

from typing import Any

import pytest

from handlers.vendors.afas.source.products.documents import ProductDocuments
from handlers.vendors.afas.source.products.settings import AfasProducts
from mapping.documents.product import Product
from mapping.problems import DocumentError

STAMP = "2026-11-24T10:00:00Z"
ALL: dict[str, Any] = {
    "variants": {},
    "prices": {"columns": {"modified": "ModifiedDate"}},
    "units": {},
    "barcodes": {},
    "compositions": {},
    "groups": {},
    "images": {"connector": "Relay_ArticleImages"},
}


def documents(**settings: Any) -> ProductDocuments:
    return ProductDocuments(AfasProducts.model_validate(settings))


def a_row(**changes: Any) -> dict[str, Any]:
    row = {"ItemCode": "KFM-100", "Description": "Koffiemok", "ExtraDescription": "wit", "UnitId": "STK"}
    return {**row, "VATGroup": "1", "Blocked": False, "ModifiedDate": STAMP, **changes}


def a_document(**changes: Any) -> dict[str, Any]:
    """An article with a row of everything that may stand beside it."""
    return {
        "article": a_row(**changes),
        "prices": [{"ItemCode": "KFM-100", "Price": "8.26", "PriceList": "*****", "ModifiedDate": STAMP}],
        "units": [{"ItemCode": "KFM-100", "UnitId": "DOOS", "Amount": 12}],
        "barcodes": [{"ItemCode": "KFM-100", "UnitId": "STK", "Barcode": "8712345678906", "BarcodeType": "3"}],
        "images": [{"ItemCode": "KFM-100", "ImageId": "A1", "FileName": "mok.jpg", "Place": 1}],
        "group": {"Artikelgroep": "SERV", "Omschrijving": "Servies"},
    }


def a_composition() -> dict[str, Any]:
    row = {"CompositionId": "SET-1", "Description": "Set", "ModifiedDate": STAMP}
    part = {"ItemType": "Art", "ItemCode": "KFM-100", "Quantity": 2, "PresentationSeqno": 10}
    return {"composition": [{**row, **part}], "articles": [{"ItemCode": "KFM-100", "Blocked": False}]}


def read(document: Any, **settings: Any) -> Product:
    return documents(**settings).read(document)


def problems_of(document: Any, **settings: Any) -> list[str]:
    with pytest.raises(DocumentError) as error:
        documents(**settings).read(document)
    return [problem.path for problem in error.value.problems]
