"""What becomes of a customer who is not carried any more: gone at the source, merged, forgotten, or fitting no longer.

Nothing is deleted in the target, ever. What the relay keeps of them becomes a tombstone, so that neither this flow nor
its opposite makes them again, and a person is told.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from handlers.contracts.customers import CustomerBooks, CustomerTarget, books_of
from handlers.contracts.parties import Party
from handlers.pipelines.common.asked_together import KnownRecords
from handlers.pipelines.common.one_to_one import bury_pair
from handlers.pipelines.customers.party import draw_party
from handlers.pipelines.customers.run import CustomerRun, Leaving
from mapping.documents.customer import CustomerRecord
from mapping.problems import Problem
from relay.errors import Skip
from relay.line.once.links import Links, LinkState
from words.told import Told

_STATES: Final[Mapping[Leaving, LinkState]] = {
    "erased": LinkState.ERASED,
    "merged": LinkState.MERGED,
    "gone": LinkState.GONE,
    "unwanted": LinkState.GONE,
}


async def depart(run: CustomerRun, target: CustomerTarget, links: Links, known: KnownRecords) -> CustomerRun:
    """Bury what the relay keeps of a customer who leaves, tell a person, and block their debtor where settings say so.

    Raises Skip where nothing of theirs stands in the target.
    """
    if run.leaving is None:
        return run
    notes: tuple[Told, ...] = ()
    books = books_of(target)
    if run.leaving in {"gone", "unwanted"} and run.link is not None and books is not None:
        notes = await block_who_left(run, books, known, run.link.number)
    successor = run.read.successor or ""
    link = await bury_pair(links, run.pair, _STATES[run.leaving], successor)
    told = tell_leaving(run)
    if link is None or not link.number:
        raise Skip(told)
    problem = Problem("number", told, Told("customers.look_at_debtor", number=link.number))
    return replace(run, number=link.number).warn(problem).tell(told, *notes)


def tell_leaving(run: CustomerRun) -> Told:
    """Why they leave, and what that means; without naming them."""
    match run.leaving:
        case "erased":
            return Told("customers.erased")
        case "merged":
            return Told("customers.merged", successor=run.read.successor or "-")
        case "gone":
            return Told("customers.gone")
        case _:
            return Told("customers.unwanted")


async def block_who_left(run: CustomerRun, target: CustomerBooks, known: KnownRecords, number: str) -> tuple[Told, ...]:
    """Block the debtor of one who left, where settings say so: no goods go out. A note of what was done."""
    if run.settings.on_leave != "block":
        return ()
    record = run.read.model_copy(update={"blocked": "delivery"})
    party = draw_party(record, run.settings).party
    return await block_debtor(target, known, run.ticket.flow.name, party, number)


async def block_debtor(
    target: CustomerBooks, known: KnownRecords, flow: str, party: Party, number: str
) -> tuple[Told, ...]:
    """Set the fields of a debtor that read ``record.blocked``, and are not set so. Safe to repeat."""
    found = await known.get(flow, target, target.find_by_numbers, number)
    if found is None:
        return (Told("customers.not_there_to_block", number=number),)
    name = {"company": found.name or "-"} if found.is_company else {"company": None, "last_name": found.name or "-"}
    party = replace(party, debtor=number, customer=party.customer.model_copy(update=name))
    fields = target.debtor_fields(party)
    reads = target.debtor_sources
    blocks = {name: value for name, value in fields.items() if "record.blocked" in reads.get(name, ())}
    blocks = {name: value for name, value in blocks.items() if value and not found.fields.get(name)}
    if not blocks:
        return ()
    await target.update_debtor(number, blocks)
    return (Told("customers.blocked", number=number, fields=sorted(blocks)),)


def nobody(number: str) -> CustomerRecord:
    """A record of a customer of whom the source has no more than that they are gone."""
    return CustomerRecord(number=number, gone=True)
