"""An order as a record that its target is to have once: under which names it is kept, and how it is found there."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from handlers.contracts.drafts import SendAs
from handlers.contracts.orders import FoundOrder, OrderSource, OrderTarget
from handlers.pipelines.common.came_back import marks_written
from handlers.pipelines.common.records import Record, Records
from handlers.pipelines.common.repeating import Repeating, repeating
from handlers.pipelines.orders.run import OrderRun
from mapping.documents.order import Order
from mapping.problems import DocumentError
from relay.line.once.intents import OpenIntent
from relay.line.once.links import Link, Links
from relay.model import Flow

_READ_AS: Final[Mapping[SendAs, tuple[str, ...]]] = {
    "order": ("order",),
    "invoice": ("order", "invoice"),
    "direct_invoice": ("order", "invoice"),
    "financial_mutation": (),
}
"""As which entities a document may be read where it was written: each has numbers of its own."""


def order_names(flow: Flow, number: str, target: OrderTarget, links: Links) -> list[str]:
    """The names under which an order's link and note are kept, for its present reference and then for former ones.

    One reference in books is one order, whatever it became there. A system that is only told keeps orders and invoices
    apart, and both may have one number.
    """
    kind = "order" if target.keeps_debtors else flow.entity
    return [links.name(target.connection, kind, reference) for reference in links.references_of(flow, number)]


def order_record(flow: Flow, order: Order, target: OrderTarget, links: Links) -> Record[FoundOrder]:
    """The order under exactly our reference, or under it as it was with a former prefix.

    The note of an earlier write tells the day on which it was sent: that may have been in another year of the books
    than the order has today.
    """
    references = links.references_of(flow, order.number)
    name, *former = order_names(flow, order.number, target, links)

    async def look_up(note: OpenIntent | None) -> Sequence[FoundOrder]:
        sent_on = target.today() - max(note.age, note.watched) - timedelta(days=1) if note is not None else None
        found: list[FoundOrder] = []
        for reference in references:
            shown = await target.find_orders(
                reference, order.ordered_on, delivery_on=order.delivery_on, sent_on=sent_on
            )
            found += [one for one in shown if one.reference == reference]
        return found

    return Record((name,), target.horizon, look_up, tuple(former), repeating=Repeating(target.repeat))


def record_of(run: OrderRun, target: OrderTarget, links: Links) -> Record[FoundOrder]:
    """The run's order, with the day that is decided for it, as soon as one is, and what is to be sent of it."""
    order = run.draft.order if run.draft is not None else run.read
    record = order_record(run.ticket.flow, order, target, links)
    again = repeating(target.repeat, run.ticket.event, links, record.names[0], run.fields)
    return replace(record, repeating=again)


async def link_order(run: OrderRun, target: OrderTarget, links: Links, records: Records, link: Link) -> None:
    """Link the order and mark its number as written by us, in one piece; a dry run leaves nothing behind."""
    if run.ticket.flow.write:
        came_through = (*run.came_through, links.system(run.ticket.flow.source))
        read_as = _READ_AS[run.settings.send_as] if target.keeps_debtors else (run.ticket.flow.entity,)
        marks = marks_written(links, target.connection, link, came_through, read_as)
        await records.link(record_of(run, target, links), link, *marks)


async def find_number(
    flow: Flow, document: Any, source: OrderSource, target: OrderTarget, links: Links, records: Records
) -> str | None:
    """The order's number in the target, by its link or else by its reference; None when it is not there.

    An order that cannot be read cannot have been written either. Raises what the target's look-up raises.
    """
    try:
        order = source.read(document)
    except DocumentError:
        return None
    return await records.find_number(order_record(flow, order, target, links))
