"""Makes of the prices that are to be written parts of the product, each with a name, note and digest of its own.

The key of a price holds the day from which it holds. That is fixed by the day of its event, so that a retry after
midnight is the same price and no second one.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from handlers.contracts.found_products import FoundPrice
from handlers.contracts.products import PriceRow, PriceTarget
from handlers.contracts.records import AlreadyThere, Fields
from handlers.pipelines.common.field_digests import normalise
from handlers.pipelines.common.one_to_one import Pair
from handlers.pipelines.common.part import Part, part_name
from relay.line.once.intents import OpenIntent
from relay.line.once.links import Links

_KIND: Final = "price"


def price_parts(
    links: Links, target: PriceTarget, pair: Pair, code: str, rows: Sequence[PriceRow]
) -> list[Part[FoundPrice]]:
    """The parts of a product whose article has this code, a part for each row that is to be written."""
    return [_Record(target, code, row).as_part(price_name(links, target, pair, row), pair) for row in rows]


def price_name(links: Links, target: PriceTarget, pair: Pair, row: PriceRow) -> str:
    """The name under which a price is linked, noted and locked."""
    return part_name(links, target.connection, pair, _KIND, row.key)


def is_kept(row: PriceRow, found: Sequence[FoundPrice]) -> bool:
    """Whether the target has a price for the same as this one already, be it from another day."""
    base = f"{row.price_list} {row.currency} {row.unit}".strip()
    return any(
        price.number.startswith(f"{base} ") and price.number.endswith(" offer") == row.is_offer for price in found
    )


class _Record:
    """One price of one article, as a target makes, shows and changes it."""

    def __init__(self, target: PriceTarget, code: str, row: PriceRow) -> None:
        self._target = target
        self._code = code
        self._row = row
        self._fields = target.price_fields(code, row)
        self._is_there = False

    def as_part(self, name: str, pair: Pair) -> Part[FoundPrice]:
        """The price as a part of its product."""
        return Part(
            role=f"price {self._row.key}",
            name=name,
            fields=self._fields,
            horizon=self._target.horizon,
            make=self._make,
            change=self._change,
            changes=self._differing,
            read_back=self._read_back,
            look_up=self._look_up,
            belongs_to=pair.name,
        )

    async def _make(self) -> str:
        try:
            await self._target.create_price(self._fields)
        except AlreadyThere:
            self._is_there = True
            raise
        return self._row.key

    async def _change(self, _: str, __: Fields) -> None:
        await self._target.update_price(self._row.key, self._fields)

    async def _look_up(self, _: OpenIntent | None) -> Sequence[FoundPrice]:
        """The price where it is there; one that the target refused to make is, though it may not be able to show it."""
        found = await self._shown()
        if found is None and self._is_there:
            found = FoundPrice(self._row.key, {})
        return [found] if found is not None else []

    async def _read_back(self, _: str) -> FoundPrice:
        """What was sent under this key before is there, whether or not the target shows it."""
        return await self._shown() or FoundPrice(self._row.key, {})

    async def _shown(self) -> FoundPrice | None:
        prices = await self._target.find_prices(self._code) or ()
        return next((price for price in prices if price.number == self._row.key), None)

    def _differing(self, found: FoundPrice) -> Mapping[str, Any]:
        """The fields that are another in the target; all of them where it shows none. By its key it was found."""
        if not found.fields:
            return self._fields
        return {name: value for name, value in self._fields.items() if not _is_shown(name, value, found.fields)}


def _is_shown(name: str, value: Any, fields: Fields) -> bool:
    if name not in fields:
        return True
    shown = fields[name]
    wanted = str(value) if isinstance(shown, str) and not isinstance(value, str) else value
    return normalise(shown) == normalise(wanted)
