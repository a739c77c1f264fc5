"""Credentials go over https, or to this machine; nothing else is accepted as a server."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.exchange.server_address import check_server_address, is_loopback

EXAMPLE = "https://www.accountview.net"


@pytest.mark.parametrize(
    "address", ["https://www.accountview.net", "http://127.0.0.1:8086", "http://[::1]:8086", "http://localhost:1"]
)
def test_https_and_this_machine_are_accepted_as_they_are(address: str) -> None:
    assert check_server_address(address, EXAMPLE) == address


def test_a_slash_at_the_end_is_taken_away() -> None:
    assert check_server_address("https://books.example.com/", EXAMPLE) == "https://books.example.com"


@pytest.mark.parametrize(
    ("address", "remedy"),
    [
        ("http://www.accountview.net", "use https"),
        ("ftp://127.0.0.1", "use https"),
        ("https://user:pass@www.accountview.net", "only scheme and host"),
        ("https://www.accountview.net/api/v3", "only scheme and host"),
        ("https://www.accountview.net?x=1", "only scheme and host"),
        ("www.accountview.net", "only scheme and host"),
        ("https://www.accountview.net:port", "such as"),
        ("https://[::1", "such as"),
        ("", "only scheme and host"),
    ],
)
def test_anything_else_is_refused_with_a_remedy(address: str, remedy: str) -> None:
    with pytest.raises(ValueError, match=remedy):
        check_server_address(address, EXAMPLE)


def test_a_refused_address_is_not_repeated() -> None:
    with pytest.raises(ValueError, match="host") as caught:
        check_server_address("https://user:secret@books.example.com", EXAMPLE)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("host", [None, "", "127.0.0.1.example.com", "10.0.0.1", "localhost.example.com"])
def test_another_host_is_not_this_machine(host: str | None) -> None:
    assert not is_loopback(host)


@given(st.text())
def test_any_text_is_accepted_or_refused_with_a_value_error(address: str) -> None:
    try:
        accepted = check_server_address(address, EXAMPLE)
    except ValueError:
        return
    assert accepted.startswith(("https://", "http://"))


def test_a_service_below_a_path_keeps_it() -> None:
    assert (
        check_server_address("http://127.0.0.1:8001/rest-api/", EXAMPLE, with_path=True)
        == "http://127.0.0.1:8001/rest-api"
    )
    with pytest.raises(ValueError, match="only scheme, host and path, such as https"):
        check_server_address("https://vies.example.com/rest-api?x=1", EXAMPLE, with_path=True)
