"""Finds, makes and changes articles by their code, and variants of them by the code that is joined of their own."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import Any

from handlers.contracts.found_products import FoundProduct
from handlers.contracts.products import DraftProduct
from handlers.contracts.records import Fields
from handlers.vendors.afas.client import Row
from handlers.vendors.afas.dictionary import update_object
from handlers.vendors.afas.source.columns import Columns
from handlers.vendors.afas.source.values import read_yes_no
from handlers.vendors.afas.target.books import equal, text_of
from handlers.vendors.afas.target.lookup_columns import ArticleColumns, VariantColumns
from handlers.vendors.afas.target.party_presets import ARTICLE
from handlers.vendors.afas.target.product_books import ProductBooks
from handlers.vendors.afas.target.product_presets import VARIANT
from handlers.vendors.afas.target.product_writes import change_article, change_variant, new_article
from handlers.vendors.afas.variant_codes import VariantCode
from mapping.problems import Problem
from relay.errors import Hold
from words.mistake import Mistake
from words.told import Told

_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "description": "Ds",
        "extra_description": "DsEx",
        "text": "Rm",
        "group": "Grp",
        "unit": "BiUn",
        "vat_group": "VaRc",
        "barcode": "BaCo",
        "weight": "NeWe",
        "weight_unit": "VaWt",
        "keeps_stock": "BiSt",
        "blocked": "Bl",
    }
)
"""AFAS's fields of an article, by our words for the columns that show them."""

_TRANSLATED: Mapping[str, str] = MappingProxyType({"description": "Ds", "extra_description": "DsEx"})
_YES_OR_NO = frozenset({"keeps_stock", "blocked"})


class ProductArticles(ProductBooks):
    """Implements that of ``handlers.contracts.products.ProductTarget`` which is about articles."""

    @property
    def longest_code(self) -> int:
        """That of an item code, and of both codes of dimensions behind it where they are joined."""
        variants = self._books.settings.products.variants
        return _longest(ARTICLE, "ItCd") + (
            2 * (len(variants.delimiter) + _longest(VARIANT, "StL1")) if variants is not None else 0
        )

    @property
    def folds_codes(self) -> bool:
        """Yes: AFAS finds an item whatever its capitals."""
        return True

    @property
    def renames_codes(self) -> bool:
        """No: an item keeps its code."""
        return False

    @property
    def kinds(self) -> frozenset[str]:
        """Articles, with stock or without. Compositions have an UpdateConnector of their own."""
        return frozenset({"article", "service"})

    @property
    def languages(self) -> frozenset[str]:
        """Those whose texts rows of the mapping read."""
        return self._products.languages

    @property
    def text_room(self) -> Mapping[str, int]:
        """How many characters of each text AFAS keeps."""
        return self._products.text_room

    @property
    def product_writes(self) -> Mapping[str, str]:
        """For fields whose rows say so: whether an update may write them."""
        return {**self._products.mappings.article.writes, **self._products.mappings.variant.writes}

    @property
    def product_clears(self) -> frozenset[str]:
        """The fields whose rows say that an update empties them."""
        return self._products.mappings.article.clears | self._products.mappings.variant.clears

    @property
    def product_sources(self) -> Mapping[str, frozenset[str]]:
        """For each field the paths that its row reads; of a key it is the code."""
        keys = {f"{VARIANT}.{name}": frozenset({"code"}) for name in ("VaIt", "ItCd", "StL1", "StL2")}
        return {**self._products.mappings.sources, **keys}

    def check_product(self, draft: DraftProduct) -> Sequence[Problem]:
        """All that AFAS would refuse of a new article or variant, without a call."""
        return self._products.check(draft)

    def product_fields(self, draft: DraftProduct) -> Fields:
        """Fields by place: ``FbItemArticle.Ds``. Raises Hold where the mapping cannot fill them."""
        return self._products.product(draft)

    def shortened_product(self, draft: DraftProduct) -> Sequence[str]:
        """The fields whose text is too long, and is cut, moved or left out."""
        return self._products.shortened(draft)

    async def find_by_codes(self, codes: Sequence[str]) -> Mapping[str, FoundProduct]:
        """Those of the codes that AFAS shows, blocked or not: articles and variants, each in as few calls as can be."""
        split = {code: self._products.variant(code.strip()) or VariantCode(code.strip()) for code in codes}
        plain = {code: parts.item for code, parts in split.items() if not any(parts[1:])}
        joined = {code: parts for code, parts in split.items() if any(parts[1:])}
        return {**await self._find_articles(plain), **await self._find_variants(joined)}

    async def create_product(self, fields: Fields) -> str | None:
        """Make an article, or a variant of one that is there; its code as AFAS answers it, None for a variant."""
        return await self._books.send(new_article(fields, self._products.mappings.emptied), "ItCd")

    async def update_product(self, code: str, fields: Fields) -> None:
        """Set these fields of an article or variant, and no others; nothing to set is no call.

        A change that names the article and no variant of it never makes one: AFAS keeps what is said of a variant
        whether it was there or not.
        """
        if not fields:
            return
        parts = self._products.variant(code) or VariantCode(code)
        if not any(parts[1:]):
            await self._books.send(change_article(parts.item, fields))
            return
        await self._books.send(change_variant(_key_of(parts), fields))

    async def rename_product(self, code: str, new: str) -> None:
        """Raise Hold: AFAS gives no item another code."""
        raise Hold(Told("afas.codes_stay", code=code, new=new))

    async def _find_articles(self, wanted: Mapping[str, str]) -> dict[str, FoundProduct]:
        """The articles of these codes, by what was asked. A composition of that code is found as one."""
        lookups = self._books.settings.lookups
        if not wanted:
            return {}
        columns, items = lookups.article_columns, list(dict.fromkeys(wanted.values()))
        rows = await self._books.rows(lookups.articles, columns, columns.number, equal(columns.number, items))
        targets, languages = self.product_sources, self._books.settings.products.languages
        found = {one.number.casefold(): one for one in (read_article(row, columns, targets, languages) for row in rows)}
        if lookups.compositions is not None and (rest := [item for item in items if item.casefold() not in found]):
            of, number = lookups.composition_columns, lookups.composition_columns.number
            for row in await self._books.rows(lookups.compositions, of, number, equal(number, rest)):
                one = FoundProduct(text_of(row, number), {}, foreign=frozenset(targets), kind="composition")
                found.setdefault(one.number.casefold(), one)
        return {code: found[item.casefold()] for code, item in wanted.items() if item.casefold() in found}

    async def _find_variants(self, wanted: Mapping[str, VariantCode]) -> dict[str, FoundProduct]:
        """The variants of these codes, by what was asked: all rows of their articles are looked at."""
        lookups, variants = self._books.settings.lookups, self._books.settings.products.variants
        if not wanted or lookups.variants is None or variants is None:
            return {}
        columns, items = lookups.variant_columns, list(dict.fromkeys(parts.item for parts in wanted.values()))
        rows = await self._books.rows(lookups.variants, columns, columns.item, equal(columns.item, items))
        found: dict[tuple[str, ...], FoundProduct] = {}
        for row in rows:
            words = columns.translate(row)
            parts = VariantCode(*(text_of(words, word) for word in ("item", "dimension_1", "dimension_2")))
            number = variants.join(parts)
            if any(parts[1:]) and number is not None:
                found[_folded(parts)] = read_variant(number, row, columns, self.product_sources)
        return {code: found[_folded(parts)] for code, parts in wanted.items() if _folded(parts) in found}


def read_article(
    row: Row, columns: ArticleColumns, targets: Collection[str], languages: Mapping[str, str] = MappingProxyType({})
) -> FoundProduct:
    """An article as a row tells it; ``targets`` are the fields that the mapping fills.

    Fields that no column shows are closed to filling in: nobody knows whether they are empty. Of an item that is no
    article, such as costs, all are foreign: it is written by no UpdateConnector of ours.
    """
    words = columns.translate(row)
    fields = _fields_of(row, columns, _FIELDS, ARTICLE)
    for word, field in _TRANSLATED.items():
        name = dict(columns)[word]
        fields |= {f"{ARTICLE}.{field}_{end}": row[at] for end in languages.values() if (at := f"{name}_{end}") in row}
    is_other = columns.item_type in row and not text_of(words, "item_type")
    return FoundProduct(
        number=text_of(words, "number"),
        fields=fields,
        closed=frozenset(targets) - fields.keys(),
        foreign=frozenset(place for place in targets if is_other or not place.startswith(f"{ARTICLE}.")),
        kind="other" if is_other else "article",
        barcode=text_of(words, "barcode"),
    )


def read_variant(number: str, row: Row, columns: VariantColumns, targets: Collection[str]) -> FoundProduct:
    """A variant as a row tells it, under the one code that is joined of its own."""
    fields = _fields_of(row, columns, {"barcode": "BaCo", "blocked": "BlSa"}, VARIANT)
    return FoundProduct(
        number=number,
        fields=fields,
        closed=frozenset(targets) - fields.keys(),
        foreign=frozenset(place for place in targets if not place.startswith(f"{VARIANT}.")),
        kind="article",
        barcode=text_of(columns.translate(row), "barcode"),
    )


def _fields_of(row: Row, columns: Columns, places: Mapping[str, str], table: str) -> dict[str, Any]:
    """The fields that columns show, by place; a spare column that the connector lacks shows nothing."""
    words, named = columns.translate(row), dict(columns)
    return {
        f"{table}.{field}": _as_written(word, words.get(word))
        for word, field in places.items()
        if named.get(word) in row
    }


def _as_written(word: str, value: Any) -> Any:
    """A value as an UpdateConnector takes it, where a GetConnector shows it otherwise.

    >>> _as_written("blocked", "0"), _as_written("blocked", "?"), _as_written("unit", "STK")
    (False, '?', 'STK')
    """
    if word not in _YES_OR_NO:
        return value
    with suppress(Mistake):
        return read_yes_no(value)
    return value


def _key_of(parts: VariantCode) -> dict[str, str]:
    """What names a variant in a call; an article with one dimension has no code of a second."""
    key = {"VaIt": "2", "ItCd": parts.item, "StL1": parts.dimension_1, "StL2": parts.dimension_2}
    return {name: code for name, code in key.items() if code}


def _folded(parts: VariantCode) -> tuple[str, ...]:
    return tuple(part.casefold() for part in parts)


def _longest(connector: str, field: str) -> int:
    """How many signs a field takes."""
    return update_object(connector).fields[field].length or 0
