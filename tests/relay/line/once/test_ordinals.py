"""Ordinals rise, are drawn before what is read is asked for, and let no older state follow a newer one to a target."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from relay.demo.embedded import EmbeddedRedis
from relay.errors import LeaseLost, StorageError, Superseded
from relay.line.once.ordinals import Ordinals
from relay.model import Lease, State
from relay.store.store import Store
from tests.relay.parts import FLOW
from tests.relay.state_desk import CARDS, StateDesk

RECORD = "name-of-a-link"


async def test_each_ordinal_is_higher_than_all_before_whoever_draws_it(store: Store, second_store: Store) -> None:
    drawers = [Ordinals(store), Ordinals(second_store)]
    drawn = [await drawers[number % 2].draw() for number in range(10)]
    assert drawn == sorted(set(drawn))


class TestNumberingPages:
    async def test_the_ordinal_of_a_page_is_drawn_before_it_is_asked_for(self, cards: StateDesk) -> None:
        asked: list[int] = []

        async def pages() -> AsyncIterator[str]:
            for page in ("one", "two"):
                asked.append(await cards.ordinals.draw())  # the moment at which its request starts
                yield page

        numbered = [found async for found in cards.ordinals.number(CARDS, pages())]
        assert [page for _, page in numbered] == ["one", "two"]
        first, second = [ordinal for ordinal, _ in numbered if ordinal is not None]
        assert first < asked[0] < second < asked[1]

    async def test_pages_of_documents_that_are_carried_once_have_none_and_cost_no_call(
        self, cards: StateDesk, store: Store
    ) -> None:
        async def pages() -> AsyncIterator[str]:
            yield "one"

        assert [found async for found in cards.ordinals.number(FLOW, pages())] == [(None, "one")]
        assert not await store.state.exists(store.keys.ordinal)

    async def test_a_reading_that_is_broken_off_is_closed(self, cards: StateDesk) -> None:
        closed = asyncio.Event()

        async def pages() -> AsyncIterator[str]:
            try:
                yield "one"
            finally:
                closed.set()

        numbered = cards.ordinals.number(CARDS, pages())
        await anext(numbered)
        await numbered.aclose()  # type: ignore[attr-defined]  # it is a generator
        assert closed.is_set()

    async def test_a_redis_that_is_away_is_told_as_such(self, mortal_redis: EmbeddedRedis, mortal_store: Store) -> None:
        mortal_redis.kill()
        with pytest.raises(StorageError):
            await Ordinals(mortal_store).draw()


class TestSending:
    async def lease(self, cards: StateDesk, says: str) -> tuple[Lease, int]:
        """The lease of a run that carries a new state of the record, and its ordinal."""
        accepted = await cards.read(says)
        return (await cards.claim()).lease, (await cards.event(accepted.event_id)).ordinal

    async def test_no_lower_ordinal_is_sent_to_a_record_after_a_higher_one(self, cards: StateDesk) -> None:
        lease, ordinal = await self.lease(cards, "5")
        await cards.ordinals.take(lease, RECORD, ordinal)
        with pytest.raises(Superseded, match="a newer state of this record was sent to the target already"):
            await cards.ordinals.take(lease, RECORD, ordinal - 1)

    async def test_another_try_of_the_same_state_may_be_sent_and_so_may_a_newer(self, cards: StateDesk) -> None:
        lease, ordinal = await self.lease(cards, "5")
        for taken in (ordinal, ordinal, ordinal + 1):
            await cards.ordinals.take(lease, RECORD, taken)

    async def test_ordinals_are_compared_as_numbers(self, cards: StateDesk) -> None:
        lease, _ = await self.lease(cards, "5")
        await cards.ordinals.take(lease, RECORD, 9)
        await cards.ordinals.take(lease, RECORD, 10)
        with pytest.raises(Superseded):
            await cards.ordinals.take(lease, RECORD, 9)

    async def test_records_of_a_target_do_not_know_each_other(self, cards: StateDesk) -> None:
        lease, ordinal = await self.lease(cards, "5")
        await cards.ordinals.take(lease, RECORD, ordinal)
        await cards.ordinals.take(lease, "its-address", ordinal - 1)

    async def test_nothing_is_sent_under_a_lease_that_has_passed_on(self, cards: StateDesk) -> None:
        lease, ordinal = await self.lease(cards, "5")
        with pytest.raises(LeaseLost):
            await cards.ordinals.take(Lease(lease.event_id, "another token"), RECORD, ordinal + 9)
        await cards.ordinals.take(lease, RECORD, ordinal)  # and nothing was noted

    async def test_what_was_sent_is_never_forgotten(self, cards: StateDesk, store: Store) -> None:
        lease, ordinal = await self.lease(cards, "5")
        await cards.ordinals.take(lease, RECORD, ordinal)
        assert await store.state.pttl(store.keys.sent(RECORD)) == -1


class TestWhetherANewerWaits:
    async def test_it_does_while_one_stands_in_the_lane_behind_the_run(self, cards: StateDesk) -> None:
        first = await cards.bring("5", State.RUNNING)
        assert not await cards.ordinals.newer_waits(await cards.event(first))
        newer = (await cards.read("3")).event_id
        assert await cards.ordinals.newer_waits(await cards.event(first))
        await cards.moves.cancel(newer)
        assert not await cards.ordinals.newer_waits(await cards.event(first))

    async def test_an_event_of_a_document_that_is_carried_once_has_none(self, cards: StateDesk) -> None:
        accepted = await cards.read("5", flow=FLOW)
        await cards.read("3", flow=FLOW)
        event = await cards.event(accepted.event_id)
        assert event.ordinal == 0
        assert not await cards.ordinals.newer_waits(event)
