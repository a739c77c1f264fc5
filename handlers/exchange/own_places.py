"""Knows where the relay itself and its Redis listen, so that nothing from outside can have them called.

A setting may open the network in which they stand; these places stay shut all the same.
"""

import socket
from collections.abc import Iterable
from contextlib import suppress
from ipaddress import IPv6Address, ip_address

from handlers.exchange.outbound_rules import Address


class OwnPlaces:
    """Hosts and ports, as settings have them: names, addresses, or an empty host for every address of this machine."""

    def __init__(self, places: Iterable[tuple[str, int]] = ()) -> None:
        self._hosts: dict[int, set[str]] = {}
        for host, port in places:
            self._hosts.setdefault(port, set()).add(host)

    def has(self, address: Address, port: int) -> bool:
        """Whether an address and port are one of them. A name is looked up each time, since it may move."""
        return any(_is_at(address, host) for host in self._hosts.get(port, ()))


def _is_at(address: Address, host: str) -> bool:
    try:
        written = ip_address(host or "0.0.0.0")  # noqa: S104 - no bind, but how settings write "everywhere"
    except ValueError:
        return address in _addresses_of(host)
    if written.is_unspecified:
        return _is_ours(address)
    return address == written


def _is_ours(address: Address) -> bool:
    """Whether an address is one of this machine: then a socket can be bound to it."""
    if address.is_loopback:
        return True
    family = socket.AF_INET6 if isinstance(address, IPv6Address) else socket.AF_INET
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.bind((str(address), 0))
        return True
    return False


def _addresses_of(name: str) -> set[Address]:
    with suppress(OSError):
        return {ip_address(found[4][0]) for found in socket.getaddrinfo(name, None)}
    return set()
