"""Books in memory that keep articles, and their prices apart where a test says so; they fail where one tells them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from handlers.contracts.found_products import FoundPrice, FoundProduct
from handlers.contracts.images import Picture
from handlers.contracts.product_terms import BOOKS, ProductHabits
from handlers.contracts.products import DraftProduct, PriceRow
from handlers.contracts.records import AlreadyThere, Fields, NotThere, Repeat
from mapping.problems import Problem
from words.told import Told

SOURCES: Mapping[str, frozenset[str]] = {
    name: frozenset(paths.split())
    for name, paths in {
        "CODE": "code",
        "NAME": "texts.name",
        "NAME_2": "texts.extra_name",
        "TEXT": "texts.description",
        "UNIT": "codes.unit",
        "GROUP": "codes.group",
        "VAT": "codes.vat_class",
        "WAREHOUSE": "codes.warehouse",
        "BARCODE": "barcode",
        "WEIGHT": "product.weight",
        "PRICE": "price.amount",
        "COST": "cost_price",
        "BLOCKED": "blocked",
    }.items()
}

WRITES = ("create_product", "update_product", "rename_product", "create_price", "update_price", "put_image")


@dataclass
class FakeShelves:
    """``asked`` are the codes of each batch; ``failing`` raises before a call does anything, ``answer_lost`` after.

    ``rides``: a new article has its usual price from the start.
    """

    connection: str = "books"
    horizon: timedelta = timedelta(minutes=15)
    repeat: Repeat = Repeat.LOOK_UP
    habits: ProductHabits = BOOKS
    longest_code: int = 30
    folds_codes: bool = True
    renames_codes: bool = False
    kinds: frozenset[str] = frozenset({"article", "service"})
    languages: frozenset[str] = frozenset()
    text_room: dict[str, int] = field(default_factory=lambda: {"name": 100, "extra_name": 100})
    product_writes: dict[str, str] = field(default_factory=dict)
    product_clears: frozenset[str] = frozenset()
    keeps_prices: bool = False
    offers_share_days: bool = True
    price_decimals: int = 2
    rides: bool = False
    shows_prices: bool = True
    image_forms: frozenset[str] = frozenset()
    most_images: int = 7
    articles: dict[str, FoundProduct] = field(default_factory=dict)
    prices: dict[str, dict[str, FoundPrice]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    asked: list[tuple[str, ...]] = field(default_factory=list)
    sent: list[Fields] = field(default_factory=list)
    failing: dict[str, Exception] = field(default_factory=dict)
    answer_lost: dict[str, Exception] = field(default_factory=dict)

    @property
    def product_sources(self) -> Mapping[str, frozenset[str]]:
        return SOURCES

    def written(self) -> int:
        return sum(self.calls[name] for name in WRITES)

    def add(self, code: str, kind: str = "", **fields: Any) -> FoundProduct:
        """An article that stands in the books already."""
        found = FoundProduct(code, {**dict.fromkeys(SOURCES), "CODE": code, **fields}, kind=kind)
        self.articles[code] = found
        return found

    def fields(self, code: str) -> dict[str, Any]:
        """What an article holds, without what is empty."""
        return {name: value for name, value in self.articles[code].fields.items() if value not in {None, ""}}

    def _same(self, code: str) -> str:
        return code.strip().casefold() if self.folds_codes else code.strip()

    def _find(self, code: str) -> FoundProduct | None:
        return next((one for one in self.articles.values() if self._same(one.number) == self._same(code)), None)

    async def find_by_codes(self, codes: Sequence[str]) -> Mapping[str, FoundProduct]:
        self._call("find_by_codes")
        self.asked.append(tuple(codes))
        return {code: found for code in codes if (found := self._find(code)) is not None}

    def check_product(self, draft: DraftProduct) -> Sequence[Problem]:
        assert draft.product.number
        return self.problems

    def shortened_product(self, draft: DraftProduct) -> Sequence[str]:
        assert draft.code
        return ()

    def product_fields(self, draft: DraftProduct) -> Fields:
        product = draft.product
        fields: dict[str, Any] = {
            "CODE": draft.code,
            "NAME": draft.texts.get("name"),
            "NAME_2": draft.texts.get("extra_name"),
            "TEXT": draft.texts.get("description"),
            "UNIT": draft.codes.get("unit"),
            "GROUP": draft.codes.get("group"),
            "VAT": draft.codes.get("vat_class"),
            "WAREHOUSE": draft.codes.get("warehouse"),
            "BARCODE": draft.barcode,
            "WEIGHT": product.weight,
            "PRICE": draft.price.amount if draft.price is not None else None,
            "COST": draft.cost_price,
            "BLOCKED": draft.blocked,
        }
        return {name: value for name, value in fields.items() if value not in (None, "")}

    async def create_product(self, fields: Fields) -> str | None:
        self._call("create_product", fields)
        if self._find(fields["CODE"]) is not None:
            raise AlreadyThere(Told("products.found", number=fields["CODE"]))
        self.add(fields["CODE"], **fields)
        self._answer("create_product")
        return str(fields["CODE"])

    async def update_product(self, code: str, fields: Fields) -> None:
        self._call("update_product", fields)
        found = self._find(code)
        if found is None:
            raise NotThere(Told("products.no_such_article", number=code))
        self.articles[found.number] = replace(found, fields={**found.fields, **fields})
        self._answer("update_product")

    async def rename_product(self, code: str, new: str) -> None:
        self._call("rename_product")
        found = self.articles.pop(code)
        self.articles[new] = replace(found, number=new, fields={**found.fields, "CODE": new})
        self._answer("rename_product")

    def rides_on_article(self, draft: DraftProduct) -> bool:
        return self.rides and draft.price is not None and not draft.price.is_offer

    def check_price(self, code: str, price: PriceRow) -> Sequence[Problem]:
        assert code
        assert price.currency
        return ()

    def price_fields(self, code: str, price: PriceRow) -> Fields:
        return {"CODE": code, "KEY": price.key, "AMOUNT": price.amount, "UNTIL": price.ends_on}

    async def find_prices(self, code: str) -> Sequence[FoundPrice] | None:
        self._call("find_prices")
        return list(self.prices.get(code, {}).values()) if self.shows_prices else None

    async def create_price(self, fields: Fields) -> str | None:
        self._call("create_price", fields)
        held = self.prices.setdefault(fields["CODE"], {})
        if fields["KEY"] in held:
            raise AlreadyThere(Told("products.found", number=fields["KEY"]))
        held[fields["KEY"]] = FoundPrice(fields["KEY"], dict(fields), fields["AMOUNT"])
        self._answer("create_price")
        return str(fields["KEY"])

    async def update_price(self, number: str, fields: Fields) -> None:
        self._call("update_price", fields)
        held = self.prices.get(fields["CODE"], {})
        if number not in held:
            raise NotThere(Told("products.no_such_article", number=number))
        held[number] = FoundPrice(number, {**held[number].fields, **fields}, fields["AMOUNT"])
        self._answer("update_price")

    async def put_image(self, code: str, place: int, picture: Picture) -> str | None:
        self._call("put_image")
        assert code
        assert place
        assert picture.content
        return None

    async def remove_image(self, code: str, place: int) -> bool:
        self._call("remove_image")
        return bool(code and place)

    def _call(self, name: str, fields: Fields | None = None) -> None:
        self.calls[name] += 1
        if fields is not None:
            self.sent.append(dict(fields))
        if name in self.failing:
            raise self.failing[name]

    def _answer(self, name: str) -> None:
        if name in self.answer_lost:
            raise self.answer_lost.pop(name)
