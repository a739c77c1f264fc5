"""What can be done with a customer besides carrying them: linked by hand, let go, looked for, or taken to be gone."""

from collections.abc import Sequence
from typing import Any

import structlog

from handlers.contracts.customers import CustomerSource, CustomerTarget, books_of, receiver_of
from handlers.contracts.records import Shown
from handlers.pipelines.common.asked_together import KnownRecords
from handlers.pipelines.common.field_digests import digest_fields
from handlers.pipelines.common.first_problem import first_of
from handlers.pipelines.common.one_to_one import bury_pair, link_pair, pair_of, relink
from handlers.pipelines.customers.debtor_part import kind_of
from handlers.pipelines.customers.leaving import block_debtor
from handlers.pipelines.customers.party import draw_party
from handlers.pipelines.customers.settings import CustomerSettings
from handlers.pipelines.parties.identifiers import list_kinds, list_shared_names, marks_of
from handlers.pipelines.parties.matching import candidates, decide, searchable
from mapping.documents.customer import CustomerRecord
from mapping.problems import DocumentError
from relay.errors import Hold
from relay.line.actions import LinkCheck
from relay.line.once.links import Link, Links, LinkState
from relay.line.once.locks import Locks
from relay.model import Flow
from words.told import Told

log = structlog.get_logger()


async def link_customer(
    flow: Flow,
    document: Any,
    number: str | None,
    source: CustomerSource,
    target: CustomerTarget,
    links: Links,
    locks: Locks,
) -> Told:
    """Link the customer of a document to debtor ``number``, one to one, or forget their link where it is None.

    A target that is only told is taken to have whomever a person says.
    Raises Hold where books show no such debtor, where that debtor is another customer of the source already, and
    for a document that cannot be read; Contended while a run works on the customer.
    """
    record, settings, books = _read(document, source), flow.settings, books_of(target)
    if number is not None and books is not None and number not in await books.find_by_numbers([number]):
        raise Hold(Told("parties.no_such_debtor", number=number))
    pair = pair_of(links, flow, record.number)
    told = await link_pair(links, locks, pair, number)
    if number is not None and books is not None:  # of which kind they were when a person said so
        kind = digest_fields(links, pair.name, kind_of(draw_party(record, settings).party.customer))
        await links.store(pair.name, Link(number, kind, manual=True))
    return told


async def relink_customer(
    flow: Flow,
    document: Any,
    create: bool,  # noqa: FBT001 - what the action is given
    source: CustomerSource,
    links: Links,
    locks: Locks,
) -> Told:
    """Lift the tombstone of a customer who was gone: see :func:`relink`.

    Where one is to be made anew, what orders of theirs were booked on is forgotten too, as far as it is that debtor.
    """
    record, settings = _read(document, source), flow.settings
    pair = pair_of(links, flow, record.number)
    before = await links.find(pair.name)
    told = await relink(links, locks, pair, create=create)
    if create and before is not None:
        names = list_shared_names(flow, links, draw_party(record, settings).party)
        kept = await links.find_all(names) if names else []
        for name in (name for name, link in zip(names, kept, strict=True) if link and link.number == before.number):
            await links.forget(name)
    return told


async def find_number(
    flow: Flow, document: Any, source: CustomerSource, target: CustomerTarget, links: Links
) -> str | None:
    """The debtor's number, by the flow's own link or else by the marks of its settings; None where they are not there.

    One who is not read, or whose marks several debtors have, is nobody. Raises what the target's look-up raises.
    """
    try:
        record = source.read(document)
    except DocumentError:
        return None
    link = await links.find(pair_of(links, flow, record.number).name)
    number = link.number or None if link is not None else None
    books = books_of(target)
    if books is None:
        return number or _only(await receiver_of(target).find_customers(record.number))
    if number is not None:
        return number if number in await books.find_by_numbers([number]) else None
    settings: CustomerSettings = flow.settings
    wanted, _ = searchable(marks_of(draw_party(record, settings).party, settings.customer), books)
    if not list_kinds(wanted):
        return None
    return _only(decide(await candidates(books, wanted, None), wanted, None, settings.customer).debtors)


def _only(found: Sequence[Shown]) -> str | None:
    return found[0].number if len(found) == 1 else None


async def conclude_absent(
    flow: Flow, numbers: Sequence[str], target: CustomerTarget, links: Links, known: KnownRecords
) -> None:
    """Take customers to be gone at the source, who are there no longer or blocked so that they are not shown.

    Only those whom this flow linked: they are told once, and blocked in the target where settings say so. Nothing is
    deleted. Raises what blocking raises; it is safe to repeat.
    """
    settings, books = flow.settings, books_of(target)
    for number in numbers:
        pair = pair_of(links, flow, number)
        link = await links.find(pair.name)
        if link is None or not link.is_live:
            continue
        if flow.write and settings.on_leave == "block" and books is not None:
            record = CustomerRecord(number=number, gone=True, blocked="delivery")
            party = draw_party(record, settings).party
            await block_debtor(books, known, flow.name, party, link.number)
        if flow.write:
            await bury_pair(links, pair, LinkState.GONE)
        log.warning("customer_gone_or_blocked", flow=flow.name, number=number, debtor=link.number)


def _read(document: Any, source: CustomerSource) -> CustomerRecord:
    try:
        return source.read(document)
    except DocumentError as error:
        told = Told("customers.unreadable", problem=first_of(error.problems))
        raise Hold(told, problems=error.problems) from None


async def check_links(
    flow: Flow, documents: Sequence[Any], source: CustomerSource, target: CustomerTarget, links: Links
) -> LinkCheck:
    """Ask books for all debtors whom these customers are linked to. Raises what the look-up raises.

    A target that is only told shows nobody, and what is linked counts as there.
    """
    books = books_of(target)
    numbers = [number for document in documents if (number := _number_of(document, source)) is not None]
    found = await links.find_all([pair_of(links, flow, number).name for number in numbers]) if numbers else []
    known = {number: link for number, link in zip(numbers, found, strict=True) if link is not None}
    live = {number: link.number for number, link in known.items() if link.is_live}
    there = await books.find_by_numbers(sorted(set(live.values()))) if live and books is not None else {}
    gone = [number for number, debtor in live.items() if debtor not in there] if books is not None else []
    return LinkCheck(
        new=len(numbers) - len(known),
        there=len(live) - len(gone),
        gone=gone,
        left_out=len(documents) - len(numbers) + len(known) - len(live),
    )


def _number_of(document: Any, source: CustomerSource) -> str | None:
    try:
        return source.read(document).number
    except DocumentError:
        return None
