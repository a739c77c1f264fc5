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
    """By what it is remembered that the document with this number is ours, and ``came_through`` which systems.

    It may be read where it was written as any of the ``entities``: each has numbers of its own.
    """
    origin = Link(link.number, " ".join(came_through), link.event)
    return [(mark_of(links, connection, link.number, entity), origin) for entity in entities]


def _carried_on(path: tuple[str, ...], *, forward: bool, at_home: bool, sending: bool) -> tuple[str, ...]:
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
    """Raise Skip for an order that the relay wrote into its source, or is writing there just now.

    Else the systems through which the relay brought it there, as far as they are known: none for one of its own.

    It is known by its number there, or by our reference that it carries: the number also where somebody changed the
    reference, the reference also where no number was told. One from another system goes on where ``forward`` says so;
    raises Transient while it is not known yet from where that is.
    An invoice that carries the reference of an order of ours was made there of it, and is a document of its own.
    The note of a write is asked for before the links, so that a write which ends meanwhile is seen in one of the two.
    Raises Hold for one whose reference says that it came from the target though nobody remembers: it would be doubled.
    """
    flow, reference = arrival.flow, arrival.reference
    prefixes = [prefix for prefix in (flow.target_prefix, *links.former_prefixes(flow.target)) if prefix]
    from_target = any(reference.casefold().startswith(prefix.casefold()) for prefix in prefixes)
    named = links.name(flow.source, "order", reference)
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
        return _carried_on(path, forward=arrival.forward, at_home=at_home, sending=sending)
    if link is not None:
        return ()  # made there of what we wrote, such as the invoice of our order: a document of its own
    if from_target:
        wrong = Told("common.begins_as_those_of_target", target=flow.target)
        mend = Told("common.cancel_or_give_another_reference", target=flow.target)
        problem = Problem("customer_reference", wrong, mend, reference)
        told = Told("common.may_have_come_from_target", target=flow.target, problem=problem.told())
        raise Hold(told, problems=[problem])
    return ()
