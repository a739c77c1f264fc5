"""Refuses connections that ask no proof of their sender while a whole network may post to them."""

from collections.abc import Iterator
from typing import Final

from relay.settings.model import Settings
from relay.settings.networks import Networks
from relay.settings.signatures import NoSignature

WIDEST: Final = {4: 24, 6: 56}
"""Prefixes by version of IP. A network this wide or wider belongs to more than one sender."""


def unproved_mistakes(settings: Settings) -> list[str]:
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
