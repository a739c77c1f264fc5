"""The last steps of an order: map it to the target's fields, write it once, and remember that it is written."""

from dataclasses import replace

from handlers.contracts.orders import OrderTarget
from handlers.pipelines.common.changes import fingerprint
from handlers.pipelines.orders.run import OrderRun
from handlers.pipelines.orders.steps import find_written, order_name, settle_order
from handlers.pipelines.parties.telling import shortened_fields
from mapping.problems import Problem
from relay.errors import Hold, RunEnd
from relay.line.once.intents import Intents
from relay.line.once.links import Link, Links


async def map_order(run: OrderRun, target: OrderTarget) -> OrderRun:
    """Turn the draft into the target's fields, as far as it is decided: what cannot be mapped is held here.

    Numbers that the target gives to a new debtor or address are not known yet; `write` maps once more where there are.
    """
    lost = list(target.shortened(run.known))
    lost += shortened_fields(run.known.party, run.plan.customer, run.plan.address, target)
    if lost:
        run = run.tell(f"too long for its field, and cut, moved or left out as too_long says: {', '.join(lost)}")
    return replace(run, fields=target.order_fields(run.known))


async def write(run: OrderRun, target: OrderTarget, links: Links, intents: Intents) -> OrderRun:
    """Send the order under an intent."""
    fields = run.fields if run.fields is not None else target.order_fields(run.known)
    name = order_name(run, target, links)
    await intents.begin(run.ticket.lease, name, run.seen)
    written = await intents.send([name], lambda: target.create_order(fields))
    number = written.number
    if number is None:
        await intents.note_answered([name])  # first: a look-up that fails must not have it sent again
        number = await _number_of(run, target, links, intents)
    return replace(run, number=number, total=written.total)


async def confirm(run: OrderRun, target: OrderTarget, links: Links, intents: Intents) -> OrderRun:
    """Close the intent and link the order, in one call: from here on it is known as written."""
    number = str(run.number)
    link = Link(number, fingerprint(run.read, links), run.ticket.event.id)
    await settle_order(run, target, links, intents, link)
    return run.tell(f"written for debtor {run.known.debtor}")


async def compare(run: OrderRun, target: OrderTarget) -> OrderRun:
    """Compare the total that the target makes of the order with what was sent; a difference is told, not undone."""
    try:
        sent = target.total_of(run.known)
        total = run.total if run.total is not None else await target.stored_total(run.known, str(run.number))
    except RunEnd as error:  # whatever ends a run: this order is written, and no end may say otherwise
        return run.tell(_not_compared(error))
    if total is None or abs(total - sent) <= run.settings.rounding.tolerance:
        return run
    rule = f"the target makes it {total}, and {sent} was sent"
    remedy = f"look at order {run.number} in the target: its VAT codes, prices or discounts may differ"
    return replace(run, warnings=(*run.warnings, Problem("totals", rule, remedy))).tell(f"written; {rule}")


def _not_compared(error: RunEnd) -> str:
    why = f": {error.reason}" if isinstance(error, Hold) else ", since the target could not be read just now"
    return f"written; its total was not compared{why}"


async def _number_of(run: OrderRun, target: OrderTarget, links: Links, intents: Intents) -> str:
    """The number of an order that the target took without telling its number."""
    for found in await find_written(run, target, links):
        return found.number
    raise intents.unshown(target.horizon)
