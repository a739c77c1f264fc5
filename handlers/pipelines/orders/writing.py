"""The last steps of an order: map it to the target's fields, write it once, and remember that it is written."""

from dataclasses import replace

from handlers.contracts.orders import OrderTarget, WrittenOrder, books_of
from handlers.pipelines.common.changes import fingerprint
from handlers.pipelines.common.records import Records, Standing
from handlers.pipelines.orders.order_record import link_order, record_of
from handlers.pipelines.orders.run import OrderRun
from handlers.pipelines.parties.telling import find_shortened
from mapping.problems import Problem
from relay.errors import Hold, RunEnd
from relay.line.once.links import Link, Links
from words.told import Told


async def map_order(run: OrderRun, target: OrderTarget) -> OrderRun:
    """Turn the draft into the target's fields, as far as it is decided: what cannot be mapped is held here.

    Numbers that the target gives to a new debtor or address are not known yet; once they are, `write` maps again.
    """
    lost, books = list(target.shortened(run.known)), books_of(target)
    if books is not None:
        lost += find_shortened(run.known.party, run.plan.customer, run.plan.address, books)
    if lost:
        run = run.tell(Told("orders.too_long", fields=lost))
    return replace(run, fields=target.order_fields(run.known))


async def write(run: OrderRun, target: OrderTarget, links: Links, records: Records) -> OrderRun:
    """Send the order under an intent."""
    fields = run.fields if run.fields is not None else target.order_fields(run.known)
    record, written = record_of(replace(run, fields=fields), target, links), list[WrittenOrder]()

    async def send() -> str | None:
        written.append(await target.create_order(fields))
        return written[0].number

    notes = {record.names[0]: run.seen} if run.seen is not None else {}
    number = await records.send(run.ticket.lease, record, send, Standing(notes=notes))
    return replace(run, number=number, total=written[0].total)


async def confirm(run: OrderRun, target: OrderTarget, links: Links, records: Records) -> OrderRun:
    """Close the intent and link the order, in one call: from here on it is known as written."""
    number = str(run.number)
    link = Link(number, fingerprint(run.read, links), run.ticket.event.id)
    await link_order(run, target, links, records, link)
    if not target.keeps_debtors:
        return run.tell(Told("orders.posted", number=number))
    return run.tell(Told("orders.written", number=str(run.known.debtor)))


async def compare(run: OrderRun, target: OrderTarget) -> OrderRun:
    """Compare the total that the target makes of the order with what was sent; a difference is told, not undone."""
    try:
        sent = target.total_of(run.known)
        total = run.total if run.total is not None else await target.stored_total(run.known, str(run.number))
    except RunEnd as error:  # whatever ends a run: this order is written, and no end may say otherwise
        return run.tell(_not_compared(error))
    if total is None or abs(total - sent) <= run.settings.rounding.tolerance:
        return run
    wrong, mend = (
        Told("orders.total_differs", total=total, sent=sent),
        Told("orders.look_at_total", number=str(run.number)),
    )
    run = replace(run, warnings=(*run.warnings, Problem("totals", wrong, mend)))
    return run.tell(Told("orders.written_total_differs", total=total, sent=sent))


def _not_compared(error: RunEnd) -> Told:
    if isinstance(error, Hold):
        return Told("orders.written_not_comparable", why=error.told)
    return Told("orders.written_not_compared")
