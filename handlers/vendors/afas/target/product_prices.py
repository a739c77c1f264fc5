"""Prices of articles: one row a price list, unit, currency and first day, made once and then changed by that key."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from handlers.contracts.found_products import FoundPrice
from handlers.contracts.products import DraftProduct, PriceRow
from handlers.contracts.records import AlreadyThere, Fields
from handlers.vendors.afas.protocol import read_stamp
from handlers.vendors.afas.source.values import read_number, read_yes_no
from handlers.vendors.afas.target.books import equal, text_of
from handlers.vendors.afas.target.product_books import ProductBooks
from handlers.vendors.afas.target.product_presets import PRICE
from handlers.vendors.afas.target.product_writes import write_price
from handlers.vendors.afas.variant_codes import VariantCode
from mapping.problems import Problem
from relay.errors import Hold
from words.mistake import Mistake
from words.told import Told


class ProductPrices(ProductBooks):
    """Implements ``handlers.contracts.products.PriceTarget``.

    What was written is read back where the connection names a connector of prices (``products.prices``): AFAS's own
    one tells a price as of a day, and not from which day it holds.
    """

    @property
    def keeps_prices(self) -> bool:
        """Yes: each is a record of its own."""
        return True

    @property
    def offers_share_days(self) -> bool:
        """As the settings say: whether a promotional price has a key of its own is told by no public page."""
        return self._books.settings.writing.products.offers_share_days

    @property
    def price_decimals(self) -> int:
        """As many as the connection's settings give to prices of orders."""
        return self._books.settings.writing.price_decimals

    def rides_on_article(self, draft: DraftProduct) -> bool:
        """Whether a new article brings this price along, by SaPrice and DatPri."""
        return self._products.rides_on_article(draft)

    def check_price(self, code: str, price: PriceRow) -> Sequence[Problem]:
        """All that AFAS would refuse of a price, without a call."""
        return self._products.check_price(code, price)

    def price_fields(self, code: str, price: PriceRow) -> Fields:
        """Fields by place: ``FbSalesPrice.Pric``. Raises Hold where the mapping cannot fill them."""
        return self._products.price(code, price)

    async def find_prices(self, code: str) -> Sequence[FoundPrice] | None:
        """The prices of an article that are no customer's and for no larger quantity; None where none are shown."""
        found = await self._rows_of(self._products.variant(code) or VariantCode(code))
        return None if found is None else [self._read(words) for words in found]

    async def _rows_of(self, parts: VariantCode) -> list[dict[str, Any]] | None:
        """The rows of an article's or variant's own prices, under our words; None where none are shown."""
        prices = self._books.settings.products.prices
        if prices is None:
            return None
        columns = prices.columns
        rows = await self._books.rows(prices.connector, columns, columns.item, equal(columns.item, [parts.item]))
        return [words for words in map(columns.translate, rows) if _is_of(words, parts)]

    async def create_price(self, fields: Fields) -> str | None:
        """Make a price. None: AFAS answers without a key.

        Raises Hold for an offer of a day on which AFAS has a price that is not known to be an offer, and for a usual
        price where it has an offer: a change would put the one in the place of the other.
        """
        try:
            return await self._books.send(write_price("POST", fields))
        except AlreadyThere:
            if not self.offers_share_days:
                await self._require_the_same_kind(fields)
            raise

    async def update_price(self, number: str, fields: Fields) -> None:  # noqa: ARG002 - the fields have the key
        """Set another amount or end of a price, by the key that is among its fields."""
        await self._books.send(write_price("PUT", fields))

    async def _require_the_same_kind(self, fields: Fields) -> None:
        """Raise Hold where the price that has this key is of the other kind, or nobody knows of an offer's which."""
        given = {place.rpartition(".")[2]: value for place, value in fields.items()}
        is_offer, day = bool(given.get("SpPr")), given["DaBg"]
        found = await self._rows_of(VariantCode(*(str(given.get(name) or "") for name in ("ItCd", "StL1", "StL2"))))
        same = [words for words in found or () if _is_at(words, given)]
        if found is None and not is_offer:
            return
        if not same or any(_is_offer(words) is not is_offer for words in same):
            raise Hold(Told("afas.offer_with_a_price", code=str(given["ItCd"]), day=day)) from None

    def _read(self, words: dict[str, Any]) -> FoundPrice:
        """A price as a row tells it, under the key that it has by our settings."""
        shown = text_of(words, "price_list")
        price_list = self._base_list if shown == self._books.settings.writing.products.base_list else shown
        price = PriceRow(
            amount=_amount(words) or Decimal(0),
            includes_vat=False,
            currency=text_of(words, "currency").upper(),
            unit=text_of(words, "unit"),
            price_list=price_list,
            starts_on=_day(words.get("starts_on")),
            ends_on=_day(words.get("ends_on")),
            is_offer=_is_offer(words),
        )
        place = {"Pric": _amount(words), "DaBg": price.starts_on, "DaEn": price.ends_on, "SpPr": price.is_offer}
        fields = {f"{PRICE}.{name}": value for name, value in place.items()}
        return FoundPrice(price.key, fields, amount=_amount(words))


def _is_at(words: dict[str, Any], given: dict[str, Any]) -> bool:
    """Whether a row has the list, unit, currency and first day of a price that was to be made."""
    key = {"price_list": "PrLi", "unit": "BiUn", "currency": "CuId"}
    same = all(text_of(words, word).casefold() == str(given[name]).casefold() for word, name in key.items())
    return same and _day(words.get("starts_on")) == given["DaBg"]


def _is_of(words: dict[str, Any], parts: VariantCode) -> bool:
    """Whether a price is this article's or variant's own, for everybody and for one piece."""
    item, *dimensions = (text_of(words, word) for word in ("item", "dimension_1", "dimension_2"))
    is_own = [item.casefold(), *map(str.casefold, dimensions)] == [part.casefold() for part in parts]
    return is_own and not text_of(words, "debtor") and (_number(words, "from_quantity") or 0) <= 1


def _amount(words: dict[str, Any]) -> Decimal | None:
    return _number(words, "amount")


def _number(words: dict[str, Any], word: str) -> Decimal | None:
    """A number; None where it is none, or may be read in two ways: then nobody knows it."""
    try:
        return read_number(words.get(word))
    except (Mistake, ValueError):
        return None


def _is_offer(words: dict[str, Any]) -> bool:
    try:
        return bool(read_yes_no(words.get("is_offer")))
    except Mistake:
        return False


def _day(value: Any) -> date | None:
    try:
        return read_stamp(value).date() if isinstance(value, str) and value.strip() else None
    except ValueError:
        return None
