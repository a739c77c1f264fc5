"""Rules about which flows and connections make sense: none in a circle, none twice, none that nothing starts."""

from collections import defaultdict
from collections.abc import Iterator

from relay.settings.checked import Checked
from relay.settings.findings import Finding, Path
from words.told import Told


def flows_to_themselves(checked: Checked) -> Iterator[Finding]:
    """What a flow brings must not go back to where it came from."""
    for name, flow in checked.settings.flows.items():
        if flow.source == flow.target:
            told = Told("settings.flow_to_itself", connection=flow.source)
            yield Finding("error", ("flows", name, "to"), told, rests_on=(("flows", name, "from"),))


def flows_that_are_there_twice(checked: Checked) -> Iterator[Finding]:
    """Two flows with the same ends and entity carry the same documents: chance would decide whose settings hold."""
    first: dict[tuple[str, str, str], str] = {}
    for name, flow in checked.settings.flows.items():
        other = first.setdefault((flow.source, flow.target, flow.entity), name)
        if other != name:
            told = Told("settings.flow_twice", other=other, entity=flow.entity, source=flow.source, target=flow.target)
            yield Finding("error", ("flows", name), told, rests_on=(("flows", other),))


def books_under_two_names(checked: Checked) -> Iterator[Finding]:
    """Two connections to the same books: by their prefixes the relay could not tell whose document is whose."""
    names: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name, connection in checked.settings.connections.items():
        if (books := connection.books) is not None:
            names[connection.vendor, *books].append(name)
    used = {end for flow in checked.settings.flows.values() for end in (flow.source, flow.target)}
    for first, *others in names.values():
        for other in others:
            both = first in used and other in used
            told = Told("settings.books_twice", other=first)
            yield Finding("error" if both else "warning", ("connections", other), told)


def connections_without_flow(checked: Checked) -> Iterator[Finding]:
    """A connection that no flow names does nothing.

    Untold while something is wrong in the flows, and of one that leads to another's books, which is told itself.
    """
    flows = checked.settings.flows
    seen: set[tuple[str, ...]] = set()
    used = {end for flow in flows.values() for end in (flow.source, flow.target)}
    ends = tuple(("flows", name, end) for name in flows for end in ("from", "to"))
    for name, connection in checked.settings.connections.items():
        books = (connection.vendor, *(connection.books or (name,)))
        is_second = books in seen
        seen.add(books)
        if name not in used and not is_second and checked.is_whole and checked.is_sound(("flows",)) and flows:
            told = Told("settings.connection_unused", name=name)
            yield Finding("warning", ("connections", name), told, rests_on=ends)


def no_flow_at_all(checked: Checked) -> Iterator[Finding]:
    """A relay without flows carries nothing."""
    if not checked.settings.flows and checked.is_whole and checked.is_sound(("flows",)):
        yield Finding("warning", ("flows",), Told("settings.no_flows"))


def flows_that_nothing_starts(checked: Checked) -> Iterator[Finding]:
    """A system that does not post its documents is read, which `poll` says when to do."""
    for name, flow in checked.settings.flows.items():
        source = checked.settings.connections[flow.source]
        allowed = source.allow if flow.allow is None else flow.allow
        posts = source.events == "documents" and bool(allowed)
        is_said = checked.is_written(("flows", name, "poll"))
        if not is_said and not source.calls_us and not posts:
            rests_on: tuple[Path, ...] = (("connections", flow.source, "allow"), ("flows", name, "allow"))
            told = Told("settings.poll_wanted", source=flow.source)
            yield Finding("error", ("flows", name, "poll"), told, rests_on=rests_on)


def senders_that_are_read(checked: Checked) -> Iterator[Finding]:
    """A sender of webhooks cannot be read, so neither `poll` nor hints, which start one, can mean anything there."""
    for name, connection in checked.settings.connections.items():
        if connection.calls_us and connection.events == "hints":
            yield Finding("error", ("connections", name, "events"), Told("settings.hints_of_a_sender", name=name))
    for name, flow in checked.settings.flows.items():
        if flow.poll is not None and checked.settings.connections[flow.source].calls_us:
            yield Finding("error", ("flows", name, "poll"), Told("settings.poll_of_a_sender", source=flow.source))
