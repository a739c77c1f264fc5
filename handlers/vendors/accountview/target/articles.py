"""Looks articles up, many in one call, and makes one where the installation takes new articles over the web API."""

from collections.abc import Sequence

from handlers.contracts.records import Fields
from handlers.vendors.accountview.protocol import Filter, Query, batches, text_of
from handlers.vendors.accountview.target.books import BooksTarget, OpenBooks
from handlers.vendors.accountview.target.mapping import Drafting
from handlers.vendors.known_articles import KnownArticles
from handlers.vendors.mapped_target import MappedArticles


class Articles(BooksTarget, MappedArticles):
    """Implements ``handlers.contracts.articles.ArticleTarget``. Object AK1; articles seen lately are not asked for."""

    _drafting: Drafting

    def __init__(self, connection: str, books: OpenBooks, drafting: Drafting) -> None:
        super().__init__(connection, books, drafting)
        self._known = KnownArticles(books.settings.articles_remembered)

    async def missing_articles(self, skus: Sequence[str]) -> Sequence[str]:
        """The SKUs without an article; a journal page needs none.

        AccountView keeps article codes in capitals, so capitals make no difference.
        """
        if self._drafting.books_only:
            return []
        return await self._known.find_missing(skus, self._look_up)

    async def create_article(self, fields: Fields) -> str | None:
        """Make an article; its code as stored."""
        code = await self._books.insert_flat(self._books.settings.objects.article, "ARTICLE", fields, "ART_CODE")
        self._known.remember([str(fields.get("ART_CODE", "")).strip().upper()])
        return code

    async def _look_up(self, codes: Sequence[str]) -> set[str]:
        """Those of the codes that AccountView shows, in capitals."""
        settings = self._books.settings

        def query_of(some: Sequence[str]) -> Query:
            filters = tuple(Filter("ART_CODE", code) for code in some)
            return Query(settings.objects.article, ("ART_CODE",), filters, match_any=len(filters) > 1)

        # One code less than a page holds: a full page would ask for a next one, by a key that articles may lack.
        most = max(1, min(settings.most_filters, settings.page_size - 1))
        size, longest = settings.page_size, settings.longest_query
        present: set[str] = set()
        for query in batches(codes, query_of, most=most, longest=longest, page_size=size):
            present |= {text_of(row, "ART_CODE").upper() for row in await self._books.rows(query, "ARTICLE")}
        return present
