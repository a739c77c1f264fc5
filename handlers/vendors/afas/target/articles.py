"""Looks articles up, many in one call, and makes them."""

from collections.abc import Sequence

from handlers.contracts.records import Fields
from handlers.vendors.afas.target.books import BooksTarget, OpenBooks, equal, text_of
from handlers.vendors.afas.target.mapping import Drafting
from handlers.vendors.afas.target.product_writes import new_article
from handlers.vendors.known_articles import KnownArticles
from handlers.vendors.mapped_target import MappedArticles
from words.told import Told


class Articles(BooksTarget, MappedArticles):
    """Implements ``handlers.contracts.articles.ArticleTarget``. Articles seen lately are not asked for again."""

    def __init__(self, connection: str, books: OpenBooks, drafting: Drafting, notices: Sequence[Told] = ()) -> None:
        super().__init__(connection, books, drafting, notices)
        self._known = KnownArticles(books.settings.writing.articles_remembered)

    async def missing_articles(self, skus: Sequence[str]) -> Sequence[str]:
        """The SKUs without an item, asked for in as few calls as a query holds. Capitals make no difference in AFAS."""
        return await self._known.find_missing(skus, self._look_up)

    async def create_article(self, fields: Fields) -> str | None:
        """Make an article; its code."""
        return await self._books.send(new_article(fields, self._drafting.emptied), "ItCd")

    async def _look_up(self, codes: Sequence[str]) -> set[str]:
        """Those of the codes that AFAS shows, in capitals."""
        lookups = self._books.settings.lookups
        columns = lookups.article_columns
        rows = await self._books.rows(lookups.articles, columns, columns.number, equal(columns.number, codes))
        return {text_of(columns.translate(row), "number").upper() for row in rows}
