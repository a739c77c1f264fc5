"""Tells in words why a connection is not called now, for the runs that it turns away and for who looks at them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from relay.store.store import Store
from words.told import Told, unpack

_VERDICTS: Final = {"barred": Told("once.barred"), "common": Told("once.common")}
_DOWN: Final = Told("once.down")


@dataclass(frozen=True, slots=True)
class Breaker:
    """An open breaker: since when, what opened it (`down`, `barred` or `common`), the reason of that, and until when.

    Times are milliseconds since the epoch by the clock of Redis. ``reason`` may be None; it comes from the story of an
    event, so personal values in it are masked.
    """

    connection: str
    since_ms: int
    verdict: str
    reason: Told | None
    until_ms: int

    def __str__(self) -> str:
        return str(self.told())

    def told(self) -> Told:
        """Why the connection is not called now."""
        return Told(
            "once.not_called",
            connection=self.connection,
            verdict=_VERDICTS.get(self.verdict, _DOWN),
            since=Told("once.since", moment=moment(self.since_ms)) if self.since_ms else "",
            because=Told("once.because", reason=self.reason) if self.reason else "",
        )


async def read_breakers(store: Store, connections: Sequence[str]) -> Mapping[str, Breaker]:
    """The open ones by connection. Raises the failures of Redis."""
    fields = ["open_until", "since_open", "why", "reason", "probe_until"]
    async with store.state.pipeline(transaction=False) as pipe:
        for connection in connections:
            pipe.hmget(store.keys.gate(connection), fields)
        found = await pipe.execute()
    return {
        connection: Breaker(
            connection,
            since_ms=int(since or 0),
            verdict=(why or b"").decode(),
            reason=unpack(reason.decode()) if reason else None,
            until_ms=max(int(until), int(probe or 0)),
        )
        for connection, (until, since, why, reason, probe) in zip(connections, found, strict=True)
        if until is not None
    }


def moment(milliseconds: int) -> datetime:
    """Milliseconds since the epoch as the moment they are, in UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def clock_time(milliseconds: int) -> str:
    """A moment as people write it, in UTC, such as ``2026-11-23 14:02 UTC``."""
    return f"{moment(milliseconds):%Y-%m-%d %H:%M} UTC"
