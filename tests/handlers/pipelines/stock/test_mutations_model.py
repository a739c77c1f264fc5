"""Whatever goes wrong in whatever order, no difference stands in the books twice, and in the end the level is right."""

import random
from contextlib import suppress
from decimal import Decimal
from typing import Final, get_args

import pytest

from relay.errors import RunEnd, Superseded
from relay.model import Ticket
from tests.handlers.pipelines.common.shelf import Killed
from tests.handlers.pipelines.stock.stock_books import KEY, OVER, Fault, Moment, Mover, StockBooks

STEPS: Final = 60
FAULTS: Final = get_args(Fault)
MOMENTS: Final = get_args(Moment)


class Simulation:
    """A source whose level moves, books in which goods move by as much, and processes that die."""

    def __init__(self, seed: int, mover: Mover, books: StockBooks) -> None:
        self.chance = random.Random(seed)
        self.mover, self.books = mover, books
        self.truth = 10
        self.moved_by_hand = Decimal(0)
        self.ordinal = 0
        self.open: list[tuple[Ticket, int]] = []
        self.last = 0

    async def step(self) -> None:
        """One thing that happens."""
        match self.chance.randrange(5):
            case 0:
                await self.change()
            case 1:  # a sale or receipt, of the size of the last difference
                by = Decimal(self.chance.choice([-1, 1]) * (self.last or 3))
                self.books.levels[KEY] += by
                self.moved_by_hand += by
            case 2:
                await self.mover.pass_seconds(self.books, self.chance.choice([1, 60, 450, 901]))
            case _:
                await self.run_one()

    async def change(self) -> None:
        """The source's level moves, and an event tells it."""
        self.last = self.chance.randint(1, 4)
        self.truth += self.chance.choice([-1, 1]) * self.last
        self.ordinal += 1
        for older, _ in self.open:
            self.mover.ordinals.newer.add(older.event.id)
        self.open.append((await self.mover.ticket(self.ordinal), self.truth))

    async def run_one(self) -> None:
        """One of the open events is carried; whatever it meets, somebody comes back to it."""
        if not self.open:
            return
        ticket, level = one = self.chance.choice(self.open)
        self.books.faults = [self.chance.choice(FAULTS)] if self.chance.random() < 0.5 else []
        self.books.commit_after = self.chance.uniform(0, 900)
        self.mover.differences.kill = self.chance.choice(MOMENTS) if self.chance.random() < 0.3 else None
        try:
            await self.mover.move(self.books, level, ticket)
            self.open.remove(one)
        except Superseded:
            self.open.remove(one)
        except Killed:
            self.mover.restart()
        except RunEnd:
            pass
        finally:
            self.books.faults, self.mover.differences.kill = [], None

    async def end(self) -> None:
        """All that is open goes on until nothing is, and one more level is told, as the next full reading does."""
        for _ in range(4 * len(self.open) + 4):
            await self.mover.pass_seconds(self.books, OVER.total_seconds())
            for ticket, level in list(self.open):
                with suppress(RunEnd):
                    await self.mover.move(self.books, level, ticket)
        self.mover.ordinals.newer.clear()
        self.ordinal += 1
        await self.mover.move(self.books, self.truth, await self.mover.ticket(self.ordinal))


@pytest.mark.parametrize("seed", range(20))
async def test_no_difference_stands_in_the_books_twice_and_the_level_is_right_in_the_end(
    seed: int, mover: Mover, books: StockBooks
) -> None:
    simulation = Simulation(seed, mover, books)
    await mover.move(books, 11, await mover.ticket(0))  # so that the list is known to show what is booked
    for _ in range(STEPS):
        await simulation.step()
        assert books.doubled == []
    await simulation.end()
    assert books.doubled == []
    assert books.levels[KEY] == simulation.truth
    assert books.levels[KEY] == 10 + sum(amount for _, amount in books.entries) + simulation.moved_by_hand
    assert await mover.open(books) is None
