"""What becomes of a product that is not carried any more: gone at the source, a draft again, or fitting no longer.

Nothing is deleted in the target, ever. What the relay keeps of it becomes a tombstone until it is there again, and a
person is told. What the relay blocked then, it lets go by itself once the product is back.
"""

from dataclasses import replace

from handlers.contracts.products import DraftProduct, ProductTarget
from handlers.contracts.records import NOT_SHOWN
from handlers.pipelines.common.article_codes import CODE, claim_name
from handlers.pipelines.common.asked_together import KnownRecords
from handlers.pipelines.common.one_to_one import Pair, bury_pair, find_owners
from handlers.pipelines.common.part import part_name
from handlers.pipelines.products.article_part import BLOCKS, KEY
from handlers.pipelines.products.looking_up import ask_linked
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
    others = await _others_who_sell(flow, pair, product, number, target, links, claims)
    if others:
        return (Told("products.sold_by_another", number=number, others=others),)
    found = await ask_linked(flow.name, target, known, number)
    if found is None:
        return (Told("products.not_there_to_block", number=number),)
    code = found.number if target.habits.numbers_are_codes else product.code
    fields = target.product_fields(DraftProduct(product, code, blocked=True))
    reads = target.product_sources
    blocks = {name: value for name, value in fields.items() if reads.get(name, frozenset()) & {*BLOCKS}}
    blocks = {name: value for name, value in blocks.items() if value and not _is_on(found.fields.get(name))}
    if not blocks:
        return ()
    if not target.habits.shows_articles:
        keys = {name for name in fields if name == CODE or reads.get(name, frozenset()) == {KEY}}
        blocks = {**{name: fields[name] for name in keys}, **blocks}
    name = _block_name(links, pair)
    await links.store(name, Link(number))  # first: what is blocked without a note of it stays blocked for ever
    await links.attach(pair.name, [name])
    await target.update_product(found.number, blocks)
    return (Told("products.blocked", number=number, fields=sorted({*blocks} - {CODE})),)


async def _others_who_sell(
    flow: Flow, pair: Pair, product: Product, number: str, target: ProductTarget, links: Links, claims: Claims
) -> list[str]:
    """The other products of the source that are sold as the article now: by its code, and by whose it is."""
    codes = [number] if target.habits.numbers_are_codes else [product.code] if product.code else []
    others: set[str] = set()
    for code in codes:
        others |= await claims.claimants(claim_name(links, flow, code, target_folds=target.folds_codes))
    others |= {owner.number for owner in (await find_owners(links, pair, [number])).values() if owner.is_live}
    return sorted(others - {product.number})


def _is_on(shown: object) -> bool:
    """Whether a field shows that it is on; one that is not shown does not."""
    return bool(shown) and shown is not NOT_SHOWN


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
