"""Rules about who may come in where: lists that are too wide or shut out everyone, and the two listeners."""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Final

from relay.settings.allow_lists import allow_lists
from relay.settings.checked import Checked
from relay.settings.findings import Finding, Path
from relay.settings.networks import Networks
from relay.settings.signatures import NoSignature
from words.told import Told

WIDEST: Final = {4: 24, 6: 56}
"""Prefixes by version of IP. A network this wide or wider belongs to more than one sender."""

_EVERY_ADDRESS: Final = frozenset({"0.0.0.0", "::", "*"})  # noqa: S104 - compared with, not listened on
_OWN: Final = tuple(
    ip_network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "fc00::/7", "::1/128")
)
"""Networks that nobody on the internet sends from: RFC 1918, RFC 6598, RFC 4193, and loopback."""


def networks_too_wide(checked: Checked) -> Iterator[Finding]:
    """A network that is too wide may not be the only guard; one of loopback addresses never is."""
    for path, source, networks in _only_guards(checked):
        for network in networks:
            if network.prefixlen <= WIDEST[network.version] and not network.is_loopback:
                signature = f"connections.{source}.signature"
                told = Told(
                    "settings.too_wide", network=str(network), signature=signature, four=WIDEST[4], six=WIDEST[6]
                )
                yield Finding("error", path, told, rests_on=(("connections", source, "signature"),))


def addresses_nobody_has(checked: Checked) -> Iterator[Finding]:
    """A sender must be on the list of its flow and on the general one, so they must have an address in common."""
    general = checked.settings.server.allow
    for listed in dict.fromkeys(allow_lists(checked.settings).values()):
        if general and listed.networks and not _share_an_address(listed.networks, general):
            path = tuple(listed.setting.split("."))
            yield Finding("error", path, Told("settings.not_on_the_general_list"), rests_on=(("server", "allow"),))


def https_without_proxy(checked: Checked) -> Iterator[Finding]:
    """The relay itself speaks plain HTTP, so HTTPS can only be required of what a trusted proxy received."""
    server = checked.settings.server
    if server.require_https and not server.trusted_proxies:
        proxies: Path = ("server", "trusted_proxies")
        yield Finding("error", ("server", "require_https"), Told("settings.https_without_proxy"), rests_on=(proxies,))


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


def _share_an_address(some: Networks, others: Networks) -> bool:
    return any(one.version == other.version and one.overlaps(other) for one in some for other in others)


def _only_guards(checked: Checked) -> Iterator[tuple[Path, str, Networks]]:
    """Each allow-list that stands alone: its path, the source connection, and its networks."""
    for name, flow in checked.settings.flows.items():
        connection = checked.settings.connections[flow.source]
        if isinstance(connection.signature, NoSignature):
            if flow.allow is None:
                yield ("connections", flow.source, "allow"), flow.source, connection.allow
            else:
                yield ("flows", name, "allow"), flow.source, flow.allow
