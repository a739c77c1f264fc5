"""The addresses that AFAS publishes for its endpoints, as named lists that an ``allow`` in relay.yaml may use.

Source: https://help.afas.nl/help/NL/SMALLBUSINESS/App_Conect_WebSrv_Addrss.htm, which gives ranges per kind of
environment: production 185.46.182.140 to .179, test .180 to .199, accept .44 to .47. It publishes them as the
addresses to reach AFAS at. That the webhooks of Profit leave from there as well is not confirmed: look at what the
relay logs, or ask AFAS, before relying on one of these lists alone.
"""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Network, summarize_address_range
from typing import Final

_RANGES: Final = {
    "afas-production": ("185.46.182.140", "185.46.182.179"),
    "afas-test": ("185.46.182.180", "185.46.182.199"),
    "afas-accept": ("185.46.182.44", "185.46.182.47"),
}
"""First and last address of each range, both included."""

ADDRESS_PRESETS: Final[Mapping[str, Sequence[IPv4Network | IPv6Network]]] = {
    name: tuple(summarize_address_range(IPv4Address(first), IPv4Address(last)))
    for name, (first, last) in _RANGES.items()
}
"""Each list by its name, as the fewest networks that cover exactly its range."""
