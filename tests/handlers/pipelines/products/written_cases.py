"""Reads the cases of products: a product, the flow's settings, and to the field what it becomes in either system.

``product`` is laid over :data:`USUAL`, field by field; null takes a field away. ``settings``, laid over
:data:`SETTINGS`, and ``mapping`` are the flow's, ``connection`` that of the target; those of one system stand below its
name. ``becomes`` holds by system the article, and its prices where they are records of their own, as they would be
sent on :data:`DAY`. ``told`` are the paths of what a person is told of though the product is carried, ``held`` of what
keeps it, or its price, from being carried; by system where they differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import aiohttp

from handlers.pipelines.products.settings import ProductSettings
from handlers.pipelines.products.trial import tables_of
from handlers.vendors import VENDORS
from mapping.documents.product import Product
from mapping.documents.reading import read_product
from mapping.parsing import dump_json, parse_json
from mapping.problems import DocumentError
from mapping.strict_yaml import read as read_yaml
from relay.model import Flow
from tests.handlers.pipelines.orders.carried import CONNECTIONS, laid_over, written_out

FOLDER = Path(__file__).parent / "cases"
TARGETS = ("accountview", "afas")
DAY = date(2026, 11, 20)
USUAL: Mapping[str, Any] = {
    "number": "P-100",
    "sku": "BR-100",
    "name": "Zuurdesembrood",
    "unit": "stuk",
    "group": "Brood",
    "vat_class": "laag",
    "price": "2.95",
}
_SIDE: Mapping[str, Any] = {"are": "excl", "currency": "EUR", "unit": "own"}
SETTINGS: Mapping[str, Any] = {
    "unit": {"table": {"stuk": "STK", "doos": "DOOS"}},
    "group": {"table": {"Brood": "BRD", "Keuken": "KEU"}},
    "vat_class": {"table": {"hoog": "1", "laag": "2", "nul": "3"}},
    "prices": {"source": _SIDE, "target": _SIDE, "vat_rates": {"hoog": 21, "laag": 9, "nul": 0}},
}
COLUMNS: Mapping[str, Any] = {
    "columns": {
        "extra_name": "ART_DESC2",
        "description": "ART_MEMO",
        "vat_code": "VAT_CODE",
        "unit": "UNIT_CODE",
        "barcode": "BAR_CODE",
        "weight": "ART_WGHT",
        "cost_price": "COST_PX",
        "blocked": "REC_BLK",
        "keeps_stock": "STK_FLAG",
    },
    "languages": {"fr": {"name": "X11_NAMEFR"}},
    "weight_unit": "kg",
}
"""The columns of an installation of AccountView, none of which is public."""

PRODUCT_CONNECTIONS: Mapping[str, Any] = {
    "accountview": {**CONNECTIONS["accountview"], "products": COLUMNS},
    "afas": CONNECTIONS["afas"],
}


@dataclass(frozen=True)
class WrittenCase:
    """One file of the folder."""

    name: str
    written: Mapping[str, Any]

    @property
    def says(self) -> str:
        """What it shows, in a sentence."""
        return str(self.written["says"])

    @property
    def targets(self) -> tuple[str, ...]:
        """The systems that it says something of."""
        return tuple(self.written["becomes"]) if "becomes" in self.written else TARGETS

    @property
    def product(self) -> Product:
        """The product as a source gives it. Raises DocumentError."""
        whole = laid_over(USUAL, self.written.get("product", {}))
        return read_product(parse_json(dump_json(whole)), strict=True)

    def settings(self, target: str) -> ProductSettings:
        """The flow's settings: those that every flow has here, and the case's own."""
        own = self.written.get("settings", {})
        return ProductSettings.model_validate(laid_over(laid_over(SETTINGS, _shared(own)), own.get(target, {})))

    def paths(self, which: str, target: str) -> list[str]:
        """What is told, or what is held, of the case in one system."""
        paths = self.written.get(which, [])
        return list(paths.get(target, []) if isinstance(paths, Mapping) else paths)


def _shared(own: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in own.items() if name not in TARGETS}


def read_cases() -> dict[str, WrittenCase]:
    """Every case by the name of its file."""
    return {
        path.stem: WrittenCase(path.stem, read_yaml(path.read_text("utf-8"))) for path in sorted(FOLDER.glob("*.yaml"))
    }


async def work_out(case: WrittenCase, vendor: str) -> tuple[Mapping[str, Any], list[str]]:
    """What the product would become in a system, and the paths of all that is told; opens nothing, calls nobody."""
    opened = VENDORS[vendor]
    changes = case.written.get("connection", {}).get(vendor, {})
    connection = opened.settings.model_validate({"vendor": vendor, **laid_over(PRODUCT_CONNECTIONS[vendor], changes)})
    settings = case.settings(vendor)
    mapping = tuple(case.written.get("mapping", {}).get(vendor, ()))
    flow = Flow("case", "product", "shop", "books", settings, mapping=mapping)
    async with aiohttp.ClientSession() as session:
        target = opened.open("books", connection, session, None, None).target(flow)
        try:
            product = case.product
        except DocumentError as error:
            return {}, [problem.path for problem in error.problems]
        tables, problems = tables_of(product, settings, target, DAY)
        written: Mapping[str, Any] = written_out({name: table for name, table in tables.items() if table})
        return written, list(dict.fromkeys(problem.path for problem in problems))
