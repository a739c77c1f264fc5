"""Recognises orders that the relay wrote itself when they come back: with flows both ways nothing goes in circles."""

from handlers.pipelines.orders.run import OrderRun
from mapping.problems import Problem
from relay.errors import Hold, Skip
from relay.intents import Intents
from relay.links import Link, Links


def mark_of(links: Links, connection: str, number: str) -> str:
    """The name under which it is remembered that the relay wrote the order with this number into a connection."""
    return links.name(connection, "written order", number)


async def mark_written(run: OrderRun, links: Links, intents: Intents, connection: str, link: Link) -> None:
    """Remember that the order with this number is ours, and from which connection it came."""
    origin = Link(link.number, run.ticket.flow.source, link.event)
    await intents.settle(mark_of(links, connection, link.number), origin)


async def refuse_echo(run: OrderRun, links: Links, intents: Intents) -> None:
    """Raise Skip for an order that the relay wrote into its source, or is writing there just now; else return.

    It is known by its number there, or by our reference that it carries: the number also where somebody changed the
    reference, the reference also where no number was told. One from a third system goes on where ``forward`` says so.
    The note of a write is asked for before the links, so that a write which ends meanwhile is seen in one of the two.
    Raises Hold for one whose reference says that it came from the target though nobody remembers: it would be doubled.
    """
    order, flow = run.read, run.ticket.flow
    reference = order.customer_reference or ""
    from_target = bool(flow.target_prefix) and reference.casefold().startswith(flow.target_prefix.casefold())
    named = links.name(flow.source, "order", reference)
    is_ours = bool(reference) and await intents.look(named) is not None
    mark = await links.find(mark_of(links, flow.source, order.number))
    if is_ours or mark is not None or (reference and await links.find(named) is not None):
        at_home = mark.digest == flow.target if mark is not None else from_target
        if at_home or not run.settings.forward:
            raise Skip("the relay wrote this order into its source; it is not carried back")
        return
    if from_target:
        remedy = f"if it came from {flow.target}, cancel this event; if not, give it another reference in the source"
        rule = f"begins as those of {flow.target}, and the relay does not remember that it wrote this order"
        problem = Problem("customer_reference", rule, remedy, reference)
        raise Hold(f"the order may have come from {flow.target}: {problem}", problems=[problem])
