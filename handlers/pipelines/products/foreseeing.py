"""Tells what carrying a product would change by what was last sent of it, without asking either system."""

from handlers.contracts.products import ProductSource, ProductTarget
from handlers.pipelines.common.two_way_carrying import TwoWayCarrier
from handlers.pipelines.products.article_part import changed_fields
from handlers.pipelines.products.both_ways import changed_since_in_step, is_both_ways
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
    """The fields of the article that are not what was last sent; of one that is edited at both ends, what changed here.

    Raises what the first steps of a run raise: Hold for a product that would be held, Skip for one that is left out.
    """
    event = Event("", flow.name, "", Origin.POLL, State.WAITING, accepted_ms=0)
    run = await recognise(await read(begin(Ticket(event, flow, Lease("", ""), document)), source), links)
    if run.leaving is not None:
        if run.link is None or not run.link.is_live:
            raise Skip(run.why_left or Told("products.gone"))
        return Foreseen()
    run = await complete(run, target, links)
    everything = target.product_fields(run.drafted)
    changed = changed_fields(run, target, links, everything)
    if run.link is None or changed is None:
        return Foreseen(is_new=True, fields=sorted(everything))
    if is_both_ways(run, opposites):
        changed = await changed_since_in_step(run, target, links, two_way)
    return Foreseen(fields=sorted(changed))
