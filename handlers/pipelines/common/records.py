"""Has a record in a target once: look up its link, look in the target, note the intent, send, link; under a lock.

By this one recipe debtors, addresses, articles and orders are made, and whatever else a pipeline writes once
(idempotency). A run that ends anywhere in it leaves a note. The next run then looks before it sends, and sends nothing
as long as the target may still carry out what was sent before (its horizon).
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Generic, Protocol, TypeVar

from handlers.contracts.records import Repeat, TakenUnnumbered
from handlers.pipelines.common.repeating import LOOKED_AT, REPEATED, Repeating, pause_before_repeating
from relay.errors import Unconfirmed
from relay.line.once.intents import Intents, OpenIntent, pause
from relay.line.once.links import Link, Links
from relay.line.once.locks import Locks
from relay.model import Lease
from words.told import Told


class Numbered(Protocol):
    """What a target shows of a record: at least under which number it stands there."""

    @property
    def number(self) -> str:
        """Its number in the target."""
        ...


FoundT = TypeVar("FoundT", bound=Numbered)

Send = Callable[[], Awaitable[str | None]]
"""Makes a record: its number, or None where the target answered without one. Raises as ``RecordTarget`` says."""


LookUp = Callable[[OpenIntent | None], Awaitable[Sequence[FoundT]]]
"""Gives all in the target that are a record. The note is of an earlier write whose outcome is not known, if any."""


@dataclass(frozen=True, slots=True)
class Record(Generic[FoundT]):
    """A record that a target is to have once.

    Under each of the ``names`` it is linked, noted and locked; under the ``former`` ones it may be known from before.
    ``horizon`` is how long the target may still carry out a write that it did not answer. ``digest`` goes on the link.
    ``repeating`` says what may be done about a write of it whose outcome is not known.
    """

    names: Sequence[str]
    horizon: timedelta
    look_up: LookUp[FoundT]
    former: Sequence[str] = ()
    digest: str = ""
    repeating: Repeating = LOOKED_AT

    @property
    def known_as(self) -> list[str]:
        """All names under which it may be linked or noted."""
        return [*self.names, *self.former]


@dataclass(frozen=True, slots=True)
class Standing(Generic[FoundT]):
    """How a record stands: its link, else those ``found`` in the target, and the open notes of its writes by name."""

    link: Link | None = None
    found: Sequence[FoundT] = ()
    notes: Mapping[str, OpenIntent] = field(default_factory=dict)


class Records:
    """Looks for records and writes them, each once, whatever happens to an answer or to a process."""

    def __init__(self, links: Links, intents: Intents, locks: Locks) -> None:
        self._links = links
        self._intents = intents
        self._locks = locks

    async def write_once(self, lease: Lease, record: Record[FoundT], send: Send) -> Link:
        """The record's link, after it was found or made. Raises what looking and sending raise, and Contended."""
        async with self.hold(record.names):
            standing = await self.find(record)
            return standing.link or await self.write(lease, record, send, standing)

    def hold(self, names: Sequence[str]) -> AbstractAsyncContextManager[None]:
        """Hold a lock on the names, for what is more than one record's write. Raises Contended on entering."""
        return self._locks.hold(names)

    async def find(self, record: Record[FoundT]) -> Standing[FoundT]:
        """How the record stands: by its link, else in the target."""
        link = await self.find_link(record.known_as)
        return Standing(link) if link is not None else await self.look(record)

    async def write(self, lease: Lease, record: Record[FoundT], send: Send, standing: Standing[FoundT]) -> Link:
        """Link the record that was found, or send it and link it. The caller holds a lock on its names."""
        if standing.found:
            number = standing.found[0].number
        else:
            await self.wait(record, standing)
            number = await self.send(lease, record, send, standing)
        link = Link(number, record.digest)
        await self.link(record, link)
        return link

    async def link(self, record: Record[FoundT], link: Link, *besides: tuple[str, Link]) -> None:
        """Close the record's notes and link it under its names, with what is linked ``besides``, all in one piece."""
        await self._intents.settle(*besides, *((name, link) for name in record.names))

    async def find_link(self, names: Sequence[str]) -> Link | None:
        """The link under the first of the names that has one."""
        return next((link for link in await self._links.find_all(names) if link is not None), None)

    async def look(self, record: Record[FoundT]) -> Standing[FoundT]:
        """How the record stands in the target. The notes are read first, so that no write falls between."""
        notes = await self._find_notes(record)
        return Standing(found=await _look_up(record, notes), notes=notes)

    async def wait(self, record: Record[FoundT], standing: Standing[FoundT]) -> None:
        """Return when no earlier write can come true any more, or it may be repeated all the same.

        Raises Unconfirmed until then, or Hold.
        """
        for note in standing.notes.values():
            record.repeating.require(record.horizon, note)
        for name in standing.notes.keys() & {*record.former}:
            await self._intents.withdraw(name)

    async def send(self, lease: Lease, record: Record[FoundT], send: Send, standing: Standing[FoundT]) -> str:
        """Note the intent, send, and give the number; the notes stay open until the record is linked.

        Raises Unconfirmed where the target took the record and does not show it yet, TakenUnnumbered where it never
        will, what :meth:`wait` raises of what is known only now, and what ``Intents.begin`` raises.
        """
        again = record.repeating
        for note in standing.notes.values() if again.how is not Repeat.LOOK_UP else ():
            again.require(record.horizon, note)
        for name in record.names:
            await self._intents.begin(lease, name, standing.notes.get(name), sent=again.sent)
        sending = _Sending(send)
        try:
            number = await self._intents.send(record.names, sending.send)
        except Unconfirmed as end:
            if again.how in REPEATED and end.after is None:
                end.after = pause_before_repeating(standing.notes.get(record.names[0]))
            raise
        if number is None:
            await self._intents.note_answered(record.names)  # first: a look-up that fails must not have it sent again
            found = await record.look_up(None)
            number = found[0].number if found else None
        if number is None:
            raise sending.unnumbered or Unconfirmed(Told("once.not_shown_yet"), after=pause(record.horizon))
        return number

    async def find_number(self, record: Record[FoundT]) -> str | None:
        """The number under which the target has the record, whoever wrote it; None where it is not there."""
        return _number(await self.find(record))

    async def find_number_sent(self, record: Record[FoundT]) -> str | None:
        """The number of a record that we sent before, None where we did not. Raises as long as nobody can tell.

        The target is asked only about a write whose outcome is not known.
        """
        link = await self.find_link(record.known_as)
        if link is not None:
            return link.number
        notes = await self._find_notes(record)
        standing = Standing(found=await _look_up(record, notes) if notes else (), notes=notes)
        if not standing.found:
            again = record.repeating
            never = again if again.how is Repeat.LOOK_UP else replace(again, how=Repeat.NONE)  # nothing is sent here
            await self.wait(replace(record, repeating=never), standing)
        return _number(standing)

    async def _find_notes(self, record: Record[FoundT]) -> dict[str, OpenIntent]:
        notes = {name: await self._intents.look(name) for name in record.known_as}
        return {name: note for name, note in notes.items() if note is not None}


@dataclass(slots=True)
class _Sending:
    """Sends once; what was taken without a number is no refusal, whose note would be withdrawn."""

    make: Send
    unnumbered: TakenUnnumbered | None = None

    async def send(self) -> str | None:
        try:
            return await self.make()
        except TakenUnnumbered as hold:
            self.unnumbered = hold
            return None


async def _look_up(record: Record[FoundT], notes: Mapping[str, OpenIntent]) -> list[FoundT]:
    """Those in the target that are the record, each once; asked again for each earlier write that may be there."""
    found = [one for note in (*notes.values(),) or (None,) for one in await record.look_up(note)]
    return list({one.number: one for one in found}.values())


def _number(standing: Standing[FoundT]) -> str | None:
    if standing.link is not None:
        return standing.link.number
    return standing.found[0].number if standing.found else None
