"""Finds the delivery address of an order in the target, and makes it, once, when everything else is decided."""

from typing import Any

from handlers.contracts.addresses import FoundAddress
from handlers.contracts.orders import OrderTarget
from handlers.contracts.records import Fields
from handlers.pipelines.common.plan import AddressPlan
from handlers.pipelines.orders.run import OrderRun
from handlers.pipelines.parties.names import folded
from mapping.parsing import dump_json
from relay.line.once.intents import Intents
from relay.line.once.links import Link, Links
from relay.line.once.locks import Locks


async def delivery(run: OrderRun, target: OrderTarget, links: Links) -> OrderRun:
    """Find the delivery address, or decide that one is to be made, where the goods go elsewhere; reads only.

    Under a debtor who is still to be made there is none yet.
    """
    draft = run.known
    if not draft.party.ships_elsewhere:
        return run
    fields = target.address_fields(draft.party)
    if draft.debtor is None:
        return run.planning(address=AddressPlan(fields))
    name = _name(run, target, links, fields)
    known = await links.find(name)
    if known is not None:
        return run.with_draft(delivery_address=known.number)
    number = await _found(target, draft.debtor, fields)
    if number is None:
        await target.require_owner_of_addresses(draft.debtor)
    return run.with_draft(delivery_address=number).planning(address=AddressPlan(fields, name, number))


async def make_address(run: OrderRun, target: OrderTarget, links: Links, intents: Intents, locks: Locks) -> OrderRun:
    """Make the delivery address that was planned, once, and remember it."""
    plan = run.plan.address
    if plan is None:
        return run
    fields = target.address_fields(run.known.party)
    name, debtor = _name(run, target, links, fields), str(run.known.debtor)
    if plan.number is not None and name == plan.name:
        await intents.settle_all([name], Link(plan.number))
        return run.tell(f"delivery address {plan.number}")

    async def look_up() -> Link | None:
        number = await _found(target, debtor, fields)
        return Link(number) if number else None

    async def send() -> Link | None:
        number = await target.create_address(fields)
        return Link(number) if number else None

    async with locks.hold([name]):
        link = await links.find(name) or await intents.write(run.ticket.lease, [name], target.horizon, look_up, send)
    return run.with_draft(delivery_address=link.number).tell(f"delivery address {link.number}")


def _name(run: OrderRun, target: OrderTarget, links: Links, fields: Fields) -> str:
    """The name under which the address is remembered: what it is, under its debtor."""
    return links.name(target.connection, "address", f"{run.known.debtor} {links.digest(_bytes(fields))}")


async def _found(target: OrderTarget, debtor: str, fields: Fields) -> str | None:
    """The number of an address of this debtor that is the one to deliver to."""
    return next((one.number for one in await target.find_addresses(debtor) if _is(one, fields)), None)


def _is(address: FoundAddress, fields: Fields) -> bool:
    """Whether an address is the one to deliver to: capitals, blanks, accents and signs make no other."""
    return all(_plain(address.fields.get(field)) == _plain(value) for field, value in fields.items())


def _plain(value: Any) -> str:
    return folded(str(value)) if value is not None else ""


def _bytes(fields: Fields) -> bytes:
    return dump_json(dict(fields), sort_keys=True)
