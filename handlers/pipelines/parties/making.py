"""Makes the debtor of a party, or fills in what was decided, once: under a lock on all that any flow knows them by."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.contracts.debtors import CustomerMarks, FoundDebtor
from handlers.contracts.parties import Party
from handlers.pipelines.common.records import Record, Records, Standing
from handlers.pipelines.parties.debtor import look_for, open_notes
from handlers.pipelines.parties.identifiers import list_kinds, marks_of
from handlers.pipelines.parties.matching import candidates, decide
from handlers.pipelines.parties.plan import DebtorPlan, Decided
from handlers.pipelines.parties.search import Search
from relay.errors import Hold, Transient
from relay.line.once.intents import OpenIntent, still_unconfirmed
from relay.line.once.links import Link
from relay.model import Lease
from words.told import Told


async def make_debtor(party: Party, plan: DebtorPlan, search: Search, records: Records, lease: Lease) -> Decided:
    """Carry out what was decided about the party: make the debtor, or fill in what is empty on the one who is there.

    The debtor is linked afterwards. Raises Transient where another is found now than when it was decided, and what the
    target's calls raise.
    """
    async with records.hold(plan.sought.all_names):
        if await _stands(plan, search):
            return await _carry_out(party, plan, search, records, lease)
        again = await look_for(replace(party, debtor=None), plan.sought, search)
        found = again.party.debtor
        if again.party.stands_in or (found is None and plan.number is not None) or plan.number not in {None, found}:
            raise Transient(Told("parties.decided_anew", document=party.document), burns_try=False)
        if again.plan is None:  # a neighbour made or changed the debtor: there is nothing left to write
            return Decided(again.party, notes=(Told("parties.known", number=str(found)),))
        carried = await _carry_out(again.party, again.plan, search, records, lease)
        return replace(carried, notes=(*again.notes, *carried.notes))


async def _stands(plan: DebtorPlan, search: Search) -> bool:
    """Whether what was decided without a lock still holds under it, so that nobody need be looked for again."""
    if not plan.settled or await open_notes(search.intents, plan.sought.names):
        return False
    return tuple(await search.links.find_all(list(plan.sought.all_names))) == plan.links


async def _carry_out(party: Party, plan: DebtorPlan, search: Search, records: Records, lease: Lease) -> Decided:
    if plan.number is None:
        return await _make(party, plan, search, records, lease)
    notes: tuple[Told, ...] = ()
    if plan.changes:
        await search.target.update_debtor(plan.number, plan.changes)
        notes = (Told("parties.filled_in", number=plan.number, fields=sorted(plan.changes)),)
    await search.intents.settle_all(plan.sought.names, Link(plan.number, plan.sought.digest))
    return Decided(replace(party, debtor=plan.number), plan, notes)


async def _make(party: Party, plan: DebtorPlan, search: Search, records: Records, lease: Lease) -> Decided:
    """Make the debtor. Where the plan is settled it was just looked for, and no earlier write can still come true."""
    await _wait_for_others(plan.sought.shared, search)
    sought, target = plan.sought, search.target
    proof = sought.wanted if list_kinds(sought.wanted) else _name_and_address(party, search)

    async def look_up(_: OpenIntent | None) -> Sequence[FoundDebtor]:
        if not list_kinds(proof):
            raise Hold(Told("parties.not_told_apart"))
        matching = search.settings.customer.model_copy(update={"match": list_kinds(proof)})
        verdict = decide(await candidates(target, proof, None), proof, None, matching)
        if len(verdict.debtors) > 1:
            raise Hold(Told("parties.several_may_be_made", numbers=verdict.numbers))
        return verdict.debtors

    record = Record(sought.names, target.horizon, look_up, digest=sought.digest)
    standing: Standing[FoundDebtor] = Standing() if plan.settled else await records.look(record)
    link = await records.write(lease, record, lambda: target.create_debtor(sought.fields), standing)
    return Decided(replace(party, debtor=link.number), plan, (Told("parties.created", number=link.number),))


async def _wait_for_others(shared: Sequence[str], search: Search) -> None:
    """Raise Unconfirmed while an unanswered write of another flow may still make this customer's debtor.

    ``shared`` are the names by which the other flows know the customer.
    """
    for name in shared:
        note = await search.intents.look(name)
        if note is not None and note.is_within(search.target.horizon):
            raise still_unconfirmed(search.target.horizon, note)


def _name_and_address(party: Party, search: Search) -> CustomerMarks:
    """By what a debtor is found again that has no mark the target can hold."""
    return marks_of(party, search.settings.customer.model_copy(update={"match": ("name_and_address",)}))
