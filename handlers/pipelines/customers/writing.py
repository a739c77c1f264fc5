"""Carries the parts of a customer that were decided, one after another: the debtor first, then what stands below."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from handlers.contracts.customers import CustomerTarget, books_of
from handlers.pipelines.common.one_to_one import mirror_of
from handlers.pipelines.common.part import Carried, Part
from handlers.pipelines.common.parts import Parts
from handlers.pipelines.common.two_way_carrying import TwoWayCarrier
from handlers.pipelines.customers.both_ways import carry_both_ways, is_both_ways
from handlers.pipelines.customers.children import list_children
from handlers.pipelines.customers.debtor_part import KIND
from handlers.pipelines.customers.finding import may_succeed
from handlers.pipelines.customers.run import CustomerRun
from relay.line.once.links import Links, LinkState
from relay.line.opposites import Opposites
from words.told import Told


async def carry_debtor(
    run: CustomerRun,
    target: CustomerTarget,
    links: Links,
    parts: Parts,
    two_way: TwoWayCarrier,
    opposites: Opposites,
) -> CustomerRun:
    """Make the debtor, or change what may be changed, and link the customer to them, one to one."""
    if run.leaving is not None:
        return run
    books = books_of(target)
    await _revive(run, links, is_told=books is None)
    await _succeed(run, links)
    if books is not None and is_both_ways(run, opposites):
        carried, run = await carry_both_ways(run, books, links, two_way, opposites)
    else:
        carried = await parts.carry(run.ticket, run.parts[0])
    run = replace(run, number=carried.number, made=carried.how == "made")
    return run.tell(_tell_debtor(carried) if books is not None else _tell_told(carried))


async def carry_children(run: CustomerRun, target: CustomerTarget, links: Links, parts: Parts) -> CustomerRun:
    """Make or change the addresses to deliver to and the contacts, each once."""
    if run.leaving is not None:
        return run
    for part in await list_children(run, target, links):
        run = run.tell(*_tell_child(part, await parts.carry(run.ticket, part)))
    return run


async def _revive(run: CustomerRun, links: Links, *, is_told: bool) -> None:
    """Lift the tombstone of one who was gone and is there again, at both ends, as far as that can be seen."""
    link = run.link
    if link is not None and link.state is LinkState.GONE and (run.debtor is not None or is_told):
        await links.bury([run.pair.name, mirror_of(links, run.pair, link.number)], LinkState.LIVE)


async def _succeed(run: CustomerRun, links: Links) -> None:
    """Take the place of one who is gone, whose debtor this is now; their own tombstone stays."""
    if run.link is None and run.debtor is not None:
        mirror = mirror_of(links, run.pair, run.debtor.number)
        owner = await links.find(mirror)
        if owner is not None and may_succeed(run, owner):
            await links.forget(mirror)


def _tell_debtor(carried: Carried) -> Told:
    fields = sorted({*carried.fields} - {KIND})
    if carried.how == "made":
        return Told("parties.created", number=carried.number)
    if carried.how == "changed" and fields:
        return Told("customers.changed", number=carried.number, fields=fields)
    return Told("customers.same", number=carried.number)


def _tell_told(carried: Carried) -> Told:
    if carried.how == "same":
        return Told("customers.same", number=carried.number)
    return Told("customers.posted", number=carried.number)


def _tell_child(part: Part[Any], carried: Carried) -> Iterator[Told]:
    if carried.how == "made":
        yield Told("customers.part_made", part=part.role, number=carried.number)
    elif carried.how == "changed":
        yield Told("customers.part_changed", part=part.role, number=carried.number, fields=sorted(carried.fields))
