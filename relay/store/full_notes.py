"""The one home of what is noted of reading all that a flow's source has: how far it is, and what the last one found."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import orjson

from relay.store.flow_notes import When
from relay.store.store import Store, reply
from words.told import Told, pack, unpack

Kind = Literal["first", "refresh", "again"]
"""A flow's first read, a later one that finds what no stamp shows, or one that carries what settings have changed."""

_KINDS: Final[Mapping[str, Kind]] = {"first": "first", "refresh": "refresh", "again": "again"}
_AT_ONCE: Final = 500
_MOST_NAMED: Final = 20
_COUNT_HOLDS_MS: Final = 3_600_000
_RUNNING: Final = (
    *("kind", "since", "part", "position", "read", "accepted", "left_out", "of", "began", "confirmed"),
    *("error", "not_before", "asks"),
)


@dataclass(frozen=True, slots=True)
class FullRead:
    """One that is under way: ``read`` of about ``of`` documents (None: not counted), since the cursor ``since`` or all.

    ``part`` and ``position`` say after what it goes on; moments are milliseconds since the epoch. ``confirmed`` says
    that a person let it carry however many there are. ``failure`` is why it does not go on at present; ``asks``, that
    it waits for a person to agree.
    """

    kind: Kind
    since: str | None
    part: str
    position: str | None
    read: int
    accepted: int
    left_out: int
    of: int | None
    began_ms: int
    confirmed: bool
    failure: Told | None = None
    not_before_ms: int = 0
    asks: bool = False


@dataclass(frozen=True, slots=True)
class LastFullRead:
    """How the last one ended that came to its end: when, how many documents, and what a person should know of it.

    ``gone_count`` is how many it took to be gone, ``gone`` are the first of them.
    """

    at_ms: int
    rows: int
    noticed: Told | None
    gone_count: int = 0
    gone: Sequence[str] = ()


class FullNotes:
    """Reads and writes these notes in the state role. Every method raises the failures of Redis."""

    def __init__(self, store: Store) -> None:
        self._state = store.state
        self._keys = store.keys

    async def begin(self, flow: str, kind: Kind, since: str | None, of: int | None, *, confirmed: bool) -> None:
        """Note that all is to be read, from its first slice on."""
        note: dict[str, str | int] = {"kind": kind, "read": 0, "accepted": 0, "left_out": 0, "part": ""}
        note |= {"confirmed": int(confirmed), "began": await self._now_ms()}
        note |= {} if since is None else {"since": since}
        note |= {} if of is None else {"of": of}
        async with self._state.pipeline(transaction=True) as pipe:
            pipe.hdel(self._keys.full(flow), *_RUNNING)
            pipe.hset(self._keys.full(flow), mapping=note)
            await pipe.execute()

    async def note_count(self, flow: str, since: str | None, count: int) -> None:
        """Note how many documents a first read would carry, for the next few polls that ask."""
        note: dict[str, str | int] = {
            "counted": count,
            "counted_at": await self._now_ms(),
            "counted_since": since or "",
        }
        await reply(self._state.hset(self._keys.full(flow), mapping=note))

    async def counted(self, flow: str, since: str | None) -> int | None:
        """What was counted within the last hour from the same cursor on; None where nothing was."""
        names = ["counted", "counted_at", "counted_since"]
        count, at, of = await reply(self._state.hmget(self._keys.full(flow), names))
        if count is None or of.decode() != (since or "") or await self._now_ms() - int(at) > _COUNT_HOLDS_MS:
            return None
        return int(count)

    async def move(self, flow: str, part: str, position: str, grown: Mapping[str, int]) -> None:
        """Note after what it goes on, and by how much ``read``, ``accepted`` and ``left_out`` have grown."""
        async with self._state.pipeline(transaction=True) as pipe:
            pipe.hset(self._keys.full(flow), mapping={"part": part, "position": position})
            for name, by in grown.items():
                pipe.hincrby(self._keys.full(flow), name, by)
            pipe.hdel(self._keys.full(flow), "error", "not_before")
            await pipe.execute()

    async def fail(self, flow: str, failure: Told, pause_ms: int) -> None:
        """Note why it does not go on, and when it is tried again."""
        note: dict[str, str | int] = {"error": pack(failure), "not_before": await self._now_ms() + pause_ms}
        await reply(self._state.hset(self._keys.full(flow), mapping=note))

    async def ask(self, flow: str, question: Told) -> None:
        """Note that it goes on only when a person agrees."""
        await reply(self._state.hset(self._keys.full(flow), mapping={"error": pack(question), "asks": 1}))

    async def agree(self, flow: str) -> bool:
        """Let the one go on that asks; whether there is one."""
        async with self._state.pipeline(transaction=True) as pipe:
            pipe.hdel(self._keys.full(flow), "asks")
            pipe.hexists(self._keys.full(flow), "kind")
            asked, there = await pipe.execute()
        if not (asked and there):
            return False
        async with self._state.pipeline(transaction=True) as pipe:
            pipe.hset(self._keys.full(flow), mapping={"confirmed": 1})
            pipe.hdel(self._keys.full(flow), "error", "not_before")
            await pipe.execute()
        return True

    async def end(
        self,
        flow: str,
        when: When | None,
        rows: int | None,
        noticed: Told | None,
        gone: Sequence[str] = (),
    ) -> None:
        """Note that it has come to its end; ``rows`` where later ones are compared with it, ``when`` is the next.

        ``gone`` are the documents that it took to be gone.
        """
        now = await self._now_ms()
        note: dict[str, str | int] = {"ended": now, "noticed": "" if noticed is None else pack(noticed)}
        note |= {"gone": len(gone), "gone_first": orjson.dumps(gone[:_MOST_NAMED]).decode()}
        note |= {} if rows is None else {"rows": rows}
        note |= {} if when is None else {"next": when.next_ms(now), "schedule": when.words}
        async with self._state.pipeline(transaction=True) as pipe:
            pipe.hdel(self._keys.full(flow), *_RUNNING)
            pipe.hset(self._keys.full(flow), mapping=note)
            await pipe.execute()

    async def under_way(self, flow: str) -> FullRead | None:
        """The one that is under way; None where none is."""
        found = await reply(self._state.hgetall(self._keys.full(flow)))
        return _read_running({name.decode(): value.decode() for name, value in found.items()})

    async def last(self, flow: str) -> LastFullRead | None:
        """How the last one ended; None before the first."""
        names = ["ended", "rows", "noticed", "gone", "gone_first"]
        ended, rows, noticed, gone, first = await reply(self._state.hmget(self._keys.full(flow), names))
        if ended is None:
            return None
        told = unpack(noticed.decode()) if noticed else None
        return LastFullRead(int(ended), int(rows or 0), told, int(gone or 0), orjson.loads(first or b"[]"))

    async def is_due(self, flow: str, when: When) -> bool:
        """Whether all is to be read by this schedule; one that never was is due when the schedule has it next."""
        key, now = self._keys.full(flow), await self._now_ms()
        due, words, ended = await reply(self._state.hmget(key, ["next", "schedule", "ended"]))
        if due is None or words != when.words.encode():
            due = when.next_ms(int(ended) if ended else now)
            await reply(self._state.hset(key, mapping={"next": due, "schedule": when.words}))
        return int(due) <= now

    async def is_held_up(self, flow: str) -> bool:
        """Whether the one under way waits after a failure, or for a person."""
        not_before, asks = await reply(self._state.hmget(self._keys.full(flow), ["not_before", "asks"]))
        return asks is not None or (not_before is not None and int(not_before) > await self._now_ms())

    async def touch(self, flow: str, references: Sequence[str]) -> None:
        """Note that these documents are there now."""
        if references:
            now = await self._now_ms()
            await reply(self._state.zadd(self._keys.known(flow), dict.fromkeys(references, now)))

    async def unseen_since(self, flow: str, began_ms: int) -> AsyncIterator[list[str]]:
        """Documents that were there once and not since this moment, a few hundred at a time; forgets each lot then."""
        key, before = self._keys.known(flow), f"({began_ms}"
        while found := await self._state.zrangebyscore(key, "-inf", before, start=0, num=_AT_ONCE):
            yield [one.decode() for one in found]
            await self._state.zrem(key, *found)

    async def _now_ms(self) -> int:
        seconds, microseconds = await self._state.time()
        return int(seconds * 1000 + microseconds // 1000)


def _read_running(found: Mapping[str, str]) -> FullRead | None:
    if "kind" not in found:
        return None
    return FullRead(
        kind=_KINDS.get(found["kind"], "refresh"),
        since=found.get("since"),
        part=found["part"],
        position=found.get("position"),
        read=int(found["read"]),
        accepted=int(found["accepted"]),
        left_out=int(found["left_out"]),
        of=int(found["of"]) if "of" in found else None,
        began_ms=int(found["began"]),
        confirmed=found["confirmed"] == "1",
        failure=unpack(found["error"]) if "error" in found else None,
        not_before_ms=int(found.get("not_before", 0)),
        asks="asks" in found,
    )
