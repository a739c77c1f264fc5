"""Polls, full readings and comparisons of records whose newest state counts: a page is as old as its request."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

from relay.care.event_moves import EventMoves
from relay.care.reconcile import ComparedFlow, Reconciler
from relay.care.replay import Replayer
from relay.line.full_reading import FullReader
from relay.line.poll import Poller
from relay.line.polled import PolledFlow
from relay.model import Flow, State
from relay.roles import Json, Page, Slice
from relay.store.counters import Metrics
from relay.store.documents import SealedDocuments
from relay.store.full_notes import FullNotes
from tests.relay.parts import ReadableSource
from tests.relay.shops import StoppingSource, poll_settings
from tests.relay.state_desk import CARDS, RECORD, StateDesk, card


def poller_of(cards: StateDesk, source: ReadableSource) -> Poller:
    polled = PolledFlow(CARDS, source, poll_settings(start="all"))
    return Poller(cards.store, cards.acceptor, [polled], Metrics(cards.store))


async def says_of(cards: StateDesk, event_id: str) -> Json:
    return await SealedDocuments(cards.store, cards.vault).read(await cards.event(event_id))


async def never() -> bool:
    return False


async def test_a_page_that_was_asked_for_before_a_newer_state_came_does_not_take_its_place(cards: StateDesk) -> None:
    pages = [Page([card("first", "1")], "one"), Page([card("old")], "two")]
    source = StoppingSource(pages=pages)
    polling = asyncio.create_task(poller_of(cards, source).poll(CARDS.name, begin_anywhere=True))
    await source.reached.wait()  # the second page is asked for
    newer = await cards.read("new")
    source.may_go.set()
    count = await polling
    assert count is not None
    assert (count.read, count.accepted) == (2, 1)
    assert await cards.lane() == [newer.event_id]
    assert await says_of(cards, newer.event_id) == card("new")


async def test_each_page_of_one_poll_is_newer_than_what_came_before_it_was_asked_for(cards: StateDesk) -> None:
    source = StoppingSource(pages=[Page([card("1", "1")], "one"), Page([card("newer")], "two")])
    source.may_go.set()
    older = await cards.read("older")
    await poller_of(cards, source).poll(CARDS.name, begin_anywhere=True)
    assert await cards.state_of(older.event_id) is State.SUPERSEDED
    [waits] = await cards.lane()
    assert await says_of(cards, waits) == card("newer")


async def test_the_overlap_of_each_poll_brings_nothing_that_is_carried_already(cards: StateDesk) -> None:
    poller = poller_of(cards, ReadableSource(pages=[Page([card("5")], "one")]))
    await poller.poll(CARDS.name, begin_anywhere=True)
    await cards.carry()
    for _ in range(3):
        count = await poller.poll(CARDS.name)
        assert count is not None
        assert (count.read, count.accepted) == (1, 0)
    assert await cards.counts() == {State.WRITTEN: 1}


@dataclass
class Sliced(ReadableSource):
    """One slice, before which something happens once it is asked for."""

    meanwhile: Callable[[], Awaitable[object]] = never
    documents_of_slice: list[Json] = field(default_factory=list)

    async def slices(self, part: str, position: str | None, since: str | None) -> AsyncIterator[Slice]:
        assert (part in self.parts, position, since) == (True, None, None)
        await self.meanwhile()
        yield Slice(self.documents_of_slice, "end")

    async def count(self, since: str | None) -> int:
        return len(self.documents_of_slice) if since is None else 0


async def test_a_slice_of_a_full_reading_is_older_than_what_a_poll_brings_meanwhile(cards: StateDesk) -> None:
    source = Sliced(documents_of_slice=[card("old"), card("other", "1")])
    source.meanwhile = lambda: cards.read("new")
    polled = PolledFlow(CARDS, source, poll_settings(start="all"))
    reader = FullReader(cards.store, cards.acceptor, Metrics(cards.store))
    await FullNotes(cards.store).begin(CARDS.name, "refresh", None, None, confirmed=True)
    assert await reader.go_on(polled, never)
    [waits] = await cards.lane()
    assert await says_of(cards, waits) == card("new")
    assert await cards.counts() == {State.WAITING: 2}


async def test_a_full_refresh_carries_what_was_held_since_its_settings_may_be_mended(cards: StateDesk) -> None:
    held = await cards.bring("5", State.HELD)
    source = Sliced(documents_of_slice=[card("5")])
    polled = PolledFlow(CARDS, source, poll_settings(start="all"))
    reader = FullReader(cards.store, cards.acceptor, Metrics(cards.store))
    await FullNotes(cards.store).begin(CARDS.name, "refresh", None, None, confirmed=True)
    assert await reader.go_on(polled, never)
    assert await cards.state_of(held) is State.SUPERSEDED
    assert len(await cards.lane()) == 1


class TestComparing:
    def reconciler(self, cards: StateDesk, source: ReadableSource, there: set[str]) -> Reconciler:
        async def find_number(_: Flow, found: Json) -> str | None:
            return "B1" if found["number"] in there else None

        polled = PolledFlow(CARDS, source, poll_settings(start="all"))
        documents, moves = SealedDocuments(cards.store, cards.vault), EventMoves(cards.store, cards.queue)
        replayer = Replayer(cards.store, documents, cards.acceptor, moves, {})
        poller = poller_of(cards, source)
        compared = [ComparedFlow(polled, find_number)]
        return Reconciler(cards.store, cards.acceptor, moves, replayer, poller, compared)

    async def test_a_record_that_waits_in_whatever_state_is_under_way(self, cards: StateDesk) -> None:
        await cards.read("5")
        source = ReadableSource(pages=[Page([card("3")], "one")])
        found = await self.reconciler(cards, source, set()).reconcile(CARDS.name, timedelta(days=7))
        assert found is not None
        assert {stand: count for stand, count in found.counts().items() if count} == {"under_way": 1}

    async def test_what_is_missing_in_the_target_is_carried_though_it_was_carried_before(
        self, cards: StateDesk
    ) -> None:
        source = ReadableSource(pages=[Page([card("5")], "one")])
        poller = poller_of(cards, source)
        await poller.poll(CARDS.name, begin_anywhere=True)
        await cards.carry()
        found = await self.reconciler(cards, source, set()).reconcile(CARDS.name, timedelta(days=7), carry=True)
        assert found is not None
        assert (found.references, found.carried) == ([RECORD], 1)
        assert len(await cards.lane()) == 1
