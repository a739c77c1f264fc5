"""A dry run goes all the way: every decision is made, nothing is written, and its story tells field names only."""

from typing import Any

import pytest

from handlers.contracts.debtors import FoundDebtor
from handlers.pipelines.orders.settings import OrderSettings
from relay.model import Outcome, State
from tests.handlers.pipelines.orders.fakes import ELSEWHERE, EMAIL, OrderDesk, document

PERSONAL = ("ring twice", "please", "keizers", "1017", "gn", "dam", "bakkerij", "0100", "coolsingel", "12.50", "25.12")
"""Values of the document; none may stand in a story."""


def stories(outcome: Outcome) -> str:
    return " ".join([outcome.reason, *(note for step in outcome.steps for note in step.notes)]).casefold()


async def test_a_dry_run_of_a_new_customer_with_a_new_article_and_address_goes_on_to_the_order(desk: OrderDesk) -> None:
    desk.settings = OrderSettings(missing_article="create")
    desk.target.articles.remove("BR-200")
    outcome = await desk.carry(document(shipping_address=ELSEWHERE), write=False)
    assert (outcome.state, outcome.number) == (State.SKIPPED, None)
    first, *parts, last = outcome.reason.split("; would ")
    assert first == "dry run: would make a debtor (CONTACT, EMAIL, KIND, NAME, PHONE, STREET)"
    assert parts == ["make article BR-200", "make a delivery address (CITY, DEBTOR, STREET)"]
    assert last.startswith("write the order (HEADER: ADDRESS, DATE, DEBTOR, REFERENCE, REMARK, SHIP_TO, 2 LINES: ")
    assert [step.step for step in outcome.steps][-2:] == ["map_order", "dry_run"]
    assert (desk.written(), desk.target.calls["create_article"]) == (0, 0)


async def test_a_dry_run_tells_whose_order_it_would_be_and_no_value(desk: OrderDesk) -> None:
    desk.target.debtors.append(FoundDebtor("D9", EMAIL, {}))
    outcome = await desk.carry(document(shipping_address=ELSEWHERE), write=False)
    assert "would write the order for debtor D9 (HEADER: " in outcome.reason
    assert "fill in CONTACT, EMAIL, KIND, NAME, PHONE, STREET on debtor D9" in outcome.reason
    assert [value for value in PERSONAL if value in stories(outcome)] == []


async def test_a_dry_run_leaves_nothing_behind_that_keeps_the_real_run_from_writing(desk: OrderDesk) -> None:
    desk.target.debtors.append(FoundDebtor("D9", EMAIL, {"NAME": "Bakkerij"}))
    await desk.carry(document(shipping_address=ELSEWHERE), write=False)
    assert (await desk.link(desk.debtor_name()), await desk.intents.look(desk.debtor_name())) == (None, None)
    assert (await desk.carry()).state is State.WRITTEN
    assert desk.target.debtors[0].fields["PHONE"] == "+31205550100"


async def test_a_dry_run_of_an_order_that_someone_else_wrote_links_nothing(desk: OrderDesk) -> None:
    await desk.carry()
    await desk.links.forget(desk.order_name())
    assert (await desk.carry(write=False)).reason == "already in the target"
    assert await desk.link(desk.order_name()) is None


@pytest.mark.parametrize(
    ("settings", "gone", "told"),
    [
        ({}, "BR-200", "not in the target: BR-200"),
        ({"customer": {"on_none": "hold"}}, None, "no debtor has the order's e-mail address"),
    ],
)
async def test_a_dry_run_is_held_by_what_would_hold_the_order(
    settings: dict[str, Any], gone: str | None, told: str, desk: OrderDesk
) -> None:
    desk.settings = OrderSettings.model_validate(settings)
    desk.target.articles.discard(str(gone))
    dry = await desk.carry(write=False)
    real = await desk.carry()
    assert (dry.state, real.state) == (State.HELD, State.HELD)
    assert dry.reason == real.reason
    assert told in dry.reason
    assert desk.written() == 0


async def test_a_dry_run_of_an_order_that_is_there_already_says_so(desk: OrderDesk) -> None:
    await desk.carry()
    assert (await desk.carry(write=False)).reason == "carried before"


async def test_a_dry_run_of_a_thousand_lines_counts_them_and_names_their_fields_once(desk: OrderDesk) -> None:
    desk.target.debtors.append(FoundDebtor("D9", EMAIL, {}))
    lines = [{"sku": "BR-100", "quantity": 1, "unit_price": 1}] * 1000
    reason = (await desk.carry(document(lines=lines), write=False)).reason
    assert "1000 LINES: ACCOUNT, PRICE, QUANTITY, SKU, VAT" in reason
    assert len(reason) < 500
