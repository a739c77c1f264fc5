"""Recognises orders that the relay wrote itself when they come back: with flows both ways nothing goes in circles."""

from collections.abc import Mapping
from datetime import timedelta
from typing import NoReturn

from handlers.contracts.drafts import SendAs
from handlers.pipelines.orders.run import OrderRun
from mapping.problems import Problem
from relay.errors import Hold, Skip, Transient
from relay.line.once.intents import Intents
from relay.line.once.links import Link, Links

_A_WRITE_SETTLES = timedelta(seconds=30)

_MARKED_AS: Mapping[SendAs, tuple[str, ...]] = {
    "order": ("order",),
    "invoice": ("order", "invoice"),
    "direct_invoice": ("order", "invoice"),
    "financial_mutation": (),
}
"""As which entities a document may be read where it was written: each has numbers of its own."""


def mark_of(links: Links, connection: str, number: str, entity: str = "order") -> str:
    """The name under which it is remembered that the relay wrote the document with this number into a connection."""
    return links.name(connection, f"written {entity}", number)


def marks_written(run: OrderRun, links: Links, connection: str, link: Link) -> list[tuple[str, Link]]:
    """By what it is remembered that the document with this number is ours, and through which systems it came."""
    path = " ".join((*run.came_through, links.system(run.ticket.flow.source)))
    origin = Link(link.number, path, link.event)
    return [(mark_of(links, connection, link.number, entity), origin) for entity in _MARKED_AS[run.settings.send_as]]


def _carried_on(run: OrderRun, path: tuple[str, ...], *, at_home: bool, sending: bool) -> tuple[str, ...]:
    """The way of an order of ours that may go on. Raises Skip for one that may not, Transient while that is open."""
    if at_home or (not path and not run.settings.forward):
        raise Skip("the relay wrote this order into its source; it is not carried back")
    if not run.settings.forward:
        raise Skip(
            "the relay wrote this order into its source from a third system; it is not carried on, unless "
            "settings.forward: true says so"
        )
    if sending and not path:
        _wait()
    return path


def _wait() -> NoReturn:
    told = "the relay is writing a document with this reference into the source, or has not heard yet whether it did"
    raise Transient(told, after=_A_WRITE_SETTLES, burns_try=False)


async def refuse_echo(run: OrderRun, links: Links, intents: Intents) -> tuple[str, ...]:
    """Raise Skip for an order that the relay wrote into its source, or is writing there just now.

    Else the systems through which the relay brought it there, as far as they are known: none for one of its own.

    It is known by its number there, or by our reference that it carries: the number also where somebody changed the
    reference, the reference also where no number was told. One from another system goes on where ``forward`` says so;
    raises Transient while it is not known yet from where that is.
    An invoice that carries the reference of an order of ours was made there of it, and is a document of its own.
    The note of a write is asked for before the links, so that a write which ends meanwhile is seen in one of the two.
    Raises Hold for one whose reference says that it came from the target though nobody remembers: it would be doubled.
    """
    order, flow = run.read, run.ticket.flow
    reference = order.customer_reference or ""
    prefixes = [prefix for prefix in (flow.target_prefix, *links.former_prefixes(flow.target)) if prefix]
    from_target = any(reference.casefold().startswith(prefix.casefold()) for prefix in prefixes)
    named = links.name(flow.source, "order", reference)
    sending = bool(reference) and await intents.look(named) is not None
    own = mark_of(links, flow.source, order.number, flow.entity)
    mark, link = (*await links.find_all([own, named] if reference else [own]), None)[:2]
    if mark is None and link is not None:
        mark = await links.find(mark_of(links, flow.source, link.number, flow.entity))
    if mark is None and sending and flow.entity == "invoice":
        _wait()  # what is being written may be an order, and this the invoice that the source made of it
    if sending or mark is not None:
        path = tuple(mark.digest.split()) if mark is not None else ()
        at_home = links.system(flow.target) in path or (not path and from_target)
        return _carried_on(run, path, at_home=at_home, sending=sending)
    if link is not None:
        return ()  # made there of what we wrote, such as the invoice of our order: a document of its own
    if from_target:
        remedy = f"if it came from {flow.target}, cancel this event; if not, give it another reference in the source"
        rule = f"begins as those of {flow.target}, and the relay does not remember that it wrote this order"
        problem = Problem("customer_reference", rule, remedy, reference)
        raise Hold(f"the order may have come from {flow.target}: {problem}", problems=[problem])
    return ()
