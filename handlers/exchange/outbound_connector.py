"""Opens sessions that connect to nothing but addresses that were checked: those of every name, just before connecting.

A name is resolved once, each of its addresses is judged, and one of these is connected to, with the name as SNI and
Host: what a second look-up would answer is never asked (DNS rebinding). aiohttp asks no resolver about a host that is
an IP address (``connector.py``, ``_resolve_host``), so each socket is judged as well before it is made.
"""

import socket
from collections.abc import Sequence
from ipaddress import ip_address
from ssl import SSLContext
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from handlers.exchange.outbound_rules import Address, AddressRules, RefusedAddressError
from handlers.exchange.own_places import OwnPlaces
from words.told import Told

CONNECTIONS: Final = 8
"""So many at once to all hosts together, and as many kept open."""


class RefusedSocketError(OSError):
    """A socket would lead where none may."""


class CheckingResolver(AbstractResolver):
    """Resolves a name where every address of it may be called; else none is given."""

    def __init__(self, inner: AbstractResolver, rules: AddressRules, own: OwnPlaces) -> None:
        self._inner = inner
        self._rules = rules
        self._own = own

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of a name. Raises RefusedAddressError where one of them may not be called, and OSError."""
        found = await self._inner.resolve(host, port, family)
        for one in found:
            require_open(one["host"], port, self._rules, self._own)
        return found

    async def close(self) -> None:
        """Close the resolver that is asked."""
        await self._inner.close()


def require_open(written: str, port: int, rules: AddressRules, own: OwnPlaces) -> None:
    """Raise RefusedAddressError where an IP address, as a resolver or a socket has it, may not be called."""
    try:
        address: Address = ip_address(written)
    except ValueError:
        raise RefusedAddressError(Told("exchange.private_address")) from None
    rules.require_open(address)
    if own.has(address, port):
        raise RefusedAddressError(Told("exchange.own_address"))


def open_session(
    rules: AddressRules, own: OwnPlaces, resolver: AbstractResolver | None, trusted: SSLContext | None
) -> aiohttp.ClientSession:
    """A session that keeps no cookie, unpacks nothing, and believes no variable of the environment."""

    def make_socket(address: tuple[int, int, int, str, Sequence[object]]) -> socket.socket:
        family, kind, protocol, _, (host, port, *_) = address
        try:
            require_open(str(host), int(str(port)), rules, own)
        except RefusedAddressError as error:
            raise RefusedSocketError(str(error)) from None
        return socket.socket(family, kind, protocol)

    connector = aiohttp.TCPConnector(
        resolver=CheckingResolver(resolver or aiohttp.ThreadedResolver(), rules, own),
        use_dns_cache=False,
        limit=CONNECTIONS,
        ssl=trusted or True,
        socket_factory=make_socket,
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        auto_decompress=False,
        headers={"User-Agent": "relay", "Accept-Encoding": "identity"},
    )
