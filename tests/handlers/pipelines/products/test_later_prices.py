"""Prices that begin later, and offers: sent at once where the target keeps days, else carried when they begin."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

import pytest

from handlers.pipelines.common.edited_units import ZONE
from relay.line.dues import midnight, read_waiting
from relay.model import State
from tests.handlers.pipelines.products.desk import ProductDesk, settings
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

    async def test_a_price_that_cannot_be_decided_leaves_the_one_on_the_article(self, desk: ProductDesk) -> None:
        await carry(desk)
        held = await carry(desk, after(1), name="Zuurdesem groot", price="0")
        assert held.state is State.HELD
        assert desk.target.fields("BR-100")["NAME"] == "Zuurdesem groot"
        assert desk.target.fields("BR-100")["PRICE"] == Decimal("2.95")
        await carry(desk, after(2), name="Zuurdesem groot", price="3.00")
        assert desk.target.fields("BR-100")["PRICE"] == Decimal("3.00")
