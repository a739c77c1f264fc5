"""The one home of what is noted of a polled flow, so that who writes a note and who reads it mean the same.

Two notes: how its last poll went and when the next is due, and how its last comparison with the target went.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol

import orjson

from relay.store.store import Store, reply
from words.told import Told, pack, unpack

_MOST_REFERENCES: Final = 20
_UNTIL_ROOM_MS: Final = 5000


@dataclass(frozen=True, slots=True)
class PollNote:
    """How the last poll went: its moment and that of the next (milliseconds since the epoch), and why it failed.

    ``failing_since_ms`` is when the first of the polls ended that have failed in a row since, None where none has.
    ``left_out_count`` says how much the last one that went well passed over, ``passed_over`` tells the first of it.
    ``noticed_count`` and ``noticed`` do so for what it read and a person should look at.
    ``paused`` tells why it left the rest for later, where it did.
    """

    last_ms: int
    next_ms: int | None
    failure: Told | None
    left_out_count: int = 0
    passed_over: Sequence[Told] = ()
    failing_since_ms: int | None = None
    noticed_count: int = 0
    noticed: Sequence[Told] = ()
    paused: Told | None = None

    @property
    def error(self) -> str | None:
        """Why it failed, in English."""
        return None if self.failure is None else str(self.failure)

    @property
    def left_out(self) -> Sequence[str]:
        """The first of what it passed over, in English."""
        return [str(told) for told in self.passed_over]


@dataclass(frozen=True, slots=True)
class ComparisonNote:
    """How the last daily comparison went: its moment (milliseconds since the epoch), what was missing, why it failed.

    ``before_start`` counts the records that were left out since they last changed before the flow began.
    """

    at_ms: int
    missing: int
    references: Sequence[str]
    before_start: int
    failure: Told | None

    @property
    def error(self) -> str | None:
        """Why it failed, in English."""
        return None if self.failure is None else str(self.failure)


@dataclass(frozen=True, slots=True)
class FlowNote:
    """All that a person is shown of a flow's reading; None where it was never polled or never compared."""

    poll: PollNote | None
    comparison: ComparisonNote | None


class When(Protocol):
    """A schedule, as far as a note of a poll needs it."""

    @property
    def words(self) -> str:
        """What tells it from another schedule."""
        ...

    def next_ms(self, after_ms: int) -> int:
        """When the next poll is due after a moment, both in milliseconds since the epoch."""
        ...


class FlowNotes:
    """The last poll and the last comparison of each flow, in the state role. Methods raise the failures of Redis.

    ``version`` is that of the settings under which a flow is polled.
    """

    def __init__(self, store: Store, version: str = "") -> None:
        self._version = version
        self._state = store.state
        self._keys = store.keys

    async def due(self, flows: Sequence[str]) -> Mapping[str, timedelta]:
        """How long from now each flow is to be polled next; below zero where that has passed, zero where at once.

        One whose last poll failed under other settings is due at once, if those of this process are the newest.
        """
        async with self._state.pipeline(transaction=False) as pipe:
            pipe.time()
            pipe.hget(self._keys.settings, "version")
            for flow in flows:
                pipe.hmget(self._keys.poll(flow), ["next", "error", "settings"])
            (seconds, microseconds), newest, *found = await pipe.execute()
        now_ms, ours = seconds * 1000 + microseconds / 1000, self._version.encode()
        left = {flow: timedelta() for flow in flows}
        for flow, (next_ms, error, settings) in zip(flows, found, strict=True):
            failed_before = error and newest in {None, ours} and (settings or b"") != ours
            if next_ms and not failed_before:
                left[flow] = timedelta(milliseconds=int(next_ms) - now_ms)
        return left

    async def reschedule(self, flow: str, when: When) -> None:
        """Let the next poll be when the schedule has it, where the last one noted it under another schedule."""
        key = self._keys.poll(flow)
        last, words = await reply(self._state.hmget(key, ["last", "schedule"]))
        if last is not None and words != when.words.encode():
            fields = {"next": when.next_ms(int(last)), "schedule": when.words}
            await reply(self._state.hset(key, mapping=fields))

    async def leave_poll(self, flow: str, when: When, told: Mapping[str, str | int]) -> None:
        """Note that a poll has just ended, what is told of it (``error``, ``read``, ``accepted``), and the next one.

        One that has ``paused`` goes on soon, whatever the schedule says.
        """
        now, key = await self._now_ms(), self._keys.poll(flow)
        next_ms = min(when.next_ms(now), now + _UNTIL_ROOM_MS) if told.get("paused") else when.next_ms(now)
        due = {"last": now, "next": next_ms, "schedule": when.words, "settings": self._version}
        async with self._state.pipeline(transaction=True) as pipe:
            pipe.hset(key, mapping={**told, **due})
            if told.get("error"):
                pipe.hsetnx(key, "failing_since", str(now))
            else:
                pipe.hdel(key, "failing_since")
            await pipe.execute()

    async def comparison_is_due(self, flow: str) -> bool:
        """Whether a flow that has been polled is to be compared with its target now."""
        async with self._state.pipeline(transaction=False) as pipe:
            pipe.exists(self._keys.cursors(flow), self._keys.cursor(flow))
            pipe.hget(self._keys.poll(flow), "reconcile_next")
            begun, next_ms = await pipe.execute()
        return bool(begun) and int(next_ms or 0) <= await self._now_ms()

    async def leave_comparison(
        self, flow: str, pause: timedelta, *, missing: int, references: Sequence[str], before_start: int
    ) -> None:
        """Note that a comparison has just ended well, what it found, and how long it is until the next."""
        found: dict[str, str | int] = {"reconcile_error": "", "missing": missing, "before_start": before_start}
        found["missing_references"] = orjson.dumps(references[:_MOST_REFERENCES]).decode()
        await self._leave_round(flow, pause, found)

    async def leave_failed_comparison(self, flow: str, pause: timedelta, failure: Told) -> None:
        """Note that a comparison has just failed; what the one before found stays."""
        await self._leave_round(flow, pause, {"reconcile_error": pack(failure)})

    async def read(self, flow: str) -> FlowNote:
        """How the flow's last poll and its last comparison went."""
        found = await reply(self._state.hgetall(self._keys.poll(flow)))
        return FlowNote(_poll(found), _comparison(found))

    async def _leave_round(self, flow: str, pause: timedelta, told: Mapping[str, str | int]) -> None:
        now = await self._now_ms()
        due = {"reconciled": now, "reconcile_next": now + _milliseconds(pause)}
        await reply(self._state.hset(self._keys.poll(flow), mapping={**told, **due}))

    async def _now_ms(self) -> int:
        seconds, microseconds = await self._state.time()
        return int(seconds * 1000 + microseconds // 1000)


def _poll(found: Mapping[bytes, bytes]) -> PollNote | None:
    if b"last" not in found:
        return None
    return PollNote(
        last_ms=int(found[b"last"]),
        next_ms=int(found[b"next"]) if b"next" in found else None,
        failure=_told(found.get(b"error")),
        left_out_count=int(found.get(b"left_out_count", 0)),
        passed_over=[unpack(text) for text in orjson.loads(found.get(b"left_out", b"[]"))],
        noticed_count=int(found.get(b"noticed_count", 0)),
        noticed=[unpack(text) for text in orjson.loads(found.get(b"noticed", b"[]"))],
        paused=_told(found.get(b"paused")),
        failing_since_ms=int(found[b"failing_since"]) if b"failing_since" in found else None,
    )


def tell_of(left_out: Sequence[Told], noticed: Sequence[Told], paused: Told | None = None) -> dict[str, str | int]:
    """What a poll that went well notes: how much it passed over and noticed, the first of it, and why it paused."""
    return {
        "left_out_count": len(left_out),
        "left_out": _first(left_out),
        "noticed_count": len(noticed),
        "noticed": _first(noticed),
        "paused": "" if paused is None else pack(paused),
    }


def _first(told: Sequence[Told]) -> str:
    return orjson.dumps([pack(one) for one in dict.fromkeys(told)][:_MOST_REFERENCES]).decode()


def _comparison(found: Mapping[bytes, bytes]) -> ComparisonNote | None:
    if b"reconciled" not in found:
        return None
    return ComparisonNote(
        at_ms=int(found[b"reconciled"]),
        missing=int(found.get(b"missing", 0)),
        references=orjson.loads(found.get(b"missing_references", b"[]")),
        before_start=int(found.get(b"before_start", 0)),
        failure=_told(found.get(b"reconcile_error")),
    )


def _told(kept: bytes | None) -> Told | None:
    return unpack(kept.decode()) if kept else None


def _milliseconds(length: timedelta) -> int:
    return round(length.total_seconds() * 1000)
