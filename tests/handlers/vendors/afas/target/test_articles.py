"""Articles: what the target looks up over real HTTP, in how few calls."""

from collections.abc import AsyncIterator

import pytest

from handlers.contracts.articles import ArticleTarget, NewArticle
from handlers.contracts.debtors import CustomerMarks
from handlers.sandboxes.afas import Item, Masters, Profit
from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.target.articles import Articles
from handlers.vendors.afas.target.books import OpenBooks
from tests.handlers.vendors.afas.environment import Environment, draft_for, environment
from tests.handlers.vendors.afas.orders import EMAIL, TODAY, an_order, drafting_for
from tests.handlers.vendors.afas.support import connection_to
from tests.stand_ins import OpenGate


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


async def test_articles_alone_are_a_target_for_a_pipeline_of_products(e: Environment) -> None:
    line = {"sku": "NIEUW-1", "description": "Servies", "quantity": 1, "unit_price": "8.26", "vat_rate": 21}
    settings = connection_to(e.sandbox, writing={"new_articles": {"group": "300", "vat_group": "1"}})
    books = OpenBooks(AfasClient(settings, e.session, OpenGate()), settings, lambda: TODAY)
    target: ArticleTarget = Articles("afas", books, drafting_for(settings=settings))
    draft = draft_for(e.target(), an_order(lines=[line]))
    assert await target.create_article(target.article_fields(NewArticle(draft.lines[0]))) == "NIEUW-1"
    assert await target.missing_articles(["NIEUW-1"]) == []
