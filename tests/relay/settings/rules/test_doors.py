"""The two listeners cannot share a port, and the operators' one is not opened to strangers."""

from pathlib import Path

import pytest

from tests.relay.settings.files import GOOD, found_in


@pytest.mark.parametrize(
    "written",
    [
        "server: {port: 8081}",
        "admin: {port: 8080}",
        "server: {port: 9000}\nadmin: {port: 9000}",
        "server: {host: 0.0.0.0, port: 9000}\nadmin: {port: 9000}",
    ],
)
def test_two_listeners_on_one_port_are_refused_where_one_of_them_is_written(written: str, tmp_path: Path) -> None:
    [found] = found_in(f"{GOOD}\n{written}\n", tmp_path)
    assert (found.severity, found.code) == ("error", "settings.one_port")
    assert found.line is not None


@pytest.mark.parametrize(
    "written",
    ["server: {port: 0}\nadmin: {port: 0}", "server: {host: 192.0.2.1, port: 9000}\nadmin: {port: 9000}"],
)
def test_any_free_port_and_one_port_of_two_addresses_are_fine(written: str, tmp_path: Path) -> None:
    assert found_in(f"{GOOD}\n{written}\n", tmp_path) == []


@pytest.mark.parametrize("network", ["0.0.0.0/0", "203.0.113.0/24", "::/0", "2001:db8::/56"])
def test_strangers_may_not_reach_the_operators_listener(network: str, tmp_path: Path) -> None:
    [found] = found_in(f'{GOOD}\nadmin: {{allow: ["{network}"]}}\n', tmp_path)
    assert (found.severity, found.path) == ("error", ("admin", "allow", 0))


@pytest.mark.parametrize("network", ["10.0.0.0/8", "192.168.1.0/24", "203.0.113.7", "fd00::/16"])
def test_an_own_network_and_single_addresses_may(network: str, tmp_path: Path) -> None:
    assert found_in(f'{GOOD}\nadmin: {{allow: ["{network}"]}}\n', tmp_path) == []


@pytest.mark.parametrize("host", ["http://127.0.0.1", "127.0.0.1:8080", "relay.example.com/hooks", "-", "a b"])
@pytest.mark.parametrize("listener", ["server", "admin"])
def test_a_host_stands_alone(host: str, listener: str, tmp_path: Path) -> None:
    [found] = found_in(f'{GOOD}\n{listener}: {{host: "{host}"}}\n', tmp_path)
    assert (found.path, found.code) == ((listener, "host"), "settings.host_form")


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "::", "::1", "localhost", "relay-1.example.com"])  # noqa: S104 - read, not listened on
def test_addresses_and_names_are_hosts(host: str, tmp_path: Path) -> None:
    assert found_in(f'{GOOD}\nserver: {{host: "{host}"}}\n', tmp_path) == []
