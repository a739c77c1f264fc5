"""Reads an address of Redis strictly, because a password with a raw sign in it makes another address, that also works.

``redis://:12/34@books:6379/0`` is read everywhere as port 12 of this machine. Here it is refused, with the sign that
has to be percent-encoded. What is told or shown never holds the password, nor a user name that may be one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, unquote

from mapping.suggestions import did_you_mean
from words.told import Told

PORT: Final = 6379
_LAST_PORT: Final = 65_535
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]{0,20})://", re.IGNORECASE)
_BLANK: Final = re.compile(r"[\s\x00-\x1f\x7f\ufeff]")
_PARTS: Final = re.compile(r"(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#(?P<rest>.*))?")
_HOST: Final = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?P<colon>:(?P<port>\d{1,5})?)?")
_ENCODED: Final = {"/": "%2F", "?": "%3F", "#": "%23", "[": "%5B", "]": "%5D"}

OPTIONS: Final = (
    *("db", "username", "password", "client_name", "max_connections"),
    *("socket_timeout", "socket_connect_timeout", "socket_keepalive", "health_check_interval"),
    *("ssl_ca_certs", "ssl_ca_path", "ssl_certfile", "ssl_keyfile", "ssl_cert_reqs", "ssl_check_hostname"),
)
"""What may stand behind ``?``, as redis-py names it. Others would change what the relay reads, or end in a trace."""


class WrongAddress(ValueError):  # noqa: N818 - read in `except WrongAddress`
    """The text is no address of Redis. ``told`` says what is wrong with it and the cure, and never the text."""

    def __init__(self, told: Told) -> None:
        super().__init__(str(told))
        self.told = told


@dataclass(frozen=True, slots=True)
class RedisAddress:
    """Where a server is. ``server`` is ``host:port`` or the path of a socket, ``user`` who logs in there.

    ``user`` is ``""`` where none is named, and where a name stands without a password: that may be the password itself.
    """

    server: str
    database: int
    is_socket: bool
    user: str
    lacks_password: bool
    has_percent: bool

    def __str__(self) -> str:
        """The address without user and password, as messages show it."""
        return f"unix://{self.server}?db={self.database}" if self.is_socket else f"{self.server}/{self.database}"


def read_redis_address(text: str) -> RedisAddress:
    """Read ``redis://``, ``rediss://`` (TLS) or ``unix://``. Raises WrongAddress."""
    if _BLANK.search(text):
        raise WrongAddress(Told("redis.address_blank"))
    match = _SCHEME.match(text)
    scheme = match[1].lower() if match else ""
    if scheme not in {"redis", "rediss", "unix"}:
        raise WrongAddress(Told("redis.address_scheme"))
    parts = _PARTS.fullmatch(text[len(f"{scheme}://") :])
    if parts is None:
        raise WrongAddress(Told("redis.address_scheme"))
    login, at, place = parts["authority"].rpartition("@")
    is_socket = scheme == "unix"
    _refuse_raw_signs(parts, login, has_login=bool(at), is_socket=is_socket)
    options = _options(parts["query"] or "")
    server = _socket(place, parts["path"]) if is_socket else _host_and_port(place)
    user, _, password = login.partition(":")
    user, password = unquote(user) or options.get("username", ""), password or options.get("password", "")
    return RedisAddress(
        server=server,
        database=_database(options.get("db", "") if is_socket or "db" in options else parts["path"].strip("/")),
        is_socket=is_socket,
        user=user if password else "",
        lacks_password=bool(user) and not password,
        has_percent="%" in login,
    )


def _refuse_raw_signs(parts: re.Match[str], login: str, *, has_login: bool, is_socket: bool) -> None:
    """Raise WrongAddress where a sign in the password was read as the end of the host."""
    behind = [("/", parts["path"]), ("?", parts["query"] or ""), ("#", parts["rest"] or "")]
    if is_socket and not parts["authority"].removeprefix(f"{login}@" if has_login else ""):
        return  # a path of a file may hold any sign
    signs = [sign for sign in "[]" if sign in login]
    if not has_login or "@" in behind[0][1]:
        cut = next((number for number, (_, text) in enumerate(behind) if "@" in text), None)
        signs += [sign for sign, text in behind[: cut + 1] if text] if cut is not None else []
    if signs:
        raise WrongAddress(Told("redis.address_raw_sign", sign=signs[0], encoded=_ENCODED[signs[0]]))
    if parts["rest"] is not None:
        raise WrongAddress(Told("redis.address_raw_sign", sign="#", encoded=_ENCODED["#"]))


def _options(query: str) -> Mapping[str, str]:
    options = dict(parse_qsl(query, keep_blank_values=True))
    for name in options:
        if name not in OPTIONS:
            guess = did_you_mean(name, OPTIONS)
            nearest = Told("names.did_you_mean", name=repr(guess)) if guess is not None else ""
            raise WrongAddress(Told("redis.address_option", known=OPTIONS, nearest=nearest))
    return options


def _socket(place: str, path: str) -> str:
    if place or not path.startswith("/"):
        raise WrongAddress(Told("redis.address_socket"))
    return unquote(path)


def _host_and_port(place: str) -> str:
    match = _HOST.fullmatch(place)
    if match is None:
        raise WrongAddress(Told("redis.address_host"))
    if match["colon"] is None:
        return f"{match['host']}:{PORT}"
    if match["port"] is None or not 0 < int(match["port"]) <= _LAST_PORT:
        raise WrongAddress(Told("redis.address_host"))
    return f"{match['host']}:{match['port']}"


def _database(text: str) -> int:
    if not text:
        return 0
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise WrongAddress(Told("redis.address_database"))
    return int(text)
