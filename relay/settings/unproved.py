"""Refuses connections that ask no proof of their sender while a whole network may post to them."""

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Network, IPv6Network
from typing import Final

from relay.settings.model import Settings
from relay.settings.signatures import NoSignature

WIDEST: Final = {4: 24, 6: 56}
"""Prefixes by version of IP. A network this wide or wider belongs to more than one sender."""


def unproved_mistakes(settings: Settings) -> list[str]:
    """One line for each allow-list entry that is too wide to be the only guard; a loopback network never is."""
    mistakes: dict[str, None] = {}
    for name, flow in settings.flows.items():
        connection = settings.connections[flow.source]
        if not isinstance(connection.signature, NoSignature):
            continue
        own = flow.allow is not None
        place = f"flows.{name}.allow" if own else f"connections.{flow.source}.allow"
        for index, network in _too_wide(flow.allow if flow.allow is not None else connection.allow):
            mistakes[
                f"{place}[{index}]: {network} is too wide while connections.{flow.source} has no signature; set one, or "
                f"list only networks narrower than /{WIDEST[4]} (IPv4) and /{WIDEST[6]} (IPv6)"
            ] = None
    return list(mistakes)


def _too_wide(allow: Sequence[IPv4Network | IPv6Network]) -> Iterator[tuple[int, IPv4Network | IPv6Network]]:
    for index, network in enumerate(allow):
        if network.prefixlen <= WIDEST[network.version] and not network.is_loopback:
            yield index, network
