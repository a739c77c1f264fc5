"""Carries a record to its counterpart where both are edited: one flow at a time, and never from an old reading.

What was read of a record before the relay last wrote on it says nothing of what is there now: such a record is read
again first. While a write of the opposite flow is not settled, nobody can tell our own value from an edit: the run
waits.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from handlers.pipelines.common.one_to_one import Pair, mirror_of
from handlers.pipelines.common.part import Carried, Part
from handlers.pipelines.common.parts import Parts
from handlers.pipelines.common.two_way import First, Judged, Rules, Side, TwoWay
from relay.errors import RunEnd, Transient
from relay.line.once.in_step import Base, InStep
from relay.line.once.intents import Intents
from relay.line.once.links import Links
from relay.line.once.ordinals import Ordinals
from relay.model import Ticket
from words.told import Told

_A_WRITE_SETTLES: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Planned:
    """The part that sends some fields of a record, and those of them that the write policy lets be ``written``."""

    part: Part[Any]
    written: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edited:
    """A record that is edited at both ends, as one flow carries it: ``here`` as it was read at the flow's source.

    ``ordinal`` was drawn before it was read: that of its event, or a later one where it was read again.
    ``read_there`` gives the other side under its number; ``plan`` the part that sends these canonical fields.
    ``horizon`` is how long the flow's source may still carry out what the opposite flow wrote there.
    """

    pair: Pair
    here: Side
    ordinal: int
    read_there: Callable[[str], Awaitable[Side]]
    plan: Callable[[Sequence[str]], Planned]
    horizon: timedelta
    first: First = "if_empty"


class TwoWayCarrier:
    """Carries what changed at one end to the other, and remembers what is in step from then on."""

    def __init__(self, links: Links, intents: Intents, parts: Parts, in_step: InStep, ordinals: Ordinals) -> None:
        self._links = links
        self._intents = intents
        self._parts = parts
        self._in_step = in_step
        self._ordinals = ordinals

    async def carry(self, ticket: Ticket, edited: Edited, rules: Rules, number: str | None) -> tuple[Carried, Judged]:
        """Send what changed here, and tell what was judged. ``number`` is the other side's; None makes it anew.

        A run that ends otherwise than well tells of conflicts among its problems.

        Raises Transient for what is to be read again, and while the opposite flow writes; and what
        :meth:`Parts.carry` raises.
        """
        if number is None:
            return await self._make(ticket, edited, rules), Judged()
        mirror = mirror_of(self._links, edited.pair, number)
        name = self._in_step.name(edited.pair.name, mirror)
        async with self._parts.hold([f"{name} in step"]):  # each flow holds the name of its own link besides
            await self._wait_for_opposite(mirror, edited.horizon)
            base = await self._in_step.load(name)
            if base.is_stale(edited.here.system, edited.ordinal):
                raise Transient(Told("common.read_before_written"), burns_try=False)
            two_way = TwoWay(self._links, name, base, rules)
            if not two_way.list_changed(edited.here) and await self._intents.look(edited.pair.name) is None:
                return Carried(number, "same"), Judged()
            there = await edited.read_there(number)
            judged = two_way.judge(edited.here, there, edited.first)
            planned = edited.plan(judged.write)

            async def confirm(_: Any) -> None:
                after = await edited.read_there(number) if planned.written else there
                is_news = planned.written or any(system == there.system for system, _ in judged.settled)
                ordinal = await self._ordinals.draw() if is_news else 0
                await self._remember(name, two_way.settle(judged, edited.here, after, planned.written, ordinal), edited)

            part = replace(planned.part, number=number, confirm=confirm, always_judged=True)
            try:
                return await self._parts.carry(ticket, part), judged
            except RunEnd as end:  # the next run may find them settled, and would not tell of them any more
                end.problems += tuple(conflict.problem() for conflict in judged.conflicts)
                raise

    async def list_changed(self, pair: Pair, number: str, here: Side) -> list[str]:
        """What changed here since both were in step; where that is nothing, nobody need be asked anything."""
        name = self._in_step.name(pair.name, mirror_of(self._links, pair, number))
        return TwoWay(self._links, name, await self._in_step.load(name), Rules(here.system)).list_changed(here)

    async def is_stale(self, pair: Pair, number: str, system: str, ordinal: int) -> bool:
        """Whether a record must be read again before it is carried, since the relay wrote on it after it was read."""
        name = self._in_step.name(pair.name, mirror_of(self._links, pair, number))
        return (await self._in_step.load(name)).is_stale(system, ordinal)

    async def _make(self, ticket: Ticket, edited: Edited, rules: Rules) -> Carried:
        async def confirm(shown: Any) -> None:
            name = self._in_step.name(edited.pair.name, mirror_of(self._links, edited.pair, shown.number))
            after = await edited.read_there(shown.number)
            two_way = TwoWay(self._links, name, await self._in_step.load(name), rules)
            ordinal = await self._ordinals.draw()
            await self._remember(name, two_way.adopt(edited.here, after, ordinal), edited)

        part = edited.plan(sorted(edited.here.values)).part
        return await self._parts.carry(ticket, replace(part, confirm=confirm, always_judged=True))

    async def _remember(self, name: str, base: Base, edited: Edited) -> None:
        """Keep a base, and when this side was read for it: what was read of it before is older, though it waits yet."""
        seen = {edited.here.system: edited.ordinal} if edited.ordinal else {}
        await self._in_step.store(name, Base(base.digests, {**seen, **base.as_of}))

    async def _wait_for_opposite(self, mirror: str, horizon: timedelta) -> None:
        """Let the opposite flow settle what it wrote, while its event is under way or the write may come true.

        A worker that was away for longer than the horizon finds its own write then, and no edit.
        """
        note = await self._intents.look(mirror)
        if note is not None and (note.goes_on or note.is_within(horizon)):
            raise Transient(Told("common.opposite_writes"), after=_A_WRITE_SETTLES, burns_try=False)
