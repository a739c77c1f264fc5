"""Links a record of one system to the one record of another that it is, both ways: never two to one.

A pair has two links, stored in one piece: that of the source's record, and its mirror, under which the flow in the
opposite direction knows the same two. So what either flow learns, both know; and where one of the two is gone, merged
or erased, neither flow makes it anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mapping.problems import Problem
from relay.errors import Hold, Skip
from relay.line.once.links import Link, Links, LinkState
from relay.line.once.locks import Locks
from relay.model import Flow
from words.told import Told

_BURIED: Final[Mapping[LinkState, Told]] = {
    LinkState.GONE: Told("common.was_gone"),
    LinkState.MERGED: Told("common.was_merged"),
    LinkState.ERASED: Told("common.was_erased"),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """A record of a flow's source, ``number``, as it is known to be one of the target. ``name`` is that of its link."""

    flow: Flow
    kind: str
    number: str
    name: str


def pair_of(links: Links, flow: Flow, number: str, kind: str = "") -> Pair:
    """The pair of a source's record; ``kind`` is the flow's entity where none is given.

    Raises Parked where it is not proven which systems are behind the flow's connections.
    """
    kind = kind or flow.entity
    return Pair(flow, kind, number, links.name(flow.target, kind, f"{links.system(flow.source)} {number}"))


def mirror_of(links: Links, pair: Pair, number: str) -> str:
    """The name under which the opposite flow knows the pair whose record in the target is ``number``."""
    return links.name(pair.flow.source, pair.kind, f"{links.system(pair.flow.target)} {number}")


async def find_linked(links: Links, pair: Pair) -> Link | None:
    """What the source's record is linked to; None where it never was. Raises Hold or Skip for a tombstone."""
    link = await links.find(pair.name)
    if link is not None:
        require_live(pair, link)
    return link


def require_live(pair: Pair, link: Link) -> None:
    """Raise Hold where one of the pair is gone, and a person must decide; Skip where it was merged or erased."""
    if link.state is LinkState.GONE:
        raise target_gone(pair, link.number)
    if link.state is LinkState.MERGED:
        raise Skip(Told("common.pair_merged", number=pair.number, to=link.to), number=link.number or None)
    if link.state is LinkState.ERASED:
        raise Skip(Told("common.pair_erased"))


def target_gone(pair: Pair, number: str) -> Hold:
    """The end of a run on a record that was linked, and whose counterpart is there no longer."""
    wrong, mend = Told("common.target_gone"), Told("common.relink")
    problem = Problem("number", wrong, mend, pair.number)
    told = Told("common.pair_gone", number=pair.number, to=number, target=pair.flow.target)
    return Hold(told, problems=[problem])


async def find_owners(links: Links, pair: Pair, numbers: Sequence[str]) -> Mapping[str, Link]:
    """By number in the target: what else than this pair a record there is linked to, a tombstone too."""
    if not numbers:
        return {}
    found = await links.find_all([mirror_of(links, pair, number) for number in numbers])
    owners = {number: link for number, link in zip(numbers, found, strict=True) if link is not None}
    return {number: link for number, link in owners.items() if not link.is_live or link.number != pair.number}


async def claim_one_to_one(links: Links, pair: Pair, number: str, event: str = "") -> None:
    """Link the pair to record ``number`` of the target, in one piece with its mirror; safe to repeat.

    Raises Hold where the record in the target belongs to another of this source (``shared_target``), where this pair is
    linked to another already, and for a tombstone of either.
    """
    mirror = mirror_of(links, pair, number)
    blocked = await links.pair((pair.name, number), (mirror, pair.number), event)
    if blocked is None:
        return
    own, other = await links.find_all([pair.name, mirror])
    if own is not None:
        require_live(pair, own)
    if blocked == mirror and other is not None:
        raise shared_target(pair, number, other)
    raise Hold(Told("common.linked_to_another", number=pair.number, linked=own.number if own else "", wanted=number))


def shared_target(pair: Pair, number: str, owner: Link) -> Hold:
    """The end of a run whose record would be one that belongs to another record of the same source."""
    if not owner.is_live:
        told = Told("common.owner_buried", number=pair.number, wanted=number, state=_BURIED[owner.state])
        return Hold(told, problems=[Problem("number", Told("common.target_gone"), Told("common.relink"), pair.number)])
    told = Told("common.shares_target", number=pair.number, wanted=number, owner=owner.number)
    problem = Problem("number", Told("common.shared_target"), Told("common.link_by_hand"), pair.number)
    return Hold(told, problems=[problem])


async def bury_pair(links: Links, pair: Pair, state: LinkState, to: str = "") -> Link | None:
    """Make a tombstone of the pair and of its mirror: the link as it was. ``to`` is a successor's number at the source.

    A pair that was never linked gets one too where it was merged or erased; one that is only gone was never here.
    """
    link = await links.find(pair.name)
    if link is None and state is LinkState.GONE:
        return None
    names = [pair.name] if link is None or not link.number else [pair.name, mirror_of(links, pair, link.number)]
    if state is LinkState.ERASED:
        await links.erase(names)
    else:
        await links.bury(names, state, to)
    return link


async def relink(links: Links, locks: Locks, pair: Pair, *, create: bool) -> Told:
    """Lift the tombstone of a pair because a person says so: it leads again to what it led to, or is forgotten whole.

    With ``create`` the next run matches the record anew and makes one where it finds none. Raises Hold where there is
    no tombstone, or one of a person who asked to be forgotten; Contended while a run works on the record.
    """
    async with locks.hold([pair.name]):
        link = await links.find(pair.name)
        if link is None or link.is_live:
            raise Hold(Told("common.nothing_to_relink", number=pair.number))
        if link.state is LinkState.ERASED:
            raise Hold(Told("common.erased_stays", number=pair.number))
        names = [pair.name, mirror_of(links, pair, link.number)] if link.number else [pair.name]
        if create or not link.number:
            await links.forget_whole(names)
            return Told("common.forgotten_whole", number=pair.number, was=link.number)
        await links.bury(names, LinkState.LIVE)
        return Told("common.relinked", number=pair.number, to=link.number)


async def link_pair(links: Links, locks: Locks, pair: Pair, number: str | None) -> Told:
    """Link a pair because a person says so, or forget it whole where ``number`` is None.

    What the record was linked to before is free again. Raises Hold where the record in the target is linked to another
    of the source, or the person was erased; Contended while a run works on the record.
    """
    async with locks.hold([pair.name]):
        link = await links.find(pair.name)
        if link is not None and link.state is LinkState.ERASED:
            raise Hold(Told("common.erased_stays", number=pair.number))
        if number is None and link is None:
            raise Hold(Told("common.pair_not_linked", number=pair.number))
        owner = (await find_owners(links, pair, [number])).get(number) if number is not None else None
        if number is not None and owner is not None and owner.number != pair.number:
            raise shared_target(pair, number, owner)
        names = [pair.name, mirror_of(links, pair, link.number)] if link and link.number else [pair.name]
        if link is None or link.number != number:
            await links.forget_whole(names)
        if number is None:
            return Told("common.pair_forgotten", number=pair.number, was=link.number if link else "")
        mirror = mirror_of(links, pair, number)
        await links.store_all((pair.name, Link(number, manual=True)), (mirror, Link(pair.number, manual=True)))
        return Told("common.pair_linked", number=pair.number, to=number)
