"""Allow-lists and trusted proxies as an administrator writes them."""

import ipaddress
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from relay.errors import StartError
from relay.settings.model import ServerSettings
from relay.settings.networks import ADDRESS_PRESETS, Networks, trustworthy
from tests.relay.settings.files import GOOD, PUBLISHED, VENDORS, load_text


class Listed(BaseModel):
    allow: Networks


def test_an_entry_is_a_network_or_a_bare_address() -> None:
    listed = Listed.model_validate({"allow": ["203.0.113.0/24", "203.0.113.7", "2001:db8::1"]})
    assert [str(network) for network in listed.allow] == ["203.0.113.0/24", "203.0.113.7/32", "2001:db8::1/128"]


def test_the_name_of_a_preset_stands_for_its_networks_wherever_a_list_is_written(tmp_path: Path) -> None:
    text = GOOD.replace("vendor: shop,", "vendor: shop, allow: [shop-hosts, 203.0.113.7],")
    text = text.replace("    to: books\n", "    to: books\n    allow: [shop-hosts]\n")
    settings = load_text(f"server: {{allow: [203.0.113.0/24, shop-hosts]}}\n{text}", tmp_path)
    assert settings.connections["shop"].allow == (*PUBLISHED, ipaddress.ip_network("203.0.113.7/32"))
    assert settings.flows["shop-orders"].allow == PUBLISHED
    assert settings.server.allow == (ipaddress.ip_network("203.0.113.0/24"), *PUBLISHED)


def test_a_name_that_is_no_preset_is_refused_with_its_place_and_those_that_are(tmp_path: Path) -> None:
    text = GOOD.replace("vendor: shop,", "vendor: shop, allow: [shop-hosts, shop-host],")
    with pytest.raises(StartError) as caught:
        load_text(text, tmp_path)
    [mistake] = caught.value.mistakes
    assert mistake.startswith("connections.shop.allow[1]: write an address or a network")
    assert mistake.endswith("; or one of the lists shop-hosts; found 'shop-host'")


def test_without_vendors_an_entry_can_only_be_a_network() -> None:
    with pytest.raises(ValidationError, match=r"such as 203\.0\.113\.0/24 "):
        Listed.model_validate({"allow": ["shop-hosts"]})


def test_a_list_has_each_network_once_and_reads_what_it_wrote() -> None:
    context = {ADDRESS_PRESETS: VENDORS}
    listed = Listed.model_validate({"allow": ["shop-hosts", "198.51.100.0/28", "shop-hosts"]}, context=context)
    assert listed.allow == PUBLISHED
    assert Listed.model_validate(listed.model_dump()) == listed


def test_an_editor_is_told_that_a_list_is_of_texts() -> None:
    assert Listed.model_json_schema()["properties"]["allow"] == {
        "title": "Allow",
        "type": "array",
        "items": {"type": "string"},
    }


def test_a_list_that_is_left_out_differs_from_an_empty_one() -> None:
    assert ServerSettings().allow is None
    assert ServerSettings(allow=()).allow == ()


@pytest.mark.parametrize(
    "network",
    [
        "10.0.0.5/32",
        "172.17.0.0/16",
        "127.0.0.0/8",
        "::1/128",
        "fd12:3456:789a::/48",
        "104.16.0.0/13",
        "2a06:98c0::/29",
    ],
)
def test_networks_of_proxies_are_trusted(network: str) -> None:
    assert trustworthy(ipaddress.ip_network(network)) == ipaddress.ip_network(network)


@pytest.mark.parametrize(
    "network",
    [
        "0.0.0.0/0",
        "::/0",
        "0.0.0.0/1",
        "8000::/1",
        "104.0.0.0/11",
        "192.160.0.0/12",
        "2a06:98c0::/27",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/15",
        "100.64.0.0/10",
        "126.0.0.0/7",
        "fd00::/8",
        "fe80::/10",
    ],
)
def test_a_network_with_more_than_proxies_in_it_is_refused_with_the_remedy(network: str) -> None:
    with pytest.raises(ValueError, match=r"write the addresses of the proxies themselves, such as 10\.0\.0\.5"):
        trustworthy(ipaddress.ip_network(network))


@given(st.ip_addresses(), st.integers(0, 11))
def test_no_network_of_millions_is_ever_trusted(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address, prefix: int
) -> None:
    network = ipaddress.ip_network((int(address), prefix), strict=False)
    if not network.is_loopback:
        with pytest.raises(ValueError, match="one wider than"):
            trustworthy(network)


@given(st.lists(st.text(max_size=20) | st.integers() | st.none() | st.ip_addresses().map(str), max_size=4))
def test_any_list_is_read_or_refused_with_a_remedy_for_each_entry(entries: list[object]) -> None:
    mistakes: Sequence[ErrorDetails] = ()
    try:
        Listed.model_validate({"allow": entries})
    except ValidationError as error:
        mistakes = error.errors()
    assert {str(item["msg"])[:20] for item in mistakes} <= {"Value error, write a", "Value error, the hos"}
    assert len({item["loc"] for item in mistakes}) == len(mistakes) <= len(entries)
