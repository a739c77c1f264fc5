"""Reads the cases of products: a product, the flow's settings, and to the field what it becomes in either system.

``product`` is laid over :data:`USUAL`, field by field; null takes a field away. ``settings`` (for both, or by system)
and ``mapping`` are the flow's. ``becomes`` holds by system the article and the prices that are records of their own, as
they would be sent for a new article; ``TODAY`` stands for the day of the event. ``held`` are the paths of what keeps it
from being made, ``told`` those of what a person should look at, both as they come; by system where they differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp

from handlers.pipelines.common.edited_units import ZONE
from handlers.pipelines.products.barcodes import barcode_of
from handlers.pipelines.products.drafting import draft_product
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
from tests.handlers.vendors.accountview.products import COLUMNS

FOLDER = Path(__file__).parent / "cases"
TARGETS = ("accountview", "afas")
USUAL: Mapping[str, Any] = {
    "number": "60012",
    "sku": "PLANK-1",
    "name": "Kaasplank eiken",
    "unit": "stuk",
    "group": "Keuken",
    "vat_class": "hoog",
    "price": "20.00",
}
_SIDE = {"are": "excl", "currency": "EUR", "unit": "own"}
SETTINGS: Mapping[str, dict[str, Any]] = {
    vendor: {
        "unit": {"table": {"stuk": piece, "doos": box}},
        "group": {"table": {"Keuken": group}},
        "vat_class": {"table": {"hoog": high, "laag": low}},
        "prices": {"source": _SIDE, "target": _SIDE, "vat_rates": {"hoog": "21", "laag": "9"}},
    }
    for vendor, piece, box, group, high, low in (
        ("accountview", "ST", "DS", "KEUKEN", "2", "1"),
        ("afas", "STK", "DOOS", "KEUK", "1", "2"),
    )
}
"""What every flow into these books says."""

PRODUCTS: Mapping[str, dict[str, Any]] = {"accountview": {"products": COLUMNS}, "afas": {}}
"""What the connections say of products."""


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
    def product(self) -> Product:
        """The product as a source gives it. Raises DocumentError."""
        whole = laid_over(USUAL, self.written.get("product", {}))
        return read_product(parse_json(dump_json(whole)), strict=True)

    def settings(self, target: str) -> ProductSettings:
        """The flow's settings: those that every flow into this system has, and the case's own."""
        own = self.written.get("settings", {})
        own = own[target] if set(own) & {*TARGETS} else own
        return ProductSettings.model_validate(laid_over(SETTINGS[target], own))

    def paths(self, what: str, target: str) -> list[str]:
        """The paths that are held or told."""
        given: Any = self.written.get(what, [])
        return list(given.get(target, []) if isinstance(given, dict) else given)


@dataclass(frozen=True)
class WorkedOut:
    """What a case came to."""

    tables: Mapping[str, Any]
    held: list[str]
    told: list[str]


def read_cases() -> dict[str, WrittenCase]:
    """Every case by the name of its file."""
    return {
        path.stem: WrittenCase(path.stem, read_yaml(path.read_text("utf-8"))) for path in sorted(FOLDER.glob("*.yaml"))
    }


async def work_out(case: WrittenCase, vendor: str) -> WorkedOut:
    """What the product would become in a system, and all that is wrong; opens nothing, calls nobody."""
    opened = VENDORS[vendor]
    changes = laid_over(PRODUCTS[vendor], case.written.get("connection", {}).get(vendor, {}))
    connection = opened.settings.model_validate({"vendor": vendor, **laid_over(CONNECTIONS[vendor], changes)})
    settings = case.settings(vendor)
    mapping = tuple(case.written.get("mapping", {}).get(vendor, ()))
    flow = Flow("case", "product", "shop", "books", settings, mapping=mapping)
    async with aiohttp.ClientSession() as session:
        target: Any = opened.open("books", connection, session, None, None).target(flow)
        try:
            product = case.product
        except DocumentError as error:
            return WorkedOut({}, [problem.path for problem in error.problems], [])
        tables, problems = tables_of(product, settings, target)
        drafted = draft_product(product, settings, product.code, barcode_of(product, settings.barcodes), target)
        told = list(dict.fromkeys(problem.path for problem in drafted.cautions))
        held = [problem.path for problem in problems if problem not in drafted.cautions]
        written: Mapping[str, Any] = written_out({name: table for name, table in tables.items() if table})
        return WorkedOut(_dated(written), list(dict.fromkeys(held)), told)


def _dated(value: Any) -> Any:
    """The same with the word for the day of the event in the place of that day."""
    if isinstance(value, dict):
        return {name: _dated(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_dated(one) for one in value]
    return "TODAY" if value == datetime.now(ZONE).date().isoformat() else value
