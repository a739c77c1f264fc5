"""A client must be on every list that is set."""

from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from relay.intake.rules import address_rules, find_missing_list, settings_rules
from relay.settings.allow_lists import AllowList
from relay.settings.model import ServerSettings
from tests.relay.settings.files import GOOD, load_text

GENERAL = AllowList("server.allow", (ip_network("203.0.113.0/24"),))
OWN = AllowList("connections.shop.allow", (ip_network("203.0.113.7"), ip_network("198.51.100.9")))


@pytest.mark.parametrize(
    ("address", "missing"),
    [("203.0.113.7", None), ("203.0.113.8", OWN), ("198.51.100.9", GENERAL), ("192.0.2.1", GENERAL)],
)
def test_the_first_list_that_lacks_an_address_is_told(address: str, missing: AllowList | None) -> None:
    assert find_missing_list([GENERAL, OWN], ip_address(address)) == missing


def test_no_address_is_on_any_list() -> None:
    assert (
        find_missing_list([AllowList("server.allow", (ip_network("0.0.0.0/0"), ip_network("::/0")))], None) is not None
    )


def test_the_general_list_is_asked_only_where_it_is_set() -> None:
    without = address_rules(ServerSettings(), {"orders": OWN})
    empty = address_rules(ServerSettings(allow=()), {"orders": OWN})
    assert list(without.flows["orders"]) == [OWN]
    assert list(empty.flows["orders"]) == [AllowList("server.allow", ()), OWN]
    assert find_missing_list(empty.flows["orders"], ip_address("203.0.113.7")) == AllowList("server.allow", ())


def test_the_rules_of_a_file_are_those_of_its_flows(tmp_path: Path) -> None:
    text = "server: {allow: [203.0.113.0/24], trusted_proxies: [10.0.0.5]}\n" + GOOD.replace(
        "vendor: shop,", "vendor: shop, allow: [203.0.113.7, 198.51.100.9],"
    )
    rules = settings_rules(load_text(text, tmp_path))
    assert {name: list(lists) for name, lists in rules.flows.items()} == {"shop-orders": [GENERAL, OWN]}
    assert rules.server.trusted_proxies == (ip_network("10.0.0.5"),)
