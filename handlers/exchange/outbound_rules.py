"""Where a call may go whose address somebody else gave, such as a shop that names a picture: never into a network.

Pure. Refused besides what is not global: ranges that lead to another address than the one that is written (IPv4 within
IPv6, NAT64, 6to4, Teredo), and link-local ones, where clouds keep credentials of a machine: no setting opens these.
Sources: RFC 6890 and the IANA registries of special-purpose addresses; RFC 6052, 3056, 4380, 3927, 4291.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, TypeAlias
from urllib.parse import quote, urlsplit

from words.told import Told

Network: TypeAlias = IPv4Network | IPv6Network
Address: TypeAlias = IPv4Address | IPv6Address

HTTPS: Final = 443
HTTP: Final = 80
LONGEST: Final = 4096
"""The longest address that is looked at."""

_HOST: Final = r"[A-Za-z0-9_.:-]+"
_SAFE: Final = "%/:=&?~+!$,;'@()*[]|"
"""What stays as it is in a path or a query; blanks and letters outside ASCII are encoded, as browsers do."""


def _networks(*written: str) -> tuple[Network, ...]:
    return tuple(ip_network(text) for text in written)


NEVER: Final = _networks(
    *("0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15"),
    *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    *("::/128", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32"),
    *("2002::/16", "3fff::/20", "5f00::/16", "fe80::/10", "fec0::/10", "ff00::/8"),
)
"""What no setting opens."""

PRIVATE: Final = _networks(
    *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "::1/128", "fc00::/7")
)
"""What a setting may open, network by network: RFC 1918, 6598, 1122, 4291 and 4193."""


class RefusedAddressError(Exception):
    """An address may not be called; nothing was sent to it. ``told`` is a part of a sentence, and holds no address."""

    def __init__(self, told: Told) -> None:
        super().__init__(told)
        self.told = told


@dataclass(frozen=True, slots=True)
class AddressRules:
    """Which addresses may be called: https on the ``ports``, http on port 80 too where it is ``plain``.

    ``allow_private`` are the only networks that are not public and may be called all the same.
    """

    allow_private: tuple[Network, ...] = ()
    ports: frozenset[int] = frozenset({HTTPS})
    plain: bool = False

    def require_open(self, address: Address) -> None:
        """Raise RefusedAddressError for an address of a machine that may not be called."""
        if not self._is_open(address):
            raise RefusedAddressError(Told("exchange.private_address"))

    def _is_open(self, address: Address) -> bool:
        if isinstance(address, IPv6Address) and address.scope_id is not None:
            return False
        if is_within(address, NEVER):
            return False
        if is_within(address, self.allow_private):
            return True
        return address.is_global and not address.is_multicast and not is_within(address, PRIVATE)


def is_within(address: Address, networks: Sequence[Network]) -> bool:
    """Whether an address lies in one of the networks."""
    return any(address.version == network.version and address in network for network in networks)


@dataclass(frozen=True, slots=True)
class Destination:
    """An address that may be called as far as its text tells; ``literal`` where it names no host but an IP address."""

    url: str
    scheme: str
    host: str
    port: int
    literal: Address | None


def read_address(written: str, rules: AddressRules) -> Destination:
    """The destination that an address names. Raises RefusedAddressError.

    >>> read_address("https://cdn.example.com/a b.gif?v=1#top", AddressRules()).url
    'https://cdn.example.com/a%20b.gif?v=1'
    """
    if len(written) > LONGEST or any(sign < " " or sign in "\\\x7f" for sign in written):
        raise RefusedAddressError(Told("exchange.no_web_address"))
    try:
        parts = urlsplit(written)
        port = parts.port
    except ValueError:
        raise RefusedAddressError(Told("exchange.no_web_address")) from None
    scheme, host = parts.scheme.lower(), parts.hostname or ""
    if scheme not in ({"https", "http"} if rules.plain else {"https"}):
        raise RefusedAddressError(Told("exchange.only_https"))
    if not re.fullmatch(_HOST, host):
        raise RefusedAddressError(Told("exchange.no_web_address"))
    if "@" in parts.netloc:
        raise RefusedAddressError(Told("exchange.user_in_address"))
    port = port if port is not None else HTTPS if scheme == "https" else HTTP
    if port not in rules.ports and not (scheme == "http" and port == HTTP):
        raise RefusedAddressError(Told("exchange.port_not_open", port=port, ports=sorted(rules.ports)))
    literal = _literal(host)
    if literal is not None:
        rules.require_open(literal)
    path, query = (quote(part, safe=_SAFE) for part in (parts.path, parts.query))
    return Destination(parts._replace(path=path, query=query, fragment="").geturl(), scheme, host, port, literal)


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
