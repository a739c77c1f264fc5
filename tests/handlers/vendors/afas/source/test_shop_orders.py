"""Orders as shops post them, carried into AFAS over HTTP: house numbers, missing parts, lines without article."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from handlers.pipelines.orders.settings import OrderSettings
from handlers.vendors.webhook.connection import OpenWebhookConnection
from handlers.vendors.webhook.settings import WebhookConnection
from mapping.parsing import dump_json, parse_json
from relay.line.queue import Queue
from relay.model import Flow, State
from relay.store.store import Store
from relay.store.vault import Vault
from tests.handlers.pipelines.orders.fakes import OrderDesk
from tests.handlers.vendors.afas.environment import Environment, environment
from tests.line.shop_samples import shopify_address, shopify_line, shopify_order

FLOW = Flow(name="shop-orders", entity="order", source="shop", target="afas", settings=None)
LINES = [shopify_line("000100", "24.20")]


@pytest.fixture
async def e() -> AsyncIterator[Environment]:
    async with environment() as opened:
        yield opened


@pytest.fixture
def desk(store: Store, vault: Vault, queue: Queue, e: Environment) -> OrderDesk:
    made = OrderDesk(store, vault, queue)
    connection = WebhookConnection.model_validate({"vendor": "webhook", "format": "shopify"})
    made.source = OpenWebhookConnection("shop", connection).source(FLOW)
    made.target = e.target()  # type: ignore[assignment]  # in the place of the fake
    return made


def posted(lines: Any = LINES, total: str = "24.20", **changes: Any) -> Any:
    return parse_json(dump_json(shopify_order(1117, lines, total, "4.20", **changes)))


async def test_a_house_number_of_the_second_line_is_a_number_in_afas(desk: OrderDesk, e: Environment) -> None:
    place = shopify_address(address1="Lindelaan", address2="5 A")
    outcome = await desk.carry(posted(billing_address=place, shipping_address=place))
    assert outcome.state is State.WRITTEN, outcome
    [address] = e.profit.relations.addresses.by_number.values()
    assert (address["Ad"], address["HmNr"], address["HmAd"]) == ("Lindelaan", 5, "A")


async def test_an_order_of_nobody_goes_on_the_default_debtor_of_afas(desk: OrderDesk, e: Environment) -> None:
    known = await desk.carry(posted())
    row = e.profit.orders.find(known.number)
    assert row is not None
    debtor = str(row["DebtorId"])
    desk.settings = OrderSettings.model_validate({"default_debtor": {"value": debtor}})
    nobody: dict[str, Any] = {
        "customer": None,
        "billing_address": None,
        "shipping_address": None,
        "email": "",
        "order_number": 1118,
    }
    outcome = await desk.carry(posted(**nobody))
    assert outcome.state is State.WRITTEN, outcome
    assert len(e.profit.relations.debtors) == 1


async def test_a_line_without_an_article_is_on_the_one_for_free_text(desk: OrderDesk, e: Environment) -> None:
    desk.settings = OrderSettings.model_validate({"free_line_item": "000100"})
    lines = [*LINES, shopify_line(None, "5.00", None, name="Tip", taxable=False)]
    outcome = await desk.carry(posted(lines, "29.20"))
    assert outcome.state is State.WRITTEN, outcome


async def test_a_postcode_that_afas_needs_and_nobody_gave_is_told_before_anything_is_made(
    desk: OrderDesk, e: Environment
) -> None:
    place = shopify_address(zip=None)
    outcome = await desk.carry(posted(billing_address=place, shipping_address=place))
    assert (outcome.state, [problem.path for problem in outcome.problems]) == (
        State.HELD,
        ["billing_address.postcode"],
    )
    assert len(e.profit.relations.debtors) == 0
