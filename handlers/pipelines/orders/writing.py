"""The last steps of an order: map it to the target's fields, write it once, and remember that it is written."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from handlers.pipelines.orders.needs import OrderTarget
from handlers.pipelines.orders.run import OrderRun
from handlers.pipelines.orders.steps import order_digest, order_name
from relay.errors import Skip, Unconfirmed
from relay.intents import Intents, pause
from relay.links import Link, Links


async def map_order(run: OrderRun, target: OrderTarget) -> OrderRun:
    """Turn the draft into the target's fields."""
    return replace(run, fields=target.order_fields(run.known))


async def write(run: OrderRun, target: OrderTarget, links: Links, intents: Intents) -> OrderRun:
    """Send the order under an intent; a dry run tells what it would have sent instead."""
    fields = run.fields or {}
    if not run.ticket.flow.write:
        raise Skip(f"dry run: would write {'; '.join(_told(fields))}")
    name = order_name(run, target, links)
    await intents.begin(run.ticket.lease, name, run.seen)
    number = await intents.send(name, lambda: target.create_order(fields))
    return replace(run, number=number or await _number_of(run, target))


async def confirm(run: OrderRun, target: OrderTarget, links: Links, intents: Intents) -> OrderRun:
    """Close the intent and link the order, in one call: from here on it is known as written."""
    number = str(run.number)
    await intents.settle(order_name(run, target, links), Link(number, order_digest(run.known, links)))
    return run.tell(f"order {number} written")


async def _number_of(run: OrderRun, target: OrderTarget) -> str:
    """The number of an order that the target took without telling its number."""
    draft = run.known
    for found in await target.find_orders(draft.reference, draft.order.ordered_on):
        if found.reference == draft.reference:
            return found.number
    raise Unconfirmed("the target took the order but does not show it yet", after=pause(target.horizon))


def _told(fields: Any, path: str = "") -> Iterator[str]:
    """Each field as ``path=value``; the pipeline masks what is personal."""
    if isinstance(fields, dict):
        for name, value in fields.items():
            yield from _told(value, f"{path}.{name}".lstrip("."))
    elif isinstance(fields, list):
        for position, value in enumerate(fields):
            yield from _told(value, f"{path}[{position}]")
    else:
        yield f"{path}={fields}"
