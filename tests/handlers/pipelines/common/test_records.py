"""A record is found or made, once, whatever happens to the answer."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from handlers.pipelines.common.records import Record, Records
from relay.errors import Contended, Transient, Unconfirmed
from relay.line.accept import Acceptor
from relay.line.once.intents import Intents, OpenIntent
from relay.line.once.lease_check import SENDING
from relay.line.once.links import Link, Links
from relay.line.once.locks import Locks
from relay.line.queue import Queue
from relay.model import Lease
from relay.store.store import Store, reply
from tests.plain import as_told
from tests.relay.books import HORIZON, NOTHING, Books, leased, write
from tests.waiting import eventually


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

    async def test_the_horizon_begins_when_a_write_that_waited_for_its_place_is_sent(
        self, intents: Intents, lease: Lease, store: Store
    ) -> None:
        await intents.begin(lease, "name", None)
        sending = SENDING.get()
        assert sending is not None
        await reply(store.state.hset(store.keys.intent("name"), "since", "1000"))  # it waited for very long
        await sending.check()
        note = await intents.look("name")
        assert note is not None
        assert note.age < HORIZON

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
        books = Books(breaks=Unconfirmed(as_told("no answer")))
        with pytest.raises(Unconfirmed):
            await write(intents, lease, books)
        assert await write(intents, lease, books) == Link("D1")
        assert (books.sent, books.records) == (1, ["D1"])
        assert await intents.look("name") is None

    async def test_within_the_horizon_a_record_that_does_not_show_is_not_sent_again(
        self, intents: Intents, lease: Lease
    ) -> None:
        books = Books(breaks=Unconfirmed(as_told("no answer")), hidden=True)
        with pytest.raises(Unconfirmed, match="no answer"):
            await write(intents, lease, books)
        for _ in range(3):
            with pytest.raises(Unconfirmed, match="sent anew after 900 s"):
                await write(intents, lease, books)
        assert books.sent == 1

    async def test_after_the_horizon_a_record_that_does_not_show_is_sent_anew_once(
        self, intents: Intents, lease: Lease
    ) -> None:
        books = Books(breaks=Unconfirmed(as_told("no answer")), hidden=True)
        with pytest.raises(Unconfirmed):
            await write(intents, lease, books)
        books.records.clear()  # it never came
        books.breaks, books.hidden = None, False

        async def is_over() -> bool:
            seen = await intents.look("name")
            return seen is not None and seen.waited > timedelta(milliseconds=20)

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

        async def look_up_slowly(_: OpenIntent | None) -> list[Link]:
            found = await books.look_up()
            looked.set()
            await other_is_done.wait()
            return found

        async def write_slowly() -> Link:
            record, records = Record(["name"], HORIZON, look_up_slowly), Records(NOTHING, intents, NOTHING)
            return await records.write(first, record, books.send, await records.look(record))

        slow = asyncio.create_task(write_slowly())
        await looked.wait()
        assert await write(intents, second, books) == Link("D1")
        other_is_done.set()
        with pytest.raises(Transient, match="another run has just written"):
            await slow
        assert books.records == ["D1"]


class TestOnce:
    async def test_a_record_that_is_linked_needs_no_call(self, records: Records, links: Links, lease: Lease) -> None:
        books = Books()
        await links.store("name", Link("D3", "digest"))
        assert await records.write_once(lease, record_in(books), books.send) == Link("D3", "digest")
        assert (books.looked, books.sent) == (0, 0)

    async def test_it_is_linked_under_all_its_names_with_what_it_was_made_of(
        self, records: Records, links: Links, lease: Lease
    ) -> None:
        books = Books()
        made = await records.write_once(lease, record_in(books, "name", "other"), books.send)
        assert made == Link("D1", "digest")
        assert await links.find_all(["name", "other"]) == [made, made]

    async def test_of_two_runs_at_once_one_writes_and_the_other_finds_its_link(
        self, records: Records, acceptor: Acceptor, queue: Queue
    ) -> None:
        books = Books()
        leases = [await leased(acceptor, queue, "1"), await leased(acceptor, queue, "2")]
        made = await asyncio.gather(*(records.write_once(each, record_in(books), books.send) for each in leases))
        assert (made, books.looked, books.sent) == ([Link("D1", "digest")] * 2, 1, 1)

    async def test_a_run_that_waits_too_long_for_a_neighbour_writes_nothing(
        self, links: Links, intents: Intents, store: Store, lease: Lease
    ) -> None:
        books, hasty = Books(), Locks(store, timedelta(seconds=10), timedelta())
        async with hasty.hold(["name"]):
            with pytest.raises(Contended):
                await Records(links, intents, hasty).write_once(lease, record_in(books), books.send)
        assert (books.looked, books.sent) == (0, 0)


class TestKnownFromBefore:
    async def test_a_link_under_a_former_name_is_the_records(
        self, records: Records, links: Links, lease: Lease
    ) -> None:
        books = Books()
        await links.store("before", Link("D3"))
        record = record_in(books, former=("before",))
        assert await records.write_once(lease, record, books.send) == Link("D3")
        assert await records.find_number(record) == await records.find_number_sent(record) == "D3"

    async def test_a_write_under_a_former_name_is_waited_for_and_then_forgotten(
        self, records: Records, intents: Intents, lease: Lease
    ) -> None:
        books = Books()
        await intents.begin(lease, "before", None)
        with pytest.raises(Unconfirmed, match="sent anew after 900 s"):
            await records.write_once(lease, record_in(books, former=("before",)), books.send)
        over = record_in(books, former=("before",), horizon=timedelta())
        assert await records.write_once(lease, over, books.send) == Link("D1", "digest")
        assert await intents.look("before") is None


class TestIsItThere:
    async def test_one_that_somebody_else_made_is_there_and_was_not_sent(self, records: Records) -> None:
        books = Books(records=["D7"])
        assert await records.find_number(record_in(books)) == "D7"
        assert await records.find_number_sent(record_in(books)) is None
        assert books.looked == 1  # nothing of ours is open, so that nobody need be asked

    async def test_one_that_is_nowhere_has_no_number(self, records: Records) -> None:
        assert await records.find_number(record_in(Books())) is None

    async def test_one_that_was_sent_without_an_answer_is_looked_for(
        self, records: Records, intents: Intents, lease: Lease
    ) -> None:
        await intents.begin(lease, "name", None)
        assert await records.find_number_sent(record_in(Books(records=["D1"]))) == "D1"
        with pytest.raises(Unconfirmed):
            await records.find_number_sent(record_in(Books()))

    async def test_each_open_note_is_given_to_the_look_up_so_that_its_day_is_searched(
        self, records: Records, intents: Intents, lease: Lease
    ) -> None:
        notes: list[OpenIntent | None] = []

        async def look_up(note: OpenIntent | None) -> list[Link]:
            notes.append(note)
            return [Link("D1")]

        for name in ("name", "before"):
            await intents.begin(lease, name, None)
        standing = await records.find(Record(["name"], HORIZON, look_up, former=["before"]))
        assert [one.number for one in standing.found] == ["D1"]
        assert notes == [*standing.notes.values()]
        assert {*standing.notes} == {"name", "before"}


def record_in(books: Books, *names: str, former: Sequence[str] = (), horizon: timedelta = HORIZON) -> Record[Link]:
    return Record(names or ("name",), horizon, books.look_up, former, "digest")
