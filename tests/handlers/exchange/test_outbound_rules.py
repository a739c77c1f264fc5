"""Which addresses may be called: every range that is not public is refused, in whatever form it is written."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.exchange.outbound_rules import NEVER, PRIVATE, AddressRules, RefusedAddressError, read_address

USUAL = AddressRules()

REFUSED = tuple(
    word
    for line in (
        "0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1 127.255.255.254",
        "169.254.169.254 169.254.170.2 172.16.0.1 172.31.255.255 192.0.0.8 192.0.0.192 192.0.2.1 192.88.99.1",
        "192.168.0.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 :: ::1",
        "::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::a9fe:a9fe 64:ff9b::808:808 64:ff9b:1::1 100::1 2001::1 2001:db8::1",
        "2002:7f00:1::1 2002:808:808::1 fc00::1 fd00:ec2::254 fe80::1 fec0::1 ff02::1 3fff::1",
    )
    for word in line.split()
)

PUBLIC = tuple(
    word
    for line in ("1.1.1.1 8.8.8.8 93.184.216.34 100.63.255.255 100.128.0.0 172.15.255.255 172.32.0.1 2606:4700::1111",)
    for word in line.split()
)


def is_open(address: str, rules: AddressRules = USUAL) -> bool:
    try:
        rules.require_open(ip_address(address))
    except RefusedAddressError:
        return False
    return True


@pytest.mark.parametrize("address", REFUSED)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert not is_open(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_may_be_called(address: str) -> None:
    assert is_open(address)


def test_a_setting_opens_exactly_the_networks_that_it_names() -> None:
    rules = AddressRules(allow_private=(ip_network("192.168.10.0/24"), ip_network("fd00:1::/64")))
    opened = [
        address for address in ("192.168.10.7", "192.168.11.7", "fd00:1::5", "fd00:2::5") if is_open(address, rules)
    ]
    assert opened == ["192.168.10.7", "fd00:1::5"]


@pytest.mark.parametrize("network", ["169.254.0.0/16", "0.0.0.0/0", "fe80::/10", "::/0", "::ffff:0:0/96"])
def test_no_setting_opens_what_is_link_local_or_leads_elsewhere(network: str) -> None:
    rules = AddressRules(allow_private=(ip_network(network),))
    assert not [one for one in ("169.254.169.254", "0.1.2.3", "fe80::1", "::ffff:10.0.0.1") if is_open(one, rules)]


def test_an_address_with_a_zone_is_refused_though_its_network_is_opened() -> None:
    rules = AddressRules(allow_private=(ip_network("fd00::/8"),))
    assert not is_open("fd00::1%eth0", rules)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_open_only_where_it_is_global_and_never_in_its_ipv6_forms(address: IPv4Address) -> None:
    if is_open(str(address)):
        assert address.is_global
        assert not any(address in network for network in (*NEVER, *PRIVATE) if network.version == 4)
    wrapped = (
        IPv6Address(int(IPv6Address("::ffff:0:0")) | int(address)),
        IPv6Address(int(IPv6Address("64:ff9b::")) | int(address)),
        IPv6Address(int(IPv6Address("2002::")) | int(address) << 80),
    )
    assert not [one for one in wrapped if is_open(str(one))]


@given(st.ip_addresses(v=6))
def test_an_ipv6_address_is_open_only_where_it_is_global(address: IPv6Address) -> None:
    if is_open(str(address)):
        assert address.is_global
        assert address.ipv4_mapped is None
        assert address.sixtofour is None
        assert not address.is_multicast


@given(st.sampled_from([*NEVER, *PRIVATE]), st.data())
def test_every_address_of_a_refused_network_is_refused(network: object, data: st.DataObject) -> None:
    assert isinstance(network, type(NEVER[0]) | type(NEVER[-1]))
    place = data.draw(st.integers(0, min(network.num_addresses - 1, 2**64)))
    assert not is_open(str(network[place]))


WRONG = {
    "ftp://cdn.example.com/a.gif": "https",
    "file:///etc/passwd": "https",
    "http://cdn.example.com/a.gif": "https",
    "gopher://127.0.0.1:6379/_x": "https",
    "data:image/png;base64,AAAA": "https",
    "//cdn.example.com/a.gif": "https",
    "": "https",
    "https://": "none that can be called",
    "https:///a.gif": "none that can be called",
    "https://cdn.example.com:99999/a.gif": "none that can be called",
    "https://cdn.exa\nmple.com/a.gif": "none that can be called",
    "https://cdn.example.com\\@127.0.0.1/": "none that can be called",
    "https://caf\u00e9.example.com/a.gif": "none that can be called",
    "https://user:password@cdn.example.com/a.gif": "a user or a password",
    "https://cdn.example.com@127.0.0.1/": "a user or a password",
    "https://cdn.example.com:6379/a.gif": "port 6379",
    "https://cdn.example.com:80/a.gif": "port 80",
    "https://127.0.0.1/a.gif": "not public",
    "https://[::1]/a.gif": "not public",
    "https://[::ffff:169.254.169.254]/a.gif": "not public",
    "https://169.254.169.254/latest/meta-data/": "not public",
}


@pytest.mark.parametrize(("written", "told"), WRONG.items())
def test_an_address_that_may_not_be_called_is_told_by_its_kind_and_without_itself(written: str, told: str) -> None:
    with pytest.raises(RefusedAddressError, match=re.escape(told)) as caught:
        read_address(written, USUAL)
    assert "example.com" not in str(caught.value)
    assert "169.254" not in str(caught.value)


def test_plain_http_is_called_on_its_own_port_where_a_setting_opens_it() -> None:
    rules = AddressRules(plain=True, ports=frozenset({443, 8443}))
    read = [
        read_address(f"{scheme}://shop.example.com{port}/a", rules).port
        for scheme, port in (
            ("http", ""),
            ("https", ""),
            ("https", ":8443"),
            ("http", ":8443"),
        )
    ]
    assert read == [80, 443, 8443, 8443]
    with pytest.raises(RefusedAddressError, match="port 80"):
        read_address("https://shop.example.com:80/a", rules)


def test_blanks_and_letters_of_a_path_are_encoded_and_what_is_encoded_stays() -> None:
    read = read_address("https://cdn.example.com/kop \u00e9\u00e9n%20a.jpg?v=1&t=\u20ac#top", USUAL)
    assert read.url == "https://cdn.example.com/kop%20%C3%A9%C3%A9n%20a.jpg?v=1&t=%E2%82%AC"


@given(st.text(max_size=60))
def test_whatever_is_written_is_either_refused_or_names_a_host_over_https(written: str) -> None:
    for text in (written, f"https://{written}", f"https://cdn.example.com/{written}"):
        try:
            read = read_address(text, USUAL)
        except RefusedAddressError:
            continue
        assert read.url.isascii()
        assert (read.scheme, read.port) == ("https", 443)
        assert read.host
