"""Tells in words what is not called now and why, for the runs that are turned away and for who looks at them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from relay.errors import Scope
from relay.store.gate_names import GateName
from relay.store.store import Store, reply
from words.told import Told, unpack

_VERDICTS: Final = {"barred": Told("once.barred"), "common": Told("once.common")}
_DOWN: Final = Told("once.down")
_REFUSED: Final = Told("once.refused")


@dataclass(frozen=True, slots=True)
class Breaker:
    """An open breaker: since when, what opened it (`down`, `barred` or `common`), the reason of that, and until when.

    Times are milliseconds since the epoch by the clock of Redis. ``reason`` may be None; where it comes from the story
    of an event, personal values in it are masked.
    """

    gate: GateName
    since_ms: int
    verdict: str
    reason: Told | None
    until_ms: int

    def __str__(self) -> str:
        return str(self.told())

    @property
    def is_whole(self) -> bool:
        """Whether it concerns the whole connection."""
        return self.gate.scope is Scope.CONNECTION

    def told(self) -> Told:
        """Why it is not called now."""
        verdict = _VERDICTS.get(self.verdict, _DOWN)
        because: Told | str = Told("once.because", reason=self.reason) if self.reason else ""
        since: Told | str = Told("once.since", moment=moment(self.since_ms)) if self.since_ms else ""
        connection = self.gate.connection
        if self.is_whole:
            return Told("once.not_called", connection=connection, verdict=verdict, since=since, because=because)
        verdict = _REFUSED if self.verdict == "barred" else verdict
        if self.gate.flow:
            flow = self.gate.flow
            return Told(
                "once.flow_not_called", connection=connection, flow=flow, verdict=verdict, since=since, because=because
            )
        call = self.gate.call
        return Told(
            "once.call_not_made", connection=connection, call=call, verdict=verdict, since=since, because=because
        )

    def lifted_by(self) -> Told:
        """When it ends by itself, and what ends it before."""
        return Told("once.lifted_by", moment=moment(self.until_ms), command=self.command)

    @property
    def command(self) -> str:
        """What a person types to have it tried at once."""
        return try_command(self.gate)


def try_command(gate: GateName) -> str:
    """What a person types to have tried at once what a breaker leaves alone."""
    command = f"relay connection try {gate.connection}"
    return f"{command} --flow {gate.flow}" if gate.flow else command


async def read_breakers(store: Store) -> Sequence[Breaker]:
    """The open ones, by name; those that newer settings have lifted are left out. Raises the failures of Redis."""
    names = sorted(name.decode() for name in await reply(store.state.smembers(store.keys.gates_open)))
    fields = ["open_until", "since_open", "why", "reason", "probe_until", "lifted"]
    async with store.state.pipeline(transaction=False) as pipe:
        for name in names:
            pipe.hmget(store.keys.gate(name), fields)
        found = await pipe.execute()
    return [
        Breaker(
            GateName.read(name),
            since_ms=int(since or 0),
            verdict=(why or b"").decode(),
            reason=unpack(reason.decode()) if reason else None,
            until_ms=max(int(until), int(probe or 0)),
        )
        for name, (until, since, why, reason, probe, lifted) in zip(names, found, strict=True)
        if until is not None and not lifted
    ]


def whole_connections(breakers: Sequence[Breaker]) -> Mapping[str, Breaker]:
    """Those that concern a whole connection, by its name; of two versions of the settings the one that lasts longer."""
    whole = [breaker for breaker in breakers if breaker.is_whole]
    return {breaker.gate.connection: breaker for breaker in sorted(whole, key=lambda breaker: breaker.until_ms)}


def moment(milliseconds: int) -> datetime:
    """Milliseconds since the epoch as the moment they are, in UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def clock_time(milliseconds: int) -> str:
    """A moment as people write it, in UTC, such as ``2026-11-23 14:02 UTC``."""
    return f"{moment(milliseconds):%Y-%m-%d %H:%M} UTC"
