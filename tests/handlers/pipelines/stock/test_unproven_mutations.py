"""Where nothing shows what is booked, an unknown outcome is held; and what shows it otherwise is told."""

from decimal import Decimal

import pytest

from handlers.contracts.stock import LevelKey, Mutation
from relay.errors import Hold, Unconfirmed
from relay.model import Ticket
from tests.handlers.pipelines.stock.stock_books import HORIZON, KEY, OVER, Mover, StockBooks


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
