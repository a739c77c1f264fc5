"""How long an open write has stood is what this process itself has watched; no clock that is set shortens that."""

from datetime import timedelta

import pytest

from relay.errors import Unconfirmed
from relay.line.once.intents import Intents
from relay.line.once.links import Link
from relay.line.once.watches import Watches
from relay.line.queue import Queue
from relay.model import Lease
from relay.store.store import Store
from tests.plain import as_told
from tests.relay.books import HORIZON, Books, write
from tests.relay.line.stepping import make_clock_settable, step_clock

SECOND = timedelta(seconds=1)


class Clock:
    """A monotonic clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def move(self, by: timedelta) -> None:
        self.now += by.total_seconds()


class Process:
    """One process with its own monotonic clock, on the shared state Redis."""

    def __init__(self, store: Store, queue: Queue) -> None:
        self.clock = Clock()
        self.intents = Intents(store, queue, self.clock)


@pytest.fixture
def settable(monkeypatch: pytest.MonkeyPatch) -> None:
    make_clock_settable(monkeypatch)


@pytest.fixture
def process(settable: None, store: Store, queue: Queue) -> Process:
    return Process(store, queue)


async def unanswered(process: Process, lease: Lease) -> Books:
    """A target that took a write whose answer was lost, and that shows it only later."""
    books = Books(breaks=Unconfirmed(as_told("no answer")), hidden=True)
    with pytest.raises(Unconfirmed):
        await write(process.intents, lease, books)
    books.breaks = None
    return books


class TestAClockThatIsSet:
    async def test_a_step_forward_past_the_horizon_lets_no_unanswered_write_be_sent_again(
        self, process: Process, lease: Lease, store: Store
    ) -> None:
        books = await unanswered(process, lease)
        await step_clock(store, round(HORIZON.total_seconds()) + 60)
        for _ in range(3):
            with pytest.raises(Unconfirmed, match="of which this process watched 0 s"):
                await write(process.intents, lease, books)
        assert (books.sent, books.looked) == (1, 4), "each run looks it up, and none sends it"
        books.hidden = False
        assert await write(process.intents, lease, books) == Link("D1")
        assert books.sent == 1

    async def test_once_this_process_has_watched_the_horizon_pass_it_is_sent_anew(
        self, process: Process, lease: Lease, store: Store
    ) -> None:
        books = await unanswered(process, lease)
        await step_clock(store, round(HORIZON.total_seconds()) + 60)
        process.clock.move(HORIZON - SECOND)
        with pytest.raises(Unconfirmed):
            await write(process.intents, lease, books)
        process.clock.move(SECOND)
        books.records.clear()  # it never came
        books.hidden = False
        assert await write(process.intents, lease, books) == Link("D1")
        assert books.sent == 2

    async def test_a_step_back_costs_no_more_than_the_horizon_that_is_watched(
        self, process: Process, lease: Lease, store: Store
    ) -> None:
        books = await unanswered(process, lease)
        await step_clock(store, -3600)
        process.clock.move(HORIZON - SECOND)
        with pytest.raises(Unconfirmed):
            await write(process.intents, lease, books)
        process.clock.move(SECOND)
        books.records.clear()
        books.hidden = False
        assert await write(process.intents, lease, books) == Link("D1")

    async def test_our_own_clock_alone_does_not_count_while_that_of_redis_says_less(
        self, process: Process, lease: Lease
    ) -> None:
        books = await unanswered(process, lease)
        process.clock.move(HORIZON * 2)
        with pytest.raises(Unconfirmed):
            await write(process.intents, lease, books)
        assert books.sent == 1


class TestWhoWatches:
    async def test_another_process_watches_from_when_it_first_sees_the_note(
        self, process: Process, lease: Lease, store: Store, queue: Queue
    ) -> None:
        """As after a restart, or where the event moved from a worker that was killed."""
        books = await unanswered(process, lease)
        await step_clock(store, round(HORIZON.total_seconds()) + 60)
        process.clock.move(HORIZON)
        other = Process(store, queue)
        other.clock.move(HORIZON * 9)
        with pytest.raises(Unconfirmed):
            await write(other.intents, lease, books)
        other.clock.move(HORIZON)
        books.records.clear()
        books.hidden = False
        assert await write(other.intents, lease, books) == Link("D1")

    async def test_a_write_that_is_sent_anew_without_an_answer_is_watched_anew(
        self, process: Process, lease: Lease, store: Store
    ) -> None:
        books = await unanswered(process, lease)
        await step_clock(store, 3600)
        process.clock.move(HORIZON)
        books.breaks = Unconfirmed(as_told("no answer again"))
        with pytest.raises(Unconfirmed, match="again"):
            await write(process.intents, lease, books)
        await step_clock(store, 7200)
        books.breaks = None
        with pytest.raises(Unconfirmed, match="sent anew after"):
            await write(process.intents, lease, books)
        assert books.sent == 2

    async def test_the_watch_begins_when_the_answer_is_given_up_and_not_when_the_call_is_made(
        self, process: Process, lease: Lease, store: Store
    ) -> None:
        """The target may go on for its whole horizon from when its caller hung up."""

        async def work_long() -> None:
            process.clock.move(HORIZON)

        books = Books(breaks=Unconfirmed(as_told("no answer in time")), hidden=True, before_storing=work_long)
        with pytest.raises(Unconfirmed):
            await write(process.intents, lease, books)
        await step_clock(store, 3600)
        with pytest.raises(Unconfirmed, match="sent anew after"):
            await write(process.intents, lease, books)
        assert books.sent == 1


class TestWatches:
    def test_a_watch_is_of_one_note_and_begins_anew_with_another_on_the_same_record(self) -> None:
        clock = Clock()
        watches = Watches(timedelta(days=16), clock)
        assert watches.measure("name", 1) == timedelta()
        clock.move(SECOND)
        assert watches.measure("name", 1) == SECOND
        assert watches.measure("name", 2) == timedelta()
        watches.end("name")
        assert watches.measure("name", 2) == timedelta()

    def test_so_many_watches_are_kept_and_one_that_is_dropped_begins_anew(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("relay.line.once.watches._MOST", 10)
        clock = Clock()
        watches = Watches(timedelta(days=16), clock)
        for number in range(11):
            watches.measure(str(number), 1)
            clock.move(SECOND)
        assert len(watches._begun) == 6
        assert watches.measure("0", 1) == timedelta()
        assert watches.measure("10", 1) == SECOND
