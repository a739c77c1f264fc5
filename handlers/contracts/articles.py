"""What a system sells: which articles it has, and how one is made."""

from collections.abc import Sequence
from typing import Protocol

from handlers.contracts.drafts import Draft
from handlers.contracts.records import Fields, RecordTarget
from mapping.pricing import PricedLine


class ArticleTarget(RecordTarget, Protocol):
    """Finds and makes articles."""

    async def missing_articles(self, skus: Sequence[str]) -> Sequence[str]:
        """Those of the SKUs that the target does not have, in as few calls as its query limits allow."""
        ...

    def article_fields(self, draft: Draft, line: PricedLine) -> Fields:
        """A new article as this target wants it, from a line that sells it. Raises Hold where it cannot be made."""
        ...

    async def create_article(self, fields: Fields) -> str | None:
        """Make an article; its code, or None where the target answered without one."""
        ...
