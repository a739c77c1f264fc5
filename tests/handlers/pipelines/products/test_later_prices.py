"""Prices that begin later, and offers: sent at once where the target keeps days, else carried when they begin."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

import pytest

from handlers.pipelines.common.edited_units import ZONE
from handlers.pipelines.products import PIPELINE
from relay.line.actions import FORESEE, Foreseen
from relay.line.dues import midnight, read_waiting
from relay.model import State
from tests.handlers.pipelines.products.desk import ProductDesk, product, settings
from tests.handlers.pipelines.products.price_days import PRICES, after, carry, standing


@pytest.fixture
def desk(desk: ProductDesk) -> ProductDesk:
    desk.settings = settings(unit={"default": "STK", "force": True}, prices=PRICES)
    desk.target.keeps_prices = True
    return desk


class TestOffersAndLaterPrices:
    OFFER: ClassVar[dict[str, Any]] = {
        "amount": "2.50",
        "is_offer": True,
        "starts_on": "2026-12-01",
        "ends_on": "2026-12-15",
    }

    async def test_an_offer_is_sent_at_once_with_its_days(self, desk: ProductDesk) -> None:
        await carry(desk, prices=[self.OFFER])
        assert standing(desk) == {
            "EUR STK 2026-11-20": "2.95",
            "EUR STK 2026-12-01 offer": "2.50 until 2026-12-15",
        }

    async def test_one_that_runs_and_is_withdrawn_ends_the_day_before(self, desk: ProductDesk) -> None:
        await carry(desk, prices=[self.OFFER])
        await carry(desk, date(2026, 12, 5))
        assert standing(desk)["EUR STK 2026-12-01 offer"] == "2.50 until 2026-12-04"
        desk.target.calls.clear()
        await carry(desk, date(2026, 12, 6), name="again")
        assert desk.target.calls["update_price"] == 0

    async def test_one_that_was_still_to_come_gets_the_usual_price(self, desk: ProductDesk) -> None:
        await carry(desk, prices=[self.OFFER])
        await carry(desk, after(1))
        assert standing(desk)["EUR STK 2026-12-01 offer"] == "2.95 until 2026-12-15"

    async def test_one_that_is_over_by_itself_costs_no_call(self, desk: ProductDesk) -> None:
        await carry(desk, prices=[self.OFFER])
        desk.target.calls.clear()
        await carry(desk, date(2026, 12, 20), prices=[self.OFFER])
        assert desk.target.calls["update_price"] + desk.target.calls["create_price"] == 0

    async def test_a_price_for_later_that_moves_leaves_none_behind(self, desk: ProductDesk) -> None:
        later = {"amount": "3.50", "starts_on": "2026-11-21"}
        now = {"amount": "2.95", "starts_on": "2026-01-01"}
        await carry(desk, price=None, prices=[now, later])
        await carry(desk, hour=13, price=None, prices=[now, {**later, "starts_on": "2026-11-23"}])
        assert standing(desk) == {
            "EUR STK 2026-01-01": "2.95",
            "EUR STK 2026-11-21": "2.95",
            "EUR STK 2026-11-23": "3.50",
        }


class TestATargetThatHasOnePrice:
    @pytest.fixture
    def desk(self, desk: ProductDesk) -> ProductDesk:
        desk.target.keeps_prices = False
        return desk

    async def test_the_price_of_today_stands_on_the_article_and_the_next_is_due_at_midnight(
        self, desk: ProductDesk
    ) -> None:
        now, later = {"amount": "2.95"}, {"amount": "3.50", "starts_on": "2026-11-21"}
        await carry(desk, price=None, prices=[now, later])
        assert desk.target.fields("BR-100")["PRICE"] == Decimal("2.95")
        waiting = await read_waiting(desk.orders.store, "products")
        assert (waiting.count, waiting.first_ms) == (
            1,
            round(midnight(date(2026, 11, 21), ZONE).timestamp() * 1000),
        )
        await carry(desk, after(1), hour=0, price=None, prices=[now, later])
        assert desk.target.fields("BR-100")["PRICE"] == Decimal("3.50")
        assert (await read_waiting(desk.orders.store, "products")).count == 0

    async def test_one_that_is_cancelled_before_midnight_is_due_no_more(self, desk: ProductDesk) -> None:
        now, later = {"amount": "2.95"}, {"amount": "3.50", "starts_on": "2026-11-21"}
        await carry(desk, price=None, prices=[now, later])
        await carry(desk, price=None, prices=[now], name="other")
        assert (await read_waiting(desk.orders.store, "products")).count == 0

    async def test_one_that_is_all_that_came_is_due_and_one_that_is_all_that_went_is_not(
        self, desk: ProductDesk
    ) -> None:
        now, later = {"amount": "2.95"}, {"amount": "3.50", "starts_on": "2026-11-25"}
        await carry(desk, price=None, prices=[now])
        calls = desk.target.calls.total()
        await carry(desk, after(1), price=None, prices=[now, later])
        assert (await read_waiting(desk.orders.store, "products")).count == 1
        await carry(desk, after(2), price=None, prices=[now])
        assert (await read_waiting(desk.orders.store, "products")).count == 0
        assert desk.target.calls.total() == calls

    async def test_a_price_that_cannot_be_decided_leaves_the_one_on_the_article(self, desk: ProductDesk) -> None:
        await carry(desk)
        held = await carry(desk, after(1), name="Zuurdesem groot", price="0")
        assert held.state is State.HELD
        assert desk.target.fields("BR-100")["NAME"] == "Zuurdesem groot"
        assert desk.target.fields("BR-100")["PRICE"] == Decimal("2.95")
        await carry(desk, after(2), name="Zuurdesem groot", price="3.00")
        assert desk.target.fields("BR-100")["PRICE"] == Decimal("3.00")


class TestForeseeing:
    async def foresee(self, desk: ProductDesk, **changes: Any) -> Foreseen:
        call = PIPELINE.bind(desk.services).actions.get(FORESEE)
        assert call is not None
        return await call(desk.flow, product(**changes))

    async def test_a_price_of_its_own_is_foreseen_beside_the_article(self, desk: ProductDesk) -> None:
        new = await self.foresee(desk)
        assert new.is_new
        assert [name for name in new.fields if name.startswith("price EUR STK ")]
        await desk.carry()
        assert (await self.foresee(desk)).is_nothing
        [dearer] = (await self.foresee(desk, price="3.10")).fields
        assert dearer.startswith("price EUR STK ")

    async def test_a_price_on_the_article_is_one_of_its_fields(self, desk: ProductDesk) -> None:
        desk.target.keeps_prices = False
        await desk.carry()
        assert (await self.foresee(desk)).is_nothing
        assert (await self.foresee(desk, price="3.10")).fields == ["PRICE"]

    async def test_a_dry_run_tells_the_price_that_it_would_write(self, desk: ProductDesk) -> None:
        tried = await desk.carry(write=False)
        assert tried.state is State.SKIPPED
        assert "would write price EUR STK " in tried.reason
        assert desk.written() == 0
