"""Says what a failure of Redis means and what to do about it: of the network, of logging in, of rights, of the server.

Redis-py names a failure by its class and the server's words. The words are quoted only where nothing better is known,
without the arguments that some servers repeat, since a password may be among them.
"""

import errno
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from redis.exceptions import (
    AuthenticationError,
    BusyLoadingError,
    InvalidResponse,
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
)
from redis.exceptions import TimeoutError as RedisTimeout

from words.told import Told

ANY_FAILURE: Final = (RedisError, OSError, TimeoutError)
"""What a Redis call raises when the server is away, refuses or is full."""

_LONGEST: Final = 200
_SAID: Final[tuple[tuple[str, Told], ...]] = (
    ("without any password", Told("redis.needless_password")),
    ("no password is set", Told("redis.needless_password")),
    ("authentication required", Told("redis.wants_password")),
    ("running in protected mode", Told("redis.protected_mode")),
    ("max number of clients", Told("redis.too_many_clients")),
    ("cluster mode", Told("redis.is_cluster")),
    ("MASTERDOWN", Told("redis.replica_cut_off")),
    ("Connection closed by server", Told("redis.closes_at_once")),
)
"""Words of Redis and Valkey, and of redis-py where a server says none."""

_OF_REDIS: Final[Mapping[type[BaseException], Told]] = {
    BusyLoadingError: Told("redis.loading", loaded=""),
    ReadOnlyError: Told("redis.is_replica", primary=""),
    OutOfMemoryError: Told("redis.is_full"),
    InvalidResponse: Told("redis.no_redis"),
    RedisTimeout: Told("redis.too_slow"),
    TimeoutError: Told("redis.too_slow"),
}
_OF_NETWORK: Final[Mapping[type[BaseException], Told]] = {
    socket.gaierror: Told("redis.unknown_host"),
    ssl.SSLError: Told("redis.no_tls"),
    ConnectionRefusedError: Told("redis.nothing_listens"),
    FileNotFoundError: Told("redis.no_socket"),
    PermissionError: Told("redis.socket_denied"),
    ConnectionError: Told("redis.closes_at_once"),
}
"""By the first kind that fits."""

_REFUSED: Final = f"[Errno {errno.ECONNREFUSED}]"
_DENIED: Final = re.compile(r"run the '([a-z|_.-]+)' command", re.IGNORECASE)
_ARGUMENTS: Final = re.compile(r",? with args beginning with.*", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Login:
    """Who logs in: ``user`` is ``""`` for the default one, ``secrets`` never stand in a sentence.

    ``prefix`` is that of the keys they need. ``lacks_password`` says that the address has a name and no password,
    ``has_percent`` that it has percent-encoding.
    """

    prefix: str
    user: str = ""
    secrets: tuple[str, ...] = ()
    database: int = 0
    lacks_password: bool = False
    has_percent: bool = False

    @property
    def name(self) -> str:
        """The user as Redis calls them."""
        return self.user or "default"


def tell_failure(error: BaseException, login: Login) -> Told:
    """What a failed call or connection means, with the cure. Neither holds an address or a password."""
    error = answer_of(error)
    said = str(error)
    for words, told in _SAID:
        if words.casefold() in said.casefold():
            return told
    for kind, told in _OF_REDIS.items():
        if isinstance(error, kind):
            return told
    if isinstance(error, AuthenticationError):
        return _on_password(login)
    if isinstance(error, NoPermissionError):
        return _on_right(said, login)
    if "DB index is out of range" in said:
        return Told("redis.no_database", database=login.database, there="")
    return _on_network(error) or tell_words(error, login)


def answer_of(error: BaseException) -> BaseException:
    """The server's own answer, which redis-py wraps where it comes while a socket is being opened."""
    return error.__cause__ if isinstance(error.__cause__, RedisError) else error


def denied_command(said: str) -> str:
    """The command that a server's NOPERM names, in lower case; ``""`` where it names none, such as for a key."""
    match = _DENIED.search(said)
    return match[1].lower() if match else ""


def _on_right(said: str, login: Login) -> Told:
    """What the server's NOPERM says, with the line that grants it."""
    command = denied_command(said)
    if command:
        return Told("redis.may_not_run", user=login.name, commands=(command,), grant=f"+{command}")
    return Told("redis.may_not_use_keys", user=login.name, prefix=login.prefix)


def tell_words(error: BaseException, login: Login) -> Told:
    """The words of the server as they are, but for arguments and secrets."""
    words = _ARGUMENTS.sub("", str(error))[:_LONGEST].strip(" .,")
    if any(secret and secret in words for secret in login.secrets):
        words = ""
    return Told("redis.says", error=type(error).__name__, words=repr(words)) if words else _by_kind(error)


def _by_kind(error: BaseException) -> Told:
    return Told("redis.fails", error=type(error).__name__)


def _on_password(login: Login) -> Told:
    if login.lacks_password:
        return Told("redis.name_for_password")
    encoded = Told("redis.percent_hint") if login.has_percent else ""
    return Told("redis.wrong_password", user=login.name, encoded=encoded)


def _on_network(error: BaseException) -> Told | None:
    """What the operating system says, which redis-py wraps; None where it is no failure of the network."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Told("redis.untrusted", why=cause.verify_message)
        for kind, told in _OF_NETWORK.items():
            if isinstance(cause, kind):
                return told
        if isinstance(cause, OSError) and _REFUSED in str(cause):  # of every address that the host has
            return Told("redis.nothing_listens")
        if isinstance(cause, OSError) and cause.strerror:
            return Told("redis.not_reached", why=cause.strerror)
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__
