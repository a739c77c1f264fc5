"""Finds the debtor of an order in the target, and decides whether one is to be made; nothing is written here."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.contracts.debtors import FoundDebtor
from handlers.contracts.orders import OrderTarget
from handlers.pipelines.common.plan import CustomerPlan, Sought
from handlers.pipelines.common.write_policy import changes_of
from handlers.pipelines.orders.draft import book_on, unplaced
from handlers.pipelines.orders.fitting import refuse_unfit
from handlers.pipelines.orders.run import OrderRun
from handlers.pipelines.parties.identifiers import (
    MARKS,
    chosen_link,
    in_words,
    link_of,
    marks_of,
    names_of,
    shared_names_of,
)
from handlers.pipelines.parties.matching import Verdict, candidates, decide, needs_no_look, searchable
from mapping.parsing import dump_json
from relay.errors import Hold, Skip
from relay.line.once.intents import Intents
from relay.line.once.links import Link, Links

SAY_WHICH = "say which one it is with: relay link EVENT --debtor NUMBER"


async def customer(run: OrderRun, target: OrderTarget, links: Links, intents: Intents) -> OrderRun:
    """Find the debtor, or decide that he is to be made, unless a setting chose one already; reads only."""
    if run.known.debtor is not None:
        return run
    marks = marks_of(run.known.order, run.settings.customer)
    names = names_of(run.ticket.flow, links, marks, run.settings.customer)
    if not names:
        raise Hold(
            "the order gives no e-mail address, nor another mark of settings.customer.match, and the flow has no "
            "default debtor; set settings.default_debtor.value"
        )
    wanted, notes = searchable(marks, target)
    shared = [name for name in shared_names_of(run.ticket.flow, links, run.known.order) if name not in names]
    fields = target.debtor_fields(run.known.party)
    digest = links.digest(dump_json(dict(fields), sort_keys=True))
    return await look_for(
        run, Sought(marks, wanted, tuple(names), tuple(shared), fields, digest), target, links, intents, notes
    )


async def look_for(
    run: OrderRun, sought: Sought, target: OrderTarget, links: Links, intents: Intents, notes: Sequence[str] = ()
) -> OrderRun:
    """The run with its customer decided. Raises Hold where a person must say who he is, and what the look-up raises."""
    matching = run.settings.customer
    standing = tuple(await links.find_all(list(sought.all_names)))
    link = chosen_link(standing[: len(sought.names)])
    if link is not None and needs_no_look(link, sought.digest, sought.wanted, matching):
        return _known(run, link)  # of whom nothing changed: neither a lock nor a call
    run = run.tell(*notes)
    plan = CustomerPlan(sought, standing, settled=not await open_notes(intents, sought.names))
    verdict = decide(await candidates(target, sought.wanted, link), sought.wanted, link, matching)
    if verdict.mark is None:
        return _on_none(run, plan, target)
    if verdict.mark == "link" and link is not None:
        return _linked(run, plan, target, link, verdict)
    what = f"the order's {MARKS[verdict.mark]}"
    if len(verdict.debtors) > 1:
        if matching.on_many == "hold":
            raise Hold(f"several debtors have {what}: {verdict.numbers}; leave it on one of them, or {SAY_WHICH}")
        if matching.on_many == "default_debtor":
            return _stand_in(run, target, f"several debtors have {what}: {verdict.numbers}")
        run = run.tell(f"several debtors have {what}: {verdict.numbers}; the lowest number is taken")
    return _take(run, plan, target, verdict.debtors[0], f"found by {MARKS[verdict.mark]}")


async def open_notes(intents: Intents, names: Sequence[str]) -> bool:
    """Whether a write of the customer is open under any of the names."""
    return any([await intents.look(name) is not None for name in names])


async def debtors_of(run: OrderRun, target: OrderTarget, links: Links) -> set[str]:
    """The numbers under which the target knows this order's customer."""
    if run.known.debtor is not None:
        return {run.known.debtor}
    matching = run.settings.customer
    marks = marks_of(run.known.order, matching)
    link = await link_of(links, names_of(run.ticket.flow, links, marks, matching))
    numbers = {link.number} if link else set()
    if link is None or not needs_no_look(link, link.digest, marks, matching):
        wanted, _ = searchable(marks, target)
        found = decide(await candidates(target, wanted, link), wanted, link, matching)
        numbers |= {debtor.number for debtor in found.debtors}
    stands_in = run.settings.incomplete.customer if run.known.lacks else None
    if "default_debtor" in {matching.on_many, matching.on_none, stands_in}:
        order = run.known.order
        numbers |= {run.settings.default_debtor.number(order.ship_to.country, order.store) or ""} - {""}
    return numbers


def _linked(run: OrderRun, plan: CustomerPlan, target: OrderTarget, link: Link, verdict: Verdict) -> OrderRun:
    if verdict.debtors:
        return _take(run, plan, target, verdict.debtors[0], _how(link))
    return _known(run, link, "; the target does not show him under this number")


def _take(run: OrderRun, plan: CustomerPlan, target: OrderTarget, debtor: FoundDebtor, why: str) -> OrderRun:
    """Take the debtor who is there; what may be filled in on him is planned."""
    changes = changes_of(plan.sought.fields, debtor, run.settings.customer.update, target.debtor_writes)
    plan = replace(plan, number=debtor.number, changes=changes)
    return run.planning(customer=plan).with_draft(debtor=debtor.number).tell(f"debtor {debtor.number} {why}")


def _on_none(run: OrderRun, plan: CustomerPlan, target: OrderTarget) -> OrderRun:
    matching = run.settings.customer
    nobody = f"no debtor has the order's {in_words(plan.sought.wanted) or in_words(plan.sought.marks)}"
    if matching.on_none == "default_debtor":
        return _stand_in(run, target, nobody)
    if run.known.lacks and matching.on_none == "create":
        return _unplaced(run, target, nobody)
    if matching.on_none == "hold":
        raise Hold(f"{nobody}; make him in the target or {SAY_WHICH}, then replay this")
    return run.planning(customer=plan)


def _stand_in(run: OrderRun, target: OrderTarget, why: str) -> OrderRun:
    """The run on the default debtor; nothing is linked, for he is not the customer."""
    order = run.known.order
    number = run.settings.default_debtor.number(order.ship_to.country, order.store)
    if number is None:
        raise Hold(f"{why}; there is no default debtor for this country or shop, set settings.default_debtor.value")
    run = replace(run, draft=book_on(run.known, number))
    refuse_unfit(run, target)  # the address is written out now, where it was not before
    return run.tell(f"debtor {number} added by setting default_debtor: {why}")


def _unplaced(run: OrderRun, target: OrderTarget, nobody: str) -> OrderRun:
    """The run of an order that lacks what a debtor is made of, where nobody is found."""
    placed = unplaced(run.known, run.settings)
    if placed.left_out is not None:
        raise Skip(placed.left_out)
    if placed.problems:
        raise Hold(f"{nobody}, and none can be made: {placed.problems[0]}", problems=placed.problems)
    run = replace(run, draft=placed.draft)
    refuse_unfit(run, target)
    return run.tell(*placed.notes)


def _known(run: OrderRun, link: Link, more: str = "") -> OrderRun:
    return run.with_draft(debtor=link.number).tell(f"debtor {link.number} {_how(link)}{more}")


def _how(link: Link) -> str:
    return "linked by hand" if link.manual else "known"
