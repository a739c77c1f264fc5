"""The steps of an order from a document to a draft that fits: read it, see whether it is there already, complete it."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.pipelines.orders.changes import changed_after_send, changed_fields, fingerprint
from handlers.pipelines.orders.customer import debtors_of
from handlers.pipelines.orders.drafting import draft_order
from handlers.pipelines.orders.echoes import mark_written, refuse_echo
from handlers.pipelines.orders.needs import FoundOrder, OrderSource, OrderTarget
from handlers.pipelines.orders.run import OrderRun
from mapping.problems import DocumentError, Problem
from relay.errors import Hold, Settled, Skip
from relay.intents import Intents, OpenIntent, wait_or_hold
from relay.links import Link, Links


async def validate(run: OrderRun, source: OrderSource) -> OrderRun:
    """Read the source's document as a canonical order; a wrong one is held with all its problems."""
    try:
        order = source.read(run.ticket.document)
    except DocumentError as error:
        raise Hold(f"the order cannot be read: {_told(error.problems)}", problems=error.problems) from None
    return replace(run, order=order)


async def wanted(run: OrderRun, target: OrderTarget, links: Links, intents: Intents) -> OrderRun:
    """Skip an order that the relay wrote into its source, or whose state the flow does not carry.

    One that was carried before and is cancelled now is told.
    """
    settings, order = run.settings, run.read
    await refuse_echo(run, links, intents)
    status = (order.status or "").strip()
    if status.casefold() in {word.casefold() for word in settings.cancelled_statuses}:
        link = await links.find(order_name(run, target, links))
        if link is None:
            raise Skip(f"the order is {status} at the source")
        raise changed_after_send(link.number, ["status"], cancelled=True)
    if settings.statuses and status.casefold() not in {word.casefold() for word in settings.statuses}:
        told = ", ".join(settings.statuses)
        raise Skip(f"the flow carries orders that are {told}; this one is {status or 'in no state'}")
    return run


async def complete(run: OrderRun, target: OrderTarget, links: Links) -> OrderRun:
    """Decide all that settings decide: company or person, codes, prices; and tell which setting added what."""
    flow, order = run.ticket.flow, run.read
    drafted = draft_order(order, flow, target.basis, target.today(), run.number_status)
    if drafted.problems:
        raise Hold(f"the order cannot be sent as it is: {_told(drafted.problems)}", problems=drafted.problems)
    draft = drafted.draft
    if order.credit_of is not None:
        credited = links.name(target.connection, "order", f"{flow.reference_prefix}{order.credit_of}")
        link = await links.find(credited)
        draft = replace(draft, original=link.number if link else None)
    return replace(run, draft=draft).tell(*drafted.notes)


async def exists(run: OrderRun, target: OrderTarget, links: Links, intents: Intents) -> OrderRun:
    """Skip an order that is in the target; settle one that an earlier, unconfirmed run wrote after all."""
    draft = run.known
    name = order_name(run, target, links)
    link = await links.find(name)
    if link is not None:
        if link.event == run.ticket.event.id:
            raise Settled("written by an earlier run that ended before it could say so", number=link.number)
        changed = changed_fields(link.digest, fingerprint(run.read, links))
        raise changed_after_send(link.number, changed) if changed else Skip("carried before", number=link.number)
    seen = await intents.look(name)
    found = [
        order
        for order in await target.find_orders(draft.reference, draft.order.ordered_on)
        if order.reference == draft.reference
    ]
    if found:
        await _conclude(run, found, seen, target, links, intents)
    if seen is not None:
        wait_or_hold(target.horizon, seen)
    return replace(run, seen=seen)


async def fits(run: OrderRun, target: OrderTarget) -> OrderRun:
    """Hold an order that the target would refuse, before anything of it is written."""
    problems = target.check(run.known)
    if problems:
        raise Hold(f"the target would refuse the order: {_told(problems)}", problems=problems)
    return run


async def settle_order(run: OrderRun, target: OrderTarget, links: Links, intents: Intents, link: Link) -> None:
    """Link the order, and mark its number as written by us: first the mark, since the link is what ends the matter."""
    await mark_written(run, links, intents, target.connection, link)
    await intents.settle(order_name(run, target, links), link)


def order_name(run: OrderRun, target: OrderTarget, links: Links) -> str:
    """The name under which this order's link and intent are kept: one reference in one target is one order."""
    return links.name(target.connection, "order", run.reference)


async def _conclude(
    run: OrderRun,
    found: Sequence[FoundOrder],
    seen: OpenIntent | None,
    target: OrderTarget,
    links: Links,
    intents: Intents,
) -> None:
    """Raise Skip or Settled when the order found is this one, Hold when it is another under the same reference."""
    if len(found) > 1:
        numbers = ", ".join(order.number for order in found)
        raise Hold(f"the target has several orders with this reference: {numbers}; leave one of them")
    [order] = found
    differences = await _differences(run, order, target, links)
    if differences:
        remedy = "give one of the two another reference, then replay this"
        if seen is not None:
            remedy = (
                "the relay sent this order before and heard no answer, so it is likely the same, changed since: then "
                f"correct it in the target and cancel this event; only if it is another, {remedy}"
            )
        raise Hold(
            f"order {order.number} in the target has this reference but another {' and another '.join(differences)}; "
            f"{remedy}"
        )
    event = run.ticket.event.id if seen is not None else ""
    await settle_order(run, target, links, intents, Link(order.number, fingerprint(run.read, links), event))
    if seen is not None:
        raise Settled("written by an earlier run whose answer was lost; found by its reference", number=order.number)
    raise Skip("already in the target", number=order.number)


async def _differences(run: OrderRun, found: FoundOrder, target: OrderTarget, links: Links) -> list[str]:
    draft = run.known
    differences = []
    dated = run.settings.order_date != "today"  # else the day of each run is another
    if dated and found.ordered_on is not None and found.ordered_on != draft.order.ordered_on:
        differences.append("date")
    if found.total is not None and abs(found.total - target.total_of(draft)) > run.settings.rounding.tolerance:
        differences.append("total")
    if found.debtor not in await debtors_of(run, target, links):
        differences.append("customer")
    return differences


def _told(problems: Sequence[Problem]) -> str:
    """The first problem in full, and how many there are besides."""
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"{problems[0]}{more}"
