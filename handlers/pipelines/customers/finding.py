"""Finds whoever a customer is in the target: by the flow's own link, else by what they are recognised by."""

from dataclasses import replace
from typing import Any

from handlers.contracts.customers import CustomerBooks, CustomerReceiver, CustomerTarget, books_of, receiver_of
from handlers.contracts.debtors import CustomerMarks, FoundDebtor
from handlers.pipelines.common.asked_together import KnownRecords
from handlers.pipelines.common.field_digests import digest_fields
from handlers.pipelines.common.one_to_one import find_owners, shared_target, target_gone
from handlers.pipelines.common.part import Part
from handlers.pipelines.common.two_way_carrying import TwoWayCarrier
from handlers.pipelines.customers.both_ways import changed_since_in_step, is_both_ways
from handlers.pipelines.customers.children import list_children
from handlers.pipelines.customers.debtor_part import was_company
from handlers.pipelines.customers.left_out import is_left_out
from handlers.pipelines.customers.run import CustomerRun, Marks
from handlers.pipelines.customers.told_part import main_part
from handlers.pipelines.parties.identifiers import (
    MARKS,
    choose_link,
    has,
    in_words,
    list_shared_names,
    marks_of,
    names_of,
)
from handlers.pipelines.parties.matching import Verdict, candidates, decide, searchable
from handlers.pipelines.parties.names import same_name
from mapping.documents.emails import normal_email
from mapping.problems import Problem
from relay.errors import Hold, Settled, Skip
from relay.line.once.intents import Intents
from relay.line.once.links import Link, Links, LinkState
from relay.line.opposites import Opposites
from relay.model import Origin
from words.told import Told


async def compare(
    run: CustomerRun,
    target: CustomerTarget,
    links: Links,
    intents: Intents,
    known: KnownRecords,
    two_way: TwoWayCarrier,
    opposites: Opposites,
) -> CustomerRun:
    """End here where nothing of the customer changed since they were carried: nobody is asked anything."""
    link = run.link
    if run.leaving is not None or link is None or not link.is_live:
        return run
    if not link.digest:  # with a note it is our own making that did not come to its end
        return replace(run, is_echo=not link.manual and await intents.look(run.pair.name) is None)
    linked = replace(run, number=link.number)
    parts = [main_part(linked, target, links, known), *await list_children(linked, target, links)]
    kept = await links.find_all([part.name for part in parts])
    sent = [_is_as_sent(links, part, one) for part, one in zip(parts, kept, strict=True)]
    books = books_of(target)
    if books is not None and is_both_ways(run, opposites):
        sent[0] = not await changed_since_in_step(run, books, links, two_way)
    is_same = all(sent) and not any([await intents.look(part.name) for part in parts])
    if is_same and not await is_left_out(run, target, links):
        raise Settled(Told("customers.unchanged", number=link.number), number=link.number)
    return run


def _is_as_sent(links: Links, part: Part[Any], kept: Link | None) -> bool:
    return kept is not None and kept.is_live and kept.digest == digest_fields(links, part.name, part.fields)


async def find(run: CustomerRun, target: CustomerTarget, links: Links, known: KnownRecords) -> CustomerRun:
    """Find the debtor by the link of this flow, else by the marks that the settings name; reads only.

    A target that is only told knows them by the link alone, or by their number where it can be asked.
    Raises Hold where a person must say who they are, Skip where the settings leave them out.
    """
    books = books_of(target)
    if run.leaving is not None:
        return run
    if books is None:
        return await _find_told(run, receiver_of(target))
    if run.link is not None and run.link.number:
        return await _find_linked(run, run.link, books, links, known)
    return await _find_by_marks(run, books, links)


async def _find_told(run: CustomerRun, target: CustomerReceiver) -> CustomerRun:
    """The customer by what the target called them when it was told.

    Of one who was gone nobody can see whether they still stand there: it says so when it is told again.
    """
    link, finding = run.link, run.settings.customer
    if link is not None and link.number:
        return replace(run, number=link.number).tell(Told("parties.known", number=link.number))
    if finding.on_none == "create" or await target.find_customers(run.pair.number):
        return run
    marks = [Told("customers.number")]
    if finding.on_none == "skip":
        raise Skip(Told("customers.nobody_left_out", marks=marks))
    raise Hold(Told("parties.nobody_held", document=run.known.document, marks=marks))


async def _find_linked(
    run: CustomerRun, link: Link, target: CustomerBooks, links: Links, known: KnownRecords
) -> CustomerRun:
    """The debtor to whom this flow linked them. Raises Hold where the target shows them no longer."""
    debtor = await known.get(run.ticket.flow.name, target, target.find_by_numbers, link.number)
    if debtor is None:
        raise target_gone(run.pair, link.number)
    await _require_own(run, link, links)
    run = replace(run, debtor=debtor, number=debtor.number).tell(Told("parties.known", number=debtor.number))
    remembered = was_company(links, link, run.pair.name)
    is_company = debtor.is_company if debtor.is_company is not None else remembered
    if link.manual and remembered is run.known.customer.is_company:
        return replace(run, other_kind=is_company is not remembered and is_company is not None)
    if is_company and not run.known.customer.is_company:
        return _stay_company(run, debtor)
    _require_kind(run, debtor, is_company=is_company)
    return run


async def _require_own(run: CustomerRun, link: Link, links: Links) -> None:
    """Raise Hold where another customer of the source took over the debtor while this one was gone."""
    owner = (await find_owners(links, run.pair, [link.number])).get(link.number)
    if owner is not None and owner.is_live:
        raise shared_target(run.pair, link.number, owner)


def _stay_company(run: CustomerRun, debtor: FoundDebtor) -> CustomerRun:
    """The run of a company whose name the source has no more: an empty name clears nothing, and turns no debtor.

    A source that does not tell companies from persons may give a company's name as that of a person: it is no contact.
    """
    known, names = run.known.customer, dict[str, str | None](company=debtor.name or "-")
    if same_name(known.person, debtor.name or ""):
        names |= dict.fromkeys(("first_name", "infix", "last_name"))
    customer = known.model_copy(update=names)
    return replace(run, party=replace(run.known, customer=customer, lacks=())).tell(Told("customers.stays_company"))


async def _find_by_marks(run: CustomerRun, target: CustomerBooks, links: Links) -> CustomerRun:
    party, matching, flow = run.known, run.settings.customer, run.ticket.flow
    marks = marks_of(party, matching)
    wanted, notes = searchable(marks, target)
    names = names_of(flow, links, marks, matching)
    by_orders = list(dict.fromkeys([*names, *list_shared_names(flow, links, party)]))
    kept = dict(zip(by_orders, await links.find_all(by_orders) if by_orders else (), strict=True))
    run = replace(run, marks=Marks(wanted, tuple(name for name, link in kept.items() if link is None))).tell(*notes)
    link = choose_link([kept[name] for name in names]) if "link" in matching.match else None
    verdict = decide(await candidates(target, wanted, link), wanted, link, matching) if names else Verdict()
    return await _by_verdict(run, verdict, link, wanted, links)


async def _by_verdict(
    run: CustomerRun, verdict: Verdict, link: Link | None, wanted: CustomerMarks, links: Links
) -> CustomerRun:
    linked = await find_owners(links, run.pair, verdict.numbers)
    owners = {number: owner for number, owner in linked.items() if not may_succeed(run, owner)}
    free = [debtor for debtor in verdict.debtors if debtor.number not in owners]
    if owners and not free and run.settings.customer.on_shared == "hold":
        number, owner = next(iter(owners.items()))
        raise shared_target(run.pair, number, owner)
    if verdict.mark == "link" and link is not None and not verdict.debtors:
        raise target_gone(run.pair, link.number)
    if len(free) > 1 or (owners and free and run.settings.customer.on_shared == "hold"):
        told = Told("parties.several_held", document=run.known.document, mark=_word(verdict), numbers=verdict.numbers)
        raise Hold(told)
    if not free:
        return _on_nobody(run, wanted)
    [debtor] = free
    _require_kind(run, debtor, is_company=debtor.is_company)
    told = Told("parties.found", number=debtor.number, mark=_word(verdict))
    run = replace(run, debtor=debtor, number=debtor.number).tell(told)
    return _stay_company(run, debtor) if debtor.is_company and not run.known.customer.name else run


def may_succeed(run: CustomerRun, owner: Link) -> bool:
    """Whether a newcomer may be the debtor of one who is gone: an account that a shop deleted, and that was made anew.

    Of what is read nobody knows: a customer who is blocked may be hidden, and count as gone.
    """
    return run.ticket.event.origin is Origin.HOOK and owner.state is LinkState.GONE


def _word(verdict: Verdict) -> Told:
    """By what they were found, in words."""
    return MARKS[verdict.mark] if verdict.mark and verdict.mark in MARKS else Told("customers.order_link")


def _on_nobody(run: CustomerRun, wanted: CustomerMarks) -> CustomerRun:
    """The run of a customer whom nobody in the target is; raises Hold or Skip where none is to be made."""
    settings, party = run.settings, run.known
    marks = in_words(wanted) or [Told("customers.number")]
    if settings.customer.on_none == "skip":
        raise Skip(Told("customers.nobody_left_out", marks=marks))
    if settings.customer.on_none == "hold":
        raise Hold(Told("parties.nobody_held", document=party.document, marks=marks))
    if not party.lacks:
        return run
    fields = [Told("parties.field", path=one.path, rule=one.wrong) for one in party.lacks]
    if settings.incomplete.customer == "skip":
        raise Skip(Told("parties.left_out", fields=fields))
    problems = [replace(one, mend=Told("customers.fill_in")) for one in party.lacks]
    raise Hold(Told("customers.incomplete", fields=fields), problems=problems)


def _require_kind(run: CustomerRun, debtor: FoundDebtor, *, is_company: bool | None) -> None:
    """Raise Hold where the debtor is a company and the customer a person, or the reverse.

    A customer without any name is neither.
    """
    ours = run.known.customer.is_company
    if is_company is None or is_company is ours or not run.known.customer.name:
        return
    wrong = Told("customers.is_company") if ours else Told("customers.is_person")
    problem = Problem("customer.company", wrong, Told("customers.kinds_stay", number=debtor.number))
    raise Hold(Told("customers.other_kind", number=debtor.number, problem=problem.told()), problems=[problem])


async def require_own_email(run: CustomerRun, target: CustomerBooks) -> None:
    """Raise Hold where the customer's e-mail address is that of another debtor, and is not to be shared."""
    email = normal_email(run.known.customer.email or "")
    wanted, _ = searchable(CustomerMarks(email=email), target)
    if not wanted.email or run.settings.customer.on_shared == "create":
        return
    found = [one for one in await target.find_debtors(wanted) if has(one, "email", wanted)]
    others = [one.number for one in found if one.number != run.number]
    if others:
        wrong = Told("customers.email_of_another", numbers=others)
        problem = Problem("customer.email", wrong, Told("customers.share_or_mend"))
        told = Told("customers.email_taken", number=str(run.number), problem=problem.told())
        raise Hold(told, problems=[problem])
