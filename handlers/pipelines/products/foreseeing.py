"""Tells what carrying a product would change by what was last sent of it, without asking either system."""

import time
from dataclasses import replace

from handlers.contracts.products import ProductSource, ProductTarget
from handlers.pipelines.common.article_codes import CODE
from handlers.pipelines.common.two_way_carrying import TwoWayCarrier
from handlers.pipelines.products.article_part import changed_fields
from handlers.pipelines.products.both_ways import changed_since_in_step, is_both_ways
from handlers.pipelines.products.price_steps import choose_prices, price_roles
from handlers.pipelines.products.run import begin
from handlers.pipelines.products.steps import complete, read, recognise
from relay.errors import Skip
from relay.line.actions import Foreseen
from relay.line.once.links import Links
from relay.line.opposites import Opposites
from relay.model import Event, Flow, Lease, Origin, State, Ticket
from words.told import Told


async def foresee_product(
    flow: Flow,
    document: object,
    source: ProductSource,
    target: ProductTarget,
    links: Links,
    two_way: TwoWayCarrier,
    opposites: Opposites,
) -> Foreseen:
    """The fields of the article, and the prices, that are not what was last sent; at both ends, what changed here.

    Raises what the first steps of a run raise: Hold for a product that would be held, Skip for one that is left out.
    """
    event = Event("", flow.name, "", Origin.POLL, State.WAITING, accepted_ms=round(time.time() * 1000))
    run = await recognise(await read(begin(Ticket(event, flow, Lease("", ""), document)), source), links)
    if run.leaving is not None:
        if run.link is None or not run.link.is_live:
            raise Skip(run.why_left or Told("products.gone"))
        return Foreseen()
    run = await complete(run, target, links)
    run = await choose_prices(replace(run, number=run.link.number if run.link is not None else None), target, links)
    everything = target.product_fields(run.drafted)
    changed, prices = changed_fields(run, target, links, everything), price_roles(run, target)
    if run.link is None or changed is None:
        return Foreseen(is_new=True, fields=[*sorted({*everything} - {CODE}), *prices])
    if is_both_ways(run, opposites):
        changed = await changed_since_in_step(run, target, links, two_way)
    return Foreseen(fields=[*sorted(changed), *prices])
