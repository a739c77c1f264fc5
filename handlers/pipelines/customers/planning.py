"""Decides what is written of a customer who was found, or whom nobody is; it reads, and writes nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from handlers.contracts.customers import CustomerBooks, CustomerTarget, books_of, receiver_of
from handlers.pipelines.common.asked_together import KnownRecords
from handlers.pipelines.common.first_problem import first_of
from handlers.pipelines.customers.children import carried_contacts, deliverable, list_children
from handlers.pipelines.customers.debtor_part import changed_fields, judge_debtor
from handlers.pipelines.customers.finding import require_own_email
from handlers.pipelines.customers.party import addresses_of, contacts_of, delivering_to
from handlers.pipelines.customers.run import CustomerRun
from handlers.pipelines.customers.told_part import main_part, party_to_tell
from handlers.pipelines.parties.completeness import find_delivery_problems
from mapping.problems import Problem
from relay.errors import Hold
from relay.line.once.links import Links
from words.told import Told


async def fits(run: CustomerRun, target: CustomerTarget, links: Links) -> CustomerRun:
    """Hold a customer of whom the target would refuse what is to be written, before anything is written.

    Of a debtor who is there only what changed at the source is looked at. An address to deliver to that lacks something
    is left out, or holds the customer, as the settings say.
    """
    if run.leaving is not None:
        return run
    run, problems = _look_at_addresses(run)
    books = books_of(target)
    if books is None:
        problems += receiver_of(target).check_customer(party_to_tell(run.known, run.settings))
    else:
        problems += _debtor_problems(run, books, links)
        for place in deliverable(run):
            problems += books.check_address(delivering_to(run.known, place, run.number))
        for contact in carried_contacts(run, books):
            problems += books.check_contact(run.known, contact)
    if problems:
        problems = list(dict.fromkeys(problems))
        raise Hold(Told("customers.would_be_refused", problem=first_of(problems)), problems=problems)
    return run


async def plan(run: CustomerRun, target: CustomerTarget, links: Links, known: KnownRecords) -> CustomerRun:
    """Decide which parts are written, and tell what only a person may change."""
    if run.leaving is not None:
        return run
    children = await list_children(run, target, links) if run.number is not None else []
    run = replace(run, parts=(main_part(run, target, links, known), *children))
    books = books_of(target)
    return run if books is None else await _tell_what_only_a_person_changes(run, books, links)


async def _tell_what_only_a_person_changes(run: CustomerRun, target: CustomerBooks, links: Links) -> CustomerRun:
    everything = target.debtor_fields(run.known)
    changed = changed_fields(run, target, links, everything)
    sources = target.debtor_sources
    if run.debtor is not None:
        judged = judge_debtor(run, target, links, run.debtor)
        if any(_reads(sources.get(name, ()), "email") for name in judged.changes):
            await require_own_email(run, target)
        run = run.warn(*(_reported(name, sources.get(name, frozenset()), run) for name in judged.reported))
    lost = [
        name
        for name in target.shortened_debtor(run.known)
        if changed is None or {name, name.partition(".")[2]} & changed
    ]
    notes = [Told("customers.too_long", fields=lost)] if lost else []
    return run.tell(*notes, *_not_kept(run, target))


def _look_at_addresses(run: CustomerRun) -> tuple[CustomerRun, list[Problem]]:
    if not run.settings.addresses:
        return run, []
    found = [
        problem
        for place in addresses_of(run.known)
        for problem in find_delivery_problems(delivering_to(run.known, place, None))
    ]
    if not found or run.settings.incomplete.delivery_address == "hold":
        return run, [replace(one, mend=Told("customers.fill_in_address")) for one in found]
    fields = [Told("parties.field", path=one.path, rule=one.wrong) for one in found]
    return run.tell(Told("customers.address_left_out", fields=fields)), []


def _debtor_problems(run: CustomerRun, target: CustomerBooks, links: Links) -> Sequence[Problem]:
    """What the target would refuse of the debtor; of one who is there, of what changed at the source."""
    if run.number is None:
        return target.check_debtor(run.known)
    changed = changed_fields(run, target, links, target.debtor_fields(run.known))
    if changed is None or not run.known.customer.name:
        return ()  # found for the first time, and at most filled in; of one without a name little is given
    problems = target.check_debtor(run.known)
    names = {path.rpartition(".")[2] for name in changed for path in target.debtor_sources.get(name, ())}
    return [problem for problem in problems if problem.path.rpartition(".")[2] in names]


def _reported(name: str, paths: frozenset[str], run: CustomerRun) -> Problem:
    """A change that only a person makes: of what money goes by, or of a block that is lifted."""
    path = next(iter(sorted(paths)), name)
    number = str(run.number)
    if path.startswith("record.blocked"):
        return Problem(path, Told("customers.block_lifted"), Told("customers.unblock", number=number))
    return Problem(path, Told("customers.guarded"), Told("customers.change_guarded", number=number, field=name))


def _reads(paths: frozenset[str] | Sequence[str], name: str) -> bool:
    return any(path.rpartition(".")[2] == name and not path.startswith("contact.") for path in paths)


def _not_kept(run: CustomerRun, target: CustomerBooks) -> Iterator[Told]:
    """What the target has no place for: all contacts but the first, where they stand on the debtor."""
    others = len(contacts_of(run.known)) - 1
    if run.settings.contacts and not target.keeps_contacts and others > 0:
        yield Told("customers.contacts_not_kept", count=others)
