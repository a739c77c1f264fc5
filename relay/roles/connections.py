"""What a vendor offers the engine, and what the engine hands to a vendor's client: its gate and its tokens."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network
from typing import Any, Protocol

from relay.model import Flow
from relay.roles.documents import Source
from relay.settings.checked import ConnectionRule
from relay.settings.connections import ConnectionSettings
from words.told import Told


class Gate(Protocol):
    """What a vendor's client asks before each call."""

    def call(self, about: str = "") -> AbstractAsyncContextManager[None]:
        """Hold a place while a call runs. Raises Parked when none may be made now.

        ``about`` is the kind of call, such as the reads of one table: what fails there alone bars that alone.
        """
        ...


class TokenStore(Protocol):
    """Keeps one connection's rotating OAuth refresh token, sealed, in one place for all processes."""

    async def read(self) -> str | None:
        """The newest refresh token, or None before the first authorisation."""
        ...

    async def rotate(self, exchange: "Exchange", stale: str | None) -> "TokenPair":
        """An access token other than ``stale``, shared by all processes: a stored one, or a freshly exchanged one.

        Under the lock of this connection the stored refresh token is exchanged and the new pair stored. Raises
        Barred before the first authorisation, and what ``exchange`` raises.
        """
        ...

    async def seed(self, refresh_token: str, *, only_if_absent: bool = False) -> None:
        """Store a refresh token, replacing what stands there; ``only_if_absent``: unless one does, in one stroke.

        Two processes that start at once may both seed from the settings; the later must not undo a rotation.
        """
        ...


@dataclass(frozen=True, slots=True)
class TokenPair:
    """What a token endpoint answered; ``lasts`` is the life of the access token. Never shown."""

    access: str
    refresh: str | None
    lasts: timedelta

    def __repr__(self) -> str:
        return "TokenPair(...)"


Exchange = Callable[[str], Awaitable[TokenPair]]
"""Takes a refresh token to the vendor and brings a new pair; raises Transient or Permanent."""


@dataclass(frozen=True, slots=True)
class SystemIdentity:
    """Who a system says it is, whatever the settings say.

    ``key`` is what makes it this system and no other. ``shown`` are its parts for a person, each under its name; none
    of them is personal. ``books`` are parts of it that come and go, such as the administrations of fiscal years: two
    answers are of one system when their keys are equal and they have one of the books in common, or one of them shows
    none.
    """

    key: tuple[str, ...]
    shown: Mapping[str, str]
    books: frozenset[str] = frozenset()


class Connection(Protocol):
    """One open connection: it shares its client, limits and tokens between the flows that use it."""

    async def check(self, reads: Collection[str], writes: Collection[str]) -> Told | None:
        """Prove by reading a little that the system lets us in, and tell what answered.

        None for a system that only calls us. ``reads`` and ``writes`` are the entities of the flows that start and that
        end here. Raises RunEnd.
        """
        ...

    async def identify(self) -> SystemIdentity | None:
        """Ask the system who it is; None where it cannot be asked, since it calls us. Raises RunEnd."""
        ...

    def source(self, flow: Flow) -> Source:
        """The source role for the flow's entity. Raises StartError when this vendor does not offer it."""
        ...

    def target(self, flow: Flow) -> Any:
        """The target role for the flow's entity. Raises StartError when this vendor does not offer it."""
        ...


@dataclass(frozen=True, slots=True)
class Vendor:
    """A system the relay can talk to: its name in relay.yaml, its settings model and how to open a connection.

    ``open(name, settings, session, tokens, gate)`` makes no call; before each later call its client asks the gate.
    ``sources`` and ``targets`` have an opener for each entity it offers in that role; the connection calls them, and
    reading relay.yaml checks by their names how flows are wired.
    ``authorise(settings, session, tokens, open_url=, ask_code=)`` lets a person give access once, where it is needed.
    ``is_posted_to``: ``open`` takes ``outgoing`` besides, which posts documents to addresses of the settings.
    ``address_presets`` are lists of addresses that an ``allow`` in relay.yaml may name. ``rules`` judge each connection
    of this vendor in relay.yaml, and through it the flows that begin and end there. ``no_targets`` tells by entity why
    it cannot be a target of that.
    """

    name: str
    settings: type[ConnectionSettings]
    open: Callable[..., Connection]
    sources: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    targets: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    authorise: Callable[..., Awaitable[None]] | None = None
    address_presets: Mapping[str, Sequence[IPv4Network | IPv6Network]] = field(default_factory=dict)
    rules: Sequence[ConnectionRule] = ()
    no_targets: Mapping[str, Told] = field(default_factory=dict)
    is_posted_to: bool = False
