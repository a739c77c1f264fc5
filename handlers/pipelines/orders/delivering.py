"""Finds the delivery address of an order in the target, or makes it, once."""

from typing import Any

from handlers.pipelines.orders.names import folded
from handlers.pipelines.orders.needs import Fields, FoundAddress, OrderTarget
from handlers.pipelines.orders.run import OrderRun
from mapping.parsing import dump_json
from relay.errors import DryRun
from relay.intents import Intents
from relay.links import Link, Links
from relay.locks import Locks


async def delivery(run: OrderRun, target: OrderTarget, links: Links, intents: Intents, locks: Locks) -> OrderRun:
    """Find the delivery address or make it, where the goods go elsewhere than to the debtor's own address."""
    draft = run.known
    if not draft.ships_elsewhere:
        return run
    fields = target.address_fields(draft)
    name = links.name(target.connection, "address", f"{draft.debtor} {links.digest(_bytes(fields))}")
    known = await links.find(name)
    if known is not None:
        return run.with_draft(delivery_address=known.number)

    async def look_up() -> Link | None:
        found = await target.find_addresses(str(draft.debtor))
        return next((Link(address.number) for address in found if _is(address, fields)), None)

    async def send() -> Link | None:
        number = await target.create_address(fields)
        return Link(number) if number else None

    if not run.ticket.flow.write and await look_up() is None:
        raise DryRun(f"dry run: would make a delivery address with {', '.join(sorted(fields))}, then the order")
    async with locks.hold([name]):
        link = await intents.write(run.ticket.lease, [name], target.horizon, look_up, send)
    return run.with_draft(delivery_address=link.number).tell(f"delivery address {link.number}")


def _is(address: FoundAddress, fields: Fields) -> bool:
    """Whether an address is the one to deliver to: capitals, blanks, accents and signs make no other."""
    return all(_plain(address.fields.get(field)) == _plain(value) for field, value in fields.items())


def _plain(value: Any) -> str:
    return folded(str(value)) if value is not None else ""


def _bytes(fields: Fields) -> bytes:
    return dump_json(dict(fields), sort_keys=True)
