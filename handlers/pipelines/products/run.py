"""What a run knows about its product so far."""

from dataclasses import dataclass, field, replace
from typing import Any, Literal

from handlers.contracts.found_products import FoundProduct
from handlers.contracts.products import DraftProduct
from handlers.pipelines.common.one_to_one import Pair
from handlers.pipelines.common.part import Part
from handlers.pipelines.products.barcodes import ChosenBarcode
from handlers.pipelines.products.price_plan import PricePlan
from handlers.pipelines.products.pricing import Chosen
from handlers.pipelines.products.settings import ProductSettings
from mapping.documents.product import Product
from mapping.problems import Problem
from relay.line.once.links import Link
from relay.model import Ticket
from words.told import Told

Leaving = Literal["gone", "unwanted"]
"""Why a product is not carried any more."""


@dataclass(frozen=True, slots=True)
class ProductRun:
    """A run of the products pipeline; each step returns a copy that knows more.

    ``product`` is as the source states it, ``draft`` with all that settings decide about it. ``own_pair`` is what the
    flow knows the product by, and ``link`` what it was linked to when the run began; ``former`` is a link that it gives
    up, since it has another code and is a new product now. ``found`` is its article as it stands in the target, where
    somebody had to look. ``barcode`` is the one that may be written, and ``cautions`` are what a person should look at
    where it is written. ``chosen`` are its prices, None where the flow carries none, and ``price_plan`` what is to be
    written of them; ``pictures_due``: some are to be carried. ``rename_to`` is the code that its article is to get.
    ``unfit`` says why it does not fit the flow's filter. ``blocked_by_us``: the relay itself blocked it when the
    product left. ``parts`` are what the product becomes, in order, the article first; ``made`` says that this run made
    it. ``succeeds`` is a product that is gone and whose article this one takes over; ``also`` are other names under
    which an article that is made is locked and linked.
    """

    ticket: Ticket
    product: Product | None = None
    draft: DraftProduct | None = None
    barcode: ChosenBarcode = field(default_factory=ChosenBarcode)
    cautions: tuple[Problem, ...] = ()
    own_pair: Pair | None = None
    link: Link | None = None
    former: Link | None = None
    leaving: Leaving | None = None
    why_left: Told | None = None
    unfit: Told | None = None
    found: FoundProduct | None = None
    also: tuple[str, ...] = ()
    chosen: Chosen | None = None
    price_plan: PricePlan | None = None
    pictures_due: bool = False
    rename_to: str = ""
    blocked_by_us: bool = False
    succeeds: Pair | None = None
    parts: tuple[Part[Any], ...] = ()
    number: str | None = None
    made: bool = False
    read_as_of: int = 0
    told: tuple[Told, ...] = ()
    warnings: tuple[Problem, ...] = ()

    @property
    def settings(self) -> ProductSettings:
        """The flow's settings, typed."""
        assert isinstance(self.ticket.flow.settings, ProductSettings)  # noqa: S101 - checked when the file was loaded
        return self.ticket.flow.settings

    @property
    def read(self) -> Product:
        """The source's product, from the first step on."""
        assert self.product is not None  # noqa: S101 - the order of the steps says so
        return self.product

    @property
    def pair(self) -> Pair:
        """The product and its article, from the step `recognise` on."""
        assert self.own_pair is not None  # noqa: S101 - the order of the steps says so
        return self.own_pair

    @property
    def drafted(self) -> DraftProduct:
        """The product with all that settings decide, from the step `complete` on."""
        assert self.draft is not None  # noqa: S101 - the order of the steps says so
        return self.draft

    def personal_values(self) -> frozenset[str]:
        """Texts that must not stand in a story: a product is about nobody."""
        return frozenset()

    def tell(self, *notes: Told) -> "ProductRun":
        """A copy with notes for the story."""
        return replace(self, told=self.told + notes)

    def warn(self, *warnings: Problem) -> "ProductRun":
        """A copy with what a person should look at though the product is carried."""
        return replace(self, warnings=self.warnings + warnings)


def begin(ticket: Ticket) -> ProductRun:
    """A run that has seen nothing yet."""
    return ProductRun(ticket)
