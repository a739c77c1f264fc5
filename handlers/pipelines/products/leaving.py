"""What becomes of a product that is not carried any more: gone at the source, a draft again, or fitting no longer.

Nothing is deleted in the target, ever. What the relay keeps of it becomes a tombstone until it is there again, and a
person is told. What the relay blocked then, it lets go by itself once the product is back.
"""

from dataclasses import replace

from handlers.contracts.products import DraftProduct, ProductTarget
from handlers.pipelines.common.article_codes import claim_name
from handlers.pipelines.common.asked_together import KnownRecords
from handlers.pipelines.common.one_to_one import Pair, bury_pair
from handlers.pipelines.common.part import part_name
from handlers.pipelines.products.article_part import BLOCKS
from handlers.pipelines.products.run import ProductRun
from mapping.documents.product import Product
from mapping.problems import Problem
from relay.errors import Skip
from relay.line.once.claims import Claims
from relay.line.once.links import Link, Links, LinkState
from relay.model import Flow
from words.told import Told


async def depart(
    run: ProductRun, target: ProductTarget, links: Links, known: KnownRecords, claims: Claims
) -> ProductRun:
    """Bury what the relay keeps of a product that leaves, tell a person, and block its article where settings say so.

    Raises Skip where nothing of it stands in the target.
    """
    link = run.link
    if run.leaving is None or link is None:
        return run
    notes = await block_who_left(run.ticket.flow, run.pair, run.read, link.number, target, links, known, claims)
    await bury_pair(links, run.pair, LinkState.GONE)
    told = tell_leaving(run)
    if not link.number:
        raise Skip(told)
    problem = Problem("number", told, Told("products.look_at_article", number=link.number))
    return replace(run, number=link.number).warn(problem).tell(told, *notes)


def tell_leaving(run: ProductRun) -> Told:
    """Why it leaves, and what that means."""
    return Told("products.gone") if run.leaving == "gone" else Told("products.unwanted", why=run.why_left or "")


async def block_who_left(
    flow: Flow,
    pair: Pair,
    product: Product,
    number: str,
    target: ProductTarget,
    links: Links,
    known: KnownRecords,
    claims: Claims,
) -> tuple[Told, ...]:
    """Block the article of a product that left, where settings say so and no other product has its code now.

    A note of what was done. Safe to repeat; raises what the target raises.
    """
    if flow.settings.on_leave != "block":
        return ()
    others = await claims.claimants(claim_name(links, flow, number, target_folds=target.folds_codes)) - {product.number}
    if others:
        return (Told("products.sold_by_another", number=number, others=sorted(others)),)
    found = await known.get(flow.name, target, target.find_by_codes, number)
    if found is None:
        return (Told("products.not_there_to_block", number=number),)
    fields = target.product_fields(DraftProduct(product, found.number, blocked=True))
    reads = target.product_sources
    blocks = {name: value for name, value in fields.items() if reads.get(name, frozenset()) & {*BLOCKS}}
    blocks = {name: value for name, value in blocks.items() if value and not found.fields.get(name)}
    if not blocks:
        return ()
    name = _block_name(links, pair)
    await links.store(name, Link(number))  # first: what is blocked without a note of it stays blocked for ever
    await links.attach(pair.name, [name])
    await target.update_product(found.number, blocks)
    return (Told("products.blocked", number=number, fields=sorted(blocks)),)


async def was_blocked_by_us(links: Links, pair: Pair) -> bool:
    """Whether the relay itself blocked the product's article when it left."""
    return await links.find(_block_name(links, pair)) is not None


async def forget_block(links: Links, pair: Pair) -> None:
    """Remember no more that the relay blocked the article: it has been let go."""
    await links.forget(_block_name(links, pair))


def _block_name(links: Links, pair: Pair) -> str:
    return part_name(links, pair.flow.target, pair, "block", "left")


def nothing_more_of(number: str) -> Product:
    """A product of which the source has no more than that it is gone."""
    return Product(number=number, gone=True, blocked=True)
