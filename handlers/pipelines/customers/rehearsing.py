"""Tells what would be written of a customer: by field names in the story of a dry run, with values to an operator."""

from collections.abc import AsyncIterator
from typing import Any

from handlers.contracts.customers import CustomerTarget, books_of
from handlers.contracts.debtors import FoundDebtor
from handlers.pipelines.common.part import Carried, Part
from handlers.pipelines.common.parts import Parts
from handlers.pipelines.common.shown import plainly
from handlers.pipelines.customers.children import carried_contacts, deliverable
from handlers.pipelines.customers.debtor_part import KIND
from handlers.pipelines.customers.leaving import tell_leaving
from handlers.pipelines.customers.party import delivering_to
from handlers.pipelines.customers.run import CustomerRun, begin
from handlers.pipelines.customers.trial import canonical_of
from relay.errors import DryRun, Hold, RunEnd, Settled, Skip
from relay.line.pipeline import DecidingSteps, outcome_of
from relay.model import Ticket
from relay.roles import Rehearsal
from words.told import Told


async def dry_run(run: CustomerRun, target: CustomerTarget, parts: Parts) -> CustomerRun:
    """End here where the flow says `write: false`, and tell what would be written by the names of its fields."""
    if run.ticket.flow.write:
        return run
    acts = [act async for act in _acts(run, target, parts)]
    raise DryRun(Told("customers.dry_run", acts=acts, event=run.ticket.event.id))


async def rehearse_customer(ticket: Ticket, deciding: DecidingSteps, target: CustomerTarget, parts: Parts) -> Rehearsal:
    """Decide about a customer as a run does, and show all of it with its values. Asks the target, and writes nothing.

    Raises what the target's look-ups raise: a target that is away shows nothing.
    """
    run, end = begin(ticket), None
    for step in deciding.steps:
        try:
            run = await step(run)
        except (Hold, Skip, Settled) as ended:
            end = ended
            break
    acts = [] if end is not None else [act async for act in _acts(run, target, parts)]
    outcome = outcome_of(end if end is not None else Skip(Told("customers.would", acts=acts)))
    return Rehearsal(
        would_be="written" if end is None else outcome.state.value,
        told=outcome.told,
        number=outcome.number or run.number,
        problems=outcome.problems or run.warnings,
        noted=run.told,
        shown=plainly(_show(run, end)),
    )


async def _acts(run: CustomerRun, target: CustomerTarget, parts: Parts) -> AsyncIterator[Told]:
    """What would be written, in order, by the names of fields."""
    if run.leaving is not None:
        yield Told("customers.would_leave", why=tell_leaving(run))
        return
    debtor, *children = run.parts
    foreseen, books = await parts.foresee(debtor), books_of(target)
    if books is None:
        yield _act(debtor, foreseen)
        return
    if foreseen.how == "made":
        yield Told("parties.would_make_debtor", fields=sorted(books.debtor_fields(run.known)))
    else:
        yield _act(debtor, foreseen)
    for part in children:
        yield _act(part, await parts.foresee(part))
    if run.number is not None:
        return
    for place in deliverable(run):
        yield Told(
            "parties.would_make_address", fields=sorted(books.address_fields(delivering_to(run.known, place, None)))
        )
    for contact in carried_contacts(run, books):
        yield Told("customers.would_make_contact", fields=sorted(books.contact_fields(run.known, contact)))


def _act(part: Part[Any], foreseen: Carried) -> Told:
    fields = sorted({*foreseen.fields} - {KIND})
    if foreseen.how == "made":
        return Told("customers.would_make_part", part=part.role, fields=fields)
    if foreseen.how == "same":
        return Told("customers.would_stay", part=part.role, number=foreseen.number)
    return Told("customers.would_change", part=part.role, number=foreseen.number, fields=fields)


def _show(run: CustomerRun, end: RunEnd | None) -> dict[str, Any]:
    """Everything that is decided, with its values."""
    if run.record is None:
        return {}
    shown: dict[str, Any] = {"customer": canonical_of(run.record)}
    if end is None and run.leaving is None:
        shown["parts"] = [_show_part(part, run.debtor) for part in run.parts]
    return shown


def _show_part(part: Part[Any], debtor: FoundDebtor | None) -> dict[str, Any]:
    fields = {name: value for name, value in part.fields.items() if name != KIND}
    found = debtor if part.pair is not None else part.found
    return {
        "part": part.role,
        "number": part.number,
        "fields": fields,
        "changes": part.changes(found) if found is not None else None,
    }
