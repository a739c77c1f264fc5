"""Lists of networks as relay.yaml writes them: who may come in, and which proxies are believed about that."""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from itertools import chain
from typing import Annotated, Any, Final, Protocol

from pydantic import AfterValidator, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from mapping.suggestions import did_you_mean
from relay.settings.types import Network, parse_network
from words.mistake import Mistake
from words.told import Told

ADDRESS_PRESETS: Final = "address_presets"
"""Under this name the validation context holds the vendors, whose named lists an entry may be."""


class OffersAddresses(Protocol):
    """A vendor, as far as lists of addresses go."""

    @property
    def address_presets(self) -> Mapping[str, Sequence[IPv4Network | IPv6Network]]:
        """Its named lists."""
        ...


WIDEST_PUBLIC: Final[Mapping[int, int]] = {4: 12, 6: 28}
"""The shortest prefix of public addresses to trust, by IP version.

A little above the widest that a content network publishes for its own proxies: Cloudflare, 104.16.0.0/13 and
2a06:98c0::/29 (https://www.cloudflare.com/ips/, 2026).
"""

WIDEST_PRIVATE: Final[Mapping[int, int]] = {4: 16, 6: 48}
"""The shortest prefix where private addresses are among them: a network of Docker is a /16, a site of RFC 4193 a /48.

Wider ones, such as 10.0.0.0/8 or the 172.16.0.0/12 that Docker takes its networks from, are whole companies and every
container of a machine: not proxies, but neighbours who could then give any address as a client's.
"""

_PRIVATE: Final = tuple(
    ip_network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7", "fe80::/10")
)
"""RFC 1918, 6598, 4193 and 4291 section 2.5.6."""


def trustworthy(network: IPv4Network | IPv6Network) -> IPv4Network | IPv6Network:
    """Accept a network of proxies that is narrow enough to be proxies only. Raises Mistake."""
    private = any(network.version == inside.version and network.overlaps(inside) for inside in _PRIVATE)
    widest = (WIDEST_PRIVATE if private else WIDEST_PUBLIC)[network.version]
    if network.prefixlen < widest and not network.is_loopback:
        raise Mistake(Told("settings.proxies_too_wide", widest=widest))
    return network


def _read_entry(value: Any, info: ValidationInfo) -> tuple[IPv4Network | IPv6Network, ...]:
    """The networks of one entry: those of the preset it names, or the one it writes. Raises Mistake."""
    try:
        return (parse_network(value),)
    except Mistake as mistake:
        vendors: Mapping[str, OffersAddresses] = (info.context or {}).get(ADDRESS_PRESETS, {})
        presets = {name: found for vendor in vendors.values() for name, found in vendor.address_presets.items()}
        if isinstance(value, str) and value in presets:
            return tuple(presets[value])
        if not presets:
            raise
        nearest = did_you_mean(value, presets) if isinstance(value, str) else None
        told = Told("settings.network_or_list", told=mistake.told, names=sorted(presets))
        raise Mistake(told, allowed=sorted(presets), nearest=nearest) from None


def _joined(entries: tuple[tuple[IPv4Network | IPv6Network, ...], ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(entries)))


class _Entries:
    """Reads each entry by itself, so that a mistake has its place in the list, and then joins them."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        entry = core_schema.with_info_plain_validator_function(_read_entry)
        return core_schema.no_info_after_validator_function(
            _joined,
            core_schema.tuple_variable_schema(entry),
            serialization=core_schema.plain_serializer_function_ser_schema(lambda networks: [str(n) for n in networks]),
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "array", "items": {"type": "string"}}


Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], _Entries()]
"""An allow-list: networks, bare addresses and names of presets. Empty: nobody."""

ProxyNetwork = Annotated[Network, AfterValidator(trustworthy)]
"""The addresses of proxies whose word about a client's address is taken."""
