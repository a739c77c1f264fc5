"""The steps of stock from a document to the code that its article has in the target: read it, know it again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from handlers.contracts.stock import StockSource
from handlers.pipelines.common.article_codes import CODE, digest_of_code, fold
from handlers.pipelines.common.edited_units import ZONE
from handlers.pipelines.common.field_digests import unpack
from handlers.pipelines.common.first_problem import first_of
from handlers.pipelines.common.one_to_one import pair_of, require_live
from handlers.pipelines.stock.run import StockRun
from mapping.documents.stock import StockRecord
from mapping.problems import DocumentError
from relay.errors import Hold, Skip
from relay.line.absent import absent_reference
from relay.line.filtering import tell_unfit
from relay.line.once.links import Link, Links, LinkState
from words.told import Told

_NIGHT_BEGINS: Final = timedelta(hours=1)


async def read(run: StockRun, source: StockSource) -> StockRun:
    """Read the source's document as a canonical record; a wrong one is held with all its problems."""
    document = run.ticket.document
    absent = absent_reference(document)
    if absent is not None:
        return replace(run, record=StockRecord(number=absent, gone=True))
    try:
        record = source.read(document)
    except DocumentError as error:
        raise Hold(Told("stock.unreadable", problem=first_of(error.problems)), problems=error.problems) from None
    unfit = tell_unfit(run.ticket.flow, source, document)
    if unfit is not None:
        raise Skip(unfit)
    return replace(run, record=record)


async def recognise(run: StockRun, links: Links) -> StockRun:
    """Recall what the relay sent of this article before, and see whether it goes on from here.

    Raises Skip for what is never sent: an article of which its source keeps no stock, one that is gone and was never
    carried, one that the target does not have, and all where the target's own count is right.
    """
    flow, record = run.ticket.flow, run.read
    if run.settings.stock_owner == "target":
        raise Skip(Told("stock.target_owns"))
    pair = pair_of(links, flow, record.number)
    product_pair = pair_of(links, flow, record.number, "product")
    link, product = await links.find_all([pair.name, product_pair.name])
    if product is not None and product.state is not LinkState.GONE:
        require_live(product_pair, product)
    night = night_of(datetime.now(UTC))
    is_new_night = run.settings.compare == "nightly" and link is not None and link.settings != night
    run = replace(run, own_pair=pair, link=link, product=product, is_new_night=is_new_night)
    if record.tracked is False:
        raise Skip(Told("stock.not_tracked"), number=link.number or None if link is not None else None)
    if record.gone and (link is None or not link.is_live):
        raise Skip(Told("stock.gone_and_not_known"))
    if link is not None and not link.is_live:
        run = _lift(run, link)
    return replace(run, code=_code_of(run, links, product_pair.name))


def night_of(moment: datetime) -> str:
    """The night in which or after which an aware moment is, as the ISO day on which that night ends."""
    return (moment.astimezone(ZONE) - _NIGHT_BEGINS).date().isoformat()


def seen_product(product: Link | None) -> str:
    """What is remembered of a product's link, to tell later whether its flow has carried it since."""
    return f"{product.number} {product.event}" if product is not None and product.is_live else ""


def _lift(run: StockRun, link: Link) -> StockRun:
    """The run of an article that the target did not have, where it may have it now; raises Skip where not.

    It may once the products' flow has carried it since; where none carries it, once a night.
    """
    seen = seen_product(run.product)
    if seen != link.to if run.product is not None else run.is_new_night:
        return replace(run, link=replace(link, state=LinkState.LIVE, digest="", to=""))
    raise Skip(Told("stock.not_in_target_before", code=link.number), number=link.number or None)


def _code_of(run: StockRun, links: Links, product_name: str) -> str:
    """The article's code in the target. One that has another code at the source keeps its own until a person decides.

    Empty where nobody knows it.
    """
    record, link, product = run.read, run.link, run.product
    if link is None or not link.number:
        return record.code
    if link.manual or not record.code or record.gone:
        return link.number
    equality = run.settings.key_equality
    if fold(record.code, equality) == fold(link.number, equality):
        return link.number
    if product is not None and product.is_live:
        carried = unpack(product.digest).get(CODE)
        if carried == digest_of_code(links, product_name, record.code):
            return record.code
    return link.number
