"""Proof of one write: the note before it, and what each kind of run does with a note it finds."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from relay.accept import Acceptor
from relay.errors import Hold, LeaseLost, Permanent, RunEnd, Transient, Unconfirmed
from relay.intents import Intents, OpenIntent, pause, still_unconfirmed
from relay.links import Link, Links
from relay.model import Lease, new_token
from relay.queue import Claim, Queue
from relay.store import Store, reply
from relay.vault import Vault
from tests.relay.parts import FLOW, arrive
from tests.waiting import eventually

HORIZON = timedelta(minutes=15)
NONE = timedelta()


@pytest.fixture
def links(store: Store, vault: Vault) -> Links:
    return Links(store, vault)


@pytest.fixture
def intents(store: Store, queue: Queue, links: Links) -> Intents:
    return Intents(store, queue, links)


@pytest.fixture
async def lease(acceptor: Acceptor, queue: Queue) -> Lease:
    return await leased(acceptor, queue, "1")


async def leased(acceptor: Acceptor, queue: Queue, reference: str) -> Lease:
    await arrive(acceptor, reference)
    claim = await queue.claim([FLOW.name], new_token())
    assert isinstance(claim, Claim)
    return claim.lease


@dataclass
class Books:
    """A target of one kind of record. ``answer`` may fail after the record is stored, or hide it for a while."""

    records: list[str] = field(default_factory=list)
    hidden: bool = False
    sent: int = 0
    looked: int = 0
    before_storing: Callable[[], Awaitable[None]] | None = None
    refuses: RunEnd | None = None
    breaks: RunEnd | Exception | None = None
    tells_number: bool = True

    async def look_up(self) -> Link | None:
        self.looked += 1
        return Link(self.records[0]) if self.records and not self.hidden else None

    async def send(self) -> Link | None:
        self.sent += 1
        if self.before_storing is not None:
            await self.before_storing()
        if self.refuses is not None:
            raise self.refuses
        number = f"D{len(self.records) + 1}"
        self.records.append(number)
        if self.breaks is not None:
            raise self.breaks
        return Link(number) if self.tells_number else None


async def write(intents: Intents, lease: Lease, books: Books, horizon: timedelta = HORIZON) -> Link:
    return await intents.write(lease, "name", horizon, books.look_up, books.send)


class TestBeginning:
    async def test_without_the_lease_nothing_may_be_sent(self, intents: Intents, lease: Lease) -> None:
        with pytest.raises(LeaseLost):
            await intents.begin(Lease(lease.event_id, "another token"), "name", None)
        assert await intents.look("name") is None

    async def test_after_the_lease_has_ended_nothing_may_be_sent(
        self, intents: Intents, lease: Lease, store: Store
    ) -> None:
        await store.state.delete(f"arq:in-progress:{lease.event_id}")
        with pytest.raises(LeaseLost):
            await intents.begin(lease, "name", None)

    async def test_a_note_tells_how_long_it_stands_by_the_clock_of_redis(
        self, intents: Intents, lease: Lease, store: Store
    ) -> None:
        await intents.begin(lease, "name", None)
        seen = await intents.look("name")
        seconds, _ = await store.state.time()
        assert seen is not None
        assert abs(seen.since_ms / 1000 - seconds) < 5
        assert NONE <= seen.age < timedelta(seconds=5)

    async def test_an_open_note_blocks_every_run_that_did_not_see_it(self, intents: Intents, lease: Lease) -> None:
        await intents.begin(lease, "name", None)
        seen = await intents.look("name")
        assert seen is not None
        for stale in (None, OpenIntent(seen.since_ms - 1, seen.age)):
            with pytest.raises(Unconfirmed, match="another run is sending the same record"):
                await intents.begin(lease, "name", stale)
        assert await intents.look("name") is not None

    async def test_an_open_note_gives_way_to_a_run_that_names_it(
        self, intents: Intents, lease: Lease, store: Store
    ) -> None:
        await intents.begin(lease, "name", None)
        await reply(store.state.hincrby(store.keys.intent("name"), "since", -900_000))
        old = await intents.look("name")
        assert old is not None
        assert old.age >= HORIZON
        await intents.begin(lease, "name", old)
        new = await intents.look("name")
        assert new is not None
        assert new.since_ms > old.since_ms

    async def test_notes_on_two_records_do_not_meet(self, intents: Intents, lease: Lease) -> None:
        await intents.begin(lease, "one", None)
        await intents.begin(lease, "other", None)
        await intents.withdraw("one")
        assert await intents.look("one") is None
        assert await intents.look("other") is not None

    async def test_a_record_that_was_linked_since_it_was_looked_up_is_not_sent_again(
        self, intents: Intents, lease: Lease
    ) -> None:
        seen = await intents.look("name")
        await intents.settle("name", Link("D1"))
        with pytest.raises(Transient, match="another run has just written") as caught:
            await intents.begin(lease, "name", seen)
        assert not caught.value.burns_try

    async def test_a_note_outlives_the_retention_of_its_event(
        self, intents: Intents, lease: Lease, store: Store, queue: Queue
    ) -> None:
        await intents.begin(lease, "name", None)
        assert queue.keep - 60_000 < await store.state.pttl(store.keys.intent("name")) <= queue.keep


class TestClosing:
    async def test_settling_stores_the_link_and_closes_the_note(
        self, intents: Intents, links: Links, lease: Lease
    ) -> None:
        await intents.begin(lease, "name", None)
        await intents.settle("name", Link("D1", "digest"))
        assert await intents.look("name") is None
        assert await links.find("name") == Link("D1", "digest")

    async def test_withdrawing_closes_the_note_and_stores_nothing(
        self, intents: Intents, links: Links, lease: Lease
    ) -> None:
        await intents.begin(lease, "name", None)
        await intents.withdraw("name")
        assert await intents.look("name") is None
        assert await links.find("name") is None

    @pytest.mark.parametrize("refusal", [Hold("too long"), Permanent("no such table"), Transient("away")])
    async def test_a_refusal_proves_that_nothing_was_written_and_withdraws_the_note(
        self, refusal: RunEnd, intents: Intents, lease: Lease
    ) -> None:
        books = Books(refuses=refusal)
        with pytest.raises(type(refusal)):
            await write(intents, lease, books)
        assert await intents.look("name") is None
        books.refuses = None
        assert await write(intents, lease, books) == Link("D1")

    @pytest.mark.parametrize("lost", [Unconfirmed("no answer"), KeyError("a defect of ours"), LeaseLost("passed on")])
    async def test_a_lost_answer_leaves_the_note_open(
        self, lost: RunEnd | Exception, intents: Intents, lease: Lease
    ) -> None:
        with pytest.raises(type(lost)):
            await write(intents, lease, Books(breaks=lost))
        assert await intents.look("name") is not None

    async def test_a_run_that_is_cut_off_while_it_sends_leaves_the_note_open(
        self, intents: Intents, lease: Lease
    ) -> None:
        sending = asyncio.Event()

        async def never() -> None:
            sending.set()
            await asyncio.Event().wait()

        running = asyncio.create_task(write(intents, lease, Books(before_storing=never)))
        await sending.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert await intents.look("name") is not None


class TestWriting:
    async def test_a_new_record_is_looked_up_sent_once_and_linked(
        self, intents: Intents, links: Links, lease: Lease
    ) -> None:
        books = Books()
        assert await write(intents, lease, books) == Link("D1")
        assert (books.looked, books.sent) == (1, 1)
        assert await links.find("name") == Link("D1")
        assert await intents.look("name") is None

    async def test_the_note_stands_before_the_record_is_sent(self, intents: Intents, lease: Lease) -> None:
        seen: list[OpenIntent | None] = []

        async def look() -> None:
            seen.append(await intents.look("name"))

        await write(intents, lease, Books(before_storing=look))
        assert seen[0] is not None

    async def test_a_record_that_is_there_is_linked_and_not_sent(
        self, intents: Intents, links: Links, lease: Lease
    ) -> None:
        books = Books(records=["D7"])
        assert await write(intents, lease, books) == Link("D7")
        assert books.sent == 0
        assert await links.find("name") == Link("D7")

    async def test_what_a_lost_answer_wrote_is_found_and_not_written_again(
        self, intents: Intents, lease: Lease
    ) -> None:
        books = Books(breaks=Unconfirmed("no answer"))
        with pytest.raises(Unconfirmed):
            await write(intents, lease, books)
        assert await write(intents, lease, books) == Link("D1")
        assert (books.sent, books.records) == (1, ["D1"])
        assert await intents.look("name") is None

    async def test_within_the_horizon_a_record_that_does_not_show_is_not_sent_again(
        self, intents: Intents, lease: Lease
    ) -> None:
        books = Books(breaks=Unconfirmed("no answer"), hidden=True)
        with pytest.raises(Unconfirmed, match="no answer"):
            await write(intents, lease, books)
        for _ in range(3):
            with pytest.raises(Unconfirmed, match="sent anew after 900 s"):
                await write(intents, lease, books)
        assert books.sent == 1

    async def test_after_the_horizon_a_record_that_does_not_show_is_sent_anew_once(
        self, intents: Intents, lease: Lease
    ) -> None:
        books = Books(breaks=Unconfirmed("no answer"), hidden=True)
        with pytest.raises(Unconfirmed):
            await write(intents, lease, books)
        books.records.clear()  # it never came
        books.breaks, books.hidden = None, False

        async def is_over() -> bool:
            seen = await intents.look("name")
            return seen is not None and seen.age > timedelta(milliseconds=20)

        await eventually(is_over)
        assert await write(intents, lease, books, timedelta(milliseconds=20)) == Link("D1")
        assert books.sent == 2
        assert await write(intents, lease, books) == Link("D1")
        assert books.sent == 2

    async def test_a_target_that_gives_no_number_is_asked_for_it(self, intents: Intents, lease: Lease) -> None:
        books = Books(tells_number=False)
        assert await write(intents, lease, books) == Link("D1")
        assert (books.looked, books.sent) == (2, 1)

    async def test_a_record_that_was_taken_and_does_not_show_yet_stays_noted(
        self, intents: Intents, lease: Lease
    ) -> None:
        books = Books(tells_number=False, hidden=True)
        with pytest.raises(Unconfirmed, match="does not show it yet"):
            await write(intents, lease, books)
        books.hidden = False
        assert await write(intents, lease, books) == Link("D1")
        assert books.sent == 1

    async def test_of_two_runs_at_once_one_sends(self, intents: Intents, acceptor: Acceptor, queue: Queue) -> None:
        books = Books()
        first, second = await leased(acceptor, queue, "1"), await leased(acceptor, queue, "2")
        ends = await asyncio.gather(write(intents, first, books), write(intents, second, books), return_exceptions=True)
        assert books.records == ["D1"]
        assert Link("D1") in ends
        assert all(isinstance(end, Link | Unconfirmed | Transient) for end in ends)

    async def test_a_run_that_looked_before_another_wrote_does_not_write_after_it(
        self, intents: Intents, acceptor: Acceptor, queue: Queue
    ) -> None:
        books, looked, other_is_done = Books(hidden=True), asyncio.Event(), asyncio.Event()
        first, second = await leased(acceptor, queue, "1"), await leased(acceptor, queue, "2")

        async def look_up_slowly() -> Link | None:
            found = await books.look_up()
            looked.set()
            await other_is_done.wait()
            return found

        slow = asyncio.create_task(intents.write(first, "name", HORIZON, look_up_slowly, books.send))
        await looked.wait()
        assert await write(intents, second, books) == Link("D1")
        other_is_done.set()
        with pytest.raises(Transient, match="another run has just written"):
            await slow
        assert books.records == ["D1"]


@pytest.mark.parametrize(
    ("horizon", "length"),
    [(timedelta(seconds=900), timedelta(seconds=30)), (timedelta(seconds=20), timedelta(seconds=1)), (NONE, NONE)],
)
def test_an_unconfirmed_write_is_looked_up_at_least_twenty_times_over_the_horizon(
    horizon: timedelta, length: timedelta
) -> None:
    assert pause(horizon) == length


def test_the_last_look_comes_when_the_horizon_is_over_and_not_after_a_whole_pause() -> None:
    end = still_unconfirmed(timedelta(seconds=900), OpenIntent(0, timedelta(seconds=898)))
    assert end.after == timedelta(seconds=2)
    assert end.reason == "sent 898 s ago without an answer and not found yet; sent anew after 900 s"
