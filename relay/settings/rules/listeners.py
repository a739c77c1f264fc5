"""Rules about the two listeners: they need a port each, and the operators' one is not for the whole world."""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Final

from relay.settings.checked import Checked
from relay.settings.findings import Finding, Path
from relay.settings.rules.doors import WIDEST
from words.told import Told

_EVERY_ADDRESS: Final = frozenset({"0.0.0.0", "::", "*"})  # noqa: S104 - compared with, not listened on
_OWN: Final = tuple(
    ip_network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "fc00::/7", "::1/128")
)
"""Networks that nobody on the internet sends from: RFC 1918, RFC 6598, RFC 4193, and loopback."""


def one_port_for_two(checked: Checked) -> Iterator[Finding]:
    """Both listeners cannot have one port of one address."""
    server, admin = checked.settings.server, checked.settings.admin
    hosts = {server.host, admin.host}
    meet = len(hosts) == 1 or bool(hosts & _EVERY_ADDRESS)
    if server.port == admin.port != 0 and meet:
        at: Path = ("admin", "port") if checked.is_written(("admin", "port")) else ("server", "port")
        other: Path = ("server", "port") if at[0] == "admin" else ("admin", "port")
        told = Told("settings.one_port", port=server.port, other=f"{other[0]}.port")
        yield Finding("error", at, told, rests_on=(other,))


def operators_from_everywhere(checked: Checked) -> Iterator[Finding]:
    """Who has the token rules the relay, so strangers must not even be able to try one."""
    for place, network in enumerate(checked.settings.admin.allow):
        own = any(network.version == inside.version and network.subnet_of(inside) for inside in _OWN)  # type: ignore[arg-type]  # the versions are equal
        if not own and network.prefixlen <= WIDEST[network.version]:
            told = Told("settings.admin_open", network=str(network), four=WIDEST[4], six=WIDEST[6])
            yield Finding("error", ("admin", "allow", place), told)
