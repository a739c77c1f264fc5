"""Rules about what flows carry: no two documents could pass for one, and what comes back is known."""

from collections import defaultdict
from collections.abc import Iterator

from relay.settings.checked import Checked
from relay.settings.findings import Finding, Path
from words.told import Told


def documents_that_share_references(checked: Checked) -> Iterator[Finding]:
    """Entities with one kind of settings, such as orders and invoices, are of one kind and share references in books.

    What documents are posted to keeps each kind of them apart.
    """
    entities: dict[tuple[str, str, type], set[str]] = defaultdict(set)
    for flow in checked.settings.flows.values():
        if checked.vendor_of(flow.target).is_posted_to:
            continue
        entities[flow.source, flow.target, type(flow.settings)].add(flow.entity)
    for (source, target, _), names in entities.items():
        if len(names) > 1:
            told = Told("settings.one_reference_for_two", entities=sorted(names), target=target)
            yield Finding("error", ("connections", source), told)


def prefixes_that_collide(checked: Checked) -> Iterator[Finding]:
    """Two sources into one target need prefixes of which none begins with another, or W-1 may mean two orders."""
    sources: dict[tuple[str, type], set[str]] = defaultdict(set)
    for flow in checked.settings.flows.values():
        sources[flow.target, type(flow.settings)].add(flow.source)
    for (target, _), names in sources.items():
        prefixes = {name: checked.settings.connections[name].reference_prefix for name in sorted(names)}
        for one, prefix in prefixes.items():
            for other, longer in prefixes.items():
                if one != other and _begins(longer, prefix) and (one < other or not _begins(prefix, longer)):
                    told = Told(
                        "settings.prefixes_collide",
                        one=one, other=other, target=target, prefix=repr(prefix), longer=repr(longer),
                    )  # fmt: skip
                    rests_on: tuple[Path, ...] = (("connections", other, "reference_prefix"),)
                    yield Finding("error", ("connections", one, "reference_prefix"), told, rests_on=rests_on)


def ways_without_prefix(checked: Checked) -> Iterator[Finding]:
    """Where documents go both ways between two connections, each needs a prefix: by it what comes back is known."""
    ways = {(flow.source, flow.target, type(flow.settings)) for flow in checked.settings.flows.values()}
    both = {name for one, other, kind in ways if (other, one, kind) in ways for name in (one, other)}
    for name in sorted(both):
        if not checked.settings.connections[name].reference_prefix:
            told = Told("settings.prefix_wanted", example=f"{name[:1].upper()}-")
            yield Finding("error", ("connections", name, "reference_prefix"), told)


def _begins(longer: str, prefix: str) -> bool:
    """Targets may store references in capitals, so that only the letters themselves tell two apart."""
    return longer.casefold().startswith(prefix.casefold())
