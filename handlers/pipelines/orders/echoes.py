"""Recognises orders that the relay wrote itself when they come back: with flows both ways nothing goes in circles."""

from handlers.pipelines.orders.run import OrderRun
from relay.links import Links


def written_name(links: Links, connection: str, number: str) -> str:
    """The name under which it is remembered that the relay wrote the order with this number into a connection."""
    return links.name(connection, "written order", number)


async def wrote_it_ourselves(run: OrderRun, links: Links) -> bool:
    """Whether the source has this order from us: by its number there, or by our reference that it carries.

    The number proves it also where somebody changed the reference; the reference, where the number was never told.
    """
    order, source = run.read, run.ticket.flow.source
    names = [written_name(links, source, order.number)]
    if order.customer_reference:
        names.append(links.name(source, "order", order.customer_reference))
    for name in names:
        if await links.find(name) is not None:
            return True
    return False
