"""Says what a customer becomes in the target first: the debtor, how they are found, made and changed."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from handlers.contracts.customers import CustomerBooks
from handlers.contracts.debtors import CustomerMarks, FoundDebtor
from handlers.contracts.records import Fields
from handlers.pipelines.common.asked_together import KnownRecords
from handlers.pipelines.common.edited_units import ZONE
from handlers.pipelines.common.field_digests import digest_field, digest_fields, list_changed, unpack
from handlers.pipelines.common.one_to_one import find_owners
from handlers.pipelines.common.part import Part, day_of
from handlers.pipelines.common.write_policy import Judged, Policy, is_empty
from handlers.pipelines.customers.run import CustomerRun
from handlers.pipelines.parties.identifiers import list_kinds, marks_of
from handlers.pipelines.parties.matching import candidates, decide
from mapping.documents.customer import CustomerRecord
from mapping.documents.party import Customer
from relay.errors import Hold
from relay.line.once.intents import OpenIntent
from relay.line.once.links import Link, Links
from relay.model import Origin
from words.told import Told

KIND: Final = "(kind)"
"""Stands among the digests of a debtor's fields for whether the customer is a company: a change of it is told."""

_ROOTS: Final = {"customer": "customer", "person": "customer", "contact": "customer", "billing": "billing_address"}
"""Where a record has what rows read below these names."""


def debtor_part(run: CustomerRun, target: CustomerBooks, links: Links, known: KnownRecords) -> Part[FoundDebtor]:
    """The debtor of a run's customer, whether they are there or are to be made."""
    everything = target.debtor_fields(run.known)
    flow = run.ticket.flow.name

    async def read_back(number: str) -> FoundDebtor | None:
        return await known.get(flow, target, target.find_by_numbers, number)

    async def change(number: str, fields: Fields) -> None:
        await target.update_debtor(number, fields, day_of(run.ticket.event, ZONE))

    async def look_up(note: OpenIntent | None) -> Sequence[FoundDebtor]:
        return await _look_up_debtor(run, target, links, note)

    return Part(
        role="debtor",
        name=run.pair.name,
        fields=digested_fields(run, target, everything),
        horizon=target.horizon,
        make=lambda: target.create_debtor(everything),
        change=change,
        changes=lambda found: judge_debtor(run, target, links, found).changes,
        read_back=read_back,
        look_up=look_up,
        number=run.number,
        found=run.debtor,
        pair=run.pair,
        also=run.marks.names if run.marks is not None else (),
    )


def judge_debtor(run: CustomerRun, target: CustomerBooks, links: Links, found: FoundDebtor) -> Judged:
    """What is to be changed on a debtor who is there, and what is only told.

    Of one who was carried before, only what changed at the source since counts.
    """
    changed = changed_fields(run, target, links, target.debtor_fields(run.known))
    return judge_changed(run, target, found, changed)


def judge_changed(
    run: CustomerRun, target: CustomerBooks, found: FoundDebtor, changed: Collection[str] | None
) -> Judged:
    """The same where it is known what ``changed``; None where the debtor is found for the first time."""
    settings = run.settings.customer
    sources = target.debtor_sources
    policy = Policy(
        update=settings.update,
        writes=target.debtor_writes,
        sources=sources,
        clears=target.debtor_clears,
        posted=run.ticket.event.origin is Origin.HOOK,
        unblock=settings.unblock,
    )
    fields = own_fields(target, target.debtor_fields(run.known))
    emptied = [name for name in sources if is_empty(fields.get(name)) and is_emptied(run.read, sources[name])]
    if changed is None:
        return policy.at_first_match(settings.on_first_match).judge(fields, emptied, found, {*fields, *emptied})
    return policy.judge(fields, emptied, found, changed)


def changed_fields(run: CustomerRun, target: CustomerBooks, links: Links, fields: Fields) -> set[str] | None:
    """The fields of the debtor that changed at the source since they were last carried.

    None where they never were: then the debtor was found by a mark, and less is written of them. Nor is all written of
    one whom a person linked to a debtor of the other kind.
    """
    if run.link is None or run.other_kind or not (run.link.digest or run.link.manual):
        return None
    return {*list_changed(run.link.digest, digest_fields(links, run.pair.name, digested_fields(run, target, fields)))}


def digested_fields(run: CustomerRun, target: CustomerBooks, fields: Fields) -> dict[str, Any]:
    """Of the fields those that are remembered of a debtor, and whether the customer is a company, as far as is told."""
    return {**own_fields(target, fields), **kind_of(run.known.customer)}


def kind_of(customer: Customer) -> dict[str, str]:
    """Whether a customer is a company, as it is remembered among the fields; nothing of one without any name."""
    if not customer.name:
        return {}
    return {KIND: "company" if customer.is_company else "person"}


def own_fields(target: CustomerBooks, fields: Fields) -> dict[str, Any]:
    """The debtor's own fields: where contacts are records of their own, one is made together with its debtor only."""
    if not target.keeps_contacts:
        return dict(fields)
    sources = target.debtor_sources
    return {name: value for name, value in fields.items() if not _is_of_contact(sources.get(name, frozenset()))}


def was_company(links: Links, link: Link, name: str) -> bool | None:
    """Whether the customer was a company when they were last carried; None where nobody remembers."""
    kept = unpack(link.digest).get(KIND)
    told = {digest_field(links, name, KIND, word): word == "company" for word in ("company", "person")}
    return told.get(kept) if kept is not None else None


def is_emptied(record: CustomerRecord, paths: frozenset[str]) -> bool:
    """Whether the source gives one of these and has it empty: what it does not give at all is not empty."""
    return any(_gives_empty(record, path) for path in paths)


def _gives_empty(record: CustomerRecord, path: str) -> bool:
    root, _, name = path.partition(".")
    place: Any = record
    if root != "record":
        if root not in _ROOTS:
            return False
        place = getattr(record, _ROOTS[root])
    *between, name = name.split(".")
    for step in between:
        place = getattr(place, step, None)
    return place is not None and name in place.model_fields_set and is_empty(getattr(place, name))


def _is_of_contact(paths: frozenset[str]) -> bool:
    return bool(paths) and all(path.startswith("contact.") for path in paths)


async def _look_up_debtor(
    run: CustomerRun, target: CustomerBooks, links: Links, note: OpenIntent | None
) -> Sequence[FoundDebtor]:
    """Whoever is the customer now: by the marks of the settings, or where one was sent before, by name and address.

    Those who are another customer of the source are not among them.
    """
    matching = run.settings.customer
    marks = run.marks.wanted if run.marks is not None else CustomerMarks()
    if note is not None and not list_kinds(marks):
        marks = marks_of(run.known, matching.model_copy(update={"match": ("name_and_address",)}))
        if not list_kinds(marks):
            raise Hold(Told("parties.not_told_apart"))
    if not list_kinds(marks):
        return ()
    chain = matching.model_copy(update={"match": tuple(list_kinds(marks))})
    found = decide(await candidates(target, marks, None), marks, None, chain).debtors
    owners = await find_owners(links, run.pair, [debtor.number for debtor in found])
    return [debtor for debtor in found if debtor.number not in owners]
