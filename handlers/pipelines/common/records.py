"""Tells whether an order is in the target, without carrying it: what reconciling a flow asks."""

from typing import Any

from handlers.contracts.orders import OrderSource, OrderTarget
from mapping.problems import DocumentError
from relay.line.once.links import Links
from relay.model import Flow


async def present(flow: Flow, document: Any, source: OrderSource, target: OrderTarget, links: Links) -> str | None:
    """The order's number in the target, by its link or else by its reference; None when it is not there.

    An order that cannot be read cannot have been written either. Raises what the target's look-up raises.
    """
    try:
        order = source.read(document)
    except DocumentError:
        return None
    references = links.references_of(flow, order.number)
    names = [links.name(target.connection, "order", reference) for reference in references]
    if linked := [link for link in await links.find_all(names) if link is not None]:
        return linked[0].number
    for reference in references:
        for one in await target.find_orders(reference, order.ordered_on, delivery_on=order.delivery_on):
            if one.reference == reference:
                return one.number
    return None
