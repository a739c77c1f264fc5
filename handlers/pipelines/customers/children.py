"""The parts of a customer below the debtor: addresses to deliver to, and contacts where these are records of their own.

Each is known by its own number at the source. What is there already is used, and never two of them for one.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from handlers.contracts.addresses import FoundAddress
from handlers.contracts.customers import CustomerBooks, CustomerTarget, FoundContact, books_of
from handlers.contracts.parties import Party
from handlers.contracts.records import Fields, Shown
from handlers.pipelines.common.edited_units import ZONE
from handlers.pipelines.common.field_digests import unpack
from handlers.pipelines.common.part import Part, day_of, part_name
from handlers.pipelines.common.write_policy import Update, is_empty, is_same
from handlers.pipelines.customers.party import addresses_of, contacts_of, delivering_to
from handlers.pipelines.customers.run import CustomerRun
from handlers.pipelines.parties.completeness import find_delivery_problems
from handlers.pipelines.parties.delivery_address import is_same_address
from handlers.pipelines.parties.names import same_name
from mapping.documents.customer import Contact, DeliveryAddress
from mapping.documents.emails import normal_email
from relay.line.once.intents import OpenIntent
from relay.line.once.links import Link, Links

ShownT = TypeVar("ShownT", bound=Shown)

Kept = Mapping[str, Link | None]
"""What is kept of the addresses, or of the contacts, of one customer, by the names of their links."""


async def list_children(run: CustomerRun, target: CustomerTarget, links: Links) -> list[Part[Any]]:
    """All parts below the debtor, who is known; none where the target is told all of a customer in one document."""
    books = books_of(target)
    if books is None:
        return []
    return [*await address_parts(run, books, links), *await contact_parts(run, books, links)]


async def address_parts(run: CustomerRun, target: CustomerBooks, links: Links) -> list[Part[FoundAddress]]:
    """The addresses to deliver to that can be carried, under the debtor who is known."""
    places = deliverable(run)
    names = [part_name(links, target.connection, run.pair, "address", place.id) for place in places]
    kept = await _find_links(links, names)
    return [_address(run, target, links, place, name, kept) for place, name in zip(places, names, strict=True)]


def deliverable(run: CustomerRun) -> list[DeliveryAddress]:
    """The addresses that lack nothing, as far as they are carried at all."""
    if not run.settings.addresses:
        return []
    lacking = list_lacking(run.known)
    return [place for place in addresses_of(run.known) if place.id not in lacking]


def list_lacking(party: Party) -> set[str]:
    """The ids of the addresses to deliver to that lack something."""
    return {place.id for place in addresses_of(party) if find_delivery_problems(delivering_to(party, place, None))}


async def contact_parts(run: CustomerRun, target: CustomerBooks, links: Links) -> list[Part[FoundContact]]:
    """The contacts, where the target keeps them as records of their own."""
    contacts = carried_contacts(run, target)
    names = [part_name(links, target.connection, run.pair, "contact", contact.id) for contact in contacts]
    kept = await _find_links(links, names)
    return [_contact(run, target, links, one, name, kept) for one, name in zip(contacts, names, strict=True)]


def carried_contacts(run: CustomerRun, target: CustomerBooks) -> Sequence[Contact]:
    """Those of a company who are records of their own in the target, the first to turn to first."""
    return contacts_of(run.known) if run.settings.contacts and target.keeps_contacts else ()


def _address(
    run: CustomerRun, target: CustomerBooks, links: Links, place: DeliveryAddress, name: str, kept: Kept
) -> Part[FoundAddress]:
    debtor, party = str(run.number), delivering_to(run.known, place, run.number)
    fields = target.address_fields(party)
    starting = place.starts_on or day_of(run.ticket.event, ZONE)

    async def shown() -> Sequence[FoundAddress]:
        return await target.find_addresses(debtor)

    async def make() -> str | None:
        await target.require_owner_of_addresses(debtor)
        return await target.create_address(fields)

    async def change(number: str, changes: Fields) -> None:
        await target.update_address(debtor, number, changes, starting)

    def is_it(found: FoundAddress) -> bool:
        return is_same_address(found, fields)

    return Part(
        role=f"delivery address {place.id}",
        name=name,
        fields=fields,
        horizon=target.horizon,
        make=make,
        change=change,
        changes=_changes_of(run, fields, kept[name]),
        read_back=partial(_read_back, shown),
        look_up=partial(_look_up, links, shown, is_it, [other for other in kept if other != name]),
        belongs_to=run.pair.name,
    )


def _contact(
    run: CustomerRun, target: CustomerBooks, links: Links, contact: Contact, name: str, kept: Kept
) -> Part[FoundContact]:
    debtor = str(run.number)
    fields = target.contact_fields(replace(run.known, debtor=debtor), contact)

    async def shown() -> Sequence[FoundContact]:
        return await target.find_contacts(debtor)

    async def make() -> str | None:
        return await target.create_contact(debtor, fields)

    async def change(number: str, changes: Fields) -> None:
        await target.update_contact(debtor, number, changes)

    def is_it(found: FoundContact) -> bool:
        if found.name or found.email:
            named = bool(contact.name) and same_name(found.name, contact.name)
            return named or (bool(contact.email) and normal_email(found.email) == normal_email(contact.email or ""))
        return all(is_same(found.fields.get(field), value) for field, value in fields.items())

    return Part(
        role=f"contact {contact.id}",
        name=name,
        fields=fields,
        horizon=target.horizon,
        make=make,
        change=change,
        changes=_changes_of(run, fields, kept[name]),
        read_back=partial(_read_back, shown),
        look_up=partial(_look_up, links, shown, is_it, [other for other in kept if other != name]),
        belongs_to=run.pair.name,
    )


async def _find_links(links: Links, names: Sequence[str]) -> Kept:
    return dict(zip(names, await links.find_all(names), strict=True)) if names else {}


async def _read_back(shown: Callable[[], Awaitable[Sequence[ShownT]]], number: str) -> ShownT | None:
    return next((one for one in await shown() if one.number == number), None)


async def _look_up(
    links: Links,
    shown: Callable[[], Awaitable[Sequence[ShownT]]],
    is_it: Callable[[ShownT], bool],
    others: Sequence[str],
    _: OpenIntent | None,
) -> Sequence[ShownT]:
    """Those in the target that are the part, the first of several that are alike; none that is another part already."""
    taken = {link.number for link in await links.find_all(others) if link is not None} if others else set[str]()
    return [one for one in await shown() if one.number not in taken and is_it(one)][:1]


def _changes_of(run: CustomerRun, fields: Fields, kept: Link | None) -> Callable[[Shown], Fields]:
    """What is to be changed of an address or contact that is there: each is one thing, whatever of it changed.

    What was sent of it before and is no part of it any more is emptied. One that was only found is changed no more than
    the settings allow of a debtor who was, unless it came with a debtor whom this run made.
    """
    matching = run.settings.customer
    sent = unpack(kept.digest) if kept is not None else {}
    update: Update = matching.update
    if kept is None and not run.made and update == "always" and matching.on_first_match != "update":
        update = "never" if matching.on_first_match == "link_only" else "empty_fields"

    def changes(found: Shown) -> Fields:
        if update == "never":
            return {}
        differing = {field: value for field, value in fields.items() if not is_same(found.fields.get(field), value)}
        if update == "always":
            left = {field for field in sent if is_empty(fields.get(field)) and not is_empty(found.fields.get(field))}
            given = {field: value for field, value in differing.items() if not is_empty(value)}
            return {**given, **dict.fromkeys(sorted(left))}
        shown = found.fields  # a field that is not shown is not known to be empty
        return {field: value for field, value in differing.items() if field in shown and is_empty(shown[field])}

    return changes
