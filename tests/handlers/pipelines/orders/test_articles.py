"""Articles that the target lacks: held, made once, replaced by another, or turned into text."""

import asyncio
from typing import Any

import pytest

from handlers.contracts.drafts import Draft
from handlers.pipelines.orders import PIPELINE
from handlers.pipelines.orders.settings import OrderSettings
from mapping.problems import Problem
from relay.model import State
from tests.handlers.pipelines.orders.fakes import OrderDesk, document
from tests.plain import as_told

LINES = [
    {"sku": "BR-100", "quantity": 2, "unit_price": "12.50"},
    {"sku": "XX-1", "description": "Rolling pin", "quantity": 1, "unit_price": "8.00"},
]


def selling(**settings: Any) -> dict[str, Any]:
    return {"lines": LINES, **settings}


@pytest.fixture
def shop(desk: OrderDesk) -> OrderDesk:
    desk.target.articles = {"BR-100", "MISC"}
    return desk


async def test_without_a_setting_the_order_is_held(shop: OrderDesk) -> None:
    outcome = await shop.carry(document(lines=LINES))
    assert (outcome.state, outcome.reason) == (State.HELD, "not in the target: XX-1")
    assert shop.written() == 0


async def test_a_missing_article_is_made_and_then_sold(shop: OrderDesk) -> None:
    shop.settings = OrderSettings(missing_article="create")
    outcome = await shop.carry(document(lines=LINES))
    assert outcome.state is State.WRITTEN
    assert "article XX-1 created" in [note for step in outcome.steps for note in step.notes]
    assert [line["SKU"] for line in shop.target.sent[0]["LINES"]] == ["BR-100", "XX-1"]


async def test_two_orders_that_need_one_new_article_at_the_same_moment_make_it_once(shop: OrderDesk) -> None:
    shop.settings = OrderSettings(missing_article="create")
    tickets = [await shop.ticket(order=document(number=str(number), lines=LINES)) for number in range(4)]
    outcomes = await asyncio.gather(*(PIPELINE.bind(shop.services).run(ticket) for ticket in tickets))
    assert {outcome.state for outcome in outcomes} == {State.WRITTEN}
    assert shop.target.calls["create_article"] == 1


async def test_a_dry_run_names_the_articles_it_would_make_and_makes_none(shop: OrderDesk) -> None:
    shop.settings = OrderSettings(missing_article="create", default_debtor={"value": "D9", "force": True})
    outcome = await shop.carry(document(lines=LINES), write=False)
    assert outcome.reason.startswith("dry run: would make article XX-1; would make a delivery address")
    assert shop.target.calls["create_article"] == 0


async def test_a_fallback_item_takes_its_place_and_the_description_tells_its_code(shop: OrderDesk) -> None:
    shop.settings = OrderSettings(missing_article="fallback_item", fallback_item="MISC")
    outcome = await shop.carry(document(lines=LINES))
    assert outcome.state is State.WRITTEN
    assert [line["SKU"] for line in shop.target.sent[0]["LINES"]] == ["BR-100", "MISC"]


async def test_a_line_of_text_that_the_target_has_no_place_for_is_held_before_anything_is_sent(shop: OrderDesk) -> None:
    def check(draft: Draft) -> list[Problem]:
        return [Problem("lines.sku", as_told("is needed"), as_told("give it")) for line in draft.lines if not line.sku]

    shop.target.check = check  # type: ignore[method-assign]  # a target where each line needs an article
    shop.settings = OrderSettings(missing_article="text_line")
    outcome = await shop.carry(document(lines=[LINES[0], {**LINES[1], "unit_price": 0}]))
    assert (outcome.state, shop.target.calls["create_order"]) == (State.HELD, 0)
    assert [problem.path for problem in outcome.problems] == ["lines.sku"]


async def test_an_article_of_the_settings_is_never_made_nor_replaced(shop: OrderDesk) -> None:
    shop.settings = OrderSettings.model_validate(
        {"missing_article": "fallback_item", "fallback_item": "MISC", "shipping_cost": {"item": "SHIP"}}
    )
    outcome = await shop.carry(document(lines=LINES, shipping={"amount": "6.95"}))
    assert (outcome.state, outcome.reason) == (State.HELD, "not in the target: SHIP")


async def test_a_fallback_item_that_the_target_lacks_is_held_too(shop: OrderDesk) -> None:
    shop.settings = OrderSettings(missing_article="fallback_item", fallback_item="NONE")
    assert (await shop.carry(document(lines=LINES))).reason == "not in the target: NONE"


async def test_as_text_a_line_that_costs_something_goes_on_the_article_for_free_text(shop: OrderDesk) -> None:
    shop.settings = OrderSettings.model_validate({"missing_article": "text_line", "free_line_item": "MISC"})
    assert (await shop.carry(document(lines=LINES))).state is State.WRITTEN
    assert [line["SKU"] for line in shop.target.sent[0]["LINES"]] == ["BR-100", "MISC"]


async def test_as_text_without_such_an_article_its_amount_would_be_lost_and_it_is_held(shop: OrderDesk) -> None:
    shop.settings = OrderSettings(missing_article="text_line")
    outcome = await shop.carry(document(lines=LINES))
    assert outcome.state is State.HELD
    assert "settings.free_line_item" in outcome.problems[0].remedy


async def test_as_text_a_gift_becomes_a_line_of_text(shop: OrderDesk) -> None:
    shop.settings = OrderSettings(missing_article="text_line")
    lines = [LINES[0], {**LINES[1], "unit_price": 0}]
    assert (await shop.carry(document(lines=lines))).state is State.WRITTEN
    assert [line["SKU"] for line in shop.target.sent[0]["LINES"]] == ["BR-100", None]


async def test_the_article_for_free_text_is_never_made(shop: OrderDesk) -> None:
    shop.settings = OrderSettings.model_validate({"missing_article": "create", "free_line_item": "FREE"})
    lines = [LINES[0], {"description": "Engraving", "quantity": 1, "unit_price": 5}]
    assert (await shop.carry(document(lines=lines))).reason == "not in the target: FREE"
    assert shop.target.calls["create_article"] == 0
