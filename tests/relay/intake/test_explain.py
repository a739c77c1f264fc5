"""An explanation names the hop that gave each address, and the rule that lets a client in or refuses it."""

import re
import shlex
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.errors import StartError
from relay.intake import explain as explaining
from relay.intake.rules import AddressRules, address_rules
from relay.settings.allow_lists import AllowList
from relay.settings.model import ServerSettings

LISTS = {
    "orders": AllowList("connections.shop.allow", (ip_network("203.0.113.0/24"),)),
    "stock": AllowList("flows.stock.allow", ()),
}


def make_rules(**server: object) -> AddressRules:
    return address_rules(ServerSettings.model_validate({"trusted_proxies": ["10.0.0.0/24"], **server}), LISTS)


def explain(*given: Any) -> list[str]:
    return [str(told) for told in explaining.explain(*given)]


def test_a_chain_of_proxies_is_told_hop_by_hop() -> None:
    lines = explain(make_rules(), "10.0.0.5", ["X-Forwarded-For: 192.0.2.66, 203.0.113.7:52044, 10.0.0.9"])
    assert lines == [
        "The connection comes from 10.0.0.5, a trusted proxy: server.trusted_proxies has 10.0.0.0/24.",
        "X-Forwarded-For, hop 1: 10.0.0.9, a trusted proxy: server.trusted_proxies has 10.0.0.0/24.",
        "X-Forwarded-For, hop 2: 203.0.113.7:52044 (203.0.113.7), no trusted proxy.",
        "X-Forwarded-For, hop 3: 192.0.2.66, the client's own word, which is not used.",
        "The client is 203.0.113.7.",
        "Flow orders: allowed, connections.shop.allow has 203.0.113.0/24.",
        "Flow stock: refused, flows.stock.allow is empty, which means nobody.",
    ]


def test_the_example_in_the_manual_is_what_is_really_said() -> None:
    manual = (Path(__file__).parents[3] / "docs" / "addresses.md").read_text("utf-8")
    command, said = re.findall(r"```\n(relay explain-address .*)\n```\n\n```\n([^`]*)\n```", manual)[0]
    options = shlex.split(command)[2:]
    given = dict(zip(options[::2], options[1::2], strict=True))
    rules = address_rules(ServerSettings(trusted_proxies=("10.0.0.5",)), {given["--flow"]: LISTS["orders"]})
    assert explain(rules, given["--peer"], [given["--header"]], given["--flow"]) == said.splitlines()


def test_a_proxy_that_adds_no_header_is_noticed() -> None:
    lines = explain(make_rules(), "10.0.0.5", ["Forwarded: for=203.0.113.7"], "orders")
    assert lines[1:] == [
        "Forwarded is not looked at, because server.forwarded_header is X-Forwarded-For.",
        "There is no X-Forwarded-For, which a trusted proxy should add.",
        "The client is 10.0.0.5.",
        "Flow orders: refused, connections.shop.allow does not have 10.0.0.5.",
    ]


def test_a_proxy_that_is_not_trusted_is_told_as_the_cause() -> None:
    refused = explain(make_rules(), "10.0.1.5", ["x-forwarded-for:203.0.113.7"], "orders")
    ignored = explain(make_rules(untrusted_forwarding="ignore"), "10.0.1.5", ["X-Forwarded-For: 203.0.113.7"], "orders")
    cause = "X-Forwarded-For came from an address that is no trusted proxy; leave it out, or have the proxy trusted."
    assert refused == [
        "The connection comes from 10.0.1.5, no trusted proxy.",
        f"No client: {cause}",
        f"Flow orders: refused, {cause}",
    ]
    assert ignored[1:] == [
        "X-Forwarded-For is not looked at, because server.untrusted_forwarding is ignore.",
        "The client is 10.0.1.5.",
        "Flow orders: refused, connections.shop.allow does not have 10.0.1.5.",
    ]


def test_a_direct_client_is_told_without_any_header() -> None:
    assert explain(make_rules(), "::ffff:203.0.113.7", [], "orders") == [
        "The connection comes from 203.0.113.7, no trusted proxy.",
        "There is no X-Forwarded-For.",
        "The client is 203.0.113.7.",
        "Flow orders: allowed, connections.shop.allow has 203.0.113.0/24.",
    ]


def test_both_lists_are_named_where_both_are_set() -> None:
    allowed = explain(make_rules(allow=["203.0.113.0/28"]), "203.0.113.7", [], "orders")
    refused = explain(make_rules(allow=["203.0.113.0/28"]), "203.0.113.77", [], "orders")
    assert allowed[-1] == (
        "Flow orders: allowed, server.allow has 203.0.113.0/28 and connections.shop.allow has 203.0.113.0/24."
    )
    assert refused[-1] == "Flow orders: refused, server.allow does not have 203.0.113.77."


def test_a_hop_that_hides_its_address_is_shown_as_it_is_written() -> None:
    rules = make_rules(forwarded_header="Forwarded")
    hidden = explain(rules, "10.0.0.5", ["Forwarded: for=_secret", "Forwarded: proto=https"], "orders")
    assert hidden[1:3] == [
        "Forwarded, hop 1: no address, no trusted proxy.",
        "Forwarded, hop 2: _secret, the client's own word, which is not used.",
    ]
    assert hidden[3].startswith("No client: Forwarded does not tell the client's address")


def test_https_is_explained_where_it_is_required() -> None:
    rules = make_rules(require_https=True)
    header = "X-Forwarded-For: 203.0.113.7"
    secure = explain(rules, "10.0.0.5", [header, "X-Forwarded-Proto: https"], "orders")
    plain = explain(rules, "10.0.0.5", [header, "X-Forwarded-Proto: http"], "orders")
    untold = explain(rules, "10.0.0.5", [header], "orders")
    assert secure[-2:] == [
        "server.require_https is set, and by its proxies the client spoke https.",
        "Flow orders: allowed, connections.shop.allow has 203.0.113.0/24.",
    ]
    assert plain[-2] == "server.require_https is set, and by its proxies the client spoke http."
    assert untold[-2] == "server.require_https is set, and no trusted proxy tells what the client spoke."
    assert (
        plain[-1]
        == untold[-1]
        == ("Flow orders: refused, server.require_https is set and the client is not known to have spoken https.")
    )


@pytest.mark.parametrize(
    ("peer", "header", "flow", "told"),
    [
        ("localhost", "X-Forwarded-For: 203.0.113.7", None, "'localhost' is no address"),
        ("203.0.113.7:80", "X-Forwarded-For: 203.0.113.7", None, "'203.0.113.7:80' is no address"),
        ("203.0.113.7", "203.0.113.7", None, "'203.0.113.7' is no header line"),
        ("203.0.113.7", ": 203.0.113.7", None, "': 203.0.113.7' is no header line"),
        ("203.0.113.7", "X-Forwarded-For: 203.0.113.7", "order", "there is no flow 'order'; did you mean 'orders'"),
    ],
)
def test_an_argument_that_is_none_is_refused_with_the_remedy(
    peer: str, header: str, flow: str | None, told: str
) -> None:
    with pytest.raises(StartError, match="^" + told):
        explain(make_rules(), peer, [header], flow)


@given(st.sampled_from(["X-Forwarded-For", "Forwarded"]), st.text(max_size=80))
def test_any_header_can_be_explained(name: str, value: str) -> None:
    lines = explain(make_rules(forwarded_header=name, require_https=True), "10.0.0.5", [f"{name}: {value}"])
    assert all(line.endswith(".") for line in lines)
    assert lines[-1].startswith("Flow stock: refused, ")
