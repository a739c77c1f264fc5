"""Who may come in, over real connections: proxies, headers and allow-lists in every combination."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from ipaddress import ip_address, ip_network
from itertools import product
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from multidict import CIMultiDict
from structlog.testing import capture_logs

from relay.intake.admission import rules_of
from relay.intake.door import Door
from relay.intake.explain import explain
from tests.relay.doors import make_flow, open_door
from tests.relay.intake.callers import SENDER, STRANGER, Caller

ORDER = {"number": "1001"}
PROXY, INNER_PROXY = "127.0.0.9", "10.0.0.5"
CLIENT, OTHER = "203.0.113.7", "198.51.100.9"


async def test_a_sender_who_names_a_flow_that_does_not_exist_is_told_so(sender: Caller) -> None:
    answer = await sender.post("/hooks/nowhere", ORDER)
    assert (answer.status, answer.kind) == (404, "flow-not-found")


async def test_a_sender_on_another_flows_list_only_is_refused(sender: Caller) -> None:
    answer = await sender.post("/hooks/guest", ORDER)
    assert (answer.status, answer.kind) == (403, "address-refused")


async def test_a_flow_with_an_empty_list_is_for_nobody(sender: Caller) -> None:
    assert (await sender.post("/hooks/closed", ORDER)).status == 403


async def test_a_stranger_cannot_find_out_which_flows_exist(stranger: Caller) -> None:
    known, closed, invented = [await stranger.post(f"/hooks/{name}", ORDER) for name in ("shop", "closed", "nowhere")]
    assert known.status == 403
    assert known.document == closed.document == invented.document


@pytest.mark.parametrize("name", ["..", "%2e%2e%2fhealthz", "shop%00", "shop%0d%0a", "SHOP", "%F0%9F%9B%92", "%ff"])
async def test_a_name_that_is_nearly_one_of_ours_is_none_of_ours(sender: Caller, name: str) -> None:
    assert (await sender.post(f"/hooks/{name}", ORDER)).status == 404


def behind_proxies(door: Door, **server: Any) -> Door:
    """The door behind two proxies, with `shop` for a client on the internet and for whoever calls from loopback."""
    shop = make_flow("shop")
    listed = replace(shop, allow=(ip_network("203.0.113.0/24"), ip_network(SENDER)))
    proxies = (ip_network(PROXY), ip_network("10.0.0.0/24"))
    changed = door.server.model_copy(update={"trusted_proxies": proxies, **server})
    return replace(door, flows={"shop": listed}, server=changed)


async def test_a_sender_without_a_proxy_needs_no_header(door: Door) -> None:
    async with open_door(behind_proxies(door)) as caller:
        assert (await caller.post("/hooks/shop", ORDER)).status == 202


async def test_a_header_from_a_sender_who_is_no_proxy_is_refused_with_the_remedy(door: Door) -> None:
    async with open_door(behind_proxies(door)) as caller:
        answer = await caller.post("/hooks/shop", ORDER, X_Forwarded_For=CLIENT)
    assert (answer.status, answer.kind) == (400, "forwarding-refused")
    assert "is no trusted proxy" in answer.document["detail"]
    assert CLIENT not in str(answer.document)


async def test_a_header_that_is_ignored_makes_no_stranger_a_sender(door: Door) -> None:
    async with open_door(behind_proxies(door, untrusted_forwarding="ignore")) as caller:
        stranger = replace(caller, address=STRANGER)
        assert (await stranger.post("/hooks/shop", ORDER, X_Forwarded_For=CLIENT)).status == 403
        assert (await caller.post("/hooks/shop", ORDER, X_Forwarded_For=OTHER)).status == 202


async def test_the_log_tells_the_client_and_not_the_proxy(door: Door) -> None:
    async with open_door(behind_proxies(door)) as caller:
        with capture_logs() as lines:
            await replace(caller, address=PROXY).post("/hooks/shop", ORDER, X_Forwarded_For=OTHER)
    assert [(line["kind"], line["address"], line["flow"]) for line in lines] == [("address-refused", OTHER, "shop")]


async def test_a_client_of_a_trusted_proxy_must_have_come_over_https_where_that_is_required(door: Door) -> None:
    async with open_door(behind_proxies(door, require_https=True)) as caller:
        proxy = replace(caller, address=PROXY)
        secure = await proxy.post("/hooks/shop", ORDER, X_Forwarded_For=CLIENT, X_Forwarded_Proto="https")
        plain = await proxy.post("/hooks/shop", ORDER, X_Forwarded_For=CLIENT, X_Forwarded_Proto="http")
        untold = await proxy.post("/hooks/shop", ORDER, X_Forwarded_For=CLIENT)
        forged = await caller.post("/hooks/shop", ORDER, X_Forwarded_Proto="https")
        stranger = await proxy.post("/hooks/shop", ORDER, X_Forwarded_For=OTHER)
    assert secure.status == 202
    assert {(each.status, each.kind) for each in (plain, untold, forged)} == {(403, "https-required")}
    assert stranger.kind == "address-refused"


async def test_a_sender_must_be_on_the_general_list_and_on_the_flows(door: Door) -> None:
    general = (ip_network(CLIENT), ip_network(OTHER))
    async with open_door(behind_proxies(door, allow=general)) as caller:
        proxy = replace(caller, address=PROXY)
        answers = [
            (await proxy.post("/hooks/shop", ORDER, X_Forwarded_For=client)).status
            for client in (CLIENT, "203.0.113.8", OTHER)
        ]
    assert answers == [202, 403, 403]


HOPS: Sequence[Sequence[str]] = (
    (),
    (CLIENT,),
    (OTHER,),
    (CLIENT, OTHER),
    (OTHER, CLIENT),
    (CLIENT, INNER_PROXY),
    (OTHER, INNER_PROXY),
    (INNER_PROXY, PROXY),
    (CLIENT, "unknown"),
    ("not an address", CLIENT),
)
"""What a header tells, farthest hop first."""

PEERS = (SENDER, STRANGER, PROXY)
FAMILIES: Mapping[str, Sequence[str]] = {"none": (), "one": (PROXY,), "two": (PROXY, "10.0.0.0/24")}
GENERAL: Mapping[str, Sequence[str] | None] = {
    "left out": None,
    "empty": (),
    "the client only": ("203.0.113.0/28",),
    "all": ("0.0.0.0/0",),
}
LISTED = ("203.0.113.0/24", SENDER)


def is_on(address: str, networks: Sequence[str]) -> bool:
    return any(ip_address(address) in ip_network(network) for network in networks)


def status_by_definition(
    peer: str, hops: Sequence[str], proxies: Sequence[str], general: Sequence[str] | None, untrusted: str
) -> int:
    """What is to be answered, said anew and without the code under test."""
    client = peer
    if not is_on(peer, proxies):
        if hops and untrusted == "reject":
            return 400
    elif "not an address" in hops:
        return 400
    else:
        for hop in reversed(hops):
            client = hop
            if hop == "unknown":
                return 400
            if not is_on(hop, proxies):
                break
    return 202 if is_on(client, LISTED) and (general is None or is_on(client, general)) else 403


@asynccontextmanager
async def keeping_connections() -> AsyncIterator[Mapping[str, aiohttp.ClientSession]]:
    """A session for each peer of the matrix."""
    sessions = {
        peer: aiohttp.ClientSession(connector=aiohttp.TCPConnector(local_addr=(peer, 0)), raise_for_status=False)
        for peer in PEERS
    }
    try:
        yield sessions
    finally:
        for session in sessions.values():
            await session.close()


@pytest.mark.parametrize("untrusted", ["reject", "ignore"])
@pytest.mark.parametrize("general", list(GENERAL))
@pytest.mark.parametrize("proxies", list(FAMILIES))
async def test_proxies_headers_and_lists_decide_as_defined_and_the_explanation_says_the_same(
    door: Door, proxies: str, general: str, untrusted: str
) -> None:
    trusted, listed = FAMILIES[proxies], GENERAL[general]
    for header in ("X-Forwarded-For", "Forwarded"):
        changes = {
            "trusted_proxies": tuple(map(ip_network, trusted)),
            "allow": None if listed is None else tuple(map(ip_network, listed)),
            "untrusted_forwarding": untrusted,
            "forwarded_header": header,
        }
        opened = behind_proxies(door, **changes)
        async with open_door(opened) as caller, keeping_connections() as sessions:
            for peer, hops in product(PEERS, HOPS):
                value = ", ".join(hops if header == "X-Forwarded-For" else [f"for={hop}" for hop in hops])
                headers = {header: value} if hops else {}
                url = f"http://127.0.0.1:{caller.port}/hooks/shop"
                async with sessions[peer].post(url, json=ORDER, headers=headers) as answer:
                    status = answer.status
                expected = status_by_definition(peer, hops, trusted, listed, untrusted)
                assert status == expected, (peer, headers)
                lines = [f"{name}: {value}" for name, value in headers.items()]
                said = str(explain(rules_of(opened), peer, lines, "shop")[-1])
                assert said.startswith(f"Flow shop: {'allowed' if status == 202 else 'refused'}, "), (said, headers)


VALUES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=60) | st.text(
    st.sampled_from('for=;,"[]:.0123456789 unkow_\\'), max_size=60
)
LINES = st.lists(st.tuples(st.sampled_from(["X-Forwarded-For", "Forwarded", "X-Forwarded-Proto"]), VALUES), max_size=4)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=LINES, standard=st.booleans(), secure=st.booleans(), peer=st.sampled_from([STRANGER, PROXY]))
async def test_no_header_lets_a_stranger_in_or_makes_the_relay_fail(
    door: Door,
    lines: list[tuple[str, str]],
    standard: bool,  # noqa: FBT001 - drawn by hypothesis
    secure: bool,  # noqa: FBT001 - drawn by hypothesis
    peer: str,
) -> None:
    header = "Forwarded" if standard else "X-Forwarded-For"
    opened = behind_proxies(door, forwarded_header=header, require_https=secure)
    async with open_door(replace(opened, flows={"shop": make_flow("shop")})) as caller:
        answer = await replace(caller, address=peer).call(
            "POST", "/hooks/shop", body=json.dumps(ORDER).encode(), headers=CIMultiDict(lines)
        )
    assert answer.status in {400, 403}
