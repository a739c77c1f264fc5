"""Who is calling: the address of the peer, whether it is on a list, and which flow it may therefore use.

The address is the transport's only: headers such as ``X-Forwarded-For`` are text from outside and are not looked at.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TypeAlias

from aiohttp import web

from relay.intake.problems import AddressRefused

Address: TypeAlias = IPv4Address | IPv6Address
Networks: TypeAlias = tuple[IPv4Network | IPv6Network, ...]


def parse_address(text: str) -> Address | None:
    """An address as it is compared with lists: one of IPv4 inside IPv6 is the IPv4 address. None: it is none.

    >>> parse_address("::ffff:203.0.113.7")
    IPv4Address('203.0.113.7')
    >>> parse_address("203.0.113.7:443") is None
    True
    """
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def peer_address(request: web.BaseRequest) -> Address | None:
    """The address at the other end of the connection. None: a unix socket, or a connection that is gone."""
    peer = request.transport.get_extra_info("peername") if request.transport is not None else None
    return parse_address(str(peer[0])) if isinstance(peer, tuple) and peer else None


def is_listed(address: Address | None, networks: Networks) -> bool:
    """Whether an address is in one of the networks; no address and no network are never."""
    return address is not None and any(address in network for network in networks)


def require_listed(request: web.BaseRequest, networks: Networks) -> Address:
    """The peer's address, which is in one of the networks. Raises AddressRefused."""
    address = peer_address(request)
    if address is None or not is_listed(address, networks):
        raise AddressRefused
    return address
