"""Tells what carrying a customer would change by what was last sent of them, without asking either system."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from handlers.contracts.customers import CustomerBooks, CustomerSource, CustomerTarget, books_of, receiver_of
from handlers.pipelines.common.field_digests import digest_fields, list_changed
from handlers.pipelines.common.part import Part
from handlers.pipelines.common.two_way_carrying import TwoWayCarrier
from handlers.pipelines.customers.both_ways import changed_since_in_step, is_both_ways
from handlers.pipelines.customers.children import list_children
from handlers.pipelines.customers.debtor_part import changed_fields
from handlers.pipelines.customers.run import CustomerRun, begin
from handlers.pipelines.customers.steps import complete, read, recognise
from handlers.pipelines.customers.told_part import list_changed_of_told
from relay.line.actions import Foreseen
from relay.line.once.links import Link, Links
from relay.line.opposites import Opposites
from relay.model import Event, Flow, Lease, Origin, State, Ticket


async def foresee_customer(
    flow: Flow,
    document: Any,
    source: CustomerSource,
    target: CustomerTarget,
    links: Links,
    two_way: TwoWayCarrier,
    opposites: Opposites,
) -> Foreseen:
    """The fields of the debtor, of contacts and of addresses, or of the document, that are not what was last sent.

    Of a debtor who is edited at both ends it is what changed at this one.

    Raises what the first steps of a run raise: Hold for a customer who would be held, Skip for one who is left out.
    """
    event = Event("", flow.name, "", Origin.POLL, State.WAITING, accepted_ms=0)
    run = await recognise(await read(begin(Ticket(event, flow, Lease("", ""), document)), source), links)
    run = await complete(run)
    if run.leaving is not None:
        return Foreseen()
    books = books_of(target)
    if books is None:
        return Foreseen(is_new=run.link is None, fields=list_changed_of_told(run, receiver_of(target), links))
    everything = books.debtor_fields(run.known)
    changed = changed_fields(run, books, links, everything)
    if run.link is None or changed is None:
        return Foreseen(is_new=True, fields=sorted(everything))
    if is_both_ways(run, opposites):
        changed = await changed_since_in_step(run, books, links, two_way)
    return Foreseen(fields=[*sorted(changed), *await _list_changed_children(run, run.link, books, links)])


async def _list_changed_children(run: CustomerRun, link: Link, target: CustomerBooks, links: Links) -> list[str]:
    parts = await list_children(replace(run, number=link.number), target, links)
    kept = await links.find_all([part.name for part in parts]) if parts else []
    return [name for part, sent in zip(parts, kept, strict=True) for name in _changed_of(part, sent, links)]


def _changed_of(part: Part[Any], sent: Link | None, links: Links) -> Iterator[str]:
    """The fields of one contact or address, under the word for what it is: its own number tells nobody anything."""
    kind = part.role.rpartition(" ")[0]
    fields = digest_fields(links, part.name, part.fields)
    for field in list_changed(sent.digest if sent is not None else "", fields):
        yield f"{kind}: {field}"
