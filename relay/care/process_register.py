"""Which processes this relay has, wherever they run, and which version of the settings each of them runs.

Every process writes a line of its own into one hash of the state Redis, every other second. The newest settings that
a start or a SIGHUP brought stand beside it, under a number that only grows: the *announcement*.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, Literal

import orjson

from relay.store.scripts import script
from relay.store.store import Store, reply
from words.told import Told, pack, unpack

Role = Literal["serve", "work"]

GONE_AFTER: Final = timedelta(seconds=15)
"""Without a sign of life for so long, a process counts as gone."""

FORGOTTEN_AFTER: Final = timedelta(minutes=10)

AGREE_WITHIN: Final = timedelta(seconds=10)
"""How long after an announcement or its own start a process may run other settings than the announced ones."""


@dataclass(frozen=True, slots=True)
class Process:
    """One process. Times are milliseconds since the epoch, by the clock of Redis.

    ``refused`` are the mistakes for which it was not renewed; ``is_leaving``: it takes nothing new and ends what runs.
    """

    name: str
    role: Role
    host: str
    pid: int
    started_ms: int
    seen_ms: int
    version: str
    is_leaving: bool = False
    refused: Sequence[Told] = ()


@dataclass(frozen=True, slots=True)
class Announcement:
    """The newest settings that a start or a SIGHUP brought. ``number`` is 0 before the first one.

    ``dry`` are the flows that they do not let write.
    """

    number: int = 0
    version: str = ""
    at_ms: int = 0
    role: str = ""
    host: str = ""
    dry: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Register:
    """All processes that were there in the last minutes, as they stood at ``now_ms``."""

    now_ms: int
    newest: Announcement = Announcement()
    processes: Sequence[Process] = field(default=())

    def alive(self, role: Role | None = None) -> list[Process]:
        """Those that showed a sign of life lately, of one role or of both."""
        oldest = self.now_ms - GONE_AFTER / timedelta(milliseconds=1)
        return [one for one in self.processes if one.seen_ms >= oldest and role in {None, one.role}]

    def differing(self) -> list[Process]:
        """Those that have run other settings than the newest for over ten seconds, and do not leave."""
        return [one for one in self.alive() if self.differs(one)]

    def differs(self, one: Process) -> bool:
        """Whether a process has run other settings than the newest for over ten seconds, and does not leave."""
        since = self.now_ms - max(one.started_ms, self.newest.at_ms)
        is_late = since > AGREE_WITHIN / timedelta(milliseconds=1)
        return one.version != self.newest.version and is_late and not one.is_leaving

    def list_refusing(self) -> list[Process]:
        """Those that were not renewed, since the file had mistakes or a new process did not start."""
        return [one for one in self.alive() if one.refused and not one.is_leaving]


class Processes:
    """Reads and writes the register of one relay."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._show = script(store.state, "show_process")

    async def read(self) -> Register:
        """Every process and the newest announcement. Raises the failures of Redis."""
        async with self._store.state.pipeline(transaction=False) as pipe:
            pipe.time()
            pipe.hgetall(self._store.keys.processes)
            pipe.hgetall(self._store.keys.settings)
            (seconds, microseconds), lines, newest = await pipe.execute()
        found = [_process(name.decode(), line) for name, line in lines.items()]
        found.sort(key=lambda one: (one.role, one.host, one.started_ms, one.name))
        return Register(seconds * 1000 + microseconds // 1000, _announcement(newest), found)

    async def show(self, process: Process, *, announce: bool, dry: Sequence[str]) -> Register:
        """Write a process's own line, and its settings as the newest if told to. Raises the failures of Redis.

        ``dry`` are the flows that its settings do not let write. The answer holds this process only.
        """
        told = {
            "role": process.role,
            "host": process.host,
            "pid": process.pid,
            "started": process.started_ms,
            "version": process.version,
            "leaving": process.is_leaving,
            "refused": [pack(one) for one in process.refused],
        }
        about = {"role": process.role, "host": process.host, "dry": list(dry)}
        moment, pairs = await self._show(
            args=[
                *(self._store.keys.prefix, process.name, orjson.dumps(told), process.version),
                *("1" if announce else "", orjson.dumps(about), FORGOTTEN_AFTER // timedelta(milliseconds=1)),
            ]
        )
        newest = _announcement(dict(zip(pairs[::2], pairs[1::2], strict=True)))
        return Register(int(moment), newest, [process])

    async def leave(self, name: str) -> None:
        """Take a process out. Raises the failures of Redis."""
        await reply(self._store.state.hdel(self._store.keys.processes, name))


def _process(name: str, line: bytes) -> Process:
    seen, _, text = line.partition(b" ")
    told: dict[str, Any] = orjson.loads(text)
    return Process(
        name=name,
        role=told["role"],
        host=told["host"],
        pid=told["pid"],
        started_ms=told["started"],
        seen_ms=int(seen),
        version=told["version"],
        is_leaving=told["leaving"],
        refused=tuple(unpack(text) for text in told["refused"]),
    )


def _announcement(fields: Mapping[bytes, bytes]) -> Announcement:
    if not fields:
        return Announcement()
    about = orjson.loads(fields[b"about"])
    return Announcement(
        number=int(fields[b"number"]),
        version=fields[b"version"].decode(),
        at_ms=int(fields[b"at"]),
        role=about["role"],
        host=about["host"],
        dry=frozenset(about["dry"]),
    )
