"""The steps of an order from a document to a draft that fits: read it, complete it, see whether it is there already."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.pipelines.orders.codes import choose_codes
from handlers.pipelines.orders.customer import debtors_of
from handlers.pipelines.orders.marks import email_of
from handlers.pipelines.orders.needs import Draft, FoundOrder, OrderSource, OrderTarget
from handlers.pipelines.orders.run import OrderRun, new_draft
from mapping.parsing import dump_json
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
    return replace(run, draft=new_draft(order, run.ticket.flow.reference_prefix))


async def complete(run: OrderRun) -> OrderRun:
    """Choose the target's codes by the flow's settings, and tell which setting added which."""
    codes, problems = choose_codes(run.settings, run.known.order)
    if problems:
        raise Hold(f"a value has no code in the target: {problems[0].path}", problems=problems)
    notes = [f"{name} {code} added by setting {name}" for name, code in codes.items()]
    default = run.settings.default_debtor
    if default.value and (default.force or not email_of(run)):
        return run.with_draft(codes=codes, debtor=default.value).tell(*notes, "debtor added by setting default_debtor")
    return run.with_draft(codes=codes).tell(*notes)


async def exists(run: OrderRun, target: OrderTarget, links: Links, intents: Intents) -> OrderRun:
    """Skip an order that is in the target; settle one that an earlier, unconfirmed run wrote after all."""
    draft = run.known
    name = order_name(run, target, links)
    link = await links.find(name)
    if link is not None:
        if link.event == run.ticket.event.id:
            raise Settled("written by an earlier run that ended before it could say so", number=link.number)
        changed = link.digest != order_digest(draft, links)
        text = "carried before; this version differs from what was sent" if changed else "carried before"
        raise Skip(text, number=link.number)
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


async def products(run: OrderRun, target: OrderTarget) -> OrderRun:
    """Hold an order with articles that the target does not have, naming the SKUs."""
    lines = run.known.order.lines
    missing = set(await target.missing_articles(sorted({line.sku for line in lines})))
    if missing:
        remedy = "make the article in the target, then replay the order"
        raise Hold(
            f"not in the target: {', '.join(sorted(missing))}",
            problems=[
                Problem(f"lines[{position}].sku", "the target has no such article", remedy, line.sku)
                for position, line in enumerate(lines)
                if line.sku in missing
            ],
        )
    return run


def order_name(run: OrderRun, target: OrderTarget, links: Links) -> str:
    """The name under which this order's link and intent are kept: one reference in one target is one order."""
    return links.name(target.connection, "order", run.known.reference)


def order_digest(draft: Draft, links: Links) -> str:
    """A keyed hash of all the order says; its time stamp alone is no change."""
    return links.digest(dump_json(draft.order.model_dump(mode="json", exclude={"updated_at"}), sort_keys=True))


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
        raise Hold(
            f"order {order.number} in the target has this reference but another {' and another '.join(differences)}; "
            "give one of the two another reference, then replay this"
        )
    event = run.ticket.event.id if seen is not None else ""
    await intents.settle(order_name(run, target, links), Link(order.number, order_digest(run.known, links), event))
    if seen is not None:
        raise Settled("written by an earlier run whose answer was lost; found by its reference", number=order.number)
    raise Skip("already in the target", number=order.number)


async def _differences(run: OrderRun, found: FoundOrder, target: OrderTarget, links: Links) -> list[str]:
    draft = run.known
    differences = []
    if found.ordered_on is not None and found.ordered_on != draft.order.ordered_on:
        differences.append("date")
    if found.total is not None and abs(found.total - target.total_of(draft)) > run.settings.total_tolerance:
        differences.append("total")
    if found.debtor not in await debtors_of(run, target, links):
        differences.append("customer")
    return differences


def _told(problems: Sequence[Problem]) -> str:
    """The first problem in full, and how many there are besides."""
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"{problems[0]}{more}"
