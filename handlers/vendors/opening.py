"""What the tables entity → opener of all vendors share: an entity more is one opener and one line in each table."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from handlers.exchange.outbound import Outbound
from relay.model import Flow

SettingsT = TypeVar("SettingsT")
ClientT = TypeVar("ClientT")


@dataclass(frozen=True, slots=True)
class Opened(Generic[SettingsT, ClientT]):
    """An open connection as an opener is given it; ``today`` is the day in the books of its system."""

    name: str
    settings: SettingsT = field(repr=False)
    client: ClientT = field(repr=False)
    today: Callable[[], date] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a vendor posts with: the client that goes only where it may, and a hash that tells nothing without its key.

    ``keyed_hash`` takes what the hash is for and then its parts, as texts or bytes, and gives 32 hexadecimal digits.
    """

    client: Outbound
    keyed_hash: Callable[..., str]


Opener = Callable[[Opened[SettingsT, ClientT], Flow], Any]
"""Makes a flow's source or target, without a call. Raises StartError naming every mistake."""
