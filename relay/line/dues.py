"""Keeps what is due: documents that are to be read and carried again at a moment, though nothing will change by then.

A price that begins on a day, or a picture that could not be had: the source tells of neither a second time. Who carries
what is due is :class:`relay.line.due_carrying.DueCarrier`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from relay.line.schedule import instant
from relay.model import Flow
from relay.store.scripts import script
from relay.store.store import Store, reply
from relay.store.vault import SealBrokenError, Vault

IMAGE: Final = "image"
"""The reason of what is carried again for its pictures: work of the last class."""

PRICE: Final = "price"
"""The reason of what is carried again since a price begins or ends."""

RESERVED: Final = "reserved"
"""The reason of what is carried again since what was sold of it, and is not in its books yet, is another."""

_CARRIED_WITHIN: Final = timedelta(minutes=5)
"""After this time what was taken to be carried is due again: who took it was killed."""

_BETWEEN: Final = "\x1f"
_SEALED_FOR: Final = "due"


class Work(StrEnum):
    """What carrying counts as: of the flow's own class, or of the last."""

    OWN = "own"
    BULK = "bulk"


def work_of(why: str) -> Work:
    """The work that a reason makes."""
    return Work.BULK if why == IMAGE else Work.OWN


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The aware moment at which a day begins on the wall clock of a zone, in UTC.

    >>> midnight(date(2026, 3, 29), ZoneInfo("Europe/Amsterdam")).isoformat()
    '2026-03-28T23:00:00+00:00'
    """
    return instant(datetime.combine(day, time()), zone)


@dataclass(frozen=True, slots=True)
class Due:
    """A document to be carried: its number at the source and why. ``reference`` is None where its seal is broken."""

    reference: str | None
    why: str
    kept_as: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much of a flow is due some time, and the moment of the first of it (milliseconds since the epoch)."""

    count: int
    first_ms: int | None


class Dues:
    """What is due of each flow, in the state role: numbers and moments. All of it raises the failures of Redis.

    A number that may be something personal is kept sealed, under a keyed hash.
    """

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store = store
        self._vault = vault
        self._take = script(store.state, "take_dues")
        self._end = script(store.state, "end_due")

    async def note(self, flow: Flow, reference: str, at: datetime, why: str) -> None:
        """Have a document of the flow read and carried again at an aware moment; at once where that has passed.

        ``reference`` is its number as the flow's source gives and fetches it. Of one reason only the earliest moment
        is kept, so that to note it again is safe; who carries it looks then what is due next.
        """
        member, work = self._kept_as(reference, why), work_of(why)
        async with self._store.state.pipeline(transaction=True) as pipe:
            if self._vault.show(reference) != reference:
                sealed = self._vault.seal(reference.encode(), _SEALED_FOR)
                pipe.hset(self._store.keys.dues_hidden(flow.name, work), mapping={member: sealed})
            pipe.zadd(self._store.keys.dues(flow.name, work), {member: _milliseconds(at)}, lt=True)
            await pipe.execute()

    def watcher(self, flow: Flow, reference: str) -> tuple[str, bytes]:
        """What a script notes a document of the flow as due for RESERVED with: a name, and its number where hidden."""
        is_hidden = self._vault.show(reference) != reference
        sealed = self._vault.seal(reference.encode(), _SEALED_FOR) if is_hidden else b""
        return f"{flow.name}{_BETWEEN}{self._kept_as(reference, RESERVED)}", sealed

    async def drop(self, flow: Flow, reference: str, why: str) -> None:
        """Forget that a document is due for a reason; where it is not, nothing happens."""
        member, work = self._kept_as(reference, why), work_of(why)
        await reply(self._store.state.zrem(self._store.keys.dues(flow.name, work), member))
        await self._end(args=[self._store.keys.prefix, flow.name, work, member, ""])

    async def take(self, flow: str, work: Work, most: int) -> Sequence[Due]:
        """Some of what is due now, the longest due first: it is the caller's to carry, and then to end."""
        found = await self._take(
            args=[self._store.keys.prefix, flow, work, most, round(_CARRIED_WITHIN.total_seconds() * 1000)]
        )
        members, sealed = found[::2], found[1::2]
        return [self._read(member.decode(), hidden) for member, hidden in zip(members, sealed, strict=True)]

    async def end(self, flow: str, due: Due, again_at: datetime | None = None) -> None:
        """Say that what was taken is carried; or, with a moment, that it could not be and is due again then."""
        again = "" if again_at is None else _milliseconds(again_at)
        await self._end(args=[self._store.keys.prefix, flow, work_of(due.why), due.kept_as, again])

    async def flows_with_due(self, flows: Iterable[str]) -> set[str]:
        """Those of the flows of which something is due now, or was taken by one who did not end it in time."""
        names = list(flows)
        now = await self._now_ms()
        async with self._store.state.pipeline(transaction=False) as pipe:
            for name in names:
                for key in self._keys_of(name):
                    pipe.zcount(key, "-inf", now)
            found = await pipe.execute()
        each = len(found) // max(len(names), 1)
        return {name for place, name in enumerate(names) if any(found[place * each : (place + 1) * each])}

    async def hand_on(self, old: str, new: str) -> int:
        """Let another flow of the same source carry what is due of a flow that is gone; how much that was."""
        moved = 0
        for work in Work:
            for key in (self._store.keys.dues(old, work), self._store.keys.dues_taken(old, work)):
                found = await reply(self._store.state.zrange(key, 0, -1, withscores=True))
                hidden = await reply(self._store.state.hgetall(self._store.keys.dues_hidden(old, work)))
                async with self._store.state.pipeline(transaction=True) as pipe:
                    for member, moment in found:
                        pipe.zadd(self._store.keys.dues(new, work), {member: moment}, lt=True)
                    for member, sealed in hidden.items():
                        pipe.hset(self._store.keys.dues_hidden(new, work), member, sealed)
                    pipe.delete(key)
                    await pipe.execute()
                moved += len(found)
            await self._store.state.delete(self._store.keys.dues_hidden(old, work))
        return moved

    def _keys_of(self, flow: str) -> list[str]:
        keys = self._store.keys
        return [key for work in Work for key in (keys.dues(flow, work), keys.dues_taken(flow, work))]

    def _kept_as(self, reference: str, why: str) -> str:
        return f"{why}{_BETWEEN}{self._vault.show(reference)}"

    def _read(self, member: str, sealed: bytes) -> Due:
        why, _, shown = member.partition(_BETWEEN)
        if not sealed:
            return Due(shown, why, member)
        try:
            return Due(self._vault.open(sealed, _SEALED_FOR).decode(), why, member)
        except SealBrokenError:
            return Due(None, why, member)

    async def _now_ms(self) -> int:
        seconds, microseconds = await self._store.state.time()
        return int(seconds * 1000 + microseconds // 1000)


async def read_waiting(store: Store, flow: str) -> Waiting:
    """All that is due of a flow, now or later, also what is carried just now. Raises the failures of Redis."""
    count, moments = 0, []
    async with store.state.pipeline(transaction=False) as pipe:
        for work in Work:
            for key in (store.keys.dues(flow, work), store.keys.dues_taken(flow, work)):
                pipe.zcard(key)
            pipe.zrange(store.keys.dues(flow, work), 0, 0, withscores=True)
        found = await pipe.execute()
    for waits, taken, first in zip(found[::3], found[1::3], found[2::3], strict=True):
        count += waits + taken
        moments += [int(moment) for _, moment in first]
    return Waiting(count, min(moments, default=None))


def _milliseconds(moment: datetime) -> int:
    return round(moment.astimezone(UTC).timestamp() * 1000)
