"""The roles: what ``handlers`` implements and ``bootstrap`` hands in, so that the engine knows no vendor."""

from relay.roles.connections import Connection, Exchange, Gate, SystemIdentity, TokenPair, TokenStore, Vendor
from relay.roles.documents import (
    CLOCK_ROOM,
    WHOLE,
    Json,
    Mapped,
    NamesFields,
    NamesRefused,
    Page,
    PolledSource,
    ReadInSlices,
    Rehearsal,
    Slice,
    Source,
    TellsTime,
    Trial,
)
from relay.roles.live import LiveCheck, LookedUp, Named, NamingFlow, NotAsked

__all__ = [
    "CLOCK_ROOM",
    "WHOLE",
    "Connection",
    "Exchange",
    "Gate",
    "Json",
    "LiveCheck",
    "LookedUp",
    "Mapped",
    "Named",
    "NamesFields",
    "NamesRefused",
    "NamingFlow",
    "NotAsked",
    "Page",
    "PolledSource",
    "ReadInSlices",
    "Rehearsal",
    "Slice",
    "Source",
    "SystemIdentity",
    "TellsTime",
    "TokenPair",
    "TokenStore",
    "Trial",
    "Vendor",
]
