"""Which server addresses credentials may be sent to: https anywhere, plain http only within this machine."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from words.mistake import Mistake
from words.told import Told


def is_loopback(host: str | None) -> bool:
    """Whether a host name or address is this machine itself.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost"), is_loopback("books.example.com")
    (True, True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


def check_server_address(address: str, example: str, *, with_path: bool = False) -> str:
    """Accept ``https://host`` or ``http://127.0.0.1:8001``, return it without a slash at the end.

    Raises Mistake with the remedy, which shows the ``example``; the address is not repeated, since it may hold a
    password. ``with_path``: the service stands below a path of its server.

    >>> check_server_address("https://www.accountview.net/", "https://www.accountview.net")
    'https://www.accountview.net'
    """
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - reading it is the check
    except ValueError:
        raise Mistake(Told("exchange.write_address", example=example)) from None
    wrong_path = not with_path and parts.path not in {"", "/"}
    if not parts.hostname or wrong_path or parts.query or parts.fragment or "@" in parts.netloc:
        if with_path:
            raise Mistake(Told("exchange.write_server_and_path", example=example))
        raise Mistake(Told("exchange.write_server", example=example))
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname)):
        raise Mistake(Told("exchange.use_https"))
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
