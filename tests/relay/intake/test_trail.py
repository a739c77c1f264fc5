"""The client is the first address, seen from the relay, that is no trusted proxy."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from relay.intake.trail import Trail, trace
from relay.settings.model import ServerSettings

PROXY, SECOND_PROXY, CLIENT, FORGED = "10.0.0.5", "10.0.0.9", "203.0.113.7", "192.0.2.66"
BEHIND_PROXY = ServerSettings(trusted_proxies=("10.0.0.0/24", "2001:db8:1::/64"))
BEHIND_STANDARD_PROXY = BEHIND_PROXY.model_copy(update={"forwarded_header": "Forwarded"})
HTTPS_ONLY = BEHIND_PROXY.model_copy(update={"require_https": True})
STANDARD_HTTPS_ONLY = BEHIND_STANDARD_PROXY.model_copy(update={"require_https": True})


def follow(server: ServerSettings, *lines: tuple[str, str], peer: str = PROXY) -> Trail:
    return trace(ip_address(peer), CIMultiDict(lines), server)


def forwarded_for(*values: str) -> list[tuple[str, str]]:
    return [("X-Forwarded-For", value) for value in values]


@pytest.mark.parametrize(
    ("values", "client"),
    [
        ([], PROXY),
        ([CLIENT], CLIENT),
        ([f"{FORGED}, {CLIENT}"], CLIENT),
        ([FORGED, CLIENT], CLIENT),
        ([f"{CLIENT}, {SECOND_PROXY}"], CLIENT),
        ([f"{FORGED}, {CLIENT}, {SECOND_PROXY}"], CLIENT),
        ([f"{SECOND_PROXY}, {CLIENT}"], CLIENT),
        (["10.0.0.8, 10.0.0.9"], "10.0.0.8"),
        (["2001:db8:9::1, 2001:db8:1::7"], "2001:db8:9::1"),
        ([f"::ffff:{CLIENT}, [::ffff:{SECOND_PROXY}]:443"], CLIENT),
        ([f"unknown, {CLIENT}"], CLIENT),
    ],
)
def test_the_client_is_the_first_from_the_right_that_is_not_trusted(values: list[str], client: str) -> None:
    assert follow(BEHIND_PROXY, *forwarded_for(*values)).client == ip_address(client)


def test_the_standard_header_is_followed_in_the_same_way() -> None:
    line = f'for={FORGED}, for="{CLIENT}:4711";proto=https, for={SECOND_PROXY};by={PROXY}'
    assert follow(BEHIND_STANDARD_PROXY, ("Forwarded", line)).client == ip_address(CLIENT)


def test_only_the_header_that_is_set_is_looked_at() -> None:
    both = [("X-Forwarded-For", CLIENT), ("Forwarded", f"for={FORGED}")]
    assert follow(BEHIND_PROXY, *both).client == ip_address(CLIENT)
    assert follow(BEHIND_STANDARD_PROXY, *both).client == ip_address(FORGED)
    assert follow(BEHIND_PROXY, both[1]).client == ip_address(PROXY)


@pytest.mark.parametrize(
    ("server", "line"),
    [
        (BEHIND_PROXY, ("X-Forwarded-For", "unknown")),
        (BEHIND_PROXY, ("X-Forwarded-For", f"{CLIENT}, _hidden, {SECOND_PROXY}")),
        (BEHIND_STANDARD_PROXY, ("Forwarded", f"for={CLIENT}, for=unknown")),
        (BEHIND_STANDARD_PROXY, ("Forwarded", "proto=https")),
    ],
)
def test_a_hop_that_hides_its_address_is_not_passed_over(server: ServerSettings, line: tuple[str, str]) -> None:
    trail = follow(server, line)
    assert trail.client is None
    assert str(trail.fault) == (
        f"{line[0]} does not tell the client's address: where it should stand, the address is left out or hidden."
    )


def test_garbage_is_refused_even_where_a_client_stands_before_it() -> None:
    trail = follow(BEHIND_PROXY, *forwarded_for(f"<script>, {CLIENT}"))
    assert (trail.client, str(trail.fault)) == (None, "A forwarding header holds something that is no address.")


def test_a_header_from_a_stranger_is_refused_or_not_looked_at_as_the_setting_says() -> None:
    ignoring = BEHIND_PROXY.model_copy(update={"untrusted_forwarding": "ignore"})
    refused = follow(BEHIND_PROXY, *forwarded_for(CLIENT), peer=FORGED)
    ignored = follow(ignoring, *forwarded_for("not even an address"), peer=FORGED)
    assert refused.client is None
    assert str(refused.fault).startswith("X-Forwarded-For came from an address that is no trusted proxy")
    assert ignored.client == ip_address(FORGED)


def test_a_stranger_without_the_header_is_the_client_itself() -> None:
    assert follow(BEHIND_PROXY, ("Forwarded", f"for={CLIENT}"), peer=FORGED).client == ip_address(FORGED)


def test_the_trail_tells_every_hop_and_by_what_it_is_trusted() -> None:
    trail = follow(BEHIND_PROXY, *forwarded_for(f"{FORGED}, {CLIENT}:52044, {SECOND_PROXY}"))
    trusted = ip_network("10.0.0.0/24")
    assert [(hop.written, hop.trusted_by) for hop in trail.hops] == [
        (PROXY, trusted),
        (SECOND_PROXY, trusted),
        (f"{CLIENT}:52044", None),
        (FORGED, None),
    ]
    assert trail.taken == 2


@pytest.mark.parametrize(
    ("addresses", "protocols", "told"),
    [
        ([CLIENT], [], None),
        ([CLIENT], ["https"], "https"),
        ([CLIENT], ["HTTP"], "http"),
        ([CLIENT, SECOND_PROXY], ["https"], "https"),
        ([CLIENT, SECOND_PROXY], ["https, http"], "https"),
        ([CLIENT, SECOND_PROXY], ["http", "https"], "http"),
        ([FORGED, CLIENT], ["https", "http"], "http"),
        ([], ["https"], "https"),
    ],
)
def test_the_protocol_is_what_the_first_trusted_proxy_tells(
    addresses: list[str], protocols: list[str], told: str | None
) -> None:
    lines = [*forwarded_for(*addresses), *(("X-Forwarded-Proto", value) for value in protocols)]
    assert follow(HTTPS_ONLY, *lines).protocol == told


@pytest.mark.parametrize(
    ("addresses", "protocols"),
    [([CLIENT], "https, http"), ([CLIENT, SECOND_PROXY], "https, https, http"), ([CLIENT], "ftp"), ([], "https, http")],
)
def test_protocols_that_do_not_go_with_the_addresses_are_refused(addresses: list[str], protocols: str) -> None:
    trail = follow(HTTPS_ONLY, *forwarded_for(*addresses), ("X-Forwarded-Proto", protocols))
    assert trail.client is None
    assert str(trail.fault).startswith("X-Forwarded-Proto")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (f"for={CLIENT};proto=https", "https"),
        (f"for={CLIENT};proto=HTTPS, for={SECOND_PROXY};proto=http", "https"),
        (f"for={CLIENT}, for={SECOND_PROXY};proto=https", None),
        (f"for={FORGED};proto=https, for={CLIENT};proto=http", "http"),
    ],
)
def test_in_the_standard_header_the_protocol_stands_beside_the_client(line: str, told: str | None) -> None:
    assert follow(STANDARD_HTTPS_ONLY, ("Forwarded", line), ("X-Forwarded-Proto", "https")).protocol == told


@pytest.mark.parametrize("server", [HTTPS_ONLY, STANDARD_HTTPS_ONLY])
def test_a_stranger_is_never_believed_to_speak_https(server: ServerSettings) -> None:
    ignoring = server.model_copy(update={"untrusted_forwarding": "ignore"})
    lines = [("X-Forwarded-Proto", "https"), ("X-Forwarded-For", CLIENT), ("Forwarded", f"for={CLIENT};proto=https")]
    trail = follow(ignoring, *lines, peer=FORGED)
    assert (trail.client, trail.protocol) == (ip_address(FORGED), None)


SMALL_ADDRESSES = st.integers(0, 15).map(lambda last: IPv4Address(f"10.0.0.{last}"))
SMALL_V6_ADDRESSES = st.integers(0, 15).map(lambda last: IPv6Address(f"2001:db8::{last:x}"))
HOPS = st.lists(SMALL_ADDRESSES | SMALL_V6_ADDRESSES | st.none(), max_size=8)
"""Few addresses, so that many are trusted; None is a hop that hides its address."""

SMALL_NETWORKS = st.sampled_from([f"10.0.0.{n}/30" for n in range(0, 16, 4)] + ["10.0.0.3/32", "2001:db8::8/125"])


def reference(
    peer: IPv4Address, hops: Sequence[IPv4Address | IPv6Address | None], trusted: Sequence[str]
) -> IPv4Address | IPv6Address | None:
    """The definition, as short as it can be said; None: refused."""
    nearest_first = [peer, *reversed(hops)]
    strangers = [
        hop for hop in nearest_first if hop is None or not any(hop in ip_network(network) for network in trusted)
    ]
    return (strangers or nearest_first[-1:])[0]


@given(SMALL_ADDRESSES, HOPS, st.lists(SMALL_NETWORKS, max_size=4), st.booleans())
def test_the_client_is_always_the_one_of_the_definition(
    peer: IPv4Address,
    hops: list[IPv4Address | IPv6Address | None],
    trusted: list[str],
    standard: bool,  # noqa: FBT001 - drawn by hypothesis
) -> None:
    header = "Forwarded" if standard else "X-Forwarded-For"
    server = ServerSettings(trusted_proxies=tuple(trusted), forwarded_header=header, untrusted_forwarding="ignore")
    nodes = ["unknown" if hop is None else f"[{hop}]" if hop.version == 6 else str(hop) for hop in hops]
    value = ", ".join(f'for="{node}"' for node in nodes) if standard else ", ".join(nodes)
    trail = trace(peer, CIMultiDict([(header, value)] if hops else []), server)
    is_proxy = any(peer in ip_network(network) for network in trusted)
    assert trail.client == (reference(peer, hops, trusted) if is_proxy else peer)


TEXTS = st.text(max_size=40) | st.text(st.sampled_from('for=;,"[]:.0123456789 unkow_\\\udcff'), max_size=60)
LINES = st.lists(
    st.tuples(st.sampled_from(["X-Forwarded-For", "Forwarded", "X-Forwarded-Proto", "x-forwarded-for"]), TEXTS),
    max_size=6,
)
SERVERS = st.builds(
    ServerSettings,
    trusted_proxies=st.lists(st.sampled_from(["10.0.0.0/24", "127.0.0.1"]), max_size=2).map(tuple),
    forwarded_header=st.sampled_from(["X-Forwarded-For", "Forwarded"]),
    untrusted_forwarding=st.sampled_from(["reject", "ignore"]),
    require_https=st.booleans(),
)


@given(SERVERS, st.sampled_from([PROXY, CLIENT]), LINES)
def test_any_header_gives_an_address_or_a_fault_and_never_fails(
    server: ServerSettings, peer: str, lines: list[tuple[str, str]]
) -> None:
    trail = follow(server, *lines, peer=peer)
    assert (trail.client is None) == (trail.fault is not None)
    assert trail.hops[0].address == ip_address(peer)


@given(SERVERS, LINES)
def test_no_header_makes_a_stranger_anyone_else(server: ServerSettings, lines: list[tuple[str, str]]) -> None:
    assert follow(server, *lines, peer=CLIENT).client in {ip_address(CLIENT), None}
