"""Articles are looked up in as few calls as the query allows, and only an equal code is the same article."""

from handlers.vendors.accountview.sandbox import Behaviour
from tests.handlers.vendors.accountview.office import Office, office


async def test_missing_articles_are_told_by_the_skus_that_were_asked_for(o: Office) -> None:
    skus = ["KFM-100", "NIEUW-001", "kfm-100", " BRD-001 ", "KFM-10", "NIEUW-001"]
    assert await o.target().missing_articles(skus) == ["NIEUW-001", "KFM-10", "NIEUW-001"]


async def test_an_article_that_only_begins_like_another_is_missing_even_to_a_loose_search() -> None:
    async with office(behaviour=Behaviour(loose_equal=True)) as o:
        assert await o.target().missing_articles(["KFM-10"]) == ["KFM-10"]


async def test_no_articles_are_no_call(o: Office) -> None:
    assert await o.target().missing_articles([]) == []
    assert o.books.calls["GET", "AK1"] == 0


async def test_articles_are_looked_up_many_in_a_call_and_never_one_by_one() -> None:
    async with office(longest_query=16000, most_filters=50) as o:
        skus = [f"SKU-{number:03}" for number in range(100)] + ["KFM-100"]
        assert await o.target().missing_articles(skus) == skus[:-1]
        assert o.books.calls["GET", "AK1"] == 3


async def test_the_query_stays_below_its_limit(o: Office) -> None:
    skus = [f"SKU-{number:03}-{'é' * 20}" for number in range(20)]
    assert await o.target().missing_articles(skus) == skus
    assert o.books.calls["GET", "AK1"] == 3
