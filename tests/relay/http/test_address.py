from collections.abc import AsyncIterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from relay.http.address import find_network, is_listed, parse_address
from relay.intake.app import make_intake_app
from relay.intake.door import Door


@given(st.ip_addresses())
def test_every_plain_address_is_read_as_itself(address: IPv4Address | IPv6Address) -> None:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    assert parse_address(str(address)) == (mapped or address)


@given(st.ip_addresses(v=4))
def test_an_address_mapped_into_ipv6_is_read_as_the_ipv4_address(address: IPv4Address) -> None:
    assert parse_address(f"::ffff:{address}") == address


@given(st.text())
def test_no_text_makes_the_reading_of_an_address_fail(text: str) -> None:
    found = parse_address(text)
    assert found is None or ip_address(text) is not None


@given(st.ip_addresses(v=6), st.text(min_size=1).filter(lambda zone: "%" not in zone))
def test_an_address_with_a_zone_is_none(address: IPv6Address, zone: str) -> None:
    assert parse_address(f"{address}%{zone}") is None


@pytest.mark.parametrize(
    "text",
    ["", " 192.0.2.1", "192.0.2.1:443", "[2001:db8::1]:80", "192.0.2.01", "192.0.2.1%eth0", "unknown", "3221225985"],
)
def test_what_is_no_bare_address_is_none(text: str) -> None:
    assert parse_address(text) is None


def test_a_mapped_address_is_found_in_an_ipv4_network() -> None:
    assert is_listed(parse_address("::ffff:203.0.113.9"), (ip_network("203.0.113.0/24"),))


def test_an_address_is_not_in_a_network_of_the_other_family() -> None:
    assert not is_listed(parse_address("203.0.113.9"), (ip_network("::/0"),))


def test_the_network_that_has_an_address_is_told() -> None:
    wide, narrow = ip_network("203.0.113.0/24"), ip_network("203.0.113.8/29")
    assert find_network(ip_address("203.0.113.9"), (ip_network("2001:db8::/32"), narrow, wide)) == narrow
    assert find_network(ip_address("203.0.113.1"), (narrow, wide)) == wide
    assert find_network(ip_address("203.0.114.1"), (narrow, wide)) is None


@given(st.none() | st.ip_addresses())
def test_an_empty_list_is_for_nobody(address: IPv4Address | IPv6Address | None) -> None:
    assert not is_listed(address, ())


def test_no_address_is_on_no_list() -> None:
    assert not is_listed(None, (ip_network("0.0.0.0/0"), ip_network("::/0")))


@pytest.fixture
async def unix_socket(door: Door, tmp_path: Path) -> AsyncIterator[Path]:
    runner = web.AppRunner(make_intake_app(door), access_log=None)
    await runner.setup()
    await web.UnixSite(runner, tmp_path / "s").start()
    yield tmp_path / "s"
    await runner.cleanup()


async def test_a_peer_without_an_address_is_refused(unix_socket: Path) -> None:
    connector = aiohttp.UnixConnector(str(unix_socket))
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        session.post("http://relay/hooks/shop", json={"number": "1"}) as answer,
    ):
        assert answer.status == 403
