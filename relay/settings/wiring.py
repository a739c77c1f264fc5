"""Refuses flows that cannot work or would let two documents pass for one, before anything starts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from relay.settings.allow_lists import unreachable
from relay.settings.connections import VendorShape
from relay.settings.model import Settings
from relay.settings.names import UnknownName
from relay.settings.networks import Networks
from relay.settings.signatures import NoSignature

WIDEST: Final = {4: 24, 6: 56}
"""Prefixes by version of IP. A network this wide or wider belongs to more than one sender."""


def wiring_mistakes(settings: Settings, vendors: Mapping[str, VendorShape]) -> list[str]:
    """One line for each flow that names a missing connection or an entity a vendor lacks; else for each that collides.

    Or that anyone of a whole network may post to unproved, or nobody at all.
    """
    mistakes: list[str] = []
    for name, flow in settings.flows.items():
        for role, connection_name in (("from", flow.source), ("to", flow.target)):
            connection = settings.connections.get(connection_name)
            if connection is None:
                unknown = UnknownName("connection", connection_name, settings.connections)
                mistakes.append(f"flows.{name}.{role}: {unknown}")
                continue
            shape = vendors[connection.vendor]
            offered = shape.sources if role == "from" else shape.targets
            if flow.entity not in offered:
                mistakes.append(
                    f"flows.{name}.{role}: {connection.vendor} offers no {flow.entity} "
                    f"as {'source' if role == 'from' else 'target'}; it offers {', '.join(sorted(offered)) or 'none'}"
                )
    return mistakes or [
        *_colliding_references(settings),
        *_nameless_circles(settings),
        *_unproved(settings),
        *unreachable(settings),
    ]


def _colliding_references(settings: Settings) -> list[str]:
    """Two sources into one target need prefixes of which none begins with another, or W-1 may mean two orders.

    Entities with one kind of settings are documents of one kind, such as orders and invoices, and share references.
    """
    sources: dict[tuple[str, type], set[str]] = defaultdict(set)
    entities: dict[tuple[str, str, type], set[str]] = defaultdict(set)
    for flow in settings.flows.values():
        kind = type(flow.settings)
        sources[flow.target, kind].add(flow.source)
        entities[flow.source, flow.target, kind].add(flow.entity)
    mistakes = [
        f"connections.{source}: it sends {' and '.join(sorted(names))} documents to {target!r} under one reference; "
        "give one of the two a connection of its own, with another reference_prefix"
        for (source, target, _), names in entities.items()
        if len(names) > 1
    ]
    for (target, _), names in sources.items():
        prefixes = {name: settings.connections[name].reference_prefix for name in sorted(names)}
        for one, prefix in prefixes.items():
            for other, longer in prefixes.items():
                if one != other and _begins(longer, prefix) and (one < other or not _begins(prefix, longer)):
                    mistakes.append(
                        f"connections.{one}.reference_prefix: {one!r} and {other!r} both send documents to "
                        f"{target!r}, so their prefixes must differ from the first letters on; "
                        f"found {prefix!r} and {longer!r}"
                    )
    return mistakes


def _nameless_circles(settings: Settings) -> list[str]:
    """Where documents go both ways between two connections, each needs a prefix: by it what comes back is known."""
    ways = {(flow.source, flow.target, type(flow.settings)) for flow in settings.flows.values()}
    nameless = {
        name
        for source, target, kind in ways
        if (target, source, kind) in ways
        for name in (source, target)
        if not settings.connections[name].reference_prefix
    }
    return [
        f"connections.{name}.reference_prefix: give one, such as {name[:1].upper()}-; documents go both ways here, "
        "and by it the relay knows what comes back"
        for name in sorted(nameless)
    ]


def _begins(longer: str, prefix: str) -> bool:
    """Targets may store references in capitals, so that only the letters themselves tell two apart."""
    return longer.casefold().startswith(prefix.casefold())


def _unproved(settings: Settings) -> list[str]:
    """One line for each network that is too wide to be the only guard; one of loopback addresses never is."""
    wide = {
        f"{place}: {network} is too wide for the only guard; set connections.{source}.signature, or list only "
        f"networks narrower than /{WIDEST[4]} (IPv4) and /{WIDEST[6]} (IPv6)": None
        for place, source, networks in _only_guards(settings)
        for network in networks
        if network.prefixlen <= WIDEST[network.version] and not network.is_loopback
    }
    return list(wide)  # once each: two flows may share the list of their connection


def _only_guards(settings: Settings) -> Iterator[tuple[str, str, Networks]]:
    """Each allow-list that stands alone: its place in the file, the source connection, and its networks."""
    for name, flow in settings.flows.items():
        connection = settings.connections[flow.source]
        if isinstance(connection.signature, NoSignature):
            if flow.allow is None:
                yield f"connections.{flow.source}.allow", flow.source, connection.allow
            else:
                yield f"flows.{name}.allow", flow.source, flow.allow
