"""A level becomes a difference that is booked once, whatever becomes of the answer, of the process and of the goods."""

from decimal import Decimal

import pytest

from relay.errors import Superseded, Transient, Unconfirmed
from tests.handlers.pipelines.stock.stock_books import KEY, OVER, Fault, Mover, StockBooks


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
