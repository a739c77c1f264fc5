"""Who proves nothing but an address must have an address that is nobody else's."""

from pathlib import Path

import pytest

from relay.errors import StartError
from tests.relay.settings.files import ENVIRONMENT, GOOD, load_text

SIGNATURE = 'signature: {scheme: bearer, tokens: ["${TOKEN}"]}, limits:'
MORE = """
  more-orders: {entity: order, from: shop, to: books}
"""


def allowing(entries: str, *, flow: bool = False) -> str:
    """A good file with an allow-list, of the connection or of its flow."""
    if flow:
        return GOOD.replace("    from: shop", f"    allow: [{entries}]\n    from: shop")
    return GOOD.replace("limits:", f"allow: [{entries}], limits:")


def mistakes_in(text: str, folder: Path) -> list[str]:
    with pytest.raises(StartError) as caught:
        load_text(text, folder, {**ENVIRONMENT, "TOKEN": "0123456789abcdef"})
    return list(caught.value.mistakes)


@pytest.mark.parametrize("network", ["203.0.113.0/24", "10.0.0.0/8", "0.0.0.0/0", "2001:db8::/56", "2000::/3", "::/0"])
@pytest.mark.parametrize("flow", [False, True], ids=["of the connection", "of the flow"])
def test_a_wide_network_without_signature_is_refused_with_its_place(network: str, flow: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a case of the table
    place = "flows.shop-orders.allow" if flow else "connections.shop.allow"
    [mistake] = mistakes_in(allowing(f'192.0.2.1, "{network}"', flow=flow), tmp_path)
    assert mistake.startswith(f"{place}: {network} is too wide for the only guard; set connections.shop.signature, or ")
    assert mistake.endswith("list only networks narrower than /24 (IPv4) and /56 (IPv6)")


@pytest.mark.parametrize("network", ["203.0.113.0/25", "203.0.113.7", "2001:db8::/57", "2001:db8::1"])
@pytest.mark.parametrize("flow", [False, True], ids=["of the connection", "of the flow"])
def test_a_narrow_network_without_signature_is_accepted(network: str, flow: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a case of the table
    assert "shop-orders" in load_text(allowing(f'"{network}"', flow=flow), tmp_path).flows


@pytest.mark.parametrize("network", ["127.0.0.0/8", "127.0.0.0/16", "::1"])
def test_a_network_of_loopback_addresses_is_this_machine_however_wide(network: str, tmp_path: Path) -> None:
    assert "shop-orders" in load_text(allowing(f'"{network}"'), tmp_path).flows


@pytest.mark.parametrize("flow", [False, True], ids=["of the connection", "of the flow"])
def test_a_wide_network_with_a_signature_is_accepted(flow: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a case of the table
    text = allowing("203.0.113.0/24", flow=flow).replace("limits:", SIGNATURE)
    assert "shop-orders" in load_text(text, tmp_path, {**ENVIRONMENT, "TOKEN": "0123456789abcdef"}).flows


def test_the_word_none_makes_no_difference(tmp_path: Path) -> None:
    text = allowing("203.0.113.0/24").replace("limits:", "signature: {scheme: none}, limits:")
    assert len(mistakes_in(text, tmp_path)) == 1


def test_a_list_that_two_flows_share_is_told_once(tmp_path: Path) -> None:
    assert len(mistakes_in(allowing("203.0.113.0/24") + MORE, tmp_path)) == 1


def test_a_wide_list_that_its_only_flow_narrows_is_accepted(tmp_path: Path) -> None:
    text = allowing("203.0.113.7", flow=True).replace("limits:", "allow: [203.0.113.0/24], limits:")
    assert "shop-orders" in load_text(text, tmp_path).flows
