"""What a person sees of differences, and what their word about one does."""

from decimal import Decimal

import pytest

from handlers.contracts.stock import Level, LevelKey
from handlers.pipelines.stock.mutations_by_hand import confirm_mutations, settle_mutation, show_mutations
from relay.errors import DryRun, Hold, Unconfirmed
from relay.line.once.locks import Locks
from relay.model import Ticket
from tests.handlers.pipelines.stock.stock_books import FLOW, FREELY, HORIZON, KEY, OVER, Mover, StockBooks
from tests.stand_ins import AsNamed


async def lost(mover: Mover, books: StockBooks) -> Ticket:
    """A difference that was booked, of which nobody knows."""
    books.listed, books.faults = False, ["drop_after"]
    ticket = await mover.ticket(1)
    with pytest.raises(Unconfirmed):
        await mover.move(books, 8, ticket)
    return ticket


async def settle(mover: Mover, books: StockBooks, event: str, *, booked: bool) -> list[str]:
    locks = Locks(mover.store, HORIZON, HORIZON)
    told = await settle_mutation(FLOW, event, booked, books, mover.links, locks, mover.differences)
    return [str(one) for one in told]


async def test_the_table_is_shown_and_confirmed_once(mover: Mover, books: StockBooks) -> None:
    with pytest.raises(Hold, match="nothing was previewed yet"):
        await confirm_mutations(FLOW, mover.limits)
    ticket = await mover.ticket()
    with pytest.raises(DryRun):
        await mover.mutations.move(ticket, Level(KEY, Decimal(7), "STK"), books, FREELY)
    shown = await show_mutations(FLOW, mover.links, mover.differences, mover.limits)
    [plan] = shown.planned
    assert not shown.is_confirmed
    assert (plan.what, plan.where, plan.base, plan.wanted) == ("A1", "01", "10", "7")
    assert (plan.difference, plan.unit, plan.event) == ("-3", "STK", ticket.event.id)
    told = str(await confirm_mutations(FLOW, mover.limits))
    assert told.startswith("1 difference was seen; from now on the flow moves stock")
    assert str(await confirm_mutations(FLOW, mover.limits)) == "the flow moves stock already"


async def test_what_is_not_known_to_be_booked_is_shown_with_its_mark(mover: Mover, books: StockBooks) -> None:
    ticket = await lost(mover, books)
    shown = await show_mutations(FLOW, mover.links, mover.differences, mover.limits)
    [unknown] = shown.unknown
    [(mark, _)] = books.entries
    assert (unknown.event, unknown.mark, unknown.difference) == (ticket.event.id, mark, "-2")


async def test_a_person_who_saw_it_in_the_books_lets_the_next_one_go(mover: Mover, books: StockBooks) -> None:
    ticket = await lost(mover, books)
    newer = await mover.ticket(2)
    with pytest.raises(Hold):
        await mover.move(books, 5, newer)
    assert await settle(mover, books, ticket.event.id, booked=True) == ["-2 STK of A1 in warehouse 01 counts as booked"]
    assert (await mover.move(books, 8, ticket)).how == "before"
    assert (await mover.move(books, 5, newer)).quantity == -3
    assert [amount for _, amount in books.entries] == [-2, -3]


async def test_one_that_may_still_come_is_not_taken_for_lost(mover: Mover, books: StockBooks) -> None:
    ticket = await lost(mover, books)
    with pytest.raises(Hold, match="may still be booked for 900 s"):
        await settle(mover, books, ticket.event.id, booked=False)
    await mover.pass_seconds(books, OVER.total_seconds())
    await settle(mover, books, ticket.event.id, booked=False)
    assert await mover.open(books) is None


async def test_the_books_own_list_speaks_against_a_person(mover: Mover, books: StockBooks) -> None:
    ticket = await lost(mover, books)
    await mover.pass_seconds(books, OVER.total_seconds())
    books.listed = True
    with pytest.raises(Hold, match="these show -2 under its mark"):
        await settle(mover, books, ticket.event.id, booked=False)


async def test_of_other_events_and_other_books_nothing_is_settled(
    mover: Mover, books: StockBooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = await lost(mover, books)
    with pytest.raises(Hold, match="no difference of event"):
        await settle(mover, books, "0" * 32, booked=True)
    monkeypatch.setattr(AsNamed, "id_of", lambda _, connection: f"{connection} of another administration")
    with pytest.raises(Hold, match="no difference of event"):
        await settle(mover, books, ticket.event.id, booked=True)


async def test_all_warehouses_of_an_event_are_settled_together(mover: Mover, books: StockBooks) -> None:
    ticket, other = await lost(mover, books), LevelKey("A1", "02")
    books.levels[other], books.faults = Decimal(1), ["drop_before"]
    with pytest.raises(Unconfirmed):
        await mover.move(books, 3, ticket, key=other)
    assert len(await settle(mover, books, ticket.event.id, booked=True)) == 2
