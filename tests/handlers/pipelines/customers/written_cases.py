"""Reads the cases of customers: a record, the flow's settings, and to the field what it becomes in either system.

``customer`` is laid over :data:`USUAL`, field by field; null takes a field away. ``settings`` and ``mapping`` are the
flow's. ``becomes`` holds by system the debtor, the addresses to deliver to and the contacts as they would be sent;
``held`` the paths of what keeps the customer from being carried, in their order.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from handlers.pipelines.customers.settings import CustomerSettings
from handlers.pipelines.customers.trial import tables_of
from handlers.vendors import VENDORS
from mapping.documents.customer import CustomerRecord
from mapping.documents.reading import read_customer
from mapping.parsing import dump_json, parse_json
from mapping.problems import DocumentError
from mapping.strict_yaml import read as read_yaml
from relay.model import Flow
from tests.handlers.pipelines.customers.sandboxes import CODES
from tests.handlers.pipelines.orders.carried import CONNECTIONS, laid_over, written_out

FOLDER = Path(__file__).parent / "cases"
TARGETS = ("accountview", "afas")
USUAL: Mapping[str, Any] = {
    "number": "10023",
    "customer": {"company": "Bakkerij Van Dam B.V.", "email": "info@bakkerij.example.com", "phone": "020-5550100"},
    "billing_address": {
        "street": "Keizersgracht",
        "number": "12",
        "postcode": "1017 GN",
        "city": "Amsterdam",
        "country": "NL",
    },
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
    def record(self) -> CustomerRecord:
        """The customer as a source gives them. Raises DocumentError."""
        whole = laid_over(USUAL, self.written.get("customer", {}))
        return read_customer(parse_json(dump_json(whole)), strict=True)

    def settings(self, target: str) -> CustomerSettings:
        """The flow's settings: those that every flow into this system has, and the case's own."""
        return CustomerSettings.model_validate(laid_over(CODES[target], self.written.get("settings", {})))


def read_cases() -> dict[str, WrittenCase]:
    """Every case by the name of its file."""
    return {
        path.stem: WrittenCase(path.stem, read_yaml(path.read_text("utf-8"))) for path in sorted(FOLDER.glob("*.yaml"))
    }


async def work_out(case: WrittenCase, vendor: str) -> tuple[Mapping[str, Any], list[str]]:
    """What the customer would become in a system, and the paths of all that is wrong; opens nothing, calls nobody."""
    opened = VENDORS[vendor]
    changes = case.written.get("connection", {}).get(vendor, {})
    connection = opened.settings.model_validate({"vendor": vendor, **laid_over(CONNECTIONS[vendor], changes)})
    settings = case.settings(vendor)
    mapping = tuple(case.written.get("mapping", {}).get(vendor, ()))
    flow = Flow("case", "customer", "shop", "books", settings, mapping=mapping)
    async with aiohttp.ClientSession() as session:
        target = opened.open("books", connection, session, None, None).target(flow)
        try:
            record = case.record
        except DocumentError as error:
            return {}, [problem.path for problem in error.problems]
        tables, problems = tables_of(record, settings, target)
        written: Mapping[str, Any] = written_out({name: table for name, table in tables.items() if table})
        return written, list(dict.fromkeys(problem.path for problem in problems))
