"""Answers for a target that keeps no records of prices beside an article: what holds now stands on it."""

from collections.abc import Sequence
from typing import ClassVar

from handlers.contracts.found_products import FoundPrice
from handlers.contracts.products import DraftProduct, PriceRow
from handlers.contracts.records import Fields
from mapping.problems import Problem
from relay.errors import Hold
from words.told import Told


class PricesOnArticle:
    """The part of ``handlers.contracts.products.PriceTarget`` that is no record; ``price_decimals`` is the target's.

    ``why_no_records`` is told to who would write one all the same.
    """

    why_no_records: ClassVar[Told]

    @property
    def keeps_prices(self) -> bool:
        """No: a price is a field of the article."""
        return False

    @property
    def offers_share_days(self) -> bool:
        """Yes: there is one price at a time, and at most one offer."""
        return True

    def rides_on_article(self, draft: DraftProduct) -> bool:  # noqa: ARG002 - the contract's
        """Yes: there is no other place for it."""
        return True

    def check_price(self, code: str, price: PriceRow) -> Sequence[Problem]:  # noqa: ARG002 - the contract's
        """Nothing of a price is written by itself."""
        return ()

    def price_fields(self, code: str, price: PriceRow) -> Fields:  # noqa: ARG002 - the contract's
        """Nothing beside what the article holds."""
        return {}

    async def find_prices(self, code: str) -> Sequence[FoundPrice] | None:  # noqa: ARG002 - the contract's
        """None: there are no such records to be shown."""
        return None

    async def create_price(self, fields: Fields) -> str | None:  # noqa: ARG002 - the contract's
        """Raise Hold: there is nothing to make."""
        raise Hold(self.why_no_records)

    async def update_price(self, number: str, fields: Fields) -> None:  # noqa: ARG002 - the contract's
        """Raise Hold: there is nothing to change."""
        raise Hold(self.why_no_records)
