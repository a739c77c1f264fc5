"""Finds a party's delivery address in the target, and makes it, once, when everything else is decided."""

from collections.abc import Sequence
from typing import Any

from handlers.contracts.addresses import AddressTarget, FoundAddress
from handlers.contracts.parties import Party
from handlers.contracts.records import Fields
from handlers.pipelines.common.records import Record, Records
from handlers.pipelines.parties.names import fold
from handlers.pipelines.parties.plan import AddressPlan
from mapping.parsing import dump_json
from relay.line.once.intents import OpenIntent
from relay.line.once.links import Link, Links
from relay.model import Lease


async def find_address(party: Party, target: AddressTarget, links: Links) -> tuple[str | None, AddressPlan | None]:
    """The number of the delivery address, where one is there, and what is to be done about it; reads only.

    Neither where goods go to the debtor's own address. Under a debtor who is still to be made there is none yet.
    """
    if not party.ships_elsewhere:
        return None, None
    fields = target.address_fields(party)
    if party.debtor is None:
        return None, AddressPlan(fields)
    name = _name(party, target, links, fields)
    known = await links.find(name)
    if known is not None:
        return known.number, None
    found = await _find(target, party.debtor, fields)
    if not found:
        await target.require_owner_of_addresses(party.debtor)
    number = found[0].number if found else None
    return number, AddressPlan(fields, name, number)


async def make_address(
    party: Party, plan: AddressPlan, target: AddressTarget, links: Links, records: Records, lease: Lease
) -> str:
    """Make the delivery address that was planned, once, and remember it; its number."""
    fields = target.address_fields(party)
    name, debtor = _name(party, target, links, fields), str(party.debtor)

    async def look_up(_: OpenIntent | None) -> Sequence[FoundAddress]:
        return await _find(target, debtor, fields)

    record = Record([name], target.horizon, look_up)
    if plan.number is not None and name == plan.name:
        await records.link(record, Link(plan.number))
        return plan.number
    return (await records.write_once(lease, record, lambda: target.create_address(fields))).number


def is_same_address(address: FoundAddress, fields: Fields) -> bool:
    """Whether an address is the one to deliver to: capitals, blanks, accents and signs make no other."""
    return all(_plain(address.fields.get(field)) == _plain(value) for field, value in fields.items())


def _name(party: Party, target: AddressTarget, links: Links, fields: Fields) -> str:
    """The name under which the address is remembered: what it is, under its debtor."""
    material = dump_json(dict(fields), sort_keys=True)
    return links.name(target.connection, "address", f"{party.debtor} {links.digest(material)}")


async def _find(target: AddressTarget, debtor: str, fields: Fields) -> Sequence[FoundAddress]:
    """The addresses of this debtor that are the one to deliver to."""
    return [one for one in await target.find_addresses(debtor) if is_same_address(one, fields)]


def _plain(value: Any) -> str:
    return fold(str(value)) if value is not None else ""
