"""Brings a level to what it is to be in books that take differences: each once, whatever becomes of answers.

A run looks for an open difference of the article and warehouse, settles it by its mark, and only then asks for the
level. A level never settles anything: a sale or a receipt of the same size would lie. See docs/stock-into-afas.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from handlers.contracts.records import NotThere
from handlers.contracts.stock import FoundLevel, Level, Mutation, TakesMutations
from handlers.pipelines.stock.mutation_limits import MutationLimits
from handlers.pipelines.stock.mutation_notes import PlannedMove, freeze, tell_difference, thaw
from handlers.pipelines.stock.mutation_settings import MutationSettings
from handlers.pipelines.stock.open_mutations import OpenMutations, list_name
from mapping.documents.values import plain
from mapping.problems import Problem
from relay.errors import Hold, RunEnd, Skip, Superseded, Unconfirmed
from relay.line.once.differences import Differences, Place
from relay.line.once.links import Link, Links
from relay.line.once.locks import Locks
from relay.line.once.ordinals import Ordinals
from relay.model import Ticket
from words.told import Told

_MARK_DIGITS: Final = 20
"""80 bits: no two differences of one system ever have the same mark."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of one level. ``quantity`` is the difference that is booked for it, nought where none was needed.

    ``how``: it was `booked` now, an earlier run's was `found` by its mark, it was booked `before`, or the level is the
    `same`. ``in_step`` says that the level was asked for in this run and is as it was told from then on; else the next
    full reading should look again. ``notes`` are for the story, ``warnings`` for a person.
    """

    quantity: Decimal
    how: Literal["booked", "found", "before", "same"]
    in_step: bool = True
    notes: Sequence[Told] = ()
    warnings: Sequence[Problem] = ()


class Mutations:
    """Moves levels by differences, one at a time for an article and warehouse of one system."""

    def __init__(
        self, links: Links, locks: Locks, ordinals: Ordinals, differences: Differences, limits: MutationLimits
    ) -> None:
        self._links = links
        self._locks = locks
        self._ordinals = ordinals
        self._differences = differences
        self._limits = limits
        self._open = OpenMutations(links, differences)

    async def move(self, ticket: Ticket, level: Level, target: TakesMutations, settings: MutationSettings) -> Moved:
        """Have the target hold the level. Raises what the target and the locks raise, and what these stand for.

        Unconfirmed while an earlier difference of this event may still be booked, Transient while one of another event
        may; Hold where only a person can tell, or more would move than may; Superseded where a newer level was booked
        or waits; DryRun as long as nobody has agreed that the flow moves stock.
        """
        name = place_name(self._links, level, target)
        async with self._locks.hold([name]):
            place = await self._differences.look(name)
            if place.open is not None:
                booked = await self._open.settle(ticket, place.open, target)
                is_own = place.open.event == ticket.event.id
                if is_own and booked:
                    return _found(thaw(place.open.frozen))
                if is_own:
                    return await self._send_again(ticket, place, target)
                place = await self._differences.look(name)
            if place.done == ticket.event.id:
                return Moved(Decimal(0), "before", in_step=False, notes=[Told("mutations.booked_before")])
            return await self._send_new(ticket, level, place, target, settings)

    async def foresee(self, ticket: Ticket, level: Level, target: TakesMutations) -> Decimal:
        """The difference that would be booked now, with its row in the table for a person; only reads the target."""
        found = await find_level(level, target)
        plan = _plan(ticket, level, found)
        await self._limits.note_plan(ticket.flow, plan)
        return plan.quantity

    async def _send_new(
        self, ticket: Ticket, level: Level, place: Place, target: TakesMutations, settings: MutationSettings
    ) -> Moved:
        """Ask for the level, after ``place`` was looked at, and book what lacks; not where it was moved since."""
        found = await find_level(level, target)
        plan = _plan(ticket, level, found)
        if not plan.quantity:
            await self._limits.note_plan(ticket.flow, plan)
            return Moved(Decimal(0), "same")
        await self._limits.require_confirmed(ticket.flow, plan)
        await self._ordinals.take(ticket.lease, place.name, ticket.event.ordinal)
        today = target.today()
        mark = mark_of(self._links, target, place.name, ticket.event.id)
        mutation = Mutation(level.key, plan.quantity, plan.unit, plan.base, mark, today.isoformat())
        frozen = freeze(mutation, self._links.system(target.connection))
        moving = await self._limits.count(ticket, plan, found.cost, today, settings)
        try:
            await self._differences.send(ticket.lease, place, frozen, lambda: target.book(mutation))
        except Unconfirmed:
            raise
        except RunEnd:
            await self._limits.give_back(moving)
            raise
        warnings = await self._prove_list(mutation, target)
        told = Told("mutations.booked", difference=tell_difference(plan.quantity, plan.unit, level), mark=mark)
        return Moved(plan.quantity, "booked", notes=[told], warnings=warnings)

    async def _send_again(self, ticket: Ticket, place: Place, target: TakesMutations) -> Moved:
        """Send the frozen difference of this event once more: the first one is not booked, and cannot be any more."""
        assert place.open is not None  # noqa: S101 - the caller has looked
        if await self._ordinals.newer_waits(ticket.event):
            await self._differences.end(place.open, booked=False)
            raise Superseded(Told("common.newer_state_waits"))
        mutation = thaw(place.open.frozen)
        await self._differences.send(ticket.lease, place, place.open.frozen, lambda: target.book(mutation))
        total = await target.find_mutation(mutation)
        if total is not None and total != mutation.quantity:
            raise self._open.booked_otherwise(ticket.event.id, mutation, total)
        return _found(mutation)

    async def _prove_list(self, mutation: Mutation, target: TakesMutations) -> list[Problem]:
        """See, once for a list and warehouse, that a difference which is certainly booked is shown there.

        Only then does a mark that is not shown mean that nothing is booked.
        """
        if not target.mutation_list:
            return []
        name = list_name(self._links, mutation, target)
        if await self._links.find(name) is not None:
            return []
        try:
            total = await target.find_mutation(mutation)
        except RunEnd as end:
            told = Told("mutations.list_not_read", why=end.told)
            return [Problem("mutations", told, Told("mutations.mend_list"))]
        if total == mutation.quantity:
            await self._links.store(name, Link("shown"))
            return []
        told = Told("mutations.list_does_not_show", mark=mutation.mark, shown="-" if total is None else plain(total))
        return [Problem("mutations", told, Told("mutations.mend_list"))]


def place_name(links: Links, level: Level, target: TakesMutations) -> str:
    """The name of an article and warehouse in the system that the target proved to be, whatever the capitals."""
    return links.name(target.connection, "stock", f"{level.key.code.strip().casefold()}\x1f{level.key.warehouse}")


def mark_of(links: Links, target: TakesMutations, place: str, event: str) -> str:
    """What the difference of an event is known by in the books: made at its first run, and the same ever after."""
    return f"relay {links.name(target.connection, 'mutation', f'{place} {event}')[:_MARK_DIGITS]}"


async def find_level(level: Level, target: TakesMutations) -> FoundLevel:
    """The level as it stands in the books now.

    Raises NotThere where they have no such article, Skip where they keep no stock of it, and Hold where what stands
    there is no number in the same unit.
    """
    found = (await target.find_levels([level.key]) or {}).get(level.key)
    if found is None:
        raise NotThere(Told("mutations.no_article", code=level.key.code))
    if not found.tracked:
        raise Skip(Told("stock.not_tracked_there", code=level.key.code), number=level.key.code)
    if found.quantity is None:
        wrong = Told("mutations.no_quantity", code=level.key.code, warehouse=level.key.warehouse or "-")
        problem = Problem("level", wrong, Told("mutations.show_level"), plain(level.quantity))
        raise Hold(Told("mutations.not_booked", problem=problem.told()), problems=[problem])
    if found.unit and level.unit and found.unit.casefold() != level.unit.casefold():
        wrong = Told("mutations.other_unit", code=level.key.code, unit=level.unit, there=found.unit)
        problem = Problem("unit", wrong, Told("mutations.use_base_unit"), level.unit)
        raise Hold(Told("mutations.not_booked", problem=problem.told()), problems=[problem])
    return found


def _plan(ticket: Ticket, level: Level, found: FoundLevel) -> PlannedMove:
    assert found.quantity is not None  # noqa: S101 - find_level gives none without
    unit = found.unit or level.unit
    return PlannedMove(level.key.code, level.key.warehouse, found.quantity, level.quantity, unit, ticket.event.id)


def _found(mutation: Mutation) -> Moved:
    """A difference of this event that is booked, though the level has not been asked for since."""
    difference = tell_difference(mutation.quantity, mutation.unit, mutation.key)
    told = Told("mutations.found", difference=difference, mark=mutation.mark)
    return Moved(mutation.quantity, "found", in_step=False, notes=[told])
