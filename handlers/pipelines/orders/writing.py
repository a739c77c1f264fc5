"""The last steps of an order: map it to the target's fields, write it once, and remember that it is written."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from handlers.pipelines.orders.changes import fingerprint
from handlers.pipelines.orders.needs import OrderTarget
from handlers.pipelines.orders.run import OrderRun
from handlers.pipelines.orders.steps import find_written, order_name, settle_order
from mapping.documents.personal import SHORTEST
from mapping.problems import Problem, masked
from relay.errors import Hold, RunEnd, Skip
from relay.intents import Intents
from relay.links import Link, Links

_MOST_TOLD = 100
"""How many fields a dry run tells: an order may have a thousand lines, and its story is read by a person."""


async def map_order(run: OrderRun, target: OrderTarget) -> OrderRun:
    """Turn the draft into the target's fields."""
    return replace(run, fields=target.order_fields(run.known))


async def write(run: OrderRun, target: OrderTarget, links: Links, intents: Intents) -> OrderRun:
    """Send the order under an intent; a dry run tells what it would have sent instead."""
    fields = run.fields or {}
    if not run.ticket.flow.write:
        told = list(_told(fields, run.personal_values()))
        more = [f"and {len(told) - _MOST_TOLD} more fields"] if len(told) > _MOST_TOLD else []
        raise Skip(f"dry run: would write {'; '.join(told[:_MOST_TOLD] + more)}")
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


def _told(fields: Any, personal: Collection[str], path: str = "") -> Iterator[str]:
    """Each field as ``path=value``, the value masked where it is personal."""
    if isinstance(fields, Mapping):
        for name, value in fields.items():
            yield from _told(value, personal, f"{path}.{name}".lstrip("."))
    elif isinstance(fields, list | tuple):
        for position, value in enumerate(fields):
            yield from _told(value, personal, f"{path}[{position}]")
    else:
        yield f"{path}={masked(fields) if _is_personal(str(fields), personal) else fields}"


def _is_personal(text: str, personal: Collection[str]) -> bool:
    """Whether a text holds a personal value or is a piece of one: a mapping may cut, join and respell what it sends."""
    squeezed = _squeezed(text)
    pieces = [_squeezed(value) for value in personal]
    return len(squeezed) >= SHORTEST and any(piece in squeezed or squeezed in piece for piece in pieces if piece)


def _squeezed(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
