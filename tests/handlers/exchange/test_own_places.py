"""Where the relay itself listens, in each way in which settings write it."""

from ipaddress import ip_address

import pytest

from handlers.exchange.own_places import OwnPlaces


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("::1", "::1"),
        ("localhost", "127.0.0.1"),
        ("", "127.0.0.1"),
        ("0.0.0.0", "127.0.0.9"),  # noqa: S104 - as settings of a listener write it
        ("::", "::1"),
    ],
)
def test_a_place_of_ours_is_known_however_it_is_written(host: str, address: str) -> None:
    own = OwnPlaces([(host, 8081)])
    assert own.has(ip_address(address), 8081)
    assert not own.has(ip_address(address), 8082)


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "redis.invalid"])  # noqa: S104 - as above
def test_another_machine_is_none_of_ours(host: str) -> None:
    assert not OwnPlaces([(host, 6379)]).has(ip_address("192.0.2.7"), 6379)
