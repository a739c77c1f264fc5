"""Before a price moves far, or many move at once, a person is asked: about the one, or by one event about all."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from handlers.pipelines.products import PIPELINE
from mapping.parsing import dump_json
from relay.model import Event, Identity, Origin, Outcome, State, Ticket
from relay.store.store import reply
from tests.handlers.pipelines.products.desk import ProductDesk, product, settings

PRICES = {side: {"are": "excl", "currency": "EUR", "unit": "own"} for side in ("source", "target")}
AN_HOUR = timedelta(hours=1, minutes=1)


def priced(**changes: Any) -> Any:
    return settings(prices={**PRICES, **changes})


@pytest.fixture
def desk(desk: ProductDesk) -> ProductDesk:
    desk.settings = priced()
    return desk


def released(event: Event, by: timedelta = timedelta(seconds=1)) -> Event:
    """The event as a person lets it go, a moment after it was held."""
    return replace(event, released_ms=event.accepted_ms + round(by.total_seconds() * 1000) + 60_000)


async def run(desk: ProductDesk, ticket: Ticket) -> Outcome:
    """One run, recorded as a worker does."""
    outcome = await PIPELINE.bind(desk.services).run(ticket)
    await desk.orders.queue.finish(ticket.lease, outcome)
    return outcome


def prices(desk: ProductDesk) -> dict[str, Decimal]:
    return {code: article.fields["PRICE"] for code, article in desk.target.articles.items()}


class TestOnePrice:
    async def test_a_price_that_moves_tenfold_is_held_with_both_amounts(self, desk: ProductDesk) -> None:
        await desk.carry()
        held = await desk.carry(product(price="29.50"))
        assert held.state is State.HELD
        assert [(problem.path, problem.value) for problem in held.problems] == [("price", "29.50")]
        assert "moves from 2.95 to 29.50, by 900 %" in held.reason
        assert prices(desk) == {"BR-100": Decimal("2.95")}

    @pytest.mark.parametrize("price", ["4.42", "1.48"])
    async def test_one_that_moves_by_half_or_less_goes(self, desk: ProductDesk, price: str) -> None:
        await desk.carry()
        assert (await desk.carry(product(price=price))).state is State.WRITTEN
        assert prices(desk) == {"BR-100": Decimal(price)}

    @pytest.mark.parametrize("price", ["4.43", "1.47"])
    async def test_one_that_moves_by_more_than_half_is_held_up_or_down(self, desk: ProductDesk, price: str) -> None:
        await desk.carry()
        assert (await desk.carry(product(price=price))).state is State.HELD

    @pytest.mark.parametrize(
        "row",
        [
            {"amount": "29.50", "starts_on": "2090-01-01"},
            {"amount": "0.29", "is_offer": True, "ends_on": "2090-01-01"},
        ],
    )
    async def test_one_that_begins_later_and_an_offer_are_held_too(
        self, desk: ProductDesk, row: dict[str, Any]
    ) -> None:
        desk.target.keeps_prices = True
        await desk.carry()
        held = await desk.carry(product(prices=[row]))
        assert held.state is State.HELD
        assert f"moves from 2.95 to {row['amount']}" in held.reason
        assert len(desk.target.prices["BR-100"]) == 1

    async def test_an_offer_is_no_price_that_moves_with_many(self, desk: ProductDesk) -> None:
        desk.target.keeps_prices = True
        await desk.carry()
        offer = {"amount": "2.50", "is_offer": True, "ends_on": "2090-01-01"}
        assert (await desk.carry(product(prices=[offer]))).state is State.WRITTEN
        assert (await reply(desk.orders.store.state.zcard(desk.orders.store.keys.price_moves("products")))) == 0

    async def test_one_that_a_person_lets_go_is_written(self, desk: ProductDesk) -> None:
        await desk.carry()
        await desk.carry(product(price="29.50"))
        ticket = await desk.ticket(product(price="29.50"))
        assert (await run(desk, replace(ticket, event=released(ticket.event)))).state is State.WRITTEN
        assert prices(desk) == {"BR-100": Decimal("29.50")}

    async def test_a_release_from_before_it_was_asked_is_no_answer(self, desk: ProductDesk) -> None:
        await desk.carry()
        ticket = await desk.ticket(product(price="29.50"))
        early = replace(ticket, event=replace(ticket.event, released_ms=ticket.event.accepted_ms))
        assert (await run(desk, early)).state is State.HELD

    async def test_another_amount_is_asked_about_anew(self, desk: ProductDesk) -> None:
        await desk.carry()
        await desk.carry(product(price="29.50"))
        ticket = await desk.ticket(product(price="295.00"))
        assert (await run(desk, replace(ticket, event=released(ticket.event)))).state is State.HELD

    async def test_one_that_is_mended_at_the_source_goes_by_itself(self, desk: ProductDesk) -> None:
        await desk.carry()
        await desk.carry(product(price="29.50"))
        assert (await desk.carry(product(price="2.99"))).state is State.WRITTEN

    async def test_an_article_that_is_found_is_asked_about_by_the_price_that_it_shows(self, desk: ProductDesk) -> None:
        desk.target.add("BR-100", PRICE="29.50")
        desk.settings = settings(prices=PRICES, product={"on_first_match": "update"})
        assert (await desk.carry()).state is State.HELD
        assert prices(desk) == {"BR-100": "29.50"}

    async def test_only_what_a_person_has_carried_again_bears_the_moment_of_it(self, desk: ProductDesk) -> None:
        body = dump_json(product())
        for by_person in (False, True):
            identity = Identity(f"P-{by_person}", "1")
            accepted = await desk.orders.acceptor.accept(
                *(desk.flow, body, identity, Origin.POLL),
                digest_material=body,
                ordinal=await desk.ordinals.draw(),
                again=True,
                by_person=by_person,
            )
            event = await desk.orders.queue.event(accepted.event_id)
            assert event is not None
            assert event.released_ms == (event.accepted_ms if by_person else 0)


class TestManyPrices:
    COUNT = 4

    @pytest.fixture
    async def desk(self, desk: ProductDesk) -> ProductDesk:
        desk.settings = priced(mass={"prices": 2, "percent": 5})
        for number in range(self.COUNT):
            await desk.carry(product(f"P-{number}", sku=f"A-{number}"))
        return desk

    async def raise_prices(self, desk: ProductDesk, which: Sequence[int], price: str = "3.00") -> list[Outcome]:
        return [
            await run(desk, await desk.ticket(product(f"P-{number}", sku=f"A-{number}", price=price)))
            for number in which
        ]

    async def test_one_event_asks_and_those_that_follow_wait_for_its_answer(self, desk: ProductDesk) -> None:
        outcomes = await self.raise_prices(desk, range(self.COUNT))
        assert [outcome.state for outcome in outcomes] == [State.WRITTEN, State.WRITTEN, State.HELD, State.RETRYING]
        assert not outcomes[3].burns_try
        assert "3 prices have moved within an hour, of 4" in outcomes[2].reason
        assert sorted(prices(desk).values()) == [Decimal("2.95")] * 2 + [Decimal("3.00")] * 2

    async def test_once_a_person_has_answered_all_of_them_go(self, desk: ProductDesk) -> None:
        await self.raise_prices(desk, range(self.COUNT))
        ticket = await desk.ticket(product("P-2", sku="A-2", price="3.00"))
        answered = await run(desk, replace(ticket, event=released(ticket.event)))
        assert answered.state is State.WRITTEN, answered
        assert [outcome.state for outcome in await self.raise_prices(desk, [3, 0, 1], "3.05")] == [State.WRITTEN] * 3

    async def test_the_release_of_another_product_answers_nothing(self, desk: ProductDesk) -> None:
        await self.raise_prices(desk, range(self.COUNT))
        ticket = await desk.ticket(product("P-3", sku="A-3", price="3.00"))
        assert (await run(desk, replace(ticket, event=released(ticket.event)))).state is State.RETRYING

    async def test_where_the_event_that_asks_is_mended_the_next_one_asks(self, desk: ProductDesk) -> None:
        outcomes = await self.raise_prices(desk, range(self.COUNT))
        assert outcomes[2].state is State.HELD
        key = desk.orders.store.keys.price_brake("products")
        [question] = await reply(desk.orders.store.state.hmget(key, ["question"]))
        assert question is not None
        event = desk.orders.store.keys.event(question.decode())
        await reply(desk.orders.store.state.hset(event, "state", "superseded"))
        [asking] = await self.raise_prices(desk, [3], "3.01")
        assert asking.state is State.HELD

    async def test_after_an_hour_as_many_may_move_again(self, desk: ProductDesk) -> None:
        await self.raise_prices(desk, [0, 1])
        moves = desk.orders.store.keys.price_moves("products")
        for name, moment in await reply(desk.orders.store.state.zrange(moves, 0, -1, withscores=True)):
            await reply(desk.orders.store.state.zadd(moves, {name: moment - AN_HOUR.total_seconds() * 1000}))
        assert [outcome.state for outcome in await self.raise_prices(desk, [2, 3])] == [State.WRITTEN] * 2

    async def test_one_product_counts_once_however_often_its_price_moves(self, desk: ProductDesk) -> None:
        outcomes = [(await self.raise_prices(desk, [0], f"3.0{cents}"))[0] for cents in range(5)]
        assert {outcome.state for outcome in outcomes} == {State.WRITTEN}

    async def test_prices_that_stay_and_first_ones_never_count(self, desk: ProductDesk) -> None:
        for number in range(10, 20):
            assert (await desk.carry(product(f"P-{number}", sku=f"A-{number}"))).state is State.WRITTEN
        assert (await reply(desk.orders.store.state.zcard(desk.orders.store.keys.price_moves("products")))) == 0


async def test_five_percent_of_many_may_move(desk: ProductDesk) -> None:
    assert desk.settings.prices is not None
    assert (desk.settings.prices.mass.most(50_000), desk.settings.prices.mass.most(10)) == (2500, 20)
