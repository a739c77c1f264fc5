"""What is certainly not booked leaves nothing open; what may be stays open, whatever becomes of who sent it."""

from contextlib import suppress
from decimal import Decimal

import pytest

from handlers.contracts.records import NotThere
from handlers.contracts.stock import LevelKey, Mutation
from relay.errors import Hold, LeaseLost, Parked, RunEnd, Skip, Transient, Unconfirmed
from relay.model import Lease
from tests.handlers.pipelines.common.shelf import Killed
from tests.handlers.pipelines.stock.stock_books import HORIZON, KEY, OVER, Fault, Moment, Mover, StockBooks
from tests.plain import as_told


class TestRefusals:
    @pytest.mark.parametrize("end", [Hold(as_told("no")), Transient(as_told("busy"))])
    async def test_what_was_certainly_not_booked_leaves_nothing_open(
        self, end: RunEnd, mover: Mover, books: StockBooks
    ) -> None:
        books.refuses, ticket = end, await mover.ticket()
        with pytest.raises(type(end)):
            await mover.move(books, 7, ticket)
        assert await mover.open(books) is None
        books.refuses, books.levels[KEY] = None, Decimal(9)
        assert (await mover.move(books, 7, ticket)).quantity == -2

    async def test_a_refused_repeat_leaves_the_first_one_open(self, mover: Mover, books: StockBooks) -> None:
        await mover.move(books, 11, await mover.ticket(1))
        ticket, books.faults = await mover.ticket(2), ["drop_before"]
        with pytest.raises(Unconfirmed):
            await mover.move(books, 8, ticket)
        await mover.pass_seconds(books, OVER.total_seconds())
        books.refuses = Parked(as_told("not called"), after=HORIZON)
        with pytest.raises(Parked):
            await mover.move(books, 8, ticket)
        assert await mover.open(books) is not None

    async def test_without_the_lease_nothing_is_sent(self, mover: Mover, books: StockBooks) -> None:
        ticket = await mover.ticket()
        await mover.store.state.delete(mover.store.keys.lease(ticket.event.id))
        with pytest.raises(LeaseLost):
            await mover.move(books, 7, ticket)
        assert books.entries == []

    async def test_a_level_that_was_asked_for_before_another_difference_ended_is_not_used(
        self, mover: Mover, books: StockBooks
    ) -> None:
        """As where a lock ended under a process that stood still."""
        other = Mover(mover.store, mover.vault, mover.queue)
        other.ordinals = mover.ordinals

        async def meanwhile() -> None:
            name = (await mover.store.state.keys(f"{mover.store.keys.prefix}lock:*"))[0]
            await mover.store.state.delete(name)
            await other.move(books, 8, await other.ticket(1))

        books.meanwhile = meanwhile
        with pytest.raises(Transient, match="another run has just changed the same stock"):
            await mover.move(books, 7, await mover.ticket(2))
        assert [amount for _, amount in books.entries] == [-2]

    async def test_without_a_level_in_the_books_nothing_is_booked(self, mover: Mover, books: StockBooks) -> None:
        with pytest.raises(NotThere, match="the books have no article A1"):
            await mover.move(books, 7, key=LevelKey("A1", "09"))
        books.tracked = False
        with pytest.raises(Skip, match="A1"):
            await mover.move(books, 7)
        books.tracked, books.unit = True, "DS"
        with pytest.raises(Hold, match="A1 is told in STK, and the books count it in DS"):
            await mover.move(books, 7)
        books.silent = True
        with pytest.raises(Hold, match="show no quantity of A1 in warehouse 01, which is not nought"):
            await mover.move(books, 7)
        assert books.entries == []


@pytest.mark.parametrize("moment", ["before_note", "after_note", "before_end", "after_end"])
@pytest.mark.parametrize("moved", [-3, 0, 3])
async def test_a_mover_killed_beside_a_note_doubles_nothing(
    moment: Moment, moved: int, mover: Mover, books: StockBooks
) -> None:
    await mover.move(books, 11, await mover.ticket(1))
    ticket, mover.differences.kill = await mover.ticket(2), moment
    with pytest.raises(Killed):
        await mover.move(books, 8, ticket)
    books.levels[KEY] += moved
    mover.restart()
    for _ in range(3):
        with suppress(Unconfirmed):
            await mover.move(books, 8, ticket)
        await mover.pass_seconds(books, OVER.total_seconds())
    assert (books.doubled, await mover.open(books)) == ([], None)
    await mover.move(books, 8, await mover.ticket(3))
    assert books.levels[KEY] == 8


@pytest.mark.parametrize("fault", ["kill_before", "kill_after"])
async def test_a_mover_killed_beside_the_call_doubles_nothing(fault: Fault, mover: Mover, books: StockBooks) -> None:
    await mover.move(books, 11, await mover.ticket(1))
    ticket, books.faults = await mover.ticket(2), [fault]
    with pytest.raises(Killed):
        await mover.move(books, 8, ticket)
    mover.restart()
    await mover.move(books, 8, ticket) if fault == "kill_after" else await mover.pass_seconds(books, 1)
    for _ in range(3):
        with suppress(Unconfirmed):
            await mover.move(books, 8, ticket)
        await mover.pass_seconds(books, OVER.total_seconds())
    assert [amount for _, amount in books.entries] == [1, -3]


async def test_an_open_difference_outlives_its_event(mover: Mover, books: StockBooks) -> None:
    books.faults, ticket = ["drop_after"], await mover.ticket()
    with pytest.raises(Unconfirmed):
        await mover.move(books, 7, ticket)
    [one] = await mover.differences.all_open()
    assert await mover.store.state.pttl(mover.store.keys.difference(one.place)) == -1


async def test_a_lease_that_is_lost_while_the_call_waits_for_a_place_sends_nothing(
    mover: Mover, books: StockBooks
) -> None:
    from relay.line.once.lease_check import SENDING  # noqa: PLC0415 - only here is the wait itself looked at

    ticket = await mover.ticket()
    lost: list[Lease] = []

    async def book(mutation: Mutation) -> None:
        assert mutation.quantity == -3
        sending = SENDING.get()
        assert sending is not None
        await sending.check()
        await mover.store.state.delete(mover.store.keys.lease(ticket.event.id))
        lost.append(ticket.lease)
        await sending.check()

    books.book = book  # type: ignore[method-assign]  # a call that waits for its place
    with pytest.raises(LeaseLost):
        await mover.move(books, 7, ticket)
    assert lost
    assert books.entries == []
