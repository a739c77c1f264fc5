"""A level becomes a difference that is booked once, whatever becomes of the answer, of the process and of the goods."""

from contextlib import suppress
from decimal import Decimal

import pytest

from handlers.contracts.records import NotThere
from handlers.contracts.stock import LevelKey, Mutation
from relay.errors import Hold, LeaseLost, Parked, RunEnd, Skip, Superseded, Transient, Unconfirmed
from relay.model import Lease, Ticket
from tests.handlers.pipelines.common.shelf import Killed
from tests.handlers.pipelines.stock.stock_books import HORIZON, KEY, OVER, Fault, Moment, Mover, StockBooks
from tests.plain import as_told


async def test_a_level_is_brought_about_by_one_difference_with_a_mark(mover: Mover, books: StockBooks) -> None:
    moved = await mover.move(books, 7)
    [(mark, amount)] = books.entries
    assert (moved.how, moved.in_step) == ("booked", True)
    assert moved.quantity == amount == -3
    assert mark.startswith("relay ")
    assert len(mark) == 26
    assert str(moved.notes[0]) == f"booked -3 STK of A1 in warehouse 01, under the mark {mark}"
    assert books.levels[KEY] == 7


async def test_a_level_that_stands_already_costs_one_look(mover: Mover, books: StockBooks) -> None:
    assert (await mover.move(books, 10)).how == "same"
    assert books.calls == ["levels"]


async def test_five_three_five_moves_thrice(mover: Mover, books: StockBooks) -> None:
    for ordinal, level in enumerate([5, 3, 5], start=1):
        await mover.move(books, level, await mover.ticket(ordinal))
    assert [amount for _, amount in books.entries] == [-5, -2, 2]
    assert not books.doubled


async def test_the_same_event_books_no_second_difference_though_goods_were_sold_since(
    mover: Mover, books: StockBooks
) -> None:
    ticket = await mover.ticket()
    await mover.move(books, 7, ticket)
    books.levels[KEY] -= 1
    again = await mover.move(books, 7, ticket)
    assert (again.how, again.in_step) == ("before", False)
    assert len(books.entries) == 1


async def test_an_older_level_is_not_booked_after_a_newer_one(mover: Mover, books: StockBooks) -> None:
    await mover.move(books, 7, await mover.ticket(2))
    with pytest.raises(Superseded):
        await mover.move(books, 9, await mover.ticket(1))
    assert books.levels[KEY] == 7


@pytest.mark.parametrize("moved", [-3, 3], ids=["a sale of the same size", "a receipt of the same size"])
@pytest.mark.parametrize("fault", ["drop_after", "drop_before"])
async def test_goods_that_move_by_as_much_meanwhile_settle_nothing(
    fault: Fault, moved: int, mover: Mover, books: StockBooks
) -> None:
    await mover.move(books, 10 + 1, await mover.ticket(1))  # so that the list is known to show what is booked
    ticket, books.faults = await mover.ticket(2), [fault]
    with pytest.raises(Unconfirmed):
        await mover.move(books, 8, ticket)
    books.levels[KEY] += moved
    if fault == "drop_before":
        with pytest.raises(Unconfirmed, match="not found yet"):
            await mover.move(books, 8, ticket)
        await mover.pass_seconds(books, OVER.total_seconds())
    assert (await mover.move(books, 8, ticket)).how == "found"
    assert [amount for _, amount in books.entries] == [1, -3]
    assert books.levels[KEY] == 11 - 3 + moved
    assert (await mover.move(books, 8, await mover.ticket(3))).quantity == -moved
    assert books.levels[KEY] == 8
    assert not books.doubled


async def test_one_that_comes_late_is_found_and_not_sent_again(mover: Mover, books: StockBooks) -> None:
    await mover.move(books, 11, await mover.ticket(1))
    ticket, books.faults, books.commit_after = await mover.ticket(2), ["late"], 899
    with pytest.raises(Unconfirmed):
        await mover.move(books, 8, ticket)
    for _ in range(4):
        with pytest.raises(Unconfirmed):
            await mover.move(books, 8, ticket)
        await mover.pass_seconds(books, 225)
    assert (await mover.move(books, 8, ticket)).how == "found"
    assert books.calls.count("book") == 2
    assert books.levels[KEY] == 8


async def test_the_frozen_amount_is_sent_again_and_never_worked_out_anew(mover: Mover, books: StockBooks) -> None:
    await mover.move(books, 11, await mover.ticket(1))
    ticket, books.faults = await mover.ticket(2), ["drop_before"]
    with pytest.raises(Unconfirmed):
        await mover.move(books, 8, ticket)
    first = await mover.open(books)
    books.levels[KEY] = Decimal(100)
    await mover.pass_seconds(books, OVER.total_seconds())
    moved = await mover.move(books, 8, ticket)
    assert first is not None
    assert (moved.how, moved.in_step) == ("found", False)
    assert moved.quantity == -3
    assert books.entries[-1][0] in first.frozen
    assert books.entries[-1][1] == -3


async def test_a_newer_level_waits_until_the_difference_before_it_is_settled(mover: Mover, books: StockBooks) -> None:
    await mover.move(books, 11, await mover.ticket(1))
    books.faults = ["late"]
    with pytest.raises(Unconfirmed):
        await mover.move(books, 8, await mover.ticket(2))
    newer = await mover.ticket(3)
    with pytest.raises(Transient, match="waits behind the difference of event") as waits:
        await mover.move(books, 6, newer)
    assert not waits.value.burns_try
    await mover.pass_seconds(books, 600)
    assert (await mover.move(books, 6, newer)).quantity == -2
    assert [amount for _, amount in books.entries] == [1, -3, -2]


async def test_one_that_was_never_carried_out_gives_way_to_a_newer_level(mover: Mover, books: StockBooks) -> None:
    await mover.move(books, 11, await mover.ticket(1))
    older, books.faults = await mover.ticket(2), ["drop_before"]
    with pytest.raises(Unconfirmed):
        await mover.move(books, 8, older)
    await mover.pass_seconds(books, OVER.total_seconds())
    assert (await mover.move(books, 6, await mover.ticket(3))).quantity == -5
    with pytest.raises(Superseded):
        await mover.move(books, 8, older)
    assert books.levels[KEY] == 6


async def test_a_difference_is_not_sent_again_where_a_newer_level_waits(mover: Mover, books: StockBooks) -> None:
    await mover.move(books, 11, await mover.ticket(1))
    ticket, books.faults = await mover.ticket(2), ["drop_before"]
    with pytest.raises(Unconfirmed):
        await mover.move(books, 8, ticket)
    await mover.pass_seconds(books, OVER.total_seconds())
    mover.ordinals.newer.add(ticket.event.id)
    with pytest.raises(Superseded):
        await mover.move(books, 8, ticket)
    assert await mover.open(books) is None
    assert len(books.entries) == 1


class TestWithoutProof:
    async def test_without_a_list_an_unknown_outcome_is_held_and_so_is_whatever_comes_after(
        self, mover: Mover, books: StockBooks
    ) -> None:
        books.listed = False
        await mover.move(books, 9, await mover.ticket(1))
        ticket, books.faults = await mover.ticket(2), ["drop_after"]
        with pytest.raises(Unconfirmed):
            await mover.move(books, 8, ticket)
        await mover.pass_seconds(books, OVER.total_seconds())
        for one, level in ((ticket, 8), (await mover.ticket(3), 5)):
            with pytest.raises(Hold, match="is not known, and nothing shows it") as held:
                await mover.move(books, level, one)
            assert ticket.event.id in str(held.value.problems[0].mend)
        assert [amount for _, amount in books.entries] == [-1, -1]
        assert books.calls.count("book") == 2

    async def test_another_warehouse_does_not_wait(self, mover: Mover, books: StockBooks) -> None:
        other = LevelKey("A1", "02")
        books.listed, books.faults, books.levels[other] = False, ["drop_after"], Decimal(1)
        with pytest.raises(Unconfirmed):
            await mover.move(books, 8, await mover.ticket(1))
        assert (await mover.move(books, 3, await mover.ticket(2), key=other)).quantity == 2

    async def test_a_list_that_never_showed_what_is_booked_proves_nothing_by_silence(
        self, mover: Mover, books: StockBooks
    ) -> None:
        books.shows = False
        moved = await mover.move(books, 9, await mover.ticket(1))
        assert "the list of mutations shows - under the mark" in str(moved.warnings[0])
        ticket, books.faults = await mover.ticket(2), ["drop_after"]
        with pytest.raises(Unconfirmed):
            await mover.move(books, 8, ticket)
        await mover.pass_seconds(books, OVER.total_seconds())
        with pytest.raises(Hold, match="no list of mutations was ever seen"):
            await mover.move(books, 8, ticket)
        assert books.calls.count("book") == 2

    async def test_but_a_mark_that_it_shows_is_proof(self, mover: Mover, books: StockBooks) -> None:
        ticket, books.faults = await mover.ticket(1), ["drop_after"]
        with pytest.raises(Unconfirmed):
            await mover.move(books, 8, ticket)
        assert (await mover.move(books, 8, ticket)).how == "found"

    async def test_a_list_is_proven_once_for_each_warehouse(self, mover: Mover, books: StockBooks) -> None:
        books.levels[LevelKey("A1", "02")] = Decimal(0)
        for ordinal, (level, key) in enumerate([(9, KEY), (8, KEY), (7, LevelKey("A1", "02"))], start=1):
            await mover.move(books, level, await mover.ticket(ordinal), key=key)
        assert books.calls == ["levels", "book", "find", "levels", "book", "levels", "book", "find"]

    async def test_another_amount_under_the_mark_is_told_and_held(self, mover: Mover, books: StockBooks) -> None:
        ticket, books.faults = await mover.ticket(1), ["drop_after"]
        with pytest.raises(Unconfirmed):
            await mover.move(books, 8, ticket)
        books.entries.append(books.entries[0])
        with pytest.raises(Hold, match=r"-2 STK of A1 in warehouse 01 was sent .* and the books hold -4 under it"):
            await mover.move(books, 8, ticket)

    async def test_one_that_came_after_its_horizon_is_found_before_it_is_sent_again(
        self, mover: Mover, books: StockBooks
    ) -> None:
        ticket, late = await self._lost(mover, books)
        await books.carry_out(late)
        assert (await mover.move(books, 8, ticket)).how == "found"
        assert books.calls.count("book") == 2

    async def test_one_that_comes_while_it_is_sent_again_is_told_and_held(
        self, mover: Mover, books: StockBooks
    ) -> None:
        """The only way to a double: a commit after the horizon that the settings promise."""
        ticket, late = await self._lost(mover, books)
        book = books.book

        async def both(mutation: Mutation) -> None:
            await books.carry_out(late)
            await book(mutation)

        books.book = both  # type: ignore[method-assign]  # what the horizon should have kept from happening
        with pytest.raises(Hold, match=r"-3 STK of A1 in warehouse 01 was sent .* and the books hold -6 under it"):
            await mover.move(books, 8, ticket)
        assert books.doubled

    async def _lost(self, mover: Mover, books: StockBooks) -> tuple[Ticket, Mutation]:
        """A difference that is out of reach by the settings, and comes all the same."""
        await mover.move(books, 11, await mover.ticket(1))
        ticket, books.faults, books.commit_after = await mover.ticket(2), ["late"], HORIZON.total_seconds() * 2
        with pytest.raises(Unconfirmed):
            await mover.move(books, 8, ticket)
        await mover.pass_seconds(books, OVER.total_seconds())
        [(_, late)] = books.late
        return ticket, late


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
