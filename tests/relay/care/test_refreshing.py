"""What changed settings would change is counted by field before anything of it is carried, and carried on a word."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from relay.care.refreshing import Refreshing
from relay.cli.refresh import tell_preview
from relay.errors import Hold, Parked, RunEnd, StartError
from relay.line.actions import Foreseen
from relay.line.polled import PolledFlow
from relay.model import Flow
from relay.store.full_notes import FullNotes
from tests.plain import as_told
from tests.relay.line.sliced import Sliced, polled_of
from tests.relay.parts import FLOW
from tests.relay.shops import Shop

FIELDS: Mapping[str, Foreseen | RunEnd] = {
    "1": Foreseen(fields=["PHONE"]),
    "2": Foreseen(),
    "3": Foreseen(fields=["PHONE", "CITY"]),
    "4": Foreseen(is_new=True, fields=["NAME", "PHONE"]),
    "5": Hold(as_told("a person must say who they are")),
}


async def foresee(_: Flow, document: Any) -> Foreseen:
    found = FIELDS[document["number"]]
    if isinstance(found, RunEnd):
        raise found
    return found


def cards(source: Sliced, **changes: Any) -> PolledFlow:
    polled = polled_of(source)
    return replace(polled, flow=replace(FLOW, keeps_state=True), foresee=foresee, **changes)


def refreshing(shop: Shop, *polled: PolledFlow) -> Refreshing:
    return Refreshing(shop.store, polled)


async def test_records_are_counted_by_what_would_change_and_nothing_is_accepted(shop: Shop) -> None:
    source = Sliced(numbers=range(1, 6), gaps=[as_told("a row without a number")])
    found = await refreshing(shop, cards(source)).preview(FLOW.name)
    assert (found.read, found.new, found.changed, found.held, found.unread) == (5, 1, 2, 1, 3)
    assert (found.carried, dict(found.fields)) == (3, {"PHONE": 2, "CITY": 1})
    assert await shop.accepted() == 0
    assert await FullNotes(shop.store).under_way(FLOW.name) is None


async def test_a_person_is_told_which_fields_and_how_to_go_on(shop: Shop) -> None:
    found = await refreshing(shop, cards(Sliced(numbers=range(1, 6)))).preview(FLOW.name)
    assert list(tell_preview(found)) == [
        "shop-orders: of 5 records 3 would be written:",
        "  1 new, 2 changed, 1 held or left out, 0 unreadable",
        "  PHONE: 2",
        "  CITY: 1",
        "Run it again with --yes to carry it.",
    ]


async def test_a_word_of_a_person_has_workers_read_all_again(shop: Shop) -> None:
    await refreshing(shop, cards(Sliced(numbers=range(1, 6)))).begin(FLOW.name)
    running = await FullNotes(shop.store).under_way(FLOW.name)
    assert running is not None
    assert (running.kind, running.since, running.confirmed) == ("again", None, True)


async def test_a_word_lets_a_reading_go_on_that_waits_for_it(shop: Shop) -> None:
    notes = FullNotes(shop.store)
    await notes.begin(FLOW.name, "refresh", None, None, confirmed=False)
    await notes.move(FLOW.name, "whole", "7", {"read": 7, "accepted": 7, "left_out": 0})
    await notes.ask(FLOW.name, as_told("so many have changed"))
    assert await notes.is_held_up(FLOW.name)
    await refreshing(shop, cards(Sliced())).begin(FLOW.name)
    running = await notes.under_way(FLOW.name)
    assert running is not None
    assert (running.kind, running.position, running.confirmed, running.asks) == ("refresh", "7", True, False)
    assert not await notes.is_held_up(FLOW.name)


async def test_a_system_that_is_not_called_now_ends_the_counting(shop: Shop) -> None:
    async def turned_away(_: Flow, __: Any) -> Foreseen:
        raise Parked(as_told("not called now"), after=timedelta())

    polled = replace(cards(Sliced(numbers=range(1, 6))), foresee=turned_away)
    with pytest.raises(Parked, match="not called now"):
        await refreshing(shop, polled).preview(FLOW.name)


@pytest.mark.parametrize(
    ("name", "told"), [(FLOW.name, "order documents are carried once each"), ("shop-order", "shop-orders")]
)
async def test_a_flow_that_cannot_be_refreshed_is_told_why(name: str, told: str, shop: Shop) -> None:
    only: Sequence[PolledFlow] = [polled_of(Sliced())]
    with pytest.raises(StartError, match=told):
        await refreshing(shop, *only).preview(name)
    assert refreshing(shop, *only).names == []
