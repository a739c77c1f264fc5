"""Finds the debtor and the delivery address of an order in the target, or makes them, once."""

from collections.abc import Awaitable, Callable
from typing import Any

from handlers.pipelines.orders.marks import found_by, link_of, marks_of, matches_of, names_of, the_one
from handlers.pipelines.orders.needs import CustomerMarks, Fields, FoundDebtor, OrderTarget
from handlers.pipelines.orders.run import OrderRun
from mapping.parsing import dump_json
from relay.errors import Hold, Skip
from relay.intents import Intents
from relay.links import Link, Links
from relay.locks import Locks


async def customer(run: OrderRun, target: OrderTarget, links: Links, intents: Intents, locks: Locks) -> OrderRun:
    """Find the debtor or make him, under a lock on all he is known by; unless a setting chose one already."""
    if run.known.debtor is not None:
        return run
    marks = marks_of(run)
    if not marks.email:
        raise Hold("the order has no e-mail address and the flow no default debtor; set settings.default_debtor.value")
    async with locks.hold(names_of(target, links, marks)):
        return await _find_or_make(run, target, links, intents, marks)


async def delivery(run: OrderRun, target: OrderTarget, links: Links, intents: Intents, locks: Locks) -> OrderRun:
    """Find the delivery address or make it, where the goods go elsewhere than the bill."""
    draft = run.known
    if not draft.order.ships_elsewhere:
        return run
    fields = target.address_fields(draft)
    name = links.name(target.connection, "address", f"{draft.debtor} {links.digest(_bytes(fields))}")
    known = await links.find(name)
    if known is not None:
        return run.with_draft(delivery_address=known.number)

    async def look_up() -> Link | None:
        for address in await target.find_addresses(str(draft.debtor)):
            if all(_same(address.fields.get(field), value) for field, value in fields.items()):
                return Link(address.number)
        return None

    async def send() -> Link | None:
        number = await target.create_address(fields)
        return Link(number) if number else None

    if await _is_dry(run, look_up):
        raise Skip(f"dry run: would make a delivery address with {', '.join(sorted(fields))}, then the order")
    async with locks.hold([name]):
        link = await intents.write(run.ticket.lease, [name], target.horizon, look_up, send)
    return run.with_draft(delivery_address=link.number).tell(f"delivery address {link.number}")


async def debtors_of(run: OrderRun, target: OrderTarget, links: Links) -> set[str]:
    """The numbers under which the target knows this order's customer."""
    if run.known.debtor is not None:
        return {run.known.debtor}
    marks = marks_of(run)
    if not marks.email:
        return set()
    link = await link_of(target, links, marks)
    return {link.number} if link else {debtor.number for debtor in await matches_of(target, marks)}


async def _find_or_make(
    run: OrderRun, target: OrderTarget, links: Links, intents: Intents, marks: CustomerMarks
) -> OrderRun:
    names = names_of(target, links, marks)
    fields = target.debtor_fields(run.known)
    digest = links.digest(_bytes(fields))
    link = await link_of(target, links, marks)
    if link is not None and link.digest == digest:
        return run.with_draft(debtor=link.number).tell(f"debtor {link.number} known")
    found = await the_one(target, marks)
    if found is not None:
        run = await _fill_in(run, target, found, fields)
        if run.ticket.flow.write:  # a dry run sent nothing, so that the digest would tell a lie
            await intents.settle_all(names, Link(found.number, digest))
        return run.with_draft(debtor=found.number).tell(f"debtor {found.number} found by {found_by(found, marks)}")
    if link is not None:
        return run.with_draft(debtor=link.number).tell(f"debtor {link.number} known; his e-mail differs in the target")

    async def look_up() -> Link | None:
        match = await the_one(target, marks)
        return Link(match.number, digest) if match else None

    async def send() -> Link | None:
        number = await target.create_debtor(fields)
        return Link(number, digest) if number else None

    if not run.ticket.flow.write:
        raise Skip(f"dry run: would make a debtor with {', '.join(sorted(fields))}, then the order")
    link = await intents.write(run.ticket.lease, names, target.horizon, look_up, send)
    return run.with_draft(debtor=link.number).tell(f"debtor {link.number} created")


async def _fill_in(run: OrderRun, target: OrderTarget, found: FoundDebtor, fields: Fields) -> OrderRun:
    """Send the fields that may be written on the debtor who is there, where the settings allow it."""
    writes = target.debtor_writes
    changes = {name: value for name, value in fields.items() if _may_write(name, value, found, writes.get(name))}
    if not changes or run.settings.customer.update == "never":
        return run
    if not run.ticket.flow.write:
        return run.tell(f"dry run: would fill in {', '.join(sorted(changes))} on debtor {found.number}")
    await target.update_debtor(found.number, changes)
    return run.tell(f"debtor {found.number}: filled in {', '.join(sorted(changes))}")


def _may_write(name: str, value: Any, found: FoundDebtor, write: str | None) -> bool:
    """Whether a field goes to a debtor who is there: where it stands empty, unless its mapping row says otherwise."""
    if _empty(value) or write == "create_only":
        return False
    if write == "always":
        return not _same(found.fields.get(name), value)
    return _empty(found.fields.get(name)) and name not in found.closed


def _bytes(fields: Fields) -> bytes:
    return dump_json(dict(fields), sort_keys=True)


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _same(found: Any, wanted: Any) -> bool:
    """Targets pad and capitalise what they store."""
    return str(found or "").strip().casefold() == str(wanted or "").strip().casefold()


async def _is_dry(run: OrderRun, look_up: Callable[[], Awaitable[Link | None]]) -> bool:
    """Whether a dry run must end here: the record would have to be made, and the rest would need its number."""
    return not run.ticket.flow.write and await look_up() is None
