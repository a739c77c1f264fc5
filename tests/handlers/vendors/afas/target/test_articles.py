"""Articles: what the target looks up over real HTTP, in how few calls."""

from collections.abc import AsyncIterator

import pytest

from handlers.contracts.debtors import CustomerMarks
from handlers.sandboxes.afas import Item, Masters, Profit
from tests.handlers.vendors.afas.environment import Environment, environment
from tests.handlers.vendors.afas.orders import (
    EMAIL,
)


@pytest.fixture
async def e() -> AsyncIterator[Environment]:
    async with environment() as opened:
        yield opened


async def test_articles_are_looked_up_whatever_their_capitals_and_remembered(e: Environment) -> None:
    target = e.target()
    assert await target.missing_articles(["000100", "verzend", "NIEUW-1"]) == ["NIEUW-1"]
    assert await target.missing_articles(["000100", "NIEUW-1"]) == ["NIEUW-1"]
    assert [call.query.count("000100") for call in e.sandbox.calls] == [1, 0]


async def test_a_thousand_articles_take_as_few_calls_as_a_query_holds() -> None:
    codes = [f"ART-{number:05}" for number in range(1000)]
    profit = Profit(masters=Masters(items=[Item(code, code) for code in codes[:-1]]))
    async with environment(profit) as e:
        assert await e.target().missing_articles(codes) == [codes[-1]]
        assert all(len(call.query) <= 2049 for call in e.sandbox.calls)
        assert len(e.sandbox.calls) <= 30


async def test_signs_that_separate_values_in_afas_are_looked_for_as_they_are() -> None:
    profit = Profit(masters=Masters(items=[Item("AB,1;2", "Set")]))
    async with environment(profit) as e:
        target = e.target()
        assert await target.missing_articles(["AB,1;2", "AB"]) == ["AB"]
        assert await target.find_debtors(CustomerMarks(code="1,2;3", email=EMAIL)) == []
