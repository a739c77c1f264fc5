"""Tells a person of delivery addresses and contacts that the source gave before and gives no longer.

They stay as they are in the target: an order may name one, and who comes back is the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from handlers.contracts.customers import CustomerTarget
from handlers.pipelines.common.part import part_name
from handlers.pipelines.customers.run import CustomerRun
from mapping.problems import Problem
from relay.line.once.links import Link, Links, LinkState
from words.told import Told

_KINDS: Final = {"address": "delivery_addresses", "contact": "contacts"}
"""The fields that list all of a kind, where a record gives them at all."""


@dataclass(frozen=True, slots=True)
class _Given:
    """What a record gives of one kind: the names of its links, and where those of all that it ever gave are listed."""

    field: str
    listed: str
    names: frozenset[str]


async def is_left_out(run: CustomerRun, target: CustomerTarget, links: Links) -> bool:
    """Whether there is an address or a contact to tell of; reads no system."""
    return any([_left_out(run, given, await _linked(links, given)) for given in _given(run, target, links)])


async def notice_left_out(run: CustomerRun, target: CustomerTarget, links: Links) -> CustomerRun:
    """Tell of each address and contact that is left out, once; one that comes back may be told again.

    A record that does not give a list says nothing of what would stand in it.
    """
    if run.leaving is not None:
        return run
    for given in _given(run, target, links):
        linked = await _linked(links, given)
        if new := given.names - linked.keys():
            await links.attach(given.listed, sorted(new))
            await links.attach(run.pair.name, [given.listed, *sorted(new)])  # they are forgotten with the customer
        back = [name for name in sorted(given.names & linked.keys()) if linked[name].state is LinkState.GONE]
        if back:
            await links.bury(back, LinkState.LIVE)
        if gone := _left_out(run, given, linked):
            event = run.ticket.event.id
            noted = {name: replace(link, state=LinkState.GONE, event=event) for name, link in gone.items()}
            await links.store_all(*noted.items())
            run = run.warn(*(_problem(run, given.field, link.number) for link in gone.values()))
    return run


def _given(run: CustomerRun, target: CustomerTarget, links: Links) -> Iterator[_Given]:
    pair, connection = run.pair, target.connection
    if not target.keeps_debtors:
        return  # it is told all of a customer, and what is left out is left out there
    for kind, field in _KINDS.items():
        if field in run.read.model_fields_set:
            names = frozenset(part_name(links, connection, pair, kind, one.id) for one in getattr(run.read, field))
            yield _Given(field, links.name(connection, f"customer {kind} list", pair.name), names)


async def _linked(links: Links, given: _Given) -> Mapping[str, Link]:
    """All that was ever given of the kind, with an empty link where it was never carried."""
    names = sorted(await links.attached(given.listed))
    found = await links.find_all(names) if names else []
    return {name: link or Link("") for name, link in zip(names, found, strict=True)}


def _left_out(run: CustomerRun, given: _Given, linked: Mapping[str, Link]) -> Mapping[str, Link]:
    """Those that are carried and given no longer.

    What this event noted as gone is among them: the try before may not have come to its end.
    """
    return {
        name: link
        for name, link in linked.items()
        if name not in given.names and link.number and (link.is_live or link.event == run.ticket.event.id)
    }


def _problem(run: CustomerRun, field: str, number: str) -> Problem:
    wrong = (
        Told("customers.address_not_given", number=number)
        if field == _KINDS["address"]
        else Told("customers.contact_not_given", number=number)
    )
    return Problem(field, wrong, Told("customers.look_at_part", number=number, debtor=str(run.number)))
