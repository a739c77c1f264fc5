"""The steps of stock from a document to the code that its article has in the target: read it, know it again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from handlers.contracts.stock import StockSource, StockTarget
from handlers.pipelines.common.article_codes import CODE, claim_name, digest_of_code, fold
from handlers.pipelines.common.edited_units import ZONE
from handlers.pipelines.common.field_digests import unpack
from handlers.pipelines.common.first_problem import first_of
from handlers.pipelines.common.one_to_one import pair_of, require_live
from handlers.pipelines.stock.run import StockRun
from mapping.documents.stock import StockRecord
from mapping.problems import DocumentError, Problem
from relay.errors import Hold, Skip
from relay.line.absent import absent_reference
from relay.line.filtering import tell_unfit
from relay.line.once.claims import Claims
from relay.line.once.links import Links, LinkState
from words.told import Told

_NIGHT_BEGINS: Final = timedelta(hours=1)
_TWO: Final = 2


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
    carried, and all where the target's own count is right.
    """
    flow, record = run.ticket.flow, run.read
    if run.settings.stock_owner == "target":
        raise Skip(Told("stock.target_owns"))
    pair = pair_of(links, flow, record.number)
    product_pair = pair_of(links, flow, record.number, "product")
    link, product = await links.find_all([pair.name, product_pair.name])
    if product is not None and product.state is not LinkState.GONE:
        require_live(product_pair, product)
    night = night_of(datetime.now(UTC)) if run.settings.compare == "nightly" else ""
    run = replace(run, own_pair=pair, link=link, product=product, night=night)
    if record.tracked is False and not record.gone:
        raise Skip(Told("stock.not_tracked"), number=link.number or None if link is not None else None)
    if record.gone and link is None:
        raise Skip(Told("stock.gone_and_not_known"))
    return replace(run, code=_code_of(run, links, product_pair.name))


def night_of(moment: datetime) -> str:
    """The night in which or after which an aware moment is, as the ISO day on which that night ends."""
    return (moment.astimezone(ZONE) - _NIGHT_BEGINS).date().isoformat()


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


async def claim_code(run: StockRun, target: StockTarget, links: Links, claims: Claims) -> StockRun:
    """Claim the article's code, so that the stock of no other article of the source is told under it.

    Raises Hold where two articles have one code, whether by their stock or as products, and where nobody knows a code.
    """
    flow, event, record = run.ticket.flow, run.ticket.event, run.read
    if record.gone:
        await claims.release(run.pair.name, record.number, event.ordinal)
        return run
    if not run.code:
        problem = Problem("sku", Told("stock.code_is_empty"), Told("stock.give_a_code", number=record.number))
        raise Hold(Told("stock.no_code", number=record.number), problems=[problem])
    code = record.code or run.code
    folded = fold(code, run.settings.key_equality, target_folds=target.is_ledger)
    name = Claims.name(links, flow, "stock code", folded)
    claimed = await claims.claim(run.pair.name, record.number, name, event.ordinal)
    products = await claims.claimants(claim_name(links, flow, code, target_folds=target.is_ledger))
    meeting = claimed | {record.number} if len(products) < _TWO else claimed | products
    if len(meeting) < _TWO:
        return run
    numbers = sorted(meeting)
    problem = Problem("sku", Told("stock.key_collision", numbers=numbers), Told("stock.give_each_a_code"), code)
    raise Hold(Told("stock.codes_meet", numbers=numbers, code=code), problems=[problem])
