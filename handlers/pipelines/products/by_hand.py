"""What can be done with a product besides carrying it: linked by hand, let go, looked for, or taken to be gone."""

from collections.abc import Sequence
from typing import Any

import structlog

from handlers.contracts.products import ProductSource, ProductTarget
from handlers.pipelines.common.article_codes import CODE, digest_of_code, fold
from handlers.pipelines.common.asked_together import KnownRecords
from handlers.pipelines.common.field_digests import pack
from handlers.pipelines.common.first_problem import first_of
from handlers.pipelines.common.one_to_one import bury_pair, link_pair, pair_of, relink
from handlers.pipelines.products.leaving import block_who_left, nothing_more_of
from mapping.documents.product import Product
from mapping.problems import DocumentError
from relay.errors import Hold
from relay.line.actions import LinkCheck
from relay.line.once.claims import Claims
from relay.line.once.links import Link, Links, LinkState
from relay.line.once.locks import Locks
from relay.line.once.ordinals import Ordinals
from relay.model import Flow
from words.told import Told

log = structlog.get_logger()


async def link_product(
    flow: Flow,
    document: Any,
    number: str | None,
    source: ProductSource,
    target: ProductTarget,
    links: Links,
    locks: Locks,
) -> Told:
    """Link the product of a document to article ``number``, one to one, or forget its link where it is None.

    Whatever code the product has from now on is the one that it has been linked with: it is not renamed. A target that
    shows no articles is believed to have this one. Raises Hold where another shows none of this number, where that is
    another product of the source already, and for a document that cannot be read; Contended while a run works on the
    product.
    """
    product = _read(document, source)
    if number is not None:
        found = (await target.find_by_codes([number])).get(number) if target.habits.shows_articles else None
        if found is None and target.habits.shows_articles:
            raise Hold(Told("products.no_such_article", number=number))
        number = found.number if found is not None else number
    pair = pair_of(links, flow, product.number)
    told = await link_pair(links, locks, pair, number)
    if number is not None:
        code = pack({CODE: digest_of_code(links, pair.name, product.code or number)})
        await links.store(pair.name, Link(number, code, manual=True))
    return told


async def relink_product(
    flow: Flow,
    document: Any,
    create: bool,  # noqa: FBT001 - what the action is given
    source: ProductSource,
    links: Links,
    locks: Locks,
) -> Told:
    """Lift the tombstone of a product that was gone: see :func:`relink`."""
    return await relink(links, locks, pair_of(links, flow, _read(document, source).number), create=create)


async def find_number(
    flow: Flow, document: Any, source: ProductSource, target: ProductTarget, links: Links
) -> str | None:
    """The article's code, by the flow's own link or else by the product's code; None where it is not there.

    One that is not read is nothing. Raises what the target's look-up raises.
    """
    number = _number_of(document, source)
    if number is None:
        return None
    product = source.read(document)
    link = await links.find(pair_of(links, flow, number).name)
    if link is not None and link.number and not target.habits.shows_articles:
        return link.number if link.is_live else None
    code = link.number if link is not None and link.number else product.code
    found = (await target.find_by_codes([code])).get(code) if code else None
    if found is None:
        return None
    equality, folds = flow.settings.key_equality, target.folds_codes
    is_it = fold(found.code, equality, target_folds=folds) == fold(code, equality, target_folds=folds)
    return found.number if is_it else None


async def conclude_absent(
    flow: Flow,
    numbers: Sequence[str],
    target: ProductTarget,
    links: Links,
    known: KnownRecords,
    claims: Claims,
    ordinals: Ordinals,
) -> None:
    """Take products to be gone at the source, which are there no longer or blocked so that they are not shown.

    Only those that this flow linked: they are told once, and blocked in the target where settings say so. Nothing is
    deleted. Raises what blocking raises; it is safe to repeat.
    """
    ordinal = await ordinals.draw()
    for number in numbers:
        pair = pair_of(links, flow, number)
        link = await links.find(pair.name)
        if flow.write:
            await claims.release(pair.name, number, ordinal)
        if link is None or not link.is_live:
            continue
        if flow.write:
            gone = nothing_more_of(number)
            await block_who_left(flow, pair, gone, link.number, target, links, known, claims)
            await bury_pair(links, pair, LinkState.GONE)
        log.warning("product_gone_or_blocked", flow=flow.name, number=number, article=link.number)


async def check_links(
    flow: Flow, documents: Sequence[Any], source: ProductSource, target: ProductTarget, links: Links
) -> LinkCheck:
    """Ask the target for all articles that these products are linked to. Raises what its look-up raises.

    One that shows no articles is believed to have them.
    """
    numbers = [number for document in documents if (number := _number_of(document, source)) is not None]
    found = await links.find_all([pair_of(links, flow, number).name for number in numbers]) if numbers else []
    known = {number: link for number, link in zip(numbers, found, strict=True) if link is not None}
    live = {number: link.number for number, link in known.items() if link.is_live}
    asks = bool(live) and target.habits.shows_articles
    there = await target.find_by_codes(sorted(set(live.values()))) if asks else {}
    gone = [number for number, article in live.items() if asks and article not in there]
    return LinkCheck(
        new=len(numbers) - len(known),
        there=len(live) - len(gone),
        gone=gone,
        left_out=len(documents) - len(numbers) + len(known) - len(live),
    )


def _read(document: Any, source: ProductSource) -> Product:
    try:
        return source.read(document)
    except DocumentError as error:
        told = Told("products.unreadable", problem=first_of(error.problems))
        raise Hold(told, problems=error.problems) from None


def _number_of(document: Any, source: ProductSource) -> str | None:
    try:
        return source.read(document).number
    except DocumentError:
        return None
