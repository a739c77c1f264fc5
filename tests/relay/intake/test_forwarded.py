"""What proxies write is read to the last character, or refused."""

from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from relay.intake.forwarded import (
    MOST_BYTES,
    MOST_HOPS,
    ForwardingUnreadable,
    read_forwarded,
    read_forwarded_for,
    read_protocols,
)

V6 = "2001:db8:cafe::17"


@pytest.mark.parametrize(
    ("lines", "addresses"),
    [
        (['for="_gazonk"'], [None]),
        (['For="[2001:db8:cafe::17]:4711"'], [V6]),
        (["for=192.0.2.60;proto=http;by=203.0.113.43"], ["192.0.2.60"]),
        (["for=192.0.2.43, for=198.51.100.17"], ["192.0.2.43", "198.51.100.17"]),
        (["for=_hidden, for=_SEVKISEK"], [None, None]),
        (['for=192.0.2.43,for="[2001:db8:cafe::17]",for=unknown'], ["192.0.2.43", V6, None]),
        (["for=192.0.2.43", 'for="[2001:db8:cafe::17]", for=unknown'], ["192.0.2.43", V6, None]),
        (['for="192.0.2.43:47011"'], ["192.0.2.43"]),
        (['for="_gazonk:_obfuscated.port"'], [None]),
    ],
)
def test_the_examples_of_rfc_7239_are_read(lines: list[str], addresses: list[str | None]) -> None:
    found = [element.address for element in read_forwarded(lines)]
    assert found == [ip_address(text) if text else None for text in addresses]


@pytest.mark.parametrize(
    "text",
    [
        "for=192.0.2.60; proto=https ;by=203.0.113.43",
        "FOR=192.0.2.60;;Proto=HTTPS;",
        '\tfor="192.0.2.60";proto="https"',
        r'for="19\2.0.2.60";proto="h\ttp\s"',
        'host="a, for=10.0.0.1; \\" b";for=192.0.2.60;proto=https',
    ],
    ids=["spaces", "empty parameters", "quoted", "escapes", "separators inside quotes"],
)
def test_every_way_of_writing_one_element_gives_the_same(text: str) -> None:
    [element] = read_forwarded([text])
    assert (element.written, element.address, element.protocol) == ("192.0.2.60", ip_address("192.0.2.60"), "https")


def test_an_element_that_names_no_client_has_no_address() -> None:
    [element] = read_forwarded(["proto=https;by=203.0.113.43"])
    assert (element.written, element.address, element.protocol) == ("", None, "https")


@pytest.mark.parametrize(
    "text",
    [
        "",
        ",",
        "for=192.0.2.1,",
        ",for=192.0.2.1",
        "for=192.0.2.1,,for=192.0.2.2",
        ";",
        "192.0.2.1",
        "for",
        "for=",
        "for =192.0.2.1",
        "for= 192.0.2.1",
        "for=192.0.2.1:80",
        "for=[2001:db8::1]",
        "for=2001:db8::1",
        'for="2001:db8::1"',
        'for="[192.0.2.1]"',
        'for="[2001:db8::1%eth0]"',
        'for="[fe80::1%25eth0]"',
        'for="192.0.2.1:99999"',
        'for="192.0.2.1:"',
        'for="192.0.2.1:8_0"',
        "for=192.0.2.01",
        "for=192.0.2.256",
        "for=192.0.2",
        "for=3221225985",
        "for=_",
        "for=hidden",
        'for="192.0.2.1',
        'for="192.0.2.1"x',
        'for="192.0.2.1\\"',
        "for=192.0.2.1 for=192.0.2.2",
        "for=192.0.2.1;for=192.0.2.2",
        "for=192.0.2.1;FOR=192.0.2.1",
        "for=a;for=a",
        "for=١٩٢.0.2.1",
        'for="192.0.2.1\udcff"',
        "for=192.0.2.1\n",
    ],
)
def test_what_is_not_of_the_form_of_rfc_7239_is_refused(text: str) -> None:
    with pytest.raises(ForwardingUnreadable):
        read_forwarded([text])


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("192.0.2.43", "192.0.2.43"),
        (" 192.0.2.43\t", "192.0.2.43"),
        ("192.0.2.43:52044", "192.0.2.43"),
        (V6, V6),
        (f"[{V6}]", V6),
        (f"[{V6}]:443", V6),
        ("::ffff:192.0.2.43", "192.0.2.43"),
        ("[::ffff:192.0.2.43]:443", "192.0.2.43"),
        ("unknown", None),
        ("_hidden", None),
    ],
)
def test_each_form_in_which_proxies_write_an_address_is_read(text: str, address: str | None) -> None:
    [element] = read_forwarded_for([text])
    assert element.address == (ip_address(address) if address else None)
    assert element.written == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "192.0.2.1,",
        "192.0.2.1,,192.0.2.2",
        "192.0.2.1 192.0.2.2",
        "192.0.2.1;192.0.2.2",
        '"192.0.2.1"',
        "192.0.2.1/32",
        "192.0.2.1:80:80",
        "192.0.2.1:65536",
        "192.0.2.1:-1",
        "[192.0.2.1]",
        "[2001:db8::1",
        "2001:db8::1]",
        "[2001:db8::1]443",
        "fe80::1%eth0",
        "[fe80::1%eth0]:80",
        "localhost",
        "example.com",
        "0x7f.0.0.1",
        "127.1",
        "192.0.2.1\x00",
    ],
)
def test_what_is_no_list_of_addresses_is_refused(text: str) -> None:
    with pytest.raises(ForwardingUnreadable):
        read_forwarded_for([text])


def test_all_lines_of_a_header_are_one_list_in_their_order() -> None:
    found = read_forwarded_for(["192.0.2.1, 192.0.2.2", "192.0.2.3"])
    assert [element.written for element in found] == ["192.0.2.1", "192.0.2.2", "192.0.2.3"]


@pytest.mark.parametrize("opened", ['for="', 'for=192.0.2.1;host="', 'for="a\\'])
@pytest.mark.parametrize("added", ["for=198.51.100.9", 'for="[2001:db8::1]:80"', "for=unknown"])
def test_a_quote_left_open_by_a_client_swallows_nothing_that_a_proxy_adds(opened: str, added: str) -> None:
    for lines in ([opened, added], [f"{opened}, {added}"]):
        with pytest.raises(ForwardingUnreadable):
            read_forwarded(lines)


def test_as_many_hops_are_read_as_the_limit_says_and_no_more() -> None:
    assert len(read_forwarded_for(["192.0.2.1"] * MOST_HOPS)) == MOST_HOPS
    assert len(read_forwarded(["for=192.0.2.1"] * MOST_HOPS)) == MOST_HOPS
    for read, item in ((read_forwarded_for, "192.0.2.1"), (read_forwarded, "for=192.0.2.1"), (read_protocols, "http")):
        with pytest.raises(ForwardingUnreadable, match="more than 32"):
            read([item] * (MOST_HOPS + 1))


def test_a_header_longer_than_the_limit_is_refused_however_it_is_cut() -> None:
    padded = "192.0.2.1" + " " * (MOST_BYTES - 9)
    assert len(read_forwarded_for([padded])) == 1
    for lines in ([padded + " "], ["192.0.2.1," + " " * 3000, "192.0.2.1" + " " * 3000]):
        with pytest.raises(ForwardingUnreadable, match="longer than 4096 bytes"):
            read_forwarded_for(lines)


@pytest.mark.parametrize(
    ("lines", "protocols"), [(["https"], ["https"]), (["HTTPS, http"], ["https", "http"]), (["http", "https"], None)]
)
def test_protocols_are_read_as_a_list_too(lines: list[str], protocols: list[str] | None) -> None:
    assert read_protocols(lines) == (protocols or lines)


@pytest.mark.parametrize("text", ["", "https,", "wss", "https://", "http\u017f", '"https"'])
def test_another_protocol_than_http_and_https_is_refused(text: str) -> None:
    with pytest.raises(ForwardingUnreadable):
        read_protocols([text])


LETTERS = st.text(st.sampled_from('for=pt"\\;,[]:._- \t0123456789abcdef%unkow\x00\udcffé'), max_size=60)


@given(st.lists(st.text(max_size=80) | LETTERS | LETTERS.map(lambda text: f"for={text}"), max_size=5))
@example(['for="' + "\\" * 4000])
@example([" " * 4000 + "x"])
def test_any_text_is_read_or_refused(lines: list[str]) -> None:
    for read in (read_forwarded, read_forwarded_for):
        with suppress(ForwardingUnreadable):
            assert 0 < len(read(lines)) <= MOST_HOPS


PORTS = st.none() | st.integers(0, 65535)


@given(st.lists(st.tuples(st.ip_addresses(), PORTS), min_size=1, max_size=MOST_HOPS), st.data())
def test_what_is_written_by_the_rules_is_read_as_it_was_meant(
    hops: list[tuple[IPv4Address | IPv6Address, int | None]], data: st.DataObject
) -> None:
    nodes = [
        (f"[{address}]" if address.version == 6 else str(address)) + (f":{port}" if port is not None else "")
        for address, port in hops
    ]
    meant = [address.ipv4_mapped or address if isinstance(address, IPv6Address) else address for address, _ in hops]
    quoted = [f'for="{node}"' if ":" in node or data.draw(st.booleans()) else f"for={node}" for node in nodes]
    cut = data.draw(st.integers(0, len(nodes)))
    for read, items in ((read_forwarded_for, nodes), (read_forwarded, quoted)):
        lines = [line for line in (", ".join(items[:cut]), ",".join(items[cut:])) if line]
        assert [element.address for element in read(lines)] == meant
