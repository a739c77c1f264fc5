"""An order that was sent under a former prefix is known by its link, by an open note, and in the target itself."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from handlers.pipelines.orders import PIPELINE
from relay.line.actions import FIND_NUMBER
from relay.line.once.links import Links
from relay.model import State
from relay.store.store import Store
from relay.store.vault import Vault
from tests.handlers.pipelines.orders.fakes import OrderDesk, document


class Before:
    """The desk's source had the prefix of the fakes before, and has another now."""

    def id_of(self, connection: str) -> str:
        return connection

    def former_prefixes(self, connection: str) -> Sequence[str]:
        return ("S1-",) if connection == "shop" else ()


@pytest.fixture
async def number(desk: OrderDesk, store: Store, vault: Vault) -> str:
    """The number of an order that was sent under the former prefix, which is another from here on."""
    outcome = await desk.carry()
    assert outcome.number is not None
    desk.links, desk.prefix = Links(store, vault, Before()), "NEW-"
    return outcome.number


async def test_an_order_with_a_link_under_the_former_prefix_is_not_sent_again(desk: OrderDesk, number: str) -> None:
    outcome = await desk.carry()
    assert (outcome.state, outcome.number, len(desk.target.orders)) == (State.SKIPPED, number, 1)


async def test_an_order_that_only_the_target_shows_under_the_former_prefix_is_not_sent_again(
    desk: OrderDesk, number: str
) -> None:
    await desk.links.forget(desk.links.name("books", "order", "S1-1001"))
    outcome = await desk.carry()
    assert (outcome.state, outcome.number, len(desk.target.orders)) == (State.SKIPPED, number, 1)


async def test_a_comparison_finds_it_too(desk: OrderDesk, number: str) -> None:
    await desk.links.forget(desk.links.name("books", "order", "S1-1001"))
    look = PIPELINE.bind(desk.services).actions.get(FIND_NUMBER)
    assert look is not None
    assert await look((await desk.ticket()).flow, document()) == number


async def test_an_unanswered_write_under_the_former_prefix_is_waited_for(desk: OrderDesk, number: str) -> None:
    assert number
    ticket = await desk.ticket()
    await desk.intents.begin(ticket.lease, desk.links.name("books", "order", "S1-2002"), None)
    outcome = await desk.carry(document(number="2002"))
    assert (outcome.state, len(desk.target.orders)) == (State.UNCONFIRMED, 1)
    await desk.age_intent(desk.links.name("books", "order", "S1-2002"), desk.target.horizon + timedelta(seconds=1))
    outcome = await desk.carry(document(number="2002"))
    assert (outcome.state, len(desk.target.orders)) == (State.WRITTEN, 2)
