"""Runs of records whose newest state counts: through a worker's runner, against a target that may answer late."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from relay.errors import RunEnd, Settled, Superseded, Unconfirmed
from relay.line.queue import Claim
from relay.line.run_event import EventRunner
from relay.model import Outcome, State
from tests.plain import as_told
from tests.relay.parts import ReadableSource, SmallRun, bound, make_runner, make_worker, working
from tests.relay.state_desk import CARDS, RECORD, StateDesk, card
from tests.waiting import eventually

LINK = "name-of-a-link"


@dataclass
class Books:
    """A target with one record: what it holds, and what was sent to it; answers that get lost are of these calls."""

    cards: StateDesk
    holds: str = ""
    sent: list[str] = field(default_factory=list)
    lost_answers: int = 0
    open: str = ""

    async def write(self, run: SmallRun) -> SmallRun:
        """Send what the document says, unless a newer state was sent or waits; as a part of a record is sent."""
        event, says = run.ticket.event, run.ticket.document["says"]
        if self.open and await self.cards.ordinals.newer_waits(event):
            self.open = ""
            raise Superseded(as_told("a newer state waits"))
        await self.cards.ordinals.take(run.ticket.lease, LINK, event.ordinal)
        self.sent.append(says)
        if self.lost_answers:
            self.lost_answers -= 1
            self.open = says
            raise Unconfirmed(as_told("no answer"), after=timedelta(milliseconds=1))
        self.holds = says
        return replace(run, number="B1")

    def step(self) -> Callable[[SmallRun], Awaitable[SmallRun]]:
        async def write(run: SmallRun) -> SmallRun:
            return await self.write(run)

        return write


@pytest.fixture
def books(cards: StateDesk) -> Books:
    return Books(cards)


def runner_of(books: Books, source: ReadableSource | None = None) -> EventRunner:
    cards = books.cards
    pipeline = bound(books.step())
    return make_runner(cards.store, cards.vault, cards.queue, pipeline, flows=(CARDS,), source=source)


async def run_next(books: Books, source: ReadableSource | None = None) -> tuple[Claim, Outcome]:
    """Claim the next event, run it and record how it ended."""
    claim = await books.cards.claim()
    outcome = await runner_of(books, source).run(claim)
    assert await books.cards.queue.finish(claim.lease, outcome)
    return claim, outcome


async def test_the_newest_of_many_states_is_what_the_target_holds(books: Books) -> None:
    for level in ("5", "3", "0"):
        await books.cards.read(level)
    worker = make_worker(books.cards.store, books.cards.queue, runner_of(books), flows=(CARDS,))

    async def has_written() -> bool:
        return (await books.cards.counts()).get(State.WRITTEN) == 1

    async with working(worker):
        await eventually(has_written)
    assert (books.holds, books.sent) == ("0", ["0"])


async def test_a_run_that_finds_a_newer_state_sent_ends_superseded(books: Books) -> None:
    first = await books.cards.read("5")
    claim = await books.cards.claim()
    ordinal = (await books.cards.event(first.event_id)).ordinal
    await books.cards.ordinals.take(claim.lease, LINK, ordinal + 1)
    outcome = await runner_of(books).run(claim)
    assert outcome.state is State.SUPERSEDED
    assert await books.cards.queue.finish(claim.lease, outcome)
    assert await books.cards.lane() == []
    assert books.sent == []


async def test_an_unconfirmed_state_keeps_its_lane_and_then_the_newest_is_written_and_not_the_old_one(
    books: Books,
) -> None:
    books.lost_answers = 1
    first = (await books.cards.read("5")).event_id
    assert (await run_next(books))[1].state is State.UNCONFIRMED
    for level in ("4", "3"):
        await books.cards.read(level)

    async def comes_back() -> bool:
        found = await books.cards.queue.claim([CARDS.name], "token")
        if not isinstance(found, Claim):
            return False
        assert found.lease.event_id == first
        outcome = await runner_of(books).run(found)
        assert outcome.state is State.SUPERSEDED
        return await books.cards.queue.finish(found.lease, outcome)

    await eventually(comes_back)
    assert (await run_next(books))[1].state is State.WRITTEN
    assert (books.holds, books.sent) == ("3", ["5", "3"])


async def test_nothing_to_do_counts_as_carried(books: Books) -> None:
    await books.cards.read("5")
    claim = await books.cards.claim()

    async def settle(run: SmallRun) -> SmallRun:
        raise Settled(as_told("it says so already"), number="B1")

    cards = books.cards
    runner = make_runner(cards.store, cards.vault, cards.queue, bound(settle), flows=(CARDS,))
    assert await cards.queue.finish(claim.lease, await runner.run(claim))
    assert (await cards.read("5")).kind == "unchanged"


async def test_a_worker_deletes_the_document_of_a_run_that_gave_way(books: Books) -> None:
    cards = books.cards
    first = (await cards.read("5")).event_id

    async def hold_while_a_newer_comes(run: SmallRun) -> SmallRun:
        await cards.read("3")
        raise RunEnd(as_told("try again"))

    runner = make_runner(cards.store, cards.vault, cards.queue, bound(hold_while_a_newer_comes), flows=(CARDS,))
    worker = make_worker(cards.store, cards.queue, runner, flows=(CARDS,), parallel_events=1)

    async def is_over() -> bool:
        return await cards.state_of(first) is State.SUPERSEDED and not await cards.has_document(first)

    async with working(worker):
        await eventually(is_over)


async def test_a_document_that_is_read_anew_in_a_run_leaves_no_state_unchanged(books: Books) -> None:
    cards = books.cards
    await cards.read("5")
    await run_next(books)
    second = (await cards.read("3")).event_id
    await cards.store.payload.delete(cards.store.keys.payload(second))
    source = ReadableSource(documents={RECORD: card("4")})  # what the source says by now
    assert (await run_next(books, source))[1].state is State.WRITTEN
    assert books.holds == "4"
    for says in ("3", "5"):
        assert (await cards.read(says)).kind == "new"


async def test_the_ordinal_is_kept_by_every_try(books: Books) -> None:
    cards = books.cards
    event_id = (await cards.read("5")).event_id
    before = (await cards.event(event_id)).ordinal
    await cards.carry(State.HELD)
    await cards.moves.release(event_id, {"who": "operator", "what": "replayed"})
    await cards.claim()
    assert (await cards.event(event_id)).ordinal == before > 0
