"""Which server addresses credentials may be sent to: https anywhere, plain http only within this machine."""

from ipaddress import ip_address
from urllib.parse import urlsplit


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


def check_loopback_or_https(address: str) -> str:
    """Accept ``https://host`` or ``http://127.0.0.1:8001``, return it without a slash at the end.

    Raises ValueError with the remedy; the address is not repeated, since it may hold a password.

    >>> check_loopback_or_https("https://www.accountview.net/")
    'https://www.accountview.net'
    """
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - reading it is the check
    except ValueError:
        raise ValueError("write an address such as https://www.accountview.net") from None
    if not parts.hostname or parts.path not in {"", "/"} or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("write only scheme and host, such as https://www.accountview.net")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname)):
        raise ValueError("use https; plain http is for a server on this machine, such as http://127.0.0.1:8001")
    return f"{parts.scheme}://{parts.netloc}"
