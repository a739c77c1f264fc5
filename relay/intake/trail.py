"""Follows a request back along the proxies that are trusted, to the client: the first address that is none of them.

A header is text from outside. It is believed as far as trusted proxies wrote it: from the peer leftwards, each hop
vouches for the one before it, and the first that is not trusted is the client. What stands to its left is the
client's own word and is not used. The left-most address is never taken for being left-most.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import hdrs
from multidict import MultiMapping

from relay.http.address import Address, Network, find_network
from relay.intake.forwarded import READERS, Element, ForwardingUnreadable, read_protocols
from relay.settings.model import ServerSettings
from words.told import Told


@dataclass(frozen=True, slots=True)
class Hop:
    """One party on the way. ``trusted_by`` is the entry of ``server.trusted_proxies`` it falls under, if it does.

    ``written`` is the address as the header has it, empty where it has none; ``address`` is None where it is hidden.
    """

    written: str
    address: Address | None
    trusted_by: Network | None


@dataclass(frozen=True, slots=True)
class Trail:
    """The way of a request, nearest hop first: ``hops[0]`` is the peer, and ``hops[taken]`` is the client.

    ``protocol`` is what the client spoke, as far as a trusted proxy tells; it is looked for only where
    ``server.require_https`` is set. ``fault`` is a sentence that says why there is no client.
    """

    hops: tuple[Hop, ...]
    taken: int = 0
    protocol: str | None = None
    fault: Told | None = None

    @property
    def client(self) -> Address | None:
        """The address that is looked up in the allow-lists. None: the request is to be refused."""
        return None if self.fault is not None else self.hops[self.taken].address


def trace(peer: Address, headers: MultiMapping[str], server: ServerSettings) -> Trail:
    """The way of a request that came from ``peer`` with ``headers``. Never fails: what is wrong is its ``fault``."""
    lines = headers.getall(server.forwarded_header, [])
    first = Hop(str(peer), peer, find_network(peer, server.trusted_proxies))
    if first.trusted_by is None:
        refused = bool(lines) and server.untrusted_forwarding == "reject"
        return Trail(
            (first,), fault=Told("intake.from_a_stranger", header=server.forwarded_header) if refused else None
        )
    try:
        return _follow(first, lines, headers, server)
    except ForwardingUnreadable as error:
        return Trail((first,), fault=error.told)


def _follow(first: Hop, lines: Sequence[str], headers: MultiMapping[str], server: ServerSettings) -> Trail:
    """The trail behind a trusted peer. Raises ForwardingUnreadable."""
    elements = READERS[server.forwarded_header](lines) if lines else []
    hops = (first, *(_hop(element, server) for element in reversed(elements)))
    taken = next((place for place, hop in enumerate(hops) if hop.trusted_by is None), len(hops) - 1)
    if hops[taken].address is None:
        return Trail(hops, taken, fault=Told("intake.address_hidden", header=server.forwarded_header))
    protocol = _protocol(taken, elements, headers, server) if server.require_https else None
    return Trail(hops, taken, protocol)


def _hop(element: Element, server: ServerSettings) -> Hop:
    return Hop(element.written, element.address, find_network(element.address, server.trusted_proxies))


def _protocol(
    taken: int, elements: Sequence[Element], headers: MultiMapping[str], server: ServerSettings
) -> str | None:
    """What the client spoke to the proxy that wrote down its address. Raises ForwardingUnreadable.

    One X-Forwarded-Proto is the word of the peer for the whole way; more are one for each address, in their order.
    """
    if server.forwarded_header == "Forwarded":
        return elements[-taken].protocol if taken else None
    lines = headers.getall(hdrs.X_FORWARDED_PROTO, [])
    protocols = read_protocols(lines) if lines else []
    if len(protocols) <= 1:
        return protocols[0] if protocols else None
    if len(protocols) != len(elements):
        raise ForwardingUnreadable(Told("intake.protocols_differ"))
    return protocols[-taken]
