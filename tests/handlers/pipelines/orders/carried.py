"""Reads a case of tests/handlers/pipelines/orders/cases, and works out what its order becomes in the target, unsent.

A case is one YAML file. ``says`` is its sentence; ``target`` a vendor; ``connection`` and ``settings`` are those of
relay.yaml, and ``vat_table`` names one of :data:`VAT_TABLES` for the settings. ``vat_number`` is what VIES says, where
it is asked; ``original`` the target's number of what a credit is about; ``order`` is laid over :data:`USUAL`, field by
field. ``repeat`` has its lines, and those of the target's tables, so many times.

``becomes`` are the target's tables: a table of lines is compared whole, of any other table the columns in the case.
``lines`` are, of each line that is sent, what the case names. ``totals`` are those of the lines as they are sent.
``held`` are the problems instead, by path, each with a piece of what is told. ``told`` are notes of the story.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import aiohttp

from handlers.pipelines.orders.draft import Drafted, draft_order
from handlers.pipelines.orders.settings import OrderSettings
from handlers.vendors import VENDORS
from mapping.documents.order import Order
from mapping.documents.reading import read_order
from mapping.documents.values import plain
from mapping.parsing import dump_json, parse_json
from mapping.pricing import PricedOrder
from mapping.problems import DocumentError, Problem
from mapping.strict_yaml import read as read_yaml
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

VAT_TABLES: Mapping[str, dict[str, Any]] = {
    "dutch_shop": {
        "rows": [
            {"country": "domestic", "rate": 21, "code": "1"},
            {"country": "domestic", "rate": 9, "code": "2", "revenue_account": "8002"},
            {"country": "domestic", "rate": 0, "vat_class": "exempt", "code": "3"},
            {"country": "domestic", "rate": 0, "vat_class": "reversed", "code": "4", "reverse": True},
            {"country": "EU_business", "rate": 0, "kind": "goods", "code": "5"},
            {"country": "EU_business", "rate": 0, "kind": "service", "code": "6", "reverse": True},
            {"country": "EU_consumer", "rate": 21, "code": "1"},
            {"country": "BE", "rate": 21, "code": "B1"},
            {"country": "BE", "rate": 21, "code": "B2", "valid_from": "2027-01-01"},
            {"country": "BE", "rate": 6, "code": "B6"},
            {"country": "DE", "rate": 19, "code": "D1"},
            {"country": "DE", "rate": 7, "code": "D2"},
            {"country": "FR", "rate": 20, "code": "F1"},
            {"country": "FR", "rate": Decimal("5.5"), "code": "F2"},
            {"country": "FI", "rate": Decimal("25.5"), "code": "S1"},
            {"country": "XI", "rate": 20, "code": "X1"},
            {"country": "outside_EU", "rate": 0, "code": "7"},
        ],
        "revenue_accounts": [
            {"account": "8000"},
            {"country": "EU_business", "account": "8010"},
            {"country": "EU_consumer", "account": "8020"},
            {"country": "outside_EU", "account": "8030"},
        ],
    }
}
"""The table of docs/vat.md, with some more of the OSS. Codes of two letters are at most that long in AccountView."""

TOKEN = f"<token><version>1</version><data>{'0123456789ABCDEF' * 4}</data></token>"
CONNECTIONS: Mapping[str, dict[str, Any]] = {
    "accountview": {
        "company": "DEMO",
        "client_id": "key",
        "client_secret": "hidden",
        "order_line_columns": {"vat_code": "VAT_CODE", "revenue_account": "ACCT_NR"},
    },
    "afas": {"environment": "12345", "token": TOKEN, "administration": 1},
}
SETTINGS: Mapping[str, dict[str, Any]] = {
    "accountview": {"receivables_account": {"default": "1300"}, "payment_condition": {"default": "30"}},
    "afas": {"receivables_account": {"default": "1300"}, "payment_condition": {"default": "14"}},
}
DELIVERY = "501"


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
        table = self.written.get("vat_table")
        vat_codes = {"vat_codes": VAT_TABLES[table]} if table else {}
        return OrderSettings.model_validate(
            laid_over({**SETTINGS[self.target], **vat_codes}, self.written.get("settings", {}))
        )

    @property
    def order(self) -> Any:
        """The document as a sender would post it."""
        whole = laid_over(USUAL, self.written["order"])
        lines = whole["lines"] * self.written.get("repeat", 1)
        return parse_json(dump_json({**whole, "lines": lines}))

    @property
    def becomes(self) -> Mapping[str, Any]:
        """The target's tables as they are expected."""
        times = self.written.get("repeat", 1)
        tables = self.written.get("becomes", {})
        return {name: table * times if isinstance(table, list) else table for name, table in tables.items()}


@dataclass(frozen=True)
class Worked:
    """What a case comes to: the order as read, the draft, the target's tables, and all problems."""

    order: Order | None
    drafted: Drafted | None
    tables: Mapping[str, Any]
    problems: Sequence[Problem]

    @property
    def priced(self) -> PricedOrder:
        """The lines as they are sent, of an order that is."""
        assert self.drafted is not None
        return self.drafted.draft.priced


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
        {"vendor": case.target, **laid_over(CONNECTIONS[case.target], case.written.get("connection", {}))}
    )
    mapping = tuple(case.written.get("mapping", ()))
    flow = Flow("case", "order", "shop", "books", case.settings, mapping=mapping, reference_prefix="S1-")
    async with aiohttp.ClientSession() as session:
        target = vendor.open("books", connection, session, None, None).target(flow)
        try:
            order = read_order(case.order, strict=True)
        except DocumentError as error:
            return Worked(None, None, {}, error.problems)
        drafted = draft_order(order, flow, target.basis, TODAY, case.written.get("vat_number"))
        if drafted.problems:
            return Worked(order, drafted, {}, drafted.problems)
        draft = replace(drafted.draft, original=case.written.get("original"))
        explained = target.explain(draft)  # the debtor's own fields are shown until there is a number
        delivery = DELIVERY if draft.party.ships_elsewhere else None
        numbered = replace(draft, debtor=draft.debtor or DEBTOR, delivery_address=delivery)
        tables = {**explained.tables, **target.explain(numbered).tables}
        return Worked(order, replace(drafted, draft=numbered), tables, explained.problems)


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
