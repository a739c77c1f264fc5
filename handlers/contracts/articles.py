"""What a system sells: which articles it has, and how one is made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from handlers.contracts.drafts import Draft
from handlers.contracts.parties import Party
from handlers.contracts.records import Fields, RecordTarget
from mapping.documents.party import Customer
from mapping.pricing import PricedLine
from words.told import Told


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article that is to be made: what is known of it, in the form of a line that sells it.

    ``codes`` are as in :class:`handlers.contracts.drafts.Draft`. ``draft`` is the order that needs it, where one does:
    users' own rows may read of it.
    """

    item: PricedLine
    codes: Mapping[str, str] = field(default_factory=dict)
    draft: Draft | None = None

    @property
    def party(self) -> Party:
        """Who buys it first; nobody where it is made for its own sake."""
        return self.draft.party if self.draft is not None else Party(Told("orders.article"), Customer())

    @property
    def lines(self) -> Sequence[PricedLine]:
        """The lines of the order that needs it, else the article's own."""
        return self.draft.lines if self.draft is not None else (self.item,)


class ArticleTarget(RecordTarget, Protocol):
    """Finds and makes articles."""

    async def missing_articles(self, skus: Sequence[str]) -> Sequence[str]:
        """Those of the SKUs that the target does not have, in as few calls as its query limits allow."""
        ...

    def article_fields(self, article: NewArticle) -> Fields:
        """A new article as this target wants it. Raises Hold where it cannot be made."""
        ...

    async def create_article(self, fields: Fields) -> str | None:
        """Make an article; its code, or None where the target answered without one."""
        ...
