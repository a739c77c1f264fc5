"""A person is asked before a flow carries much after a long pause, or by a reading that finds a mass of changes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from relay.errors import Hold, Parked
from relay.line.actions import Foresee, Foreseen
from relay.line.poll import Poller
from relay.line.polled import PolledFlow
from relay.line.queue import Claim, milliseconds
from relay.model import Flow, Outcome, State, new_token
from relay.store.counters import Metrics
from relay.store.flow_notes import FlowNotes
from relay.store.full_notes import FullNotes, FullRead
from relay.store.store import reply
from tests.conftest import make_queue
from tests.plain import as_told
from tests.relay.line.sliced import Sliced, never, polled_of, reader_of
from tests.relay.parts import FLOW, every
from tests.relay.shops import DAY, Shop, page

CARDS = replace(FLOW, keeps_state=True)
FEW = {"share": "10 %", "records": 3}


def cards(source: Sliced, foresee: Foresee | None = None, **settings: Any) -> PolledFlow:
    return replace(polled_of(source, refresh=DAY, **settings), flow=CARDS, foresee=foresee)


async def read_all(shop: Shop, source: Sliced, **settings: Any) -> FullRead | None:
    """Read all there is as far as it goes; what is under way then."""
    await reader_of(shop).go_on_and_note(cards(source, **settings), never)
    return await FullNotes(shop.store).under_way(CARDS.name)


async def carry_all(shop: Shop, count: int) -> None:
    """Carry all that waits, as a worker does."""
    queue = make_queue(shop.store)
    for _ in range(count):
        claim = await queue.claim([CARDS.name], new_token())
        assert isinstance(claim, Claim)
        assert await queue.finish(claim.lease, Outcome(State.WRITTEN, as_told("it is written")))


class Changing(Sliced):
    """Says of each document what edition of it this is."""

    edition: str = "1"

    def digest_material(self, document: Any) -> bytes:
        return f"{document['number']} {self.edition}".encode()


class TestAMassChange:
    async def test_stops_the_reading_after_the_slice_in_which_it_shows_and_asks(self, shop: Shop) -> None:
        source = Changing(numbers=range(1, 21))
        assert await read_all(shop, source, mass_change=FEW) is None, "before the first complete one nothing compares"
        source.edition = "2"
        running = await read_all(shop, source, mass_change=FEW)
        assert running is not None
        assert (running.read, running.accepted, running.asks) == (4, 4, True)
        assert str(running.failure).startswith("4 records have changed so far, more than the 3 that may change")
        assert await FullNotes(shop.store).is_held_up(CARDS.name), "no worker goes on with it"

    async def test_goes_on_from_there_to_its_end_when_a_person_agrees(self, shop: Shop) -> None:
        source = Changing(numbers=range(1, 21))
        await read_all(shop, source, mass_change=FEW)
        source.edition = "2"
        await read_all(shop, source, mass_change=FEW)
        assert await FullNotes(shop.store).agree(CARDS.name)
        assert await read_all(shop, source, mass_change=FEW) is None
        assert await shop.accepted() == 40

    async def test_of_no_more_than_the_file_allows_is_carried_without_a_word(self, shop: Shop) -> None:
        source = Changing(numbers=range(1, 21))
        await read_all(shop, source)
        source.edition = "2"
        assert await read_all(shop, source) is None

    async def test_of_documents_that_are_carried_once_each_asks_nothing(self, shop: Shop) -> None:
        source = Changing(numbers=range(1, 21))
        for edition in "12":
            source.edition = edition
            await reader_of(shop).go_on_and_note(polled_of(source, refresh=DAY, mass_change=FEW), never)
            assert await FullNotes(shop.store).under_way(FLOW.name) is None
        assert await shop.accepted() == 40


class TestCarryingAgain:
    async def again(self, shop: Shop, source: Sliced, foresee: Foresee) -> None:
        await FullNotes(shop.store).begin(CARDS.name, "again", None, None, confirmed=True)
        await reader_of(shop).go_on_and_note(cards(source, foresee), never)

    async def test_accepts_only_what_the_settings_change_though_it_was_carried_as_it_is(self, shop: Shop) -> None:
        async def foresee(_: Flow, document: Any) -> Foreseen:
            return Foreseen(fields=["PHONE"] if document["number"] in {"2", "5"} else [])

        source = Sliced(numbers=range(1, 7))
        await read_all(shop, source)
        await carry_all(shop, 6)
        await read_all(shop, source)
        assert await shop.accepted() == 6, "what was carried as it is brings nothing"
        await self.again(shop, source, foresee)
        assert await shop.accepted() == 8

    async def test_brings_what_would_be_held_so_that_it_is_told(self, shop: Shop) -> None:
        async def held(_: Flow, __: Any) -> Foreseen:
            raise Hold(as_told("a code without a row"))

        await self.again(shop, Sliced(numbers=range(1, 4)), held)
        assert await shop.accepted() == 3

    async def test_stops_where_neither_system_can_be_told_now(self, shop: Shop) -> None:
        async def away(_: Flow, __: Any) -> Foreseen:
            raise Parked(as_told("not proven yet"), after=timedelta())

        await self.again(shop, Sliced(numbers=range(1, 4)), away)
        running = await FullNotes(shop.store).under_way(CARDS.name)
        assert running is not None
        assert (running.read, str(running.failure)) == (0, "not proven yet")


class TestAPause:
    async def poller(self, shop: Shop, source: Sliced, paused: timedelta, **settings: Any) -> Poller:
        """A flow that has begun, and was not read for so long."""
        polled = polled_of(source, **settings)
        poller = Poller(shop.store, shop.acceptor, [polled], Metrics(shop.store))
        await poller.poll(FLOW.name)
        await FlowNotes(shop.store).leave_poll(FLOW.name, every(DAY), {"error": ""})
        await reply(shop.store.state.hincrby(shop.store.keys.poll(FLOW.name), "last", -milliseconds(paused)))
        return poller

    @pytest.mark.parametrize(("paused", "numbers"), [(timedelta(days=6), range(9)), (timedelta(days=8), range(3))])
    async def test_that_was_short_or_brings_little_asks_nothing(
        self, paused: timedelta, numbers: Sequence[int], shop: Shop
    ) -> None:
        source = Sliced(numbers=numbers, pages=[page("later", 1)])
        poller = await self.poller(shop, source, paused, ask_above=3)
        assert await poller.poll(FLOW.name) is not None

    async def test_that_was_long_asks_before_it_carries_much(self, shop: Shop) -> None:
        source = Sliced(numbers=range(9), pages=[page("later", 1)])
        poller = await self.poller(shop, source, timedelta(days=8), ask_above=3)
        with pytest.raises(Hold, match="nothing was read for 8d, and 9 documents have changed, more than 3"):
            await poller.poll(FLOW.name)
        assert source.counted_since == "later"
        assert await poller.poll(FLOW.name, begin_anywhere=True) is not None
