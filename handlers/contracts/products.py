"""What carrying a product's own record asks of the system it comes from and of the one it goes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from handlers.contracts.found_products import FoundPrice, FoundProduct
from handlers.contracts.images import ImageTarget
from handlers.contracts.product_terms import ProductHabits
from handlers.contracts.records import Fields, RecordTarget
from mapping.documents.product import Image, Product
from mapping.problems import Problem


class ProductSource(Protocol):
    """Reads this source's documents as canonical products.

    A source that can be read again is a :class:`relay.roles.PolledSource` besides, and one whose pictures are not
    behind an https address is a :class:`handlers.contracts.images.ImageSource`.
    """

    def read(self, document: Any) -> Product:
        """The canonical product. Raises :class:`mapping.problems.DocumentError` with every problem."""
        ...


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One price as the target is to hold it, decided whole: what holds, for what and from when.

    ``amount`` is with VAT or without as the target's prices are, in its decimals. ``starts_on`` is a key where the
    target keeps periods, and None where the price simply is the article's. ``is_offer``: beside the usual price.
    """

    amount: Decimal
    includes_vat: bool
    currency: str
    unit: str
    price_list: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    is_offer: bool = False

    @property
    def key(self) -> str:
        """What makes it this price and no other, for the name of its part."""
        start = self.starts_on.isoformat() if self.starts_on is not None else ""
        return " ".join((self.price_list, self.currency, self.unit, start, "offer" if self.is_offer else "")).strip()


@dataclass(frozen=True, slots=True)
class DraftProduct:
    """A product with all that settings decide about it, before a target is asked.

    ``code`` is the key under which the target has it, or is to have it. ``codes`` are the target's own codes by what
    they are for: ``unit``, ``group``, ``vat_class``, ``warehouse``, ``supplier``, ``statistics``; one that nobody
    decided is left out. ``texts`` are name, extra_name and description as they fit, those of a language under
    ``name.fr``. ``barcode`` is one that may be written, with its kind (``ean13``, ``ean8``, ``upc``, ``ean14``,
    ``none`` for one that is not checked); empty where there is none. ``price`` is the usual price in force, where the
    target holds one on the article itself, or a new article begins with it, and ``offer`` the one that holds now beside
    it; ``cost_price`` only where settings carry it. ``blocked`` is what is to be written of a block, also where the
    product has left. Rows read of it ``product``, ``codes``, ``texts``, ``barcode``, ``price``, ``cost_price``,
    ``blocked`` and ``code``; where articles keep them also ``offer`` and ``images``, whose bytes the target fetches.
    """

    product: Product
    code: str
    codes: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    barcode: str = ""
    barcode_kind: str = ""
    price: PriceRow | None = None
    offer: PriceRow | None = None
    cost_price: Decimal | None = None
    blocked: bool | None = None
    images: tuple[Image, ...] | None = None

    def __repr__(self) -> str:
        return f"DraftProduct({self.code!r})"


class PriceTarget(RecordTarget, Protocol):
    """Keeps prices that are records of their own, each with the day from which it holds."""

    @property
    def keeps_prices(self) -> bool:
        """Whether prices are records of their own; else the usual one stands on the article."""
        ...

    @property
    def offers_share_days(self) -> bool:
        """Whether an offer may begin on the day on which a usual price does: else one would overwrite the other."""
        ...

    @property
    def price_decimals(self) -> int:
        """In how many decimals a price is kept."""
        ...

    def rides_on_article(self, draft: DraftProduct) -> bool:
        """Whether an article made of this draft has its price from the start: no record is made for it besides."""
        ...

    def check_price(self, code: str, price: PriceRow) -> Sequence[Problem]:
        """All that this target would refuse of a price, without a call."""
        ...

    def price_fields(self, code: str, price: PriceRow) -> Fields:
        """The price as this target wants it."""
        ...

    async def find_prices(self, code: str) -> Sequence[FoundPrice] | None:
        """The prices of an article that its base list holds, past ones too; None where this target cannot show them."""
        ...

    async def create_price(self, fields: Fields) -> str | None:
        """Make a price. Raises AlreadyThere where one has this key."""
        ...

    async def update_price(self, number: str, fields: Fields) -> None:
        """Set another amount or end of a price; the fields are the whole of ``price_fields``, its key among them.

        Raises NotThere where none has this key; safe to repeat.
        """
        ...


class ProductTarget(PriceTarget, ImageTarget, Protocol):
    """Finds, makes and changes articles by their code, with prices and pictures."""

    @property
    def habits(self) -> ProductHabits:
        """In what it differs from books."""
        ...

    @property
    def longest_code(self) -> int:
        """How many signs a code may have."""
        ...

    @property
    def folds_codes(self) -> bool:
        """Whether codes that differ in capitals only are one article there."""
        ...

    @property
    def renames_codes(self) -> bool:
        """Whether an article can be given another code."""
        ...

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of product that it has a place for."""
        ...

    @property
    def languages(self) -> frozenset[str]:
        """The languages, of two letters, in which it keeps texts besides its own."""
        ...

    @property
    def text_room(self) -> Mapping[str, int]:
        """How many signs of ``name``, ``extra_name`` and ``description`` it keeps: 0 none, left out all there are."""
        ...

    @property
    def product_writes(self) -> Mapping[str, str]:
        """``always``, ``create_only`` or ``if_empty`` for fields of an article whose mapping row says so."""
        ...

    @property
    def product_clears(self) -> frozenset[str]:
        """The fields whose rows say ``clear: true``. An update empties the fields that are None."""
        ...

    @property
    def product_sources(self) -> Mapping[str, frozenset[str]]:
        """By field of an article: the paths that its rows read, such as ``product.weight`` or ``codes.unit``."""
        ...

    async def find_by_codes(self, codes: Sequence[str]) -> Mapping[str, FoundProduct]:
        """The articles that have these codes, by the code that was asked, blocked or not; in as few calls as it can.

        Blanks at the ends never count, and capitals do not where ``folds_codes``; a code that is only the beginning of
        one asked for is another.
        """
        ...

    def check_product(self, draft: DraftProduct) -> Sequence[Problem]:
        """All that this target would refuse of a new article, without a call: lengths, forms, missing codes."""
        ...

    def product_fields(self, draft: DraftProduct) -> Fields:
        """The article as this target wants it. Raises Hold where the mapping cannot fill it."""
        ...

    def shortened_product(self, draft: DraftProduct) -> Sequence[str]:
        """The fields whose text is longer than they keep, and is cut, moved or left out as settings say."""
        ...

    async def create_product(self, fields: Fields) -> str | None:
        """Make an article; its code as stored, else its own number where its numbers are no codes.

        Raises AlreadyThere where one has this code, and KeptOtherwiseError where it was made under another one.
        """
        ...

    async def update_product(self, code: str, fields: Fields) -> None:
        """Set these fields of the article with this number, and no others; safe to repeat.

        Raises NotThere where there is none.
        """
        ...

    async def rename_product(self, code: str, new: str) -> None:
        """Give an article another code, where :attr:`renames_codes`. Raises NotThere where there is none."""
        ...
