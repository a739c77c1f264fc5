"""Carries the parts of a product that were decided, one after another: the article first, then what stands below."""

from dataclasses import replace

from handlers.contracts.product_terms import KeptOtherwiseError
from handlers.contracts.products import ProductTarget
from handlers.pipelines.common.article_codes import CODE, claim_name
from handlers.pipelines.common.asked_together import KnownRecords
from handlers.pipelines.common.one_to_one import claim_one_to_one, mirror_of
from handlers.pipelines.common.part import Carried, part_name
from handlers.pipelines.common.parts import Parts
from handlers.pipelines.common.records import Send
from handlers.pipelines.common.two_way_carrying import TwoWayCarrier
from handlers.pipelines.products.article_part import article_part
from handlers.pipelines.products.barcodes import claim_barcode
from handlers.pipelines.products.both_ways import carry_both_ways, is_both_ways
from handlers.pipelines.products.leaving import forget_block
from handlers.pipelines.products.run import ProductRun
from mapping.problems import Problem
from relay.errors import Hold, Skip
from relay.line.once.claims import Claims
from relay.line.once.links import Link, Links, LinkState
from relay.line.opposites import Opposites
from words.told import Told


async def settle_names(run: ProductRun, target: ProductTarget, links: Links, known: KnownRecords) -> ProductRun:
    """Take what is the product's alone: its article's place where another product gave it up, and its bar code.

    Raises Skip where the article is there and settings leave it as it is: then it is only linked.
    """
    if run.leaving is not None:
        return run
    await _revive(run, links)
    await _succeed(run, links)
    if run.former is not None:
        await links.forget_whole([run.pair.name, mirror_of(links, run.pair, run.former.number)])
    if run.found is not None and run.settings.product.on_existing == "skip":
        await claim_one_to_one(links, run.pair, run.found.number, run.ticket.event.id)
        raise Skip(Told("products.left_as_it_is", number=run.found.number), number=run.found.number)
    if run.rename_to:
        run = await _rename(run, target, links, known)
    event, settings = run.ticket.event.id, run.settings.barcodes
    barcode = await claim_barcode(links, target.connection, run.pair, run.barcode, settings, event)
    if barcode == run.barcode:
        return run
    draft = replace(run.drafted, barcode=barcode.digits, barcode_kind=barcode.kind)
    run = replace(run, draft=draft, barcode=barcode).warn(*barcode.warnings)
    return replace(run, parts=(article_part(run, target, links, known), *run.parts[1:]))


async def carry_article(
    run: ProductRun,
    target: ProductTarget,
    links: Links,
    parts: Parts,
    two_way: TwoWayCarrier,
    opposites: Opposites,
    claims: Claims,
) -> ProductRun:
    """Make the article, or change what may be changed, and link the product to it, one to one."""
    if run.leaving is not None:
        return run
    article, kept_as = run.parts[0], list[str]()
    run = replace(run, parts=(replace(article, make=_unlike(run, target, links, claims, kept_as)), *run.parts[1:]))
    if is_both_ways(run, opposites):
        carried, run = await carry_both_ways(run, target, links, two_way, opposites)
    else:
        carried = await parts.carry(run.ticket, run.parts[0])
    if run.blocked_by_us:
        await forget_block(links, run.succeeds or run.pair)
    run = run.warn(*(_kept_otherwise(run, code) for code in kept_as))
    return replace(run, number=carried.number, made=carried.how == "made").tell(_tell(carried))


def _unlike(run: ProductRun, target: ProductTarget, links: Links, claims: Claims, kept_as: list[str]) -> Send:
    """What makes the article, also where the target keeps its code in another form, which is added to ``kept_as``.

    It raises Hold where that is the code of another product of the source, and sends nothing more as long as it is.
    """
    make, pair = run.parts[0].make, run.pair
    name = part_name(links, target.connection, pair, "code", "kept otherwise")

    async def require_own(code: str) -> None:
        claimed = await claims.claimants(claim_name(links, run.ticket.flow, code, target_folds=target.folds_codes))
        if others := sorted(claimed - {pair.number}):
            problem = replace(_kept_otherwise(run, code), mend=Told("products.give_each_a_code"))
            told = Told("products.kept_as_anothers", code=run.drafted.code, kept=code, others=others)
            raise Hold(told, problems=[problem])

    async def send() -> str | None:
        before = await links.find(name)
        if before is not None:
            await require_own(before.number)
        try:
            return await make()
        except KeptOtherwiseError as kept:
            await links.attach(pair.name, [name])
            await links.store(name, Link(kept.code, event=run.ticket.event.id))
            await require_own(kept.code)
            kept_as.append(kept.code)
            return kept.number

    return send


def _kept_otherwise(run: ProductRun, code: str) -> Problem:
    return Problem("sku", Told("products.kept_otherwise", kept=code), Told("products.look_at_code"), run.drafted.code)


async def _rename(run: ProductRun, target: ProductTarget, links: Links, known: KnownRecords) -> ProductRun:
    """Give the article its new code, and lead both links to it. A run that was killed in between does the rest."""
    assert run.link is not None  # noqa: S101 - only what was carried before has another code now
    assert run.found is not None  # noqa: S101 - a rename was found
    was, now = run.link.number, run.rename_to
    if run.found.number == was:
        await target.rename_product(was, now)
    link = replace(run.link, number=now)
    await links.store_all((run.pair.name, link), (mirror_of(links, run.pair, now), Link(run.pair.number)))
    await links.forget(mirror_of(links, run.pair, was))
    found = replace(run.found, number=now)
    run = replace(run, link=link, found=found, number=now).tell(Told("products.renamed_there", was=was, now=now))
    return replace(run, parts=(article_part(run, target, links, known), *run.parts[1:]))


async def _revive(run: ProductRun, links: Links) -> None:
    """Lift the tombstone of a product that was gone and is there again, at both ends."""
    link = run.link
    if link is not None and link.state is LinkState.GONE and run.found is not None:
        await links.bury([run.pair.name, mirror_of(links, run.pair, link.number)], LinkState.LIVE)


async def _succeed(run: ProductRun, links: Links) -> None:
    """Take the place of a product that is gone, whose article this is now; its own tombstone stays."""
    if run.succeeds is not None and run.found is not None:
        mirror = mirror_of(links, run.pair, run.found.number)
        owner = await links.find(mirror)
        if owner is not None and owner.state is LinkState.GONE:
            await links.forget(mirror)


def _tell(carried: Carried) -> Told:
    fields = sorted({*carried.fields} - {CODE})
    if carried.how == "made":
        return Told("products.made", number=carried.number)
    if carried.how == "changed" and fields:
        return Told("products.changed", number=carried.number, fields=fields)
    return Told("products.same", number=carried.number)
