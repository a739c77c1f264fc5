"""A record of a receiver that shows nothing is made once, whatever that can bear, and whatever is asked of it."""

from dataclasses import replace

import pytest

from handlers.contracts.records import Repeat, TakenUnnumbered
from handlers.pipelines.common.records import Record, Records
from handlers.pipelines.common.repeating import LOOKED_AT, Repeating, repeating
from relay.errors import Hold, Unconfirmed
from relay.line.once.intents import Intents
from relay.line.once.links import Link, Links
from relay.model import Event, Lease, Origin, State
from tests.plain import as_told
from tests.relay.books import HORIZON, Books

LONG = 10**15


def record_in(books: Books, how: Repeat, sent: str = "a", not_there_ms: int = 0) -> Record[Link]:
    return Record(["name"], HORIZON, books.look_up, repeating=Repeating(how, sent, not_there_ms))


def silent() -> Books:
    return Books(breaks=Unconfirmed(as_told("no answer")), hidden=True)


@pytest.mark.parametrize("how", [Repeat.KEY, Repeat.METHOD])
async def test_one_that_may_be_repeated_is_sent_again_at_once(records: Records, lease: Lease, how: Repeat) -> None:
    books = silent()
    with pytest.raises(Unconfirmed):
        await records.write_once(lease, record_in(books, how), books.send)
    books.breaks = None
    assert await records.write_once(lease, record_in(books, how), books.send) == Link("D2")
    assert books.sent == 2


async def test_one_that_bears_no_repeat_is_held_until_a_person_lets_it_go_on(records: Records, lease: Lease) -> None:
    books = silent()
    with pytest.raises(Unconfirmed):
        await records.write_once(lease, record_in(books, Repeat.NONE), books.send)
    books.breaks = None
    for _ in range(2):
        with pytest.raises(Hold, match="look whether it is there"):
            await records.write_once(lease, record_in(books, Repeat.NONE), books.send)
    assert books.sent == 1
    released = record_in(books, Repeat.NONE, not_there_ms=LONG)
    assert await records.write_once(lease, released, books.send) == Link("D2")


async def test_under_a_key_nothing_else_is_sent_than_what_got_no_answer(records: Records, lease: Lease) -> None:
    books = silent()
    with pytest.raises(Unconfirmed):
        await records.write_once(lease, record_in(books, Repeat.KEY), books.send)
    with pytest.raises(Hold, match="something else would be sent"):
        await records.write_once(lease, record_in(books, Repeat.KEY, "b"), books.send)
    assert books.sent == 1


async def test_what_was_taken_without_a_number_stays_noted_and_is_held(
    records: Records, intents: Intents, lease: Lease
) -> None:
    books = Books(refuses=TakenUnnumbered(as_told("no id")))
    with pytest.raises(TakenUnnumbered, match="no id"):
        await records.write_once(lease, record_in(books, Repeat.NONE), books.send)
    note = await intents.look("name")
    assert note is not None
    assert note.answered
    with pytest.raises(Hold, match="what it is called there is not known"):
        await records.write_once(lease, record_in(books, Repeat.NONE), books.send)
    assert books.sent == 1


async def test_one_that_shows_later_what_it_took_is_asked_for_the_number(records: Records, lease: Lease) -> None:
    books = Books(refuses=TakenUnnumbered(as_told("no id")), records=["D7"], hidden=True)
    record = record_in(books, Repeat.LOOK_UP)

    async def send() -> str | None:
        books.hidden = False
        return await books.send()

    assert await records.write_once(lease, record, send) == Link("D7")


@pytest.mark.parametrize("how", [Repeat.KEY, Repeat.METHOD, Repeat.NONE])
async def test_whether_something_was_sent_is_not_told_of_a_write_without_an_answer(
    records: Records, lease: Lease, how: Repeat
) -> None:
    books = silent()
    assert await records.find_number_sent(record_in(books, how)) is None
    with pytest.raises(Unconfirmed):
        await records.write_once(lease, record_in(books, how), books.send)
    with pytest.raises(Hold, match="look whether it is there"):
        await records.find_number_sent(record_in(books, how))


def test_what_is_sent_is_named_by_its_fields_and_its_state(links: Links) -> None:
    event = Event("e" * 32, "flow", "1", Origin.HOOK, State.RUNNING, 0)
    named = [
        repeating(Repeat.KEY, one, links, "name", fields).sent
        for one, fields in (
            (event, {"a": 1}),
            (event, {"a": 1}),
            (event, {"a": 2}),
            (replace(event, ordinal=2), {"a": 1}),
        )
    ]
    assert named[0] == named[1]
    assert len(set(named)) == 3
    assert repeating(Repeat.KEY, event, links, "name", None).sent == ""
    assert repeating(Repeat.LOOK_UP, event, links, "name", {"a": 1}) is LOOKED_AT
