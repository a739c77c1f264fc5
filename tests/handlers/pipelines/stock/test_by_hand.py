"""What a person or a reading does with stock besides carrying it: link, let go, rehearse, take to be gone."""

from decimal import Decimal
from typing import Any

import pytest

from handlers.contracts.stock import LevelKey
from handlers.pipelines.stock import PIPELINE
from handlers.pipelines.stock.names import hidden_name
from relay.errors import Hold
from relay.line.absent import ABSENT
from relay.line.actions import CONCLUDE_ABSENT, LINK, REHEARSE, RELINK, TRY
from relay.line.dues import Work
from relay.line.once.links import Link
from relay.model import State
from tests.handlers.pipelines.stock.desk import StockDesk, place, stock
from tests.handlers.pipelines.stock.fake_shop import FakeShop

ONLY_LIFT = (False,)
"""What the action is given so that it forgets nothing else."""


def action(desk: StockDesk, kind: Any) -> Any:
    """One of the pipeline's actions with all that it needs."""
    return PIPELINE.bind(desk.services).actions.get(kind)


async def test_an_item_without_a_code_is_told_under_the_article_that_a_person_says(
    desk: StockDesk, shop: FakeShop
) -> None:
    item = stock("55001", sku=None)
    assert str(await action(desk, LINK)(desk.flow, item, "D-1"))
    await desk.carry(item)
    await desk.carry(item)
    assert shop.told == [("D-1", "", "5")]


async def test_a_link_that_is_let_go_tells_everything_anew(desk: StockDesk, shop: FakeShop) -> None:
    await desk.carry()
    await action(desk, LINK)(desk.flow, stock(), None)
    await desk.carry()
    assert len(shop.told) == 2


async def test_a_person_may_have_an_article_told_that_was_not_there(desk: StockDesk, shop: FakeShop) -> None:
    shop.makes = False
    await desk.carry()
    shop.makes = True
    await action(desk, RELINK)(desk.flow, stock(), *ONLY_LIFT)
    assert ((await desk.carry()).state, shop.level()) == (State.WRITTEN, "5")
    with pytest.raises(Hold):
        await action(desk, RELINK)(desk.flow, stock(), *ONLY_LIFT)


async def test_a_rehearsal_shows_what_would_be_told_and_tells_nothing(desk: StockDesk, shop: FakeShop) -> None:
    shop.shows, shop.levels = True, {LevelKey("A-1"): Decimal(0)}
    rehearsed = await action(desk, REHEARSE)(await desk.ticket())
    assert (rehearsed.would_be, rehearsed.shown["levels"][0]["quantity"], shop.sent) == ("written", "5", [])
    held = await action(desk, REHEARSE)(await desk.ticket(stock("A-1", place(None))))
    assert (held.would_be, held.problems[0].path) == ("held", "places.available")


def test_a_trial_shows_the_record_that_is_read(desk: StockDesk) -> None:
    tried = action(desk, TRY)(desk.flow, stock())
    assert (tried.canonical["places"][0]["available"], tried.problems) == ("5", [])
    assert action(desk, TRY)(desk.flow, {"places": []}).problems


async def test_what_no_reading_found_is_due_to_be_asked_for_by_its_number(desk: StockDesk) -> None:
    await action(desk, CONCLUDE_ABSENT)(desk.flow, ["P-2", "P-3"])
    taken = await desk.dues.take("stock", Work.OWN, 5)
    assert sorted((due.reference, due.why) for due in taken) == [("P-2", ABSENT), ("P-3", ABSENT)]


async def test_one_whose_number_is_not_shown_is_asked_for_by_its_own(desk: StockDesk) -> None:
    shown = desk.orders.vault.show("TS|S")
    await desk.links.store(hidden_name(desk.links, desk.flow, shown), Link("TS|S"))
    await action(desk, CONCLUDE_ABSENT)(desk.flow, [shown])
    [taken] = await desk.dues.take("stock", Work.OWN, 5)
    assert taken.reference == "TS|S"


async def test_an_event_whose_number_is_not_shown_keeps_it_for_that(desk: StockDesk) -> None:
    ticket = await desk.ticket(stock("TS|S"))
    await desk.run(ticket)
    kept = await desk.links.find(hidden_name(desk.links, desk.flow, ticket.event.reference))
    assert kept == Link("TS|S")
