"""A reader pauses where its flow has enough under way or takes too much room, says so, and reads on from there."""

import secrets
from collections.abc import Sequence

import pytest

from relay.line.polled import PollCount
from relay.line.queue import Claim, Queue
from relay.model import Origin, State, new_token
from relay.store.flow_notes import FlowNotes
from relay.store.full_notes import FullNotes
from relay.store.memory import read_memory
from relay.store.store import Store
from relay.store.vault import Vault
from tests.conftest import make_queue
from tests.relay.arrivals import FLOWS, ended
from tests.relay.line.sliced import Sliced, never, polled_of, reader_of
from tests.relay.parts import FLOW, ReadableSource, arrive, fields_of
from tests.relay.shops import DAY, Shop, page
from tests.stand_ins import make_acceptor
from words.told import Told

PAGES = [page(f"page {number}", 2 * number, 2 * number + 1) for number in range(5)]


async def end_all(queue: Queue, state: State = State.WRITTEN, most: int = 1000) -> None:
    for _ in range(most):
        claim = await queue.claim(FLOWS, new_token())
        if not isinstance(claim, Claim):
            return
        await queue.finish(claim.lease, ended(state))


class TestEventsUnderWay:
    async def test_a_poll_pauses_after_the_page_with_which_it_has_enough_and_the_next_reads_on(
        self, shop: Shop, queue: Queue
    ) -> None:
        poller = shop.poller(ReadableSource(pages=PAGES), open_events=8)
        count = await poller.poll(FLOW.name)
        assert count is not None
        assert (count.read, count.accepted) == (8, 8)
        assert str(count.paused) == (
            "reading pauses: 8 events of this flow are under way, and 8 may be (poll.open_events); it goes on from "
            "where it stands once fewer are"
        )
        assert await shop.cursor() == "page 3"
        await end_all(queue)
        assert await poller.poll(FLOW.name) == PollCount(10, 2)
        assert await shop.cursor() == "page 4"

    async def test_a_poll_that_finds_enough_under_way_asks_its_source_for_nothing(self, shop: Shop) -> None:
        source = ReadableSource(pages=PAGES)
        poller = shop.poller(source, open_events=4)
        await poller.poll(FLOW.name)
        asked = len(source.asked)
        count = await poller.poll(FLOW.name)
        assert count is not None
        assert count.paused is not None
        assert len(source.asked) == asked

    async def test_held_events_wait_for_a_person_and_keep_no_reader_waiting(self, shop: Shop, queue: Queue) -> None:
        poller = shop.poller(ReadableSource(pages=PAGES), open_events=8)
        await poller.poll(FLOW.name)
        await end_all(queue, State.HELD)
        assert await poller.poll(FLOW.name) == PollCount(10, 2)

    async def test_a_page_that_is_larger_than_the_limit_is_read_where_nothing_is_under_way(
        self, shop: Shop, queue: Queue
    ) -> None:
        poller = shop.poller(ReadableSource(pages=PAGES), open_events=1)
        await poller.poll(FLOW.name)
        assert (await shop.cursor(), await shop.accepted()) == ("page 0", 2)
        await poller.poll(FLOW.name)
        assert await shop.accepted() == 2
        await end_all(queue)
        await poller.poll(FLOW.name)
        assert (await shop.cursor(), await shop.accepted()) == ("page 1", 4)

    async def test_a_poll_that_paused_is_due_again_soon_and_says_so(self, shop: Shop) -> None:
        poller = shop.poller(ReadableSource(pages=PAGES), open_events=4)
        await poller._poll_and_tell(FLOW.name)
        note = (await FlowNotes(shop.store).read(FLOW.name)).poll
        assert note is not None
        assert note.paused == Told("line.waits_for_events", number=4, most=4)
        assert note.next_ms is not None
        assert note.next_ms - note.last_ms == 5000

    async def test_one_that_read_all_comes_by_its_schedule(self, shop: Shop) -> None:
        poller = shop.poller(ReadableSource(pages=PAGES))
        await poller._poll_and_tell(FLOW.name)
        note = (await FlowNotes(shop.store).read(FLOW.name)).poll
        assert note is not None
        assert note.paused is None
        assert note.next_ms == note.last_ms + DAY.total_seconds() * 1000


class TestAReadingOfAll:
    async def read(self, shop: Shop, source: Sliced, open_events: int) -> bool:
        return await reader_of(shop).go_on(polled_of(source, open_events=open_events), never)

    async def test_it_pauses_in_slices_says_why_and_brings_each_document_once(self, shop: Shop, queue: Queue) -> None:
        source, notes = Sliced(numbers=range(1, 31), size=3), FullNotes(shop.store)
        await notes.begin(FLOW.name, "first", None, 30, confirmed=True)
        rounds = 0
        while not await self.read(shop, source, 12):
            rounds += 1
            running = await notes.under_way(FLOW.name)
            assert running is not None
            assert running.failure is not None
            assert running.failure.code == "line.waits_for_events"
            assert await notes.is_held_up(FLOW.name)
            await end_all(queue)
        assert (rounds, await shop.accepted()) == (3, 30)

    async def test_it_leaves_a_quarter_for_polls_and_one_of_them_then_reads(self, shop: Shop) -> None:
        await FullNotes(shop.store).begin(FLOW.name, "first", None, 30, confirmed=True)
        assert not await self.read(shop, Sliced(numbers=range(1, 31), size=3), 12)
        assert await shop.accepted() == 9
        count = await shop.poller(ReadableSource(pages=[page("new", 100, 101)]), open_events=12).poll(FLOW.name)
        assert count is not None
        assert (count.read, count.accepted) == (2, 2)

    async def test_its_events_are_told_from_those_of_polls(self, shop: Shop) -> None:
        await FullNotes(shop.store).begin(FLOW.name, "first", None, 1, confirmed=True)
        assert await self.read(shop, Sliced(numbers=[1]), 12)
        [event_id] = await shop.store.state.zrange(shop.store.keys.index(), 0, -1)
        assert (await fields_of(shop.store, event_id.decode()))["origin"] == Origin.FULL_READ


class TestMemory:
    async def fill(self, store: Store, share: float) -> Sequence[str]:
        names: list[str] = []
        while (await read_memory(store.state)).filled < share:
            names.append(f"filling:{len(names)}")
            await store.state.set(names[-1], b"x" * 500_000)
        return names

    @pytest.fixture
    def mortal_shop(self, mortal_store: Store, vault: Vault) -> Shop:
        return Shop(mortal_store, make_acceptor(mortal_store, vault, make_queue(mortal_store)))

    async def test_readings_of_all_there_is_stop_at_half_and_polls_go_on(self, mortal_shop: Shop) -> None:
        store, source = mortal_shop.store, Sliced(numbers=[1, 2], pages=[page("one", 7)])
        await FullNotes(store).begin(FLOW.name, "refresh", None, None, confirmed=True)
        filling = await self.fill(store, 0.6)
        assert not await reader_of(mortal_shop).go_on(polled_of(source), never)
        running = await FullNotes(store).under_way(FLOW.name)
        assert running is not None
        assert running.failure is not None
        assert running.failure.code == "line.bulk_waits_for_memory"
        assert await mortal_shop.poller(source).poll(FLOW.name) == PollCount(1, 1)
        await store.state.delete(*filling)
        assert await reader_of(mortal_shop).go_on(polled_of(source), never)

    async def test_the_documents_of_one_flow_take_a_fifth_at_the_most(self, mortal_shop: Shop) -> None:
        for number in range(13):
            body = b'{"x":"' + secrets.token_hex(300_000).encode() + b'"}'
            await arrive(mortal_shop.acceptor, str(number), body=body)
        await end_all(make_queue(mortal_shop.store), State.HELD)
        count = await mortal_shop.poller(ReadableSource(pages=PAGES)).poll(FLOW.name)
        assert count is not None
        assert count.read == 0
        assert count.paused is not None
        assert count.paused.code == "line.waits_for_payload"

    async def test_another_flow_reads_while_one_takes_its_fifth(self, mortal_shop: Shop) -> None:
        await self.fill(mortal_shop.store, 0.3)
        assert await mortal_shop.poller(ReadableSource(pages=[page("one", 1)])).poll(FLOW.name) == PollCount(1, 1)
