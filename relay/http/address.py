"""Addresses as the door compares them: read from text, found at the other end of a connection, looked up in a list.

Only the transport is asked here. What proxies say about the address of a client is for :mod:`relay.intake.trail`.
"""

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TypeAlias

from aiohttp import web

from relay.http.problems import AddressRefused

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network
Networks: TypeAlias = tuple[Network, ...]


@lru_cache(maxsize=4096)
def parse_address(text: str) -> Address | None:
    """An address as it is compared with lists: one of IPv4 inside IPv6 is the IPv4 address. None: it is none.

    One with a zone is none either: a zone means something on one machine only, and lists have none.

    >>> parse_address("::ffff:203.0.113.7")
    IPv4Address('203.0.113.7')
    >>> parse_address("203.0.113.7:443") is None
    True
    >>> parse_address("fe80::1%eth0") is None
    True
    """
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv4Address):
        return address
    return None if address.scope_id is not None else address.ipv4_mapped or address


def peer_address(request: web.BaseRequest) -> Address | None:
    """The address at the other end of the connection. None: a unix socket, or a connection that is gone."""
    peer = request.transport.get_extra_info("peername") if request.transport is not None else None
    return parse_address(str(peer[0])) if isinstance(peer, tuple) and peer else None


def find_network(address: Address | None, networks: Networks) -> Network | None:
    """The first of the networks that an address is in. None: it is in none, or there is no address."""
    if address is None:
        return None
    return next((network for network in networks if address in network), None)


def is_listed(address: Address | None, networks: Networks) -> bool:
    """Whether an address is in one of the networks; no address and no network are never."""
    return find_network(address, networks) is not None


def require_listed(request: web.BaseRequest, networks: Networks) -> Address:
    """The peer's address, which is in one of the networks. Raises AddressRefused."""
    address = peer_address(request)
    if address is None or not is_listed(address, networks):
        raise AddressRefused
    return address
