"""Reads a case of tests/handlers/pipelines/orders/cases, and works out what its order becomes in the target, unsent.

A case is one YAML file: ``says`` is its sentence; ``target`` a vendor; ``connection`` and ``settings`` are those of
relay.yaml; ``vat_number`` is what VIES says, where it is asked; ``order`` is laid over :data:`USUAL`, field by field.
``becomes`` are the target's tables: a table of lines is compared whole, of any other table the columns in the case.
``totals`` are those of the lines as they are sent. ``held`` are the problems instead, by path, each with a piece of
what is told. ``told`` are notes of the story.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import aiohttp

from handlers.pipelines.orders.drafting import Drafted, draft_order
from handlers.pipelines.orders.settings import OrderSettings
from handlers.vendors import VENDORS
from mapping.documents.reading import read_order
from mapping.documents.values import plain
from mapping.parsing import dump_json, parse_json
from mapping.plain_yaml import read_yaml
from mapping.problems import Problem
from relay.model import Flow

FOLDER = Path(__file__).parent / "cases"
DEBTOR = "10001"
TODAY = date(2026, 11, 24)

USUAL: dict[str, Any] = {
    "number": "100245",
    "ordered_on": "2026-11-24",
    "customer": {"first_name": "Fenna", "infix": "van der", "last_name": "Meulen", "email": "fenna@example.com"},
    "billing_address": {
        "street": "Kerkstraat",
        "number": "12",
        "postcode": "1017 GN",
        "city": "Amsterdam",
        "country": "NL",
    },
}
"""A Dutch consumer; a case only says what is different."""

CONNECTIONS: Mapping[str, dict[str, Any]] = {
    "accountview": {"company": "DEMO", "client_id": "key", "client_secret": "hidden"},
    "afas": {"environment": "12345", "token": "hidden", "administration": 1},
}
SETTINGS: Mapping[str, dict[str, Any]] = {
    "accountview": {"receivables_account": {"default": "1300"}, "payment_condition": {"default": "30"}},
    "afas": {"receivables_account": {"default": "1300"}, "payment_condition": {"default": "14"}},
}


@dataclass(frozen=True)
class Case:
    """One file of the folder."""

    name: str
    says: str
    target: str
    written: Mapping[str, Any]

    @property
    def settings(self) -> OrderSettings:
        """The flow's settings: those that every flow into this target has, and the case's own."""
        return OrderSettings.model_validate(laid_over(SETTINGS[self.target], self.written.get("settings", {})))

    @property
    def order(self) -> Any:
        """The document as a sender would post it."""
        return parse_json(dump_json(laid_over(USUAL, self.written["order"])))


@dataclass(frozen=True)
class Worked:
    """What a case comes to: the draft, the target's tables, and all problems."""

    drafted: Drafted
    tables: Mapping[str, Any]
    problems: list[Problem]


def read_cases() -> list[Case]:
    """Every case, by name of its file."""
    cases = []
    for path in sorted(FOLDER.glob("*.yaml")):
        written = read_yaml(path.read_text("utf-8"))
        cases.append(Case(path.stem, written["says"], written.get("target", "accountview"), written))
    return cases


async def work_out(case: Case) -> Worked:
    """The case's order up to what would be sent; opens nothing and calls nobody."""
    vendor = VENDORS[case.target]
    connection = vendor.settings.model_validate(
        {"vendor": case.target, **CONNECTIONS[case.target], **case.written.get("connection", {})}
    )
    mapping = tuple(case.written.get("mapping", ()))
    flow = Flow("case", "order", "shop", "books", case.settings, mapping=mapping, reference_prefix="S1-")
    async with aiohttp.ClientSession() as session:
        target = vendor.open("books", connection, session, None, None).target(flow)
        order = read_order(case.order, strict=True)
        drafted = draft_order(order, flow, target.basis, TODAY, case.written.get("vat_number"))
        if drafted.problems:
            return Worked(drafted, {}, list(drafted.problems))
        draft = replace(drafted.draft, original=case.written.get("original"))
        explained = target.explain(draft)  # the debtor's own fields are shown until he has a number
        numbered = replace(draft, debtor=draft.debtor or DEBTOR)
        tables = {**explained.tables, **target.explain(numbered).tables}
        return Worked(replace(drafted, draft=numbered), tables, list(explained.problems))


def laid_over(base: Any, over: Any) -> Any:
    """Objects are laid over each other field by field, None takes a field away; anything else replaces."""
    if not isinstance(base, Mapping) or not isinstance(over, Mapping):
        return over
    merged = {name: laid_over(base.get(name), value) for name, value in over.items()}
    return {name: value for name, value in {**base, **merged}.items() if value is not None}


def written_out(value: Any) -> Any:
    """Fields as a case writes them: numbers and dates as text, nothing left out."""
    if isinstance(value, Mapping):
        return {str(name): written_out(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [written_out(part) for part in value]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, Decimal):
        return plain(value.normalize()) if value else "0"
    return str(value)
