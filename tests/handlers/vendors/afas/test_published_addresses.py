"""The named lists cover what AFAS publishes, and not one address more."""

from ipaddress import IPv4Address, ip_address

import pytest

from handlers.vendors import VENDORS
from handlers.vendors.afas.published_addresses import ADDRESS_PRESETS


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("afas-production", "185.46.182.140", "185.46.182.179"),
        ("afas-test", "185.46.182.180", "185.46.182.199"),
        ("afas-accept", "185.46.182.44", "185.46.182.47"),
    ],
)
def test_a_list_covers_its_published_range_exactly(name: str, first: str, last: str) -> None:
    covered = sorted(address for network in ADDRESS_PRESETS[name] for address in network)
    assert covered == [IPv4Address(n) for n in range(int(ip_address(first)), int(ip_address(last)) + 1)]


def test_the_production_range_is_the_four_networks_it_comes_to() -> None:
    assert [str(network) for network in ADDRESS_PRESETS["afas-production"]] == [
        "185.46.182.140/30",
        "185.46.182.144/28",
        "185.46.182.160/28",
        "185.46.182.176/30",
    ]


def test_the_vendor_offers_the_lists_under_its_own_name() -> None:
    assert VENDORS["afas"].address_presets == ADDRESS_PRESETS
    assert all(name.startswith("afas-") for name in ADDRESS_PRESETS)
