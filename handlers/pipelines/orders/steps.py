"""The steps of an order from a document to a draft that fits: read it, see whether it is there already, complete it."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.contracts.drafts import party_of
from handlers.contracts.orders import FoundOrder, OrderSource, OrderTarget, books_of
from handlers.pipelines.common.came_back import Arrival, refuse_echo
from handlers.pipelines.common.changes import changed_after_send, fingerprint, list_changed_fields
from handlers.pipelines.common.edited_units import ZONE
from handlers.pipelines.common.part import day_of
from handlers.pipelines.common.records import Record, Records
from handlers.pipelines.orders.customer import search_of
from handlers.pipelines.orders.draft import draft_order
from handlers.pipelines.orders.fitting import first_of
from handlers.pipelines.orders.order_record import link_order, order_names, record_of
from handlers.pipelines.orders.party import choose_debtor, judge_customer
from handlers.pipelines.orders.run import OrderRun
from handlers.pipelines.orders.trial_orders import refuse_test_order
from handlers.pipelines.orders.vat import wait_for_vies
from handlers.pipelines.parties.completeness import find_debtor_problems
from handlers.pipelines.parties.debtor import debtors_of
from handlers.pipelines.parties.identifiers import find_link_by_hand
from mapping.problems import DocumentError
from relay.errors import Hold, Settled, Skip
from relay.line.once.intents import Intents, OpenIntent
from relay.line.once.links import Link, Links
from words.told import Told


async def validate(run: OrderRun, source: OrderSource) -> OrderRun:
    """Read the source's document as a canonical order; a wrong one is held with all its problems."""
    try:
        order = source.read(run.ticket.document)
    except DocumentError as error:
        told = Told("orders.unreadable", problem=first_of(error.problems))
        raise Hold(told, problems=error.problems) from None
    return replace(run, order=order)


async def wanted(run: OrderRun, target: OrderTarget, links: Links, intents: Intents, records: Records) -> OrderRun:
    """Skip an order that the relay wrote into its source, that was carried before, or whose state is not carried.

    An order that was carried before, and is cancelled or differs now, ends here with that said: later steps would hold
    it for what only an order needs that is still to be sent.
    """
    settings, order = run.settings, run.read
    refuse_test_order(order, settings)
    arrival = Arrival(run.ticket.flow, order.number, order.customer_reference or "", settings.forward)
    run = replace(run, came_through=await refuse_echo(arrival, links, intents))
    record = record_of(run, target, links)
    status = (order.status or "").strip()
    if status.casefold() in {word.casefold() for word in settings.cancelled_statuses}:
        number = await records.find_number_sent(record)
        if number is None:
            raise Skip(Told("orders.cancelled", status=status))
        raise changed_after_send(number, ["status"], cancelled=True)
    if settings.statuses and status.casefold() not in {word.casefold() for word in settings.statuses}:
        await _refuse_linked(run, record, links, records)  # what changed after it was sent is told in any state
        number = await records.find_number_sent(record)
        told = Told("orders.state_not_carried", states=settings.statuses, status=status or Told("orders.in_no_state"))
        raise Skip(told, number=number)
    await _refuse_linked(run, record, links, records)
    return run


async def complete(run: OrderRun, target: OrderTarget, links: Links, records: Records) -> OrderRun:
    """Decide all that settings decide: company or person, codes, prices; and tell which setting added what."""
    flow, order = run.ticket.flow, run.read
    has_books, status = target.keeps_debtors, run.number_status
    linked = await _find_linked(run, links) if has_books else None
    today = target.today() if has_books else day_of(run.ticket.event, ZONE)  # each try of a post must say the same
    drafted = draft_order(order, flow, target.basis, today, status, linked, keeps_debtors=has_books)
    if drafted.left_out is not None:
        raise Skip(drafted.left_out)
    if drafted.problems:
        wait_for_vies(run, drafted.problems)
        told = Told("orders.cannot_be_sent", problem=first_of(drafted.problems))
        raise Hold(told, problems=drafted.problems)
    draft = drafted.draft
    if order.credit_of is not None:
        link = await records.find_link(order_names(flow, order.credit_of, target, links))
        draft = replace(draft, original=link.number if link else None)
    return replace(run, draft=draft).tell(*drafted.notes)


async def _find_linked(run: OrderRun, links: Links) -> str | None:
    """The debtor by hand, where a setting would choose another without looking for the customer."""
    order, _ = judge_customer(run.read, run.settings.customer)
    party = party_of(order)
    if choose_debtor(run.settings, order)[0] is None and not find_debtor_problems(party):
        return None
    return await find_link_by_hand(links, run.ticket.flow, party, run.settings.customer)


async def exists(run: OrderRun, target: OrderTarget, links: Links, intents: Intents, records: Records) -> OrderRun:
    """Skip an order that is in the target; settle one that an earlier, unconfirmed run wrote after all."""
    record = record_of(run, target, links)
    await _refuse_linked(run, record, links, records)
    standing = await records.look(record)
    seen = standing.notes.get(record.names[0])
    if standing.found:
        await _conclude(run, standing.found, seen, target, links, intents, records)
    await records.wait(record, standing)
    return replace(run, seen=seen)


async def _refuse_linked(run: OrderRun, record: Record[FoundOrder], links: Links, records: Records) -> None:
    """End the run of an order that has a link: Settled where this event wrote it, else Skip, which tells of changes."""
    link = await records.find_link(record.known_as)
    if link is None:
        return
    if link.event == run.ticket.event.id:
        raise Settled(Told("orders.written_unsaid"), number=link.number)
    changed = list_changed_fields(link.digest, fingerprint(run.read, links))
    raise (
        changed_after_send(link.number, changed) if changed else Skip(Told("orders.carried_before"), number=link.number)
    )


async def _conclude(
    run: OrderRun,
    found: Sequence[FoundOrder],
    seen: OpenIntent | None,
    target: OrderTarget,
    links: Links,
    intents: Intents,
    records: Records,
) -> None:
    """Raise Skip or Settled when the order found is this one, Hold when it is another under the same reference."""
    if len(found) > 1:
        raise Hold(Told("orders.several_found", numbers=[order.number for order in found]))
    [order] = found
    differences = _differences(run, order, target)
    books = books_of(target)
    if books is not None and order.debtor not in await debtors_of(
        run.known.party, search_of(run, books, links, intents)
    ):
        differences.append(Told("orders.another_customer"))
    if differences:
        told = Told("orders.another_found", number=order.number, differences=differences)
        if seen is not None:
            told = Told("orders.another_found_unanswered", number=order.number, differences=differences)
        raise Hold(told)
    event = run.ticket.event.id if seen is not None else ""
    await link_order(run, target, links, records, Link(order.number, fingerprint(run.read, links), event))
    if seen is not None:
        raise Settled(Told("orders.written_unanswered"), number=order.number)
    raise Skip(Told("orders.in_target"), number=order.number)


def _differences(run: OrderRun, found: FoundOrder, target: OrderTarget) -> list[Told]:
    draft = run.known
    differences = []
    dated = run.settings.order_date != "today"  # else the day of each run is another
    if dated and found.ordered_on is not None and found.ordered_on != draft.order.ordered_on:
        differences.append(Told("orders.another_date"))
    if found.total is not None and abs(found.total - target.total_of(draft)) > run.settings.rounding.tolerance:
        differences.append(Told("orders.another_total"))
    return differences
