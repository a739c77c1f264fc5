"""Nothing moves before a person has seen what would, and what moves above a limit waits for one."""

from decimal import Decimal

import pytest

from handlers.contracts.stock import Level, LevelKey
from handlers.pipelines.stock.mutation_settings import MutationSettings
from relay.errors import DryRun, Hold, Unconfirmed
from tests.handlers.pipelines.stock.stock_books import FLOW, FREELY, KEY, Mover, StockBooks
from tests.plain import as_told
from tests.stand_ins import AsNamed


def limited(**limits: int) -> MutationSettings:
    return FREELY.model_copy(update={name: Decimal(value) for name, value in limits.items()})


class TestPreview:
    async def test_the_first_run_is_a_table_that_a_person_confirms(self, mover: Mover, books: StockBooks) -> None:
        books.levels[LevelKey("B2", "01")] = Decimal(4)
        for key, quantity in ((KEY, 7), (LevelKey("B2", "01"), 4)):
            level = Level(key, Decimal(quantity), "STK")
            if quantity == 4:
                assert (await mover.mutations.move(await mover.ticket(), level, books, FREELY)).how == "same"
                continue
            with pytest.raises(DryRun, match="A1 would go from 10 to 7; nothing moves before somebody has seen"):
                await mover.mutations.move(await mover.ticket(), level, books, FREELY)
        [plan] = await mover.limits.plans(FLOW)
        assert (plan.code, plan.warehouse) == ("A1", "01")
        assert [plan.base, plan.wanted, plan.quantity] == [10, 7, -3]
        assert books.entries == []
        await mover.limits.confirm(FLOW)
        assert (await mover.move(books, 7)).how == "booked"
        assert await mover.limits.plans(FLOW) == []

    async def test_a_row_is_renewed_and_goes_where_nothing_would_move_any_more(
        self, mover: Mover, books: StockBooks
    ) -> None:
        for quantity, rows in ((7, 1), (6, 1), (10, 0)):
            level = Level(KEY, Decimal(quantity), "STK")
            assert await mover.mutations.foresee(await mover.ticket(), level, books) == quantity - 10
            assert len(await mover.limits.plans(FLOW)) == rows
        assert books.entries == []

    async def test_other_books_behind_the_connection_are_previewed_anew(
        self, mover: Mover, books: StockBooks, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await mover.move(books, 7)
        monkeypatch.setattr(AsNamed, "id_of", lambda _, connection: f"{connection} of another administration")
        with pytest.raises(DryRun):
            await mover.mutations.move(await mover.ticket(2), Level(KEY, Decimal(3), "STK"), books, FREELY)


class TestLimits:
    async def test_what_is_more_than_a_run_may_move_is_held_and_the_rest_goes(
        self, mover: Mover, books: StockBooks
    ) -> None:
        settings, other = limited(units_a_run=5), LevelKey("B2", "01")
        books.levels[other] = Decimal(0)
        await mover.move(books, 7, settings=settings)
        with pytest.raises(Hold, match=r"4 STK more would pass units_a_run \(5\)"):
            await mover.move(books, 4, settings=settings, key=other)
        assert (await mover.move(books, 2, settings=settings, key=other)).quantity == 2

    async def test_goods_out_and_in_count_alike(self, mover: Mover, books: StockBooks) -> None:
        settings = limited(units_a_day=5)
        await mover.move(books, 7, await mover.ticket(1), settings)
        with pytest.raises(Hold, match="units_a_day"):
            await mover.move(books, 10, await mover.ticket(2), settings)

    async def test_what_a_person_released_goes_though_it_comes_as_another_event(
        self, mover: Mover, books: StockBooks
    ) -> None:
        """Where its source can be read, releasing an event makes a new one, of what the source has now."""
        settings, ticket = limited(units_a_run=1), await mover.ticket()
        with pytest.raises(Hold):
            await mover.move(books, 7, ticket, settings)
        with pytest.raises(Hold) as held:
            await mover.move(books, 7, ticket, settings)
        assert ticket.event.id in str(held.value.problems[0].mend)
        assert (await mover.move(books, 7, await mover.ticket(2, released_ms=2**53), settings)).how == "booked"

    async def test_an_event_that_was_released_before_it_was_held_for_this_is_held(
        self, mover: Mover, books: StockBooks
    ) -> None:
        with pytest.raises(Hold, match="units_a_run"):
            await mover.move(books, 7, await mover.ticket(released_ms=2**53), limited(units_a_run=1))

    @pytest.mark.parametrize(("level", "goes"), [(6, False), (8, True), (13, False)])
    async def test_more_than_a_person_saw_or_the_other_way_is_asked_again(
        self, level: int, mover: Mover, books: StockBooks, *, goes: bool
    ) -> None:
        settings, released = limited(units_a_run=1), await mover.ticket(2, released_ms=2**53)
        with pytest.raises(Hold):
            await mover.move(books, 7, await mover.ticket(1), settings)
        if goes:
            assert (await mover.move(books, level, released, settings)).how == "booked"
            return
        with pytest.raises(Hold, match="units_a_run"):
            await mover.move(books, level, released, settings)

    async def test_what_is_certainly_not_booked_counts_no_more(self, mover: Mover, books: StockBooks) -> None:
        settings, books.refuses = limited(units_a_run=3), Hold(as_told("refused"))
        with pytest.raises(Hold, match="refused"):
            await mover.move(books, 7, await mover.ticket(1), settings)
        books.refuses = None
        assert (await mover.move(books, 7, await mover.ticket(2), settings)).how == "booked"

    async def test_what_may_be_booked_counts(self, mover: Mover, books: StockBooks) -> None:
        settings, books.faults = limited(units_a_run=3), ["drop_before"]
        books.levels[LevelKey("B2", "01")] = Decimal(0)
        with pytest.raises(Unconfirmed):
            await mover.move(books, 7, settings=settings)
        with pytest.raises(Hold, match="units_a_run"):
            await mover.move(books, 1, settings=settings, key=LevelKey("B2", "01"))

    async def test_value_is_counted_at_the_cost_that_the_books_show(self, mover: Mover, books: StockBooks) -> None:
        settings = limited(value_a_run=30)
        with pytest.raises(Hold, match="the books show no cost of A1"):
            await mover.move(books, 7, settings=settings)
        books.cost = Decimal("10.01")
        with pytest.raises(Hold, match="value_a_run"):
            await mover.move(books, 7, settings=settings)
        assert (await mover.move(books, 8, settings=settings)).quantity == -2
