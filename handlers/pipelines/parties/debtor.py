"""Finds the debtor of a party in the target, and decides whether one is to be made; nothing is written here."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.contracts.debtors import FoundDebtor
from handlers.contracts.parties import Party
from handlers.pipelines.common.write_policy import changes_of
from handlers.pipelines.parties.default_debtor import place_incomplete, stand_in
from handlers.pipelines.parties.identifiers import (
    MARKS,
    choose_link,
    in_words,
    link_of,
    list_shared_names,
    marks_of,
    names_of,
)
from handlers.pipelines.parties.matching import Verdict, candidates, decide, needs_no_look, searchable
from handlers.pipelines.parties.plan import DebtorPlan, Decided, Sought
from handlers.pipelines.parties.search import Search
from mapping.parsing import dump_json
from relay.errors import Hold, Skip
from relay.line.once.intents import Intents
from relay.line.once.links import Link
from words.told import Told


async def find_debtor(party: Party, search: Search) -> Decided:
    """Find the debtor, or decide that one is to be made, unless a setting chose one already; reads only.

    Raises Hold where a person must say who they are, Skip where the settings leave the document out, and what the
    target's look-up raises.
    """
    if party.debtor is not None:
        return Decided(party)
    marks = marks_of(party, search.settings.customer)
    names = names_of(search.flow, search.links, marks, search.settings.customer)
    if not names:
        raise Hold(Told("parties.no_mark_and_no_stand_in", document=party.document))
    wanted, notes = searchable(marks, search.target)
    shared = [name for name in list_shared_names(search.flow, search.links, party) if name not in names]
    fields = search.target.debtor_fields(party)
    digest = search.links.digest(dump_json(dict(fields), sort_keys=True))
    return await look_for(party, Sought(marks, wanted, tuple(names), tuple(shared), fields, digest), search, notes)


async def look_for(party: Party, sought: Sought, search: Search, notes: Sequence[Told] = ()) -> Decided:
    """The party with its debtor decided, and ``notes`` before its own. Raises what :func:`find_debtor` does."""
    matching = search.settings.customer
    standing = tuple(await search.links.find_all(list(sought.all_names)))
    link = choose_link(standing[: len(sought.names)])
    if link is not None and needs_no_look(link, sought.digest, sought.wanted, matching):
        return _decide_known(party, link, _how(link))  # of whom nothing changed: neither a lock nor a call
    plan = DebtorPlan(sought, standing, settled=not await open_notes(search.intents, sought.names))
    verdict = decide(await candidates(search.target, sought.wanted, link), sought.wanted, link, matching)
    decided = _decide_by_verdict(party, plan, search, link, verdict)
    return replace(decided, notes=(*notes, *decided.notes))


async def open_notes(intents: Intents, names: Sequence[str]) -> bool:
    """Whether a write of the customer is open under any of the names."""
    return any([await intents.look(name) is not None for name in names])


async def debtors_of(party: Party, search: Search) -> set[str]:
    """The numbers under which the target knows this customer."""
    if party.debtor is not None:
        return {party.debtor}
    matching = search.settings.customer
    marks = marks_of(party, matching)
    link = await link_of(search.links, names_of(search.flow, search.links, marks, matching))
    numbers = {link.number} if link else set()
    if link is None or not needs_no_look(link, link.digest, marks, matching):
        wanted, _ = searchable(marks, search.target)
        found = decide(await candidates(search.target, wanted, link), wanted, link, matching)
        numbers |= {debtor.number for debtor in found.debtors}
    when_lacking = search.settings.incomplete.customer if party.lacks else None
    if "default_debtor" in {matching.on_many, matching.on_none, when_lacking}:
        numbers |= {stand_in(party, search.settings) or ""} - {""}
    return numbers


def _decide_by_verdict(party: Party, plan: DebtorPlan, search: Search, link: Link | None, verdict: Verdict) -> Decided:
    if verdict.mark is None:
        return _on_none(party, plan, search)
    if verdict.mark == "link" and link is not None:
        return _decide_linked(party, plan, search, link, verdict)
    mark, first = MARKS[verdict.mark], verdict.debtors[0]
    found = Told("parties.found", number=first.number, mark=mark)
    if len(verdict.debtors) == 1:
        return _take(party, plan, search, first, found)
    on_many, document, numbers = search.settings.customer.on_many, party.document, verdict.numbers
    if on_many == "hold":
        raise Hold(Told("parties.several_held", document=document, mark=mark, numbers=numbers))
    if on_many == "default_debtor":
        return _stand_in(party, search, Told("parties.several", document=document, mark=mark, numbers=numbers))
    lowest = Told("parties.lowest_taken", document=document, mark=mark, numbers=numbers)
    return _take(party, plan, search, first, lowest, found)


def _decide_linked(party: Party, plan: DebtorPlan, search: Search, link: Link, verdict: Verdict) -> Decided:
    if verdict.debtors:
        return _take(party, plan, search, verdict.debtors[0], _how(link))
    return _decide_known(party, link, _how_unseen(link))


def _take(party: Party, plan: DebtorPlan, search: Search, debtor: FoundDebtor, *notes: Told) -> Decided:
    """Take the debtor who is there; what may be filled in is planned."""
    changes = changes_of(plan.sought.fields, debtor, search.settings.customer.update, search.target.debtor_writes)
    plan = replace(plan, number=debtor.number, changes=changes)
    return Decided(replace(party, debtor=debtor.number), plan, notes)


def _on_none(party: Party, plan: DebtorPlan, search: Search) -> Decided:
    matching = search.settings.customer
    document, marks = party.document, in_words(plan.sought.wanted) or in_words(plan.sought.marks)
    if matching.on_none == "default_debtor":
        return _stand_in(party, search, Told("parties.nobody", document=document, marks=marks))
    if party.lacks and matching.on_none == "create":
        return _decide_unplaced(party, search, marks)
    if matching.on_none == "hold":
        raise Hold(Told("parties.nobody_held", document=document, marks=marks))
    return Decided(party, plan)


def _stand_in(party: Party, search: Search, why: Told) -> Decided:
    """The party on the default debtor; nothing is linked, for that is not the customer."""
    number = stand_in(party, search.settings)
    if number is None:
        raise Hold(Told("parties.no_stand_in", why=why))
    return Decided(party.booked_on(number), notes=(Told("parties.stands_in", number=number, why=why),))


def _decide_unplaced(party: Party, search: Search, marks: Sequence[Told]) -> Decided:
    """The party that lacks what a debtor is made of, where nobody has one of the marks."""
    placed = place_incomplete(party, search.settings)
    if placed.left_out is not None:
        raise Skip(placed.left_out)
    if placed.problems:
        first = placed.problems[0].told()
        told = Told("parties.none_can_be_made", document=party.document, marks=marks, problem=first)
        raise Hold(told, problems=placed.problems)
    return Decided(placed.party, notes=placed.notes)


def _decide_known(party: Party, link: Link, told: Told) -> Decided:
    return Decided(replace(party, debtor=link.number), notes=(told,))


def _how(link: Link) -> Told:
    if link.manual:
        return Told("parties.linked_by_hand", number=link.number)
    return Told("parties.known", number=link.number)


def _how_unseen(link: Link) -> Told:
    if link.manual:
        return Told("parties.linked_by_hand_not_shown", number=link.number)
    return Told("parties.known_not_shown", number=link.number)
