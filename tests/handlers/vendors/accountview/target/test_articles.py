"""Articles are looked up in as few calls as the query allows, and only an equal code is the same article."""

from decimal import Decimal

import pytest

from handlers.contracts.articles import NewArticle
from handlers.sandboxes.accountview import Behaviour, Books
from relay.errors import Hold
from tests.handlers.vendors.accountview.office import Office, a_books, office
from tests.handlers.vendors.accountview.orders import a_draft, a_priced_line


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


def books_with_rights() -> Books:
    books = a_books()
    books.article_rights = frozenset({"insert"})
    return books


NEW = a_priced_line("goods", "1.95", "0.41", sku="NIEUW-001", description="Theelepel")


async def test_a_new_article_is_made_with_its_price_and_not_asked_for_again() -> None:
    async with office(books_with_rights(), articles_can_be_made=True) as o:
        target = o.target()
        assert await target.create_article(target.article_fields(NewArticle(NEW, draft=a_draft()))) == "NIEUW-001"
        article = o.books.articles[-1]
        assert (article["ART_DESC1"], article["PX_SELL"], article["VAT_CODE"]) == ("Theelepel", Decimal("1.95"), "2")
        assert await target.missing_articles(["nieuw-001"]) == []
        assert o.books.calls["GET", "AK1"] == 0


async def test_an_article_that_the_installation_does_not_take_is_held_with_its_answer() -> None:
    async with office(articles_can_be_made=True) as o:
        target = o.target()
        with pytest.raises(Hold, match="POST"):
            await target.create_article(target.article_fields(NewArticle(NEW, draft=a_draft())))


async def test_an_article_is_made_by_hand_unless_the_connection_says_otherwise(o: Office) -> None:
    with pytest.raises(Hold, match="NIEUW-001 must be made in AccountView by hand"):
        o.target().article_fields(NewArticle(NEW, draft=a_draft()))


async def test_an_article_is_made_for_its_own_sake_as_well_as_for_an_order() -> None:
    async with office(books_with_rights(), articles_can_be_made=True) as o:
        target = o.target()
        assert target.article_fields(NewArticle(NEW)) == target.article_fields(NewArticle(NEW, draft=a_draft()))
        assert await target.create_article(target.article_fields(NewArticle(NEW))) == "NIEUW-001"
