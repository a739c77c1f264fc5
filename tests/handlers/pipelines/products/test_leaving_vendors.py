"""A product that leaves blocks its article in either system, and comes back to the same one."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from relay.model import State
from tests.handlers.pipelines.products.desk import ProductDesk
from tests.handlers.pipelines.products.ways import ProductWay, open_way


@pytest.fixture(params=["accountview", "afas"])
async def way(request: pytest.FixtureRequest, desk: ProductDesk) -> AsyncIterator[ProductWay]:
    """Into either system, where the articles of products that leave are blocked."""
    async with open_way("webhook", request.param, desk.orders) as way:
        way.desk.settings = way.desk.settings.model_copy(update={"on_leave": "block"})
        yield way


async def carry(way: ProductWay, document: Any) -> Any:
    outcome = await way.run(await way.ticket(document))
    assert outcome.state is State.WRITTEN, outcome
    return outcome


async def is_blocked(way: ProductWay, code: str) -> bool:
    [article] = (await way.desk.target.find_by_codes([code])).values()
    return any(article.fields.get(name) for name in blocks(way))


def blocks(way: ProductWay) -> list[str]:
    """The fields by which an article is blocked."""
    return [name for name, paths in way.desk.target.product_sources.items() if "blocked" in paths]


async def test_its_article_is_blocked_and_let_go_once_it_is_back(way: ProductWay) -> None:
    number = await way.new()
    document = await way.document(number)
    made = await carry(way, document)
    assert not await is_blocked(way, made.number)
    await carry(way, {"number": number, "gone": True})
    assert await is_blocked(way, made.number)
    back = await carry(way, document)
    assert (back.number, await is_blocked(way, made.number), await way.records()) == (made.number, False, 1)


async def test_one_that_a_person_blocked_stays_blocked(way: ProductWay) -> None:
    number = await way.new()
    document = await way.document(number)
    made = await carry(way, document)
    await way.desk.target.update_product(made.number, {blocks(way)[0]: True})
    await carry(way, {"number": number, "gone": True})
    await carry(way, document)
    assert await is_blocked(way, made.number)
