"""Finds the article that a product is in the target: by the flow's own link, else by its whole code."""

from dataclasses import replace

from handlers.contracts.found_products import FoundProduct
from handlers.contracts.products import ProductTarget
from handlers.pipelines.common.asked_together import KnownRecords
from handlers.pipelines.common.field_digests import digest_fields
from handlers.pipelines.common.one_to_one import find_owners, pair_of, shared_target, target_gone
from handlers.pipelines.common.two_way_carrying import TwoWayCarrier
from handlers.pipelines.products.article_part import article_part
from handlers.pipelines.products.both_ways import changed_since_in_step, is_both_ways
from handlers.pipelines.products.leaving import was_blocked_by_us
from handlers.pipelines.products.looking_up import ask, ask_linked, look_up_code
from handlers.pipelines.products.price_steps import choose_prices, note_next_price
from handlers.pipelines.products.run import ProductRun
from mapping.problems import Problem
from relay.errors import Hold, Settled, Skip
from relay.line.dues import Dues
from relay.line.once.intents import Intents
from relay.line.once.links import Link, Links, LinkState
from relay.line.opposites import Opposites
from words.told import Told


async def compare(
    run: ProductRun,
    target: ProductTarget,
    links: Links,
    intents: Intents,
    known: KnownRecords,
    two_way: TwoWayCarrier,
    opposites: Opposites,
    dues: Dues,
) -> ProductRun:
    """End here where nothing of the product changed since it was carried: nobody is asked anything."""
    link = run.link
    if run.leaving is not None or link is None or not link.is_live or not link.digest:
        return run
    if run.blocked_by_us or run.rename_to or run.pictures_due:
        return run
    linked = await choose_prices(replace(run, number=link.number), target, links)
    if linked.price_plan is not None and (linked.price_plan.rows or linked.chosen is None or linked.chosen.problems):
        return run
    part = article_part(linked, target, links, known)
    as_sent = link.digest == digest_fields(links, part.name, part.fields)
    if is_both_ways(run, opposites):
        as_sent = not await changed_since_in_step(run, target, links, two_way)
    if as_sent and await intents.look(part.name) is None:
        await note_next_price(linked, dues)
        raise Settled(Told("products.unchanged", number=link.number), number=link.number)
    return run


async def find(run: ProductRun, target: ProductTarget, links: Links, known: KnownRecords) -> ProductRun:
    """Find the article by the link of this flow, else by the product's code; reads only.

    Raises Hold where a person must say which it is, Skip where settings leave the product out.
    """
    if run.leaving is not None:
        return run
    if run.link is not None and run.link.number:
        return await _find_linked(run, run.link, target, links, known)
    return await _find_by_code(run, target, links, known)


async def _find_linked(
    run: ProductRun, link: Link, target: ProductTarget, links: Links, known: KnownRecords
) -> ProductRun:
    """The article to which this flow linked it. Raises Hold where the target shows it no longer."""
    found = await ask_linked(run.ticket.flow.name, target, known, link.number)
    renamed = await ask(run, target, known, run.rename_to) if run.rename_to else None
    if found is not None and renamed is not None:
        raise Hold(Told("products.new_code_taken", was=link.number, now=renamed.number))
    found = found or renamed  # a run before this one renamed it, and got no further
    if found is None:
        raise target_gone(run.pair, link.number)
    owner = (await find_owners(links, run.pair, [link.number])).get(link.number)
    if owner is not None and owner.is_live:
        raise shared_target(run.pair, link.number, owner)
    _require_kind(run, found)
    return replace(run, found=found, number=found.number).tell(Told("products.known", number=found.number))


async def _find_by_code(run: ProductRun, target: ProductTarget, links: Links, known: KnownRecords) -> ProductRun:
    code = run.drafted.code
    found = await look_up_code(run, target, known, code)
    by_order = links.name(target.connection, "article", code)
    if found is None:
        run = _on_none(run)
        return replace(run, also=(by_order,) if await links.find(by_order) is None else ())
    owner = (await find_owners(links, run.pair, [found.number])).get(found.number)
    if owner is not None and owner.state is not LinkState.GONE:
        raise shared_target(run.pair, found.number, owner)
    _require_kind(run, found)
    told = [Told("products.found", number=found.number)]
    if found.code != run.read.sku:
        told.append(Told("products.written_otherwise", number=found.code, code=run.read.sku or ""))
    if not target.habits.shows_articles and run.settings.product.on_first_match == "if_empty":
        told.append(Told("products.not_known_to_be_empty"))
    run = replace(run, found=found, number=found.number).tell(*told)
    return await _succeed(run, owner, links) if owner is not None else run


async def _succeed(run: ProductRun, owner: Link, links: Links) -> ProductRun:
    """The run of a product that takes the place of one that is gone: it lets go what the relay blocked because of that.

    ``owner`` is the article's link to the one that is gone.
    """
    before = pair_of(links, run.ticket.flow, owner.number)
    if not await was_blocked_by_us(links, before):
        return replace(run, succeeds=before)
    draft = run.drafted if run.drafted.blocked is not None else replace(run.drafted, blocked=False)
    return replace(run, succeeds=before, draft=draft, blocked_by_us=True)


def _on_none(run: ProductRun) -> ProductRun:
    """The run of a product that no article is; raises Hold or Skip where none is to be made."""
    how, code = run.settings.product.on_none, run.drafted.code
    if how == "skip":
        raise Skip(Told("products.no_article_left_out", code=code))
    if how == "hold":
        raise Hold(Told("products.no_article_held", code=code))
    return run


def _require_kind(run: ProductRun, found: FoundProduct) -> None:
    """Raise Hold where one of the two is a composition and the other is not: no write turns one into the other."""
    ours, theirs = run.read.kind, found.kind
    if not ours or not theirs or (ours == "composition") is (theirs == "composition"):
        return
    problem = Problem("kind", Told("products.is_kind", kind=theirs), Told("products.kinds_stay"), ours)
    raise Hold(Told("products.other_kind", number=found.number, problem=problem.told()), problems=[problem])
