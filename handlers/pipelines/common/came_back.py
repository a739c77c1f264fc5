"""Recognises orders that the relay wrote itself when they come back: with flows both ways nothing goes in circles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NoReturn

from mapping.problems import Problem
from relay.errors import Hold, Skip, Transient
from relay.line.once.intents import Intents
from relay.line.once.links import Link, Links
from relay.model import Flow
from words.told import Told

_A_WRITE_SETTLES = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a document tells of where it came from.

    ``number`` is its own at the source, ``reference`` the one that it carries from whoever ordered. ``forward`` says
    whether one that the relay brought there from a third system is carried on.
    """

    flow: Flow
    number: str
    reference: str
    forward: bool


def mark_of(links: Links, connection: str, number: str, entity: str = "order") -> str:
    """The name under which it is remembered that the relay wrote the document with this number into a connection."""
    return links.name(connection, f"written {entity}", number)


def marks_written(
    links: Links, connection: str, link: Link, came_through: Sequence[str], entities: Sequence[str]
) -> list[tuple[str, Link]]:
    """The links that remember a document as written by the relay, and through which systems it came.

    There is one for each of the ``entities`` as which it may be read back from where it was written, since each entity
    has numbers of its own.
    """
    origin = Link(link.number, " ".join(came_through), link.event)
    return [(mark_of(links, connection, link.number, entity), origin) for entity in entities]


def _require_way_on(path: tuple[str, ...], *, forward: bool, at_home: bool, sending: bool) -> tuple[str, ...]:
    """The way of an order of ours that may go on. Raises Skip for one that may not, Transient while that is open."""
    if at_home or (not path and not forward):
        raise Skip(Told("common.not_carried_back"))
    if not forward:
        raise Skip(Told("common.not_carried_on"))
    if sending and not path:
        _wait()
    return path


def _wait() -> NoReturn:
    raise Transient(Told("common.being_written"), after=_A_WRITE_SETTLES, burns_try=False)


async def refuse_echo(arrival: Arrival, links: Links, intents: Intents) -> tuple[str, ...]:
    """The systems through which the relay brought a document into its source; empty where it was made there.

    Raises Skip where carrying it would bring it back, or on to a further system while ``forward`` is off; Transient
    while the relay is still writing it and the systems are not known yet; Hold where its reference begins with the
    target's prefix and no write of it is remembered, since it may be in the target already.

    The relay recognises its own documents by their number, also where somebody changed the reference, or by their
    reference, also where the target told no number. An invoice with the reference of an order that the relay wrote was
    made in the source, and counts as a document of the source.
    """
    flow, reference = arrival.flow, arrival.reference
    prefixes = [prefix for prefix in (flow.target_prefix, *links.former_prefixes(flow.target)) if prefix]
    from_target = any(reference.casefold().startswith(prefix.casefold()) for prefix in prefixes)
    named = links.name(flow.source, "order", reference)
    # Before the links: a write that ends in between is then seen either here or there.
    sending = bool(reference) and await intents.look(named) is not None
    own = mark_of(links, flow.source, arrival.number, flow.entity)
    mark, link = (*await links.find_all([own, named] if reference else [own]), None)[:2]
    if mark is None and link is not None:
        mark = await links.find(mark_of(links, flow.source, link.number, flow.entity))
    if mark is None and sending and flow.entity == "invoice":
        _wait()  # what is being written may be an order, and this the invoice that the source made of it
    if sending or mark is not None:
        path = tuple(mark.digest.split()) if mark is not None else ()
        at_home = links.system(flow.target) in path or (not path and from_target)
        return _require_way_on(path, forward=arrival.forward, at_home=at_home, sending=sending)
    if link is not None:
        return ()  # made there of what we wrote, such as the invoice of our order: a document of its own
    if from_target:
        wrong = Told("common.begins_as_those_of_target", target=flow.target)
        mend = Told("common.cancel_or_give_another_reference", target=flow.target)
        problem = Problem("customer_reference", wrong, mend, reference)
        told = Told("common.may_have_come_from_target", target=flow.target, problem=problem.told())
        raise Hold(told, problems=[problem])
    return ()
