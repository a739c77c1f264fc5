"""Decides whether a product's bar code may be written, and lets no two products have one."""

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, Field

from handlers.pipelines.common.one_to_one import Pair, pair_of
from handlers.pipelines.common.part import part_name
from mapping.barcodes import Barcode, read_barcode
from mapping.documents.product import Product
from mapping.pricing.settings import MODEL
from mapping.problems import Problem
from relay.line.once.links import Link, Links
from words.told import Told


class BarcodeSettings(BaseModel):
    """What becomes of bar codes."""

    model_config = MODEL

    unchecked: Literal["leave_out", "carry"] = Field(
        default="leave_out",
        description="What becomes of a bar code that is none, or whose check digit does not fit: it is left out, or "
        "carried as it is, as one that is not checked. It is never put right.",
    )
    shared: Literal["leave_out", "carry"] = Field(
        default="leave_out",
        description="A bar code that another product of this flow has already: left out, or carried all the same.",
    )


@dataclass(frozen=True, slots=True)
class ChosenBarcode:
    """A bar code as it may be written, empty where there is none; ``kind`` is ``none`` for one that is not checked.

    ``key`` is the same for all ways to write one number. ``is_given``: the source gives one, be it empty; where it
    gives none, what stands in the target stays. ``warnings`` are what a person should look at.
    """

    digits: str = ""
    kind: str = ""
    key: str = ""
    is_given: bool = False
    warnings: tuple[Problem, ...] = ()


def barcode_of(product: Product, settings: BarcodeSettings) -> ChosenBarcode:
    """The bar code of a product, by itself. One that is wrong is told, and keeps nothing else from being carried."""
    if "barcode" not in product.model_fields_set:
        return ChosenBarcode()
    text = (product.barcode or "").strip()
    if not text:
        return ChosenBarcode(is_given=True)
    read = read_barcode(text)
    if isinstance(read, Barcode):
        return ChosenBarcode(read.digits, read.kind, read.key, is_given=True)
    warning = Problem("barcode", read, Told("goods.mend_barcode"), text)
    if settings.unchecked == "carry":
        return ChosenBarcode(text, "none", text, is_given=True, warnings=(warning,))
    return ChosenBarcode(warnings=(warning,))


async def claim_barcode(
    links: Links, connection: str, pair: Pair, chosen: ChosenBarcode, settings: BarcodeSettings, event: str
) -> ChosenBarcode:
    """The same bar code, claimed for this product; or none and a warning, where another product has it already.

    What the product had before is free again. Of two at once one gets it.
    """
    if not chosen.is_given or settings.shared == "carry":
        return chosen
    mine = part_name(links, connection, pair, "barcode", "own")
    before = await links.find(mine)
    if before is not None and before.number != chosen.key:
        await links.forget(mine)
        await links.forget(_owner_name(links, connection, pair, before.number))
    if not chosen.key:
        return chosen
    theirs = _owner_name(links, connection, pair, chosen.key)
    owner = await _find_owner(links, connection, pair, chosen.key)
    if owner is None:
        await links.forget(theirs)
    if await links.pair((theirs, pair.number), (mine, chosen.key), event) is None:
        await links.attach(pair.name, [mine, theirs])
        return chosen
    return _without(chosen, owner)


async def look_at_barcode(
    links: Links, connection: str, pair: Pair, chosen: ChosenBarcode, settings: BarcodeSettings
) -> ChosenBarcode:
    """What :func:`claim_barcode` would give now; nothing is claimed."""
    if not chosen.key or settings.shared == "carry":
        return chosen
    owner = await _find_owner(links, connection, pair, chosen.key)
    return chosen if owner is None or owner.number == pair.number else _without(chosen, owner)


async def _find_owner(links: Links, connection: str, pair: Pair, key: str) -> Link | None:
    """The link of the bar code to the product that has it; None where none has, or that one is gone at the source."""
    owner = await links.find(_owner_name(links, connection, pair, key))
    if owner is None or owner.number == pair.number:
        return owner
    known = await links.find(pair_of(links, pair.flow, owner.number, pair.kind).name)
    return owner if known is None or known.is_live else None


def _owner_name(links: Links, connection: str, pair: Pair, key: str) -> str:
    """The name under which is kept whose bar code this is, among the products of one source."""
    return links.name(connection, f"{pair.kind} barcode owner", f"{links.system(pair.flow.source)} {key}")


def _without(chosen: ChosenBarcode, owner: Link | None) -> ChosenBarcode:
    wrong = Told("goods.barcode_shared", number=owner.number if owner is not None else "-")
    return ChosenBarcode(warnings=(Problem("barcode", wrong, Told("goods.barcode_for_one"), chosen.digits),))
