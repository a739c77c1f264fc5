"""Turns a product into AFAS's article, variant and prices, and says beforehand what would be refused. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from handlers.contracts.products import DraftProduct, PriceRow
from handlers.contracts.records import Fields
from handlers.vendors.afas.dictionary import update_object
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.target.checks import for_the_sender, write_problems
from handlers.vendors.afas.target.field_values import Wrong, is_empty
from handlers.vendors.afas.target.nesting import flatten
from handlers.vendors.afas.target.party_presets import ARTICLE
from handlers.vendors.afas.target.product_presets import ProductMappings
from handlers.vendors.afas.target.product_writes import new_article, write_price
from handlers.vendors.afas.variant_codes import VariantCode
from handlers.vendors.product_context import TEXTS, context_of
from mapping.problems import EITHER, Problem, ToldRow
from mapping.rows.mapper import Mapper
from mapping.rows.telling import tell_rows
from relay.errors import Hold
from words.masking import shorten
from words.told import Told

SETTINGS: Final[Mapping[str, str]] = {
    "BiUn": "unit",
    "Grp": "group",
    "VaRc": "vat_class",
    "CrId": "supplier",
    "CsGc": "statistics",
}
"""The flow's settings that give a code to a field of an article."""

_BEFORE: Final = ("product.", "codes.", "variant.")
_WORDS: Final[Mapping[str, str]] = {"code": "sku", "barcode_kind": "barcode", "cost_price": "cost_price"}


@dataclass(frozen=True, slots=True)
class ProductNames:
    """Tells what rows of products read as a person finds it in the document."""

    contact: str = ""

    @property
    def remedies(self) -> Mapping[tuple[str, Wrong], Told]:
        """A code that is missing is a setting of the flow."""
        return {
            (field, Wrong.MISSING): Told("afas.give_product_setting", setting=setting)
            for field, setting in SETTINGS.items()
        }

    def tell(self, path: str) -> str:
        """A path that rows read, in the document; ``a | b`` is translated part by part.

        >>> ProductNames().tell("texts.fr.name"), ProductNames().tell("price.starts_on | product.weight")
        ('texts.fr.name', 'price | weight')
        """
        return EITHER.join(dict.fromkeys(self._tell_one(part) for part in path.split(EITHER)))

    def tell_in_line(self, path: str, _position: int | None) -> str:
        """The same: a product has no lines."""
        return self.tell(path)

    def _tell_one(self, path: str) -> str:
        if path.startswith("variant."):
            return "sku"
        if path.startswith("price."):
            return "price"
        if path.startswith("texts.") and path.removeprefix("texts.") in TEXTS:
            return path.removeprefix("texts.")
        start = next((start for start in _BEFORE if path.startswith(start)), "")
        return _WORDS.get(path, path.removeprefix(start))


class ProductDrafting:
    """A flow's mapping of products under a connection's settings. The same draft always gives the same fields."""

    def __init__(self, mappings: ProductMappings, settings: AfasConnection) -> None:
        self._mappings = mappings
        self._settings = settings
        self._names = ProductNames()

    @property
    def rows(self) -> tuple[ToldRow, ...]:
        """Every row of the mapping, for a person."""
        return tell_rows(self._mappings.merged)

    @property
    def notices(self) -> tuple[Told, ...]:
        """Which rows of the flow were written for another version of the presets."""
        return self._mappings.merged.notices

    @property
    def mappings(self) -> ProductMappings:
        """The compiled rows."""
        return self._mappings

    @property
    def languages(self) -> frozenset[str]:
        """The languages whose texts some row of articles reads."""
        paths = (path.split(".") for paths in self._mappings.sources.values() for path in paths)
        return frozenset(parts[1] for parts in paths if parts[0] == "texts" and parts[-1] in TEXTS and len(parts) > 2)  # noqa: PLR2004 - texts, language, text

    @property
    def text_room(self) -> Mapping[str, int]:
        """How many characters of each text the fields keep that rows fill with it: 0 where there are none."""
        known = update_object(ARTICLE).fields
        room: dict[str, int] = {}
        for text in TEXTS:
            read_by = [field for field, paths in self._mappings.sources.items() if f"texts.{text}" in paths]
            lengths = [known[name].length for field in read_by if (name := field.rpartition(".")[2]) in known]
            if not read_by:
                room[text] = 0
            elif limited := [length for length in lengths if length is not None]:
                room[text] = min(limited)
        return room

    def variant(self, code: str) -> VariantCode | None:
        """An article's code and those of its dimensions; None for a code that is none of both."""
        variants = self._settings.products.variants
        return VariantCode(code) if variants is None else variants.split(code)

    def product(self, draft: DraftProduct) -> Fields:
        """Fields by place: ``FbItemArticle.ItCd``. Raises Hold where the mapping cannot fill them."""
        tables, problems = self._mapper(draft.code).apply(self._context(draft.code, draft))
        if problems:
            told = for_the_sender(problems, self._names)
            raise Hold(Told("afas.does_not_fit_mapping", document=Told("afas.product", code=draft.code)), problems=told)
        return flatten(tables)

    def check(self, draft: DraftProduct) -> list[Problem]:
        """All that AFAS would refuse of a new article or variant."""
        if self.variant(draft.code) is None:
            variants = self._settings.products.variants
            delimiter = variants.delimiter if variants is not None else ""
            wrong = Told("afas.no_variant_code", delimiter=delimiter)
            return [Problem("sku", wrong, Told("afas.give_variant_code", delimiter=delimiter), shorten(draft.code))]
        tables, problems = self._mapper(draft.code).apply(self._context(draft.code, draft))
        if problems:
            return for_the_sender(problems, self._names)
        fields = flatten(tables)
        write = new_article(fields, self._mappings.emptied)
        found = list(write_problems(write, self._mappings.told, self._names))
        return found + list(self._missing(fields))

    def shortened(self, draft: DraftProduct) -> Sequence[str]:
        """The fields whose text is too long, and is cut, moved or left out; by place."""
        return self._mapper(draft.code).shortened(self._context(draft.code, draft))

    def price(self, code: str, price: PriceRow) -> Fields:
        """Fields by place: ``FbSalesPrice.Pric``. Raises Hold where the mapping cannot fill them."""
        tables, problems = self._mappings.price.apply(self._price_context(code, price))
        if problems:
            told = for_the_sender(problems, self._names)
            raise Hold(Told("afas.does_not_fit_mapping", document=Told("afas.price_of", code=code)), problems=told)
        return flatten(tables)

    def check_price(self, code: str, price: PriceRow) -> list[Problem]:
        """All that AFAS would refuse of a price."""
        if price.starts_on is None:
            return [Problem("price", Told("afas.price_without_start"), Told("afas.give_price_start"))]
        tables, problems = self._mappings.price.apply(self._price_context(code, price))
        if problems:
            return for_the_sender(problems, self._names)
        return list(write_problems(write_price("POST", flatten(tables)), self._mappings.told, self._names))

    def rides_on_article(self, draft: DraftProduct) -> bool:
        """Whether a new article brings its price along: the usual one of the base list, for its own unit, from a day.

        Variants have no price of their own when they are made.
        """
        price, writing = draft.price, self._settings.writing.products
        variant = self.variant(draft.code)
        return (
            price is not None
            and writing.price_with_article
            and variant is not None
            and not any(variant[1:])
            and price.price_list in ("", writing.base_list)
            and price.currency == writing.currency
            and price.unit == draft.codes.get("unit")
            and price.starts_on is not None
            and price.ends_on is None
            and not price.is_offer
        )

    def _mapper(self, code: str) -> Mapper:
        variant = self.variant(code)
        return self._mappings.variant if variant is not None and any(variant[1:]) else self._mappings.article

    def _missing(self, fields: Fields) -> Iterator[Problem]:
        """A problem for each field that AFAS wants of a new article though no schema does."""
        if not any(place.startswith(f"{ARTICLE}.") for place in fields):
            return
        writing = self._settings.writing.products
        keeps_stock = fields.get(f"{ARTICLE}.BiSt") is True
        wanted = (*writing.new_articles_need, *(writing.stock_articles_need if keeps_stock else ()))
        for name in dict.fromkeys(wanted):
            place = f"{ARTICLE}.{name}"
            if is_empty(fields.get(place)):
                label = update_object(ARTICLE).fields[name].label
                mend = self._names.remedies.get((name, Wrong.MISSING), Told("afas.give_value"))
                told = self._names.tell(self._mappings.told.get(place, place))
                yield Problem(told, Told("afas.field_missing", field=place, label=label), mend)

    def _context(self, code: str, draft: DraftProduct) -> dict[str, Any]:
        return {
            **context_of(draft),
            "code": code,
            "variant": self._variant_words(code),
            "barcode": draft.barcode or None,
            "barcode_kind": draft.barcode_kind or None,
            "price": asdict(draft.price) if draft.price is not None and self.rides_on_article(draft) else None,
        }

    def _price_context(self, code: str, price: PriceRow) -> dict[str, Any]:
        words = {**asdict(price), "price_list": price.price_list or self._settings.writing.products.base_list}
        return {"code": code, "variant": self._variant_words(code), "price": words}

    def _variant_words(self, code: str) -> dict[str, Any]:
        variant = self.variant(code) or VariantCode(code)
        return {name: part or None for name, part in variant._asdict().items()}
