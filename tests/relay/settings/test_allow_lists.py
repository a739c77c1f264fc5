"""Which list holds for a flow, and lists that would shut out everyone."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from relay.errors import StartError
from relay.settings.allow_lists import AllowList, allow_lists
from tests.relay.settings.files import GOOD, load_text

LISTED = GOOD.replace("vendor: shop,", "vendor: shop, allow: [203.0.113.7],")
OF_ITS_OWN = LISTED.replace("    to: books\n", "    to: books\n    allow: [198.51.100.0/28]\n")


def test_a_flow_has_the_list_of_its_source_connection(tmp_path: Path) -> None:
    lists = allow_lists(load_text(LISTED, tmp_path))
    assert lists == {"shop-orders": AllowList("connections.shop.allow", (ip_network("203.0.113.7"),))}


def test_a_list_of_the_flow_itself_stands_in_place_of_its_connections(tmp_path: Path) -> None:
    lists = allow_lists(load_text(OF_ITS_OWN, tmp_path))
    assert lists == {"shop-orders": AllowList("flows.shop-orders.allow", (ip_network("198.51.100.0/28"),))}


def test_an_empty_list_of_a_flow_stands_in_place_of_its_connections_too(tmp_path: Path) -> None:
    text = OF_ITS_OWN.replace("[198.51.100.0/28]", "[]")
    assert allow_lists(load_text(text, tmp_path)) == {"shop-orders": AllowList("flows.shop-orders.allow", ())}


@pytest.mark.parametrize(
    ("text", "setting"), [(LISTED, "connections.shop.allow"), (OF_ITS_OWN, "flows.shop-orders.allow")]
)
def test_a_list_of_which_no_address_is_on_the_general_list_is_refused(text: str, setting: str, tmp_path: Path) -> None:
    with pytest.raises(StartError) as caught:
        load_text(f"server: {{allow: ['192.0.2.0/24', '2001:db8::/32']}}\n{text}", tmp_path)
    [mistake] = caught.value.mistakes
    assert mistake.startswith(f"{setting}: none of these addresses is on server.allow")


@pytest.mark.parametrize("general", ["[203.0.113.0/24]", "[203.0.113.7]", "[192.0.2.1, 203.0.113.6/31]", "[]"])
def test_lists_that_share_an_address_or_are_empty_on_purpose_are_accepted(general: str, tmp_path: Path) -> None:
    assert load_text(f"server: {{allow: {general}}}\n{LISTED}", tmp_path).server.allow is not None
    assert load_text(f"server: {{allow: {general}}}\n{GOOD}", tmp_path).server.allow is not None


def test_https_cannot_be_required_without_a_proxy_that_could_tell_of_it(tmp_path: Path) -> None:
    with pytest.raises(StartError) as caught:
        load_text(f"server: {{require_https: true}}\n{GOOD}", tmp_path)
    [mistake] = caught.value.mistakes
    assert mistake.startswith("server.require_https: ")
    assert "server.trusted_proxies" in mistake
    proxied = f"server: {{require_https: true, trusted_proxies: [10.0.0.5]}}\n{GOOD}"
    assert load_text(proxied, tmp_path).server.require_https
