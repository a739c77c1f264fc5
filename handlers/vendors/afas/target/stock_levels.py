"""Looks for the physical levels that AFAS has, by article and warehouse, in the connector from which stock is read."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from handlers.contracts.stock import FoundLevel, LevelKey
from handlers.vendors.afas.client import Row
from handlers.vendors.afas.source.stock.columns import StockColumns
from handlers.vendors.afas.source.values import read_number, read_yes_no
from handlers.vendors.afas.target.books import OpenBooks, equal, text_of
from handlers.vendors.afas.variant_codes import VariantCode
from words.mistake import Mistake

_ARTICLE = "2"

Words = Mapping[str, Any]


class StockLevels:
    """The levels of one connection. Raises what the books raise, among them Barred for a column that lacks."""

    def __init__(self, books: OpenBooks) -> None:
        self._books = books
        self._settings = books.settings

    def split(self, code: str) -> VariantCode | None:
        """An article's code and those of its dimensions; None for a code that comes apart in no way."""
        variants = self._settings.products.variants
        return VariantCode(code.strip()) if variants is None else variants.split(code.strip())

    def warehouse_of(self, key: LevelKey) -> str:
        """The warehouse of a level: its own, else the connection's; empty where there is none."""
        return key.warehouse.strip() or (self._settings.writing.stock.warehouse or "")

    async def find(self, keys: Sequence[LevelKey]) -> dict[LevelKey, FoundLevel]:
        """What lies there now, by what was asked; an article that AFAS does not have is left out.

        The quantity is None where no number tells it: no row, one of several that is empty, or several rows of a place
        of which settings do not say that they are parts.
        """
        codes = {key: parts for key in keys if (parts := self.split(key.code)) is not None}
        items = {parts.item.casefold(): parts.item for parts in codes.values()}
        rows = await self._rows(list(items.values())) if items else []
        by_item: dict[str, list[Words]] = {}
        for words in rows:
            by_item.setdefault(text_of(words, "number").casefold(), []).append(words)
        found = {key: self._level(key, parts, by_item.get(parts.item.casefold(), ())) for key, parts in codes.items()}
        lacking = {parts.item for key, parts in codes.items() if found[key] is None}
        articles = await self._articles(sorted(lacking)) if lacking else {}
        for key, parts in codes.items():
            article = articles.get(parts.item.casefold())
            if found[key] is None and article is not None:
                found[key] = self._without_row(key, article)
        return {key: level for key, level in found.items() if level is not None}

    async def _rows(self, items: Sequence[str]) -> list[Words]:
        """The rows of these articles in the administration that is written, under our words, each once."""
        stock, columns = self._settings.stock, self._settings.stock.columns
        then = [name for name in (columns.warehouse, columns.dimension_1, columns.dimension_2) if name]
        then = [name for name in then if name in columns.expected]
        rows = await self._books.rows(stock.connector, columns, columns.number, equal(columns.number, items), *then)
        translated = (columns.translate(row) for row in rows)
        return [words for words in translated if self._is_ours(words, columns) and _is_article(words)]

    def _is_ours(self, words: Words, columns: StockColumns) -> bool:
        wanted = self._settings.administration
        return columns.administration is None or wanted is None or text_of(words, "administration") == str(wanted)

    def _level(self, key: LevelKey, parts: VariantCode, rows: Iterable[Words]) -> FoundLevel | None:
        """What the rows of an article tell of one place; None where none is of it."""
        dimensions, place = tuple(part.casefold() for part in parts[1:]), self.warehouse_of(key)
        here = [words for words in rows if text_of(words, "warehouse") == place]
        of_all_sizes = not any(dimensions) and any(_dimensions(words) != ("", "") for words in here)
        here = here if of_all_sizes else [words for words in here if _dimensions(words) == dimensions]
        if not here:
            return None
        quantities = [_number(words, "on_hand") for words in here]
        is_told = None not in quantities and not of_all_sizes
        if len(here) > 1 and self._settings.stock.same_warehouse == "hold":
            is_told = False
        units = {text_of(words, "unit").casefold(): text_of(words, "unit") for words in here}
        return FoundLevel(
            key,
            sum(filter(None, quantities), Decimal(0)) if is_told and len(units) == 1 else None,
            next(iter(units.values())),
            tracked=all(_yes(words, "tracked") is not False for words in here),
            cost=_number(here[0], "cost"),
        )

    async def _articles(self, items: Sequence[str]) -> dict[str, Words]:
        """The articles of these codes that AFAS has, whether or not anything lies anywhere."""
        lookups, columns = self._settings.lookups, self._settings.lookups.article_columns
        rows: list[Row] = await self._books.rows(
            lookups.articles, columns, columns.number, equal(columns.number, items)
        )
        return {text_of(words, "number").casefold(): words for words in map(columns.translate, rows)}

    def _without_row(self, key: LevelKey, words: Words) -> FoundLevel:
        is_nought = self._settings.writing.stock.no_row == "zero"
        tracked = _yes(words, "keeps_stock") is not False
        return FoundLevel(key, Decimal(0) if is_nought else None, text_of(words, "unit"), tracked=tracked)


def _is_article(words: Words) -> bool:
    return text_of(words, "item_type").casefold() in {"", _ARTICLE, "art"}


def _dimensions(words: Words) -> tuple[str, ...]:
    return tuple(text_of(words, word).casefold() for word in ("dimension_1", "dimension_2"))


def _number(words: Words, word: str) -> Decimal | None:
    """A number; None where it is none, or may be read in two ways: then nobody knows it."""
    try:
        return read_number(words.get(word))
    except (Mistake, ValueError):
        return None


def _yes(words: Words, word: str) -> bool | None:
    try:
        return read_yes_no(words.get(word))
    except Mistake:
        return None
