"""Makes the debtor of an order, or fills in what was decided, once: under a lock on all that any flow knows him by."""

from collections.abc import Sequence

from handlers.contracts.debtors import CustomerMarks, FoundDebtor
from handlers.contracts.orders import OrderTarget
from handlers.pipelines.common.plan import CustomerPlan
from handlers.pipelines.common.records import Record, Records, Standing
from handlers.pipelines.orders.run import OrderRun
from handlers.pipelines.parties.debtor import SAY_WHICH, look_for, open_notes
from handlers.pipelines.parties.identifiers import given, marks_of
from handlers.pipelines.parties.matching import candidates, decide
from relay.errors import Hold, Transient
from relay.line.once.intents import Intents, OpenIntent, still_unconfirmed
from relay.line.once.links import Link, Links
from relay.line.once.locks import Locks


async def make_customer(
    run: OrderRun, target: OrderTarget, links: Links, intents: Intents, locks: Locks, records: Records
) -> OrderRun:
    """Make the debtor, or fill in what is empty on the one who is there, and link him; the first write of a run."""
    plan = run.plan.customer
    if plan is None:
        return run
    async with locks.hold(plan.sought.all_names):
        if await _stands(plan, links, intents):
            return await _carry_out(run, plan, target, intents, records)
        again = await look_for(run.with_draft(debtor=None), plan.sought, target, links, intents)
        found, another = again.known.debtor, "is another in the target than when the order was decided"
        if again.known.stands_in or (found is None and plan.number is not None) or plan.number not in {None, found}:
            raise Transient(f"the customer {another}; it is decided anew", burns_try=False)
        if again.plan.customer is plan:  # a neighbour made or changed him: there is nothing left to write
            return run.with_draft(debtor=found).tell(f"debtor {found} known")
        return await _carry_out(run, again.plan.customer or plan, target, intents, records)


async def _stands(plan: CustomerPlan, links: Links, intents: Intents) -> bool:
    """Whether what was decided without a lock still holds under it, so that he need not be looked for again."""
    if not plan.settled or await open_notes(intents, plan.sought.names):
        return False
    return tuple(await links.find_all(list(plan.sought.all_names))) == plan.links


async def _carry_out(
    run: OrderRun, plan: CustomerPlan, target: OrderTarget, intents: Intents, records: Records
) -> OrderRun:
    if plan.number is None:
        return await _make(run, plan, target, intents, records)
    run = run.with_draft(debtor=plan.number) if run.known.debtor is None else run
    if plan.changes:
        await target.update_debtor(plan.number, plan.changes)
        run = run.tell(f"debtor {plan.number}: filled in {', '.join(sorted(plan.changes))}")
    await intents.settle_all(plan.sought.names, Link(plan.number, plan.sought.digest))
    return run


async def _make(run: OrderRun, plan: CustomerPlan, target: OrderTarget, intents: Intents, records: Records) -> OrderRun:
    """Make the debtor. Where the plan is settled he was just looked for, and no earlier write can still come true."""
    await _wait_for_others(plan, target, intents)
    sought = plan.sought
    proof = sought.wanted if given(sought.wanted) else _name_and_address(run)

    async def look_up(_: OpenIntent | None) -> Sequence[FoundDebtor]:
        if not given(proof):
            raise Hold(f"a debtor was sent before, and nothing tells him apart in the target; {SAY_WHICH}")
        matching = run.settings.customer.model_copy(update={"match": given(proof)})
        verdict = decide(await candidates(target, proof, None), proof, None, matching)
        if len(verdict.debtors) > 1:
            raise Hold(f"several debtors may be the one that was made: {verdict.numbers}; {SAY_WHICH}")
        return verdict.debtors

    record = Record(sought.names, target.horizon, look_up, digest=sought.digest)
    standing: Standing[FoundDebtor] = Standing() if plan.settled else await records.look(record)
    link = await records.write(run.ticket.lease, record, lambda: target.create_debtor(sought.fields), standing)
    return run.with_draft(debtor=link.number).tell(f"debtor {link.number} created")


async def _wait_for_others(plan: CustomerPlan, target: OrderTarget, intents: Intents) -> None:
    """Raise Unconfirmed while a write of a flow with another chain, whose answer is missing, may still make him."""
    for name in plan.sought.shared:
        note = await intents.look(name)
        if note is not None and note.is_within(target.horizon):
            raise still_unconfirmed(target.horizon, note)


def _name_and_address(run: OrderRun) -> CustomerMarks:
    """By what a debtor is found again that has no mark the target can hold."""
    matching = run.settings.customer.model_copy(update={"match": ("name_and_address",)})
    return marks_of(run.known.order, matching)
