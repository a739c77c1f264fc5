"""Products from a canonical document into AFAS over HTTP: every body that AFAS gets, to the field, case by case.

The cases stand in ``product_cases.yaml``; those with ``published`` are of the same name among the published ones.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from handlers.pipelines.common.edited_units import ZONE
from handlers.pipelines.common.part import day_of
from handlers.pipelines.products import PIPELINE
from handlers.pipelines.products.settings import ProductSettings
from handlers.sandboxes.afas import Profit
from mapping.parsing import dump_json
from mapping.strict_yaml import read
from relay.line.queue import Queue
from relay.model import Outcome
from relay.store.store import Store
from relay.store.vault import Vault
from tests.handlers.pipelines.orders.fakes import OrderDesk
from tests.handlers.pipelines.products.desk import ProductDesk
from tests.handlers.vendors.afas.environment import environment
from tests.handlers.vendors.afas.products import a_product_flow

TODAY, YESTERDAY = "TODAY", "YESTERDAY"
"""Stand in a case for the day of its event, and for the one before."""

CASES: Mapping[str, Any] = read(Path(__file__).with_name("product_cases.yaml").read_text(encoding="utf-8"))
USUAL: Mapping[str, Any] = CASES["usual settings"]
BY_NAME: Mapping[str, Any] = {name: case for name, case in CASES.items() if name != "usual settings"}


class NotingProfit(Profit):
    """Books that note each write that comes in: how, to what, and with which fields."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[dict[str, Any]] = []

    def write(self, method: str, connector: str, part: str | None, body: bytes) -> list[dict[str, str]]:
        keys = super().write(method, connector, part, body)
        [holder] = json.loads(body, parse_float=Decimal).values()
        elements = holder["Element"]
        for element in elements if isinstance(elements, list) else [elements]:
            self.sent.append({f"{method} {self.connector_named(connector)}": _plain(element["Fields"])})
        return keys


@dataclass
class Carried:
    """What came of a case: how each document ended, and what AFAS got meanwhile."""

    ends: list[Outcome] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    day: str = ""


def _plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields as a case writes them: numbers as texts, whatever zeros end them."""
    return {
        name: format(value.normalize(), "f") if isinstance(value, Decimal) else value for name, value in fields.items()
    }


@pytest.fixture
def desk(store: Store, vault: Vault, queue: Queue) -> ProductDesk:
    made = ProductDesk(OrderDesk(store, vault, queue))
    made.names = ("products", "shop", "afas")
    return made


async def carry(desk: ProductDesk, case: Mapping[str, Any]) -> Carried:
    """Carry the documents of a case, one after the other, into books that hold what it says."""
    profit, carried = NotingProfit(), Carried()
    for article in case.get("there", ()):
        usual = {"Grp": "SERV", "BiUn": "STK", "VaRc": "1"}
        profit.write("POST", "FbItemArticle", None, _body("FbItemArticle", {**usual, **article}))
    for price in case.get("prices", ()):
        usual = {"VaIt": "2", "BiUn": "STK", "CuId": "EUR", "PrLi": "*****"}
        profit.write("POST", "FbSalesPrice", None, _body("FbSalesPrice", {**usual, **price}))
    for name, way in case.get("behaviour", {}).items():
        setattr(profit.behaviour, name, way)
    profit.sent.clear()
    desk.settings = ProductSettings.model_validate({**USUAL, **case.get("settings", {})})
    async with environment(profit) as e:
        opened = e.connected(**case.get("connection", {}))
        flow = a_product_flow(*case.get("mapping", ()))
        desk.target = opened.target(flow)
        for document in case["carry"]:
            ticket = await desk.ticket(document)
            carried.day = day_of(ticket.event, ZONE).isoformat()
            carried.ends.append(await PIPELINE.bind(desk.services).run(ticket))
    carried.sent = profit.sent
    return carried


def _body(connector: str, fields: Mapping[str, Any]) -> bytes:
    return dump_json({connector: {"Element": {"Fields": dict(fields)}}})


def _dated(value: Any, day: str) -> Any:
    """What a case expects, with the day of its event where it says so."""
    if isinstance(value, dict):
        return {name: _dated(one, day) for name, one in value.items()}
    if isinstance(value, list):
        return [_dated(one, day) for one in value]
    if value == YESTERDAY:
        return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    return day if value == TODAY else value


def told(outcome: Outcome) -> str:
    """All that a person reads of an end."""
    steps = (one for step in outcome.steps for one in step.told)
    return " | ".join(map(str, (outcome.reason, *outcome.problems, *steps)))


@pytest.mark.parametrize("name", BY_NAME)
async def test_afas_gets_what_the_case_says_and_nothing_else(desk: ProductDesk, name: str) -> None:
    case = BY_NAME[name]
    carried = await carry(desk, case)
    assert [str(end.state) for end in carried.ends] == case["ends"], [told(end) for end in carried.ends]
    assert carried.sent == _dated(case.get("sent", []), carried.day)
    for wanted in case.get("told", ()):
        assert wanted in " | ".join(map(told, carried.ends))
