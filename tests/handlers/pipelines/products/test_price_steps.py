"""Prices of a product on the target's shelves: each once, and with the day from which it holds."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from handlers.pipelines.products import PIPELINE
from relay.errors import Transient, Unconfirmed
from relay.model import State
from tests.handlers.pipelines.products.desk import ProductDesk, product, settings
from tests.handlers.pipelines.products.price_days import FIRST, PRICES, accepted, after, carry, standing
from tests.plain import as_told


@pytest.fixture
def desk(desk: ProductDesk) -> ProductDesk:
    desk.settings = settings(unit={"default": "STK", "force": True}, prices=PRICES)
    desk.target.keeps_prices = True
    return desk


class TestTheUsualPrice:
    async def test_a_price_holds_from_the_day_of_its_event(self, desk: ProductDesk) -> None:
        made = await carry(desk)
        assert made.state is State.WRITTEN, made
        assert standing(desk) == {"EUR STK 2026-11-20": "2.95"}

    async def test_on_another_day_the_same_price_costs_no_call(self, desk: ProductDesk) -> None:
        await carry(desk)
        desk.target.calls.clear()
        await carry(desk, after(1), name="Zuurdesem groot")
        assert dict(desk.target.calls) == {"find_by_codes": 1, "update_product": 1}

    async def test_a_price_goes_there_and_back_and_the_rows_before_stay(self, desk: ProductDesk) -> None:
        await carry(desk)
        await carry(desk, after(1), price="3.10")
        await carry(desk, after(2), price="2.95")
        assert standing(desk) == {
            "EUR STK 2026-11-20": "2.95",
            "EUR STK 2026-11-21": "3.10",
            "EUR STK 2026-11-22": "2.95",
        }

    async def test_twice_on_one_day_it_is_one_row(self, desk: ProductDesk) -> None:
        await carry(desk)
        await carry(desk, price="3.10")
        await carry(desk, price="2.95")
        await carry(desk, price="3.20")
        assert standing(desk) == {"EUR STK 2026-11-20": "3.20"}

    async def test_a_row_that_has_a_day_at_the_source_has_that_day(self, desk: ProductDesk) -> None:
        dated = {"amount": "2.95", "starts_on": "2026-01-01"}
        await carry(desk, price=None, prices=[dated])
        await carry(desk, after(1), price=None, prices=[{**dated, "amount": "3.05"}])
        assert standing(desk) == {"EUR STK 2026-01-01": "3.05"}

    async def test_one_that_rode_on_its_article_is_not_sent_again(self, desk: ProductDesk) -> None:
        desk.target.rides = True
        made = await carry(desk)
        assert made.state is State.WRITTEN, made
        assert desk.target.fields("BR-100")["PRICE"] == Decimal("2.95")
        assert desk.target.calls["create_price"] == 0
        await carry(desk, after(1), price="3.10")
        assert standing(desk) == {"EUR STK 2026-11-21": "3.10"}

    async def test_a_source_that_gives_no_price_any_more_changes_none(self, desk: ProductDesk) -> None:
        await carry(desk)
        desk.target.calls.clear()
        assert (await carry(desk, after(1), price=None)).state is State.WRITTEN
        assert desk.target.calls["create_price"] + desk.target.calls["update_price"] == 0


class TestWhatGoesWrong:
    async def test_a_lost_answer_makes_no_second_row_also_after_midnight(self, desk: ProductDesk) -> None:
        desk.target.answer_lost["create_price"] = Unconfirmed(as_told("no answer"))
        ticket = await desk.ticket(product())
        ticket = replace(ticket, event=accepted(ticket.event, FIRST, 23))
        first = await PIPELINE.bind(desk.services).run(ticket)
        assert first.state is State.UNCONFIRMED, first
        again = await PIPELINE.bind(desk.services).run(ticket)
        assert again.state is State.WRITTEN, again
        assert standing(desk) == {"EUR STK 2026-11-20": "2.95"}
        assert desk.target.calls["create_product"] == desk.target.calls["create_price"] == 1

    async def test_a_run_that_ends_before_the_price_goes_on_with_it(self, desk: ProductDesk) -> None:
        desk.target.failing["create_price"] = Transient(as_told("busy"))
        ticket = await desk.ticket(product())
        ticket = replace(ticket, event=accepted(ticket.event, FIRST))
        assert (await PIPELINE.bind(desk.services).run(ticket)).state is State.RETRYING
        desk.target.failing.clear()
        assert (await PIPELINE.bind(desk.services).run(ticket)).state is State.WRITTEN
        assert desk.target.calls["create_product"] == 1
        assert standing(desk) == {"EUR STK 2026-11-20": "2.95"}

    async def test_a_row_that_is_there_and_not_shown_is_changed_and_told(self, desk: ProductDesk) -> None:
        await carry(desk)
        desk.target.shows_prices = False
        desk.target.prices["BR-100"]["EUR STK 2026-11-21"] = desk.target.prices["BR-100"]["EUR STK 2026-11-20"]
        desk.target.calls.clear()
        carried = await carry(desk, after(1), price="3.10")
        assert carried.state is State.WRITTEN, carried
        assert (desk.target.calls["create_price"], desk.target.calls["update_price"]) == (1, 1)
        assert standing(desk)["EUR STK 2026-11-21"] == "3.10"
        assert "not confirmed" in str([step.notes for step in carried.steps])

    async def test_one_that_is_shown_otherwise_than_it_was_sent_is_told(self, desk: ProductDesk) -> None:
        await carry(desk)
        create = desk.target.create_price

        async def ignore_the_amount(fields: dict[str, Any]) -> str | None:
            return await create({**fields, "AMOUNT": Decimal("9.99")})  # type: ignore[no-any-return]  # a fake's

        desk.target.create_price = ignore_the_amount
        carried = await carry(desk, after(1), price="3.10")
        assert [(problem.path, problem.value) for problem in carried.problems] == [("price", "3.10")]
        assert "the target shows 9.99" in str(carried.problems[0])

    async def test_a_price_that_cannot_be_decided_holds_the_price_and_not_the_article(self, desk: ProductDesk) -> None:
        await carry(desk)
        held = await carry(desk, after(1), name="Zuurdesem groot", price="0")
        assert held.state is State.HELD
        assert [problem.path for problem in held.problems] == ["price"]
        assert desk.target.fields("BR-100")["NAME"] == "Zuurdesem groot"
        assert standing(desk) == {"EUR STK 2026-11-20": "2.95"}

    async def test_of_a_new_product_nothing_is_made_without_its_price(self, desk: ProductDesk) -> None:
        held = await carry(desk, price="-1")
        assert held.state is State.HELD
        assert desk.written() == 0


class TestAnArticleThatIsFound:
    async def has_a_price(self, desk: ProductDesk) -> None:
        desk.target.add("BR-100", NAME="Zuurdesem")
        await desk.target.create_price(
            {"CODE": "BR-100", "KEY": "EUR STK 2026-01-01", "AMOUNT": Decimal("2.80"), "UNTIL": None}
        )
        desk.target.calls.clear()

    async def test_its_price_stays_and_only_what_changes_later_is_written(self, desk: ProductDesk) -> None:
        await self.has_a_price(desk)
        await carry(desk)
        assert standing(desk) == {"EUR STK 2026-01-01": "2.80"}
        await carry(desk, after(1), price="3.10")
        assert standing(desk) == {"EUR STK 2026-01-01": "2.80", "EUR STK 2026-11-21": "3.10"}

    async def test_one_without_a_price_gets_one(self, desk: ProductDesk) -> None:
        desk.target.add("BR-100")
        await carry(desk)
        assert standing(desk) == {"EUR STK 2026-11-20": "2.95"}

    async def test_one_of_which_nobody_knows_gets_none_and_that_is_told(self, desk: ProductDesk) -> None:
        desk.target.add("BR-100")
        desk.target.shows_prices = False
        carried = await carry(desk)
        assert standing(desk) == {}
        assert "cannot show whether it has one" in str([step.notes for step in carried.steps])

    async def test_settings_may_have_it_written_at_once_or_not_at_all(self, desk: ProductDesk) -> None:
        await self.has_a_price(desk)
        desk.settings = settings(
            unit={"default": "STK", "force": True}, prices=PRICES, product={"on_first_match": "update"}
        )
        await carry(desk)
        assert standing(desk)["EUR STK 2026-11-20"] == "2.95"
        desk.target.add("BR-200")
        desk.settings = settings(
            unit={"default": "STK", "force": True}, prices=PRICES, product={"on_first_match": "link_only"}
        )
        await carry(desk, number="P-2", sku="BR-200")
        assert standing(desk, "BR-200") == {}
