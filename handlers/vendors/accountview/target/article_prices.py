"""Answers for what AccountView keeps no records of beside an article: prices of their own."""

from collections.abc import Sequence

from handlers.contracts.found_products import FoundPrice
from handlers.contracts.products import DraftProduct, PriceRow
from handlers.contracts.records import Fields
from handlers.vendors.accountview.settings import AccountViewConnection
from mapping.problems import Problem
from relay.errors import Hold
from words.told import Told


class NoPriceRecords:
    """The part of ``handlers.contracts.products.PriceTarget`` about prices: the selling price stands on the article.

    Relations point at price lists (``APX_LIST``), but no public page names the objects of these.
    """

    _settings: AccountViewConnection

    @property
    def keeps_prices(self) -> bool:
        """No: a price is a column of the article."""
        return False

    @property
    def offers_share_days(self) -> bool:
        """Yes: it keeps no offers."""
        return True

    @property
    def price_decimals(self) -> int:
        """How many decimals prices have, as the settings say."""
        return self._settings.price_decimals

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
        raise Hold(Told("accountview.prices_on_article"))

    async def update_price(self, number: str, fields: Fields) -> None:  # noqa: ARG002 - the contract's
        """Raise Hold: there is nothing to change."""
        raise Hold(Told("accountview.prices_on_article"))
