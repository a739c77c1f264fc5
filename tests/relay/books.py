"""A target of one kind of record that can lose its answers, and leases to write under."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from handlers.pipelines.common.records import Record, Records
from relay.errors import RunEnd
from relay.line.accept import Acceptor
from relay.line.once.intents import Intents, OpenIntent
from relay.line.once.links import Link
from relay.line.queue import Claim, Queue
from relay.model import Lease, new_token
from tests.relay.parts import FLOW, arrive

HORIZON = timedelta(minutes=15)
NONE = timedelta()
NOTHING: Any = None


async def leased(acceptor: Acceptor, queue: Queue, reference: str) -> Lease:
    await arrive(acceptor, reference)
    claim = await queue.claim([FLOW.name], new_token())
    assert isinstance(claim, Claim)
    return claim.lease


@dataclass
class Books:
    """A target of one kind of record.

    ``refuses`` is raised before a record is stored, ``breaks`` after it; ``hidden`` records are stored and not found.
    """

    records: list[str] = field(default_factory=list)
    hidden: bool = False
    sent: int = 0
    looked: int = 0
    before_storing: Callable[[], Awaitable[None]] | None = None
    refuses: RunEnd | None = None
    breaks: RunEnd | Exception | None = None
    tells_number: bool = True

    async def look_up(self, _: OpenIntent | None = None) -> list[Link]:
        self.looked += 1
        return [Link(self.records[0])] if self.records and not self.hidden else []

    async def send(self) -> str | None:
        self.sent += 1
        if self.before_storing is not None:
            await self.before_storing()
        if self.refuses is not None:
            raise self.refuses
        number = f"D{len(self.records) + 1}"
        self.records.append(number)
        if self.breaks is not None:
            raise self.breaks
        return number if self.tells_number else None


async def write(intents: Intents, lease: Lease, books: Books, horizon: timedelta = HORIZON) -> Link:
    """Write one record as every pipeline does, but for the lock and the look at its link."""
    record, records = Record(["name"], horizon, books.look_up), Records(NOTHING, intents, NOTHING)
    return await records.write(lease, record, books.send, await records.look(record))
