"""An order that is held has written nothing: whatever can hold it is decided before the first write."""

from typing import Any

import pytest

from handlers.pipelines.orders.settings import OrderSettings
from handlers.services.vies import CheckedNumber
from relay.model import State
from tests.handlers.pipelines.orders.carried import CONNECTIONS, SETTINGS, Case, laid_over, read_cases
from tests.handlers.pipelines.orders.fakes import ELSEWHERE, OrderDesk
from tests.handlers.pipelines.orders.sandboxes import running

HELD = [case for case in read_cases() if "held" in case.written]
SENT = {
    case.target: case for case in read_cases() if case.name in {"nl-consumer-including-vat", "afas-order-of-a-person"}
}
LINE = {"sku": "IS-1", "quantity": 2, "unit_price": "8.26", "vat_rate": 21}
OTHER = {"sku": "IS-2", "description": "Servies", "quantity": 1, "unit_price": "5.00", "vat_rate": 21}

FURTHER: dict[str, tuple[str, dict[str, Any], str]] = {
    "an article is missing": ("both", {}, "not in the target: IS-2"),
    "an article cannot be made": ("both", {"settings": {"missing_article": "create"}}, "cannot be made|by hand"),
    "a line of text would lose its amount": (
        "both",
        {"settings": {"missing_article": "text_line"}},
        "not in the target: IS-2",
    ),
    "the article that takes its place is missing": (
        "both",
        {"settings": {"missing_article": "fallback_item", "fallback_item": "IS-3"}},
        "not in the target: IS-3",
    ),
    "an article for costs is missing": (
        "both",
        {"settings": {"shipping_cost": {"item": "SHIP"}}, "order": {"shipping": {"amount": "5.00", "vat_rate": 21}}},
        "SHIP",
    ),
    "a text that replaces an article does not fit": (
        "afas",
        {
            "settings": {"missing_article": "text_line"},
            "order": {"lines": [LINE, {**OTHER, "unit_price": "0", "description": None}]},
        },
        "what would be written instead does not fit",
    ),
    "nobody is found and nobody may be made": (
        "both",
        {"settings": {"customer": {"on_none": "hold"}}, "order": {"lines": [LINE]}},
        "no debtor has the order's e-mail address",
    ),
    "the default debtor has no such country": (
        "both",
        {
            "settings": {
                "customer": {"on_none": "default_debtor"},
                "default_debtor": {"by_country": {"BE": "1"}},
            },
            "order": {"lines": [LINE]},
        },
        "there is no default debtor",
    ),
    "the mapping of the order lacks a code": (
        "accountview",
        {
            "mapping": [{"to": "SO_HDR.EMP_NR", "from": "order.store", "table": {"web": "1"}}],
            "order": {"lines": [LINE], "store": "market"},
        },
        "has no code in the table",
    ),
    "the fiscal year is not there": (
        "accountview",
        {
            "connection": {"book_orders_in": "order_date"},
            "order": {"lines": [LINE], "ordered_on": "2021-03-01"},
        },
        "no administration for fiscal year 2021",
    ),
}
"""Kinds of hold besides those of the cases, that come once the target was asked."""

KINDS = [
    (vendor, kind) for kind, (vendors, _, _) in FURTHER.items() for vendor in SETTINGS if vendors in {vendor, "both"}
]


@pytest.mark.parametrize("case", HELD, ids=[case.name for case in HELD])
async def test_an_order_that_its_case_holds_leaves_the_books_as_they_were(case: Case, desk: OrderDesk) -> None:
    connection = laid_over(
        {
            name: value
            for name, value in CONNECTIONS[case.target].items()
            if "columns" in name or name == "administration"
        },
        case.written.get("connection", {}),
    )
    async with running(case.target, connection, case.written.get("mapping", ())) as books:
        books.stock([line["sku"] for line in case.order["lines"] if line.get("sku")])
        settings = case.settings
        if "vat_number" in case.written:
            asking = settings.vat_number_check.model_copy(update={"enabled": True})
            settings = settings.model_copy(update={"vat_number_check": asking})
            desk.checks.answer = CheckedNumber(case.written["vat_number"])
        books.seat(desk, settings)
        before = books.holds()
        outcome = await desk.carry(case.order)
        assert outcome.state is State.HELD, outcome.reason
        assert (books.holds(), books.writes()) == (before, 0)


@pytest.mark.parametrize(("vendor", "kind"), KINDS)
async def test_an_order_that_is_held_once_the_target_was_asked_leaves_the_books_as_they_were(
    vendor: str, kind: str, desk: OrderDesk
) -> None:
    _, changes, told = FURTHER[kind]
    order = laid_over({**SENT[vendor].order, "lines": [LINE, OTHER]}, changes.get("order", {}))
    order = {**order, "shipping_address": ELSEWHERE, "totals": None}
    async with running(vendor, changes.get("connection"), changes.get("mapping", ())) as books:
        books.stock(["IS-1"])
        books.seat(desk, OrderSettings.model_validate(laid_over(SETTINGS[vendor], changes.get("settings", {}))))
        before = books.holds()
        outcome = await desk.carry({name: value for name, value in order.items() if value is not None})
        whole = " ".join([outcome.reason, *(problem.rule for problem in outcome.problems)])
        assert outcome.state is State.HELD, whole
        assert any(part in whole for part in told.split("|")), whole
        assert (books.holds(), books.writes()) == (before, 0)


@pytest.mark.parametrize("vendor", SETTINGS)
async def test_the_same_order_with_nothing_to_hold_it_writes_debtor_address_and_order_in_turn(
    vendor: str, desk: OrderDesk
) -> None:
    async with running(vendor) as books:
        books.stock(["IS-1", "IS-2"])
        books.seat(desk, OrderSettings.model_validate(SETTINGS[vendor]))
        before = books.holds()
        order = {**SENT[vendor].order, "lines": [LINE, OTHER], "shipping_address": ELSEWHERE}
        order.pop("totals", None)
        outcome = await desk.carry(order)
        assert outcome.state is State.WRITTEN, outcome.reason
        made = {name: count - before[name] for name, count in books.holds().items()}
        assert (made["debtors"], made["articles"], made["documents"]) == (1, 0, 1)
        assert made["addresses"] >= 1
        assert books.writes() == 3
