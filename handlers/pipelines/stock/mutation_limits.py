"""Sees to it that no more moves in books than a person has agreed to: a preview at first, and then limits.

A column that was read as another, or a list of another unit, would move everything within minutes. So nothing moves
before a person has seen the table of what would; and what moves above a limit waits for a person, piece by piece.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Final

from handlers.pipelines.stock.mutation_notes import PlannedMove, note_plan, read_plan, short
from handlers.pipelines.stock.mutation_settings import MutationSettings
from mapping.documents.values import plain
from mapping.problems import Problem
from relay.errors import DryRun, Hold
from relay.line.once.links import Link, Links
from relay.model import Flow, Ticket
from relay.store.store import Store, reply
from words.told import Told, Value

_SLOT: Final = timedelta(minutes=10)
_RUN: Final = 6
"""Slots that count as one run: a full reading of a large source takes longer than a poll."""

_KEPT: Final = timedelta(days=2)
_FINENESS: Final = 1000
"""Amounts are counted in thousandths, rounded up."""


@dataclass(frozen=True, slots=True)
class Moving:
    """What was counted of one difference, to be given back where it is certainly not booked."""

    key: str
    counts: Sequence[tuple[str, int]]


class MutationLimits:
    """Previews and limits of all flows, in the state role. All of it raises the failures of Redis.

    Both are kept for a flow and the books that its target proved to be: other books are previewed anew.
    """

    def __init__(self, store: Store, links: Links) -> None:
        self._state = store.state
        self._keys = store.keys
        self._links = links

    async def note_plan(self, flow: Flow, plan: PlannedMove) -> None:
        """Keep what would be booked in the table that a person sees; nought takes its row away."""
        field, kept = note_plan(plan)
        key = self._keys.difference_preview(self._name(flow))
        if plan.quantity:
            await reply(self._state.hset(key, field, kept))
        else:
            await reply(self._state.hdel(key, field))

    async def plans(self, flow: Flow) -> list[PlannedMove]:
        """The table, by article and warehouse."""
        rows = await reply(self._state.hgetall(self._keys.difference_preview(self._name(flow))))
        plans = [read_plan(field, kept) for field, kept in rows.items()]
        return sorted(plans, key=lambda plan: (plan.code, plan.warehouse))

    async def is_confirmed(self, flow: Flow) -> bool:
        """Whether a person has agreed that this flow moves what is in these books."""
        return await self._links.find(self._name(flow)) is not None

    async def confirm(self, flow: Flow) -> None:
        """Let the flow move stock from now on; the table is not needed any more."""
        name = self._name(flow)
        await self._links.store(name, Link(str(_now_ms())))
        await self._state.delete(self._keys.difference_preview(name))

    async def require_confirmed(self, flow: Flow, plan: PlannedMove) -> None:
        """Raise DryRun, with a row for the table, as long as nobody has agreed."""
        if await self.is_confirmed(flow):
            return
        await self.note_plan(flow, plan)
        raise DryRun(
            Told(
                "mutations.previewed", base=short(plan.base), wanted=short(plan.wanted), code=plan.code, flow=flow.name
            )
        )

    async def count(
        self, ticket: Ticket, plan: PlannedMove, cost: Decimal | None, today: date, settings: MutationSettings
    ) -> Moving:
        """Count a difference among those that move; raise Hold where that is more than may.

        What a person released since it was held for that is counted, and goes.
        """
        if settings.counts_value and cost is None:
            problem = Problem("quantity", Told("mutations.cost_not_shown", code=plan.code), Told("mutations.show_cost"))
            raise _held(problem)
        units = abs(plan.quantity)
        amounts = {"units": units, "value": units * cost if cost is not None else Decimal(0)}
        moving, totals = await self._add(ticket.flow, amounts, today)
        over = _first_over(totals, settings)
        if over is None or await self._is_released(ticket, plan):
            return moving
        await self.give_back(moving)
        most, told = over
        wrong = Told("mutations.limit_reached", limit=told, most=short(most), units=short(units), unit=plan.unit)
        raise _held(Problem("quantity", wrong, Told("mutations.agree", event=ticket.event.id), plain(plan.quantity)))

    async def give_back(self, moving: Moving) -> None:
        """Count a difference no more, which is certainly not booked."""
        async with self._state.pipeline(transaction=True) as pipe:
            for field, count in moving.counts:
                pipe.hincrby(moving.key, field, -count)
            await pipe.execute()

    async def _add(
        self, flow: Flow, amounts: dict[str, Decimal], today: date
    ) -> tuple[Moving, dict[tuple[str, str], Decimal]]:
        """Count amounts; and what moved within a run and on this day, these included."""
        slot = _now_ms() // round(_SLOT.total_seconds() * 1000)
        key = self._keys.difference_moves(self._name(flow))
        counted = {kind: int((amount * _FINENESS).to_integral_value(ROUND_CEILING)) for kind, amount in amounts.items()}
        fields = [(f"{kind}:{today}:{slot}", count) for kind, count in counted.items()]
        async with self._state.pipeline(transaction=True) as pipe:
            for field, count in fields:
                pipe.hincrby(key, field, count)
            pipe.hgetall(key)
            pipe.pexpire(key, round(_KEPT.total_seconds() * 1000))
            *_, found, _ = await pipe.execute()
        totals = dict.fromkeys(((kind, span) for kind in amounts for span in ("run", "day")), Decimal(0))
        old = []
        for field, count in found.items():
            kind, day, at = field.decode().split(":")
            amount = Decimal(int(count)) / _FINENESS
            if day == str(today):
                totals[kind, "day"] += amount
            if int(at) > slot - _RUN:
                totals[kind, "run"] += amount
            elif day != str(today):
                old.append(field)
        if old:
            await reply(self._state.hdel(key, *old))
        return Moving(key, fields), totals

    async def _is_released(self, ticket: Ticket, plan: PlannedMove) -> bool:
        """Whether a person let as much go since that was held for a limit; else it is noted what is held since when.

        The event need not be the same: where its source can be read, releasing one makes a new one.
        """
        name = self._links.name(ticket.flow.target, "mutation asked", f"{plan.code}\x1f{plan.warehouse}")
        asked = await self._links.find(name)
        if asked is not None:
            amount, _, asked_ms = asked.number.partition(" ")
            held = Decimal(amount)
            is_no_more = (held > 0) is (plan.quantity > 0) and abs(plan.quantity) <= abs(held)
            if is_no_more and ticket.event.released_ms > int(asked_ms):
                return True
            if held == plan.quantity:
                return False
        await self._links.store(name, Link(f"{plain(plan.quantity)} {_now_ms()}", event=ticket.event.id))
        return False

    def _name(self, flow: Flow) -> str:
        return self._links.name(flow.target, "mutations of", flow.name)


def _first_over(totals: dict[tuple[str, str], Decimal], settings: MutationSettings) -> tuple[Decimal, Value] | None:
    """The first limit that is passed, with its name."""
    limits = (
        (settings.units_a_run, ("units", "run"), "units_a_run"),
        (settings.units_a_day, ("units", "day"), "units_a_day"),
        (settings.value_a_run, ("value", "run"), "value_a_run"),
        (settings.value_a_day, ("value", "day"), "value_a_day"),
    )
    return next(((most, name) for most, of, name in limits if most is not None and totals[of] > most), None)


def _held(problem: Problem) -> Hold:
    return Hold(Told("mutations.not_booked", problem=problem.told()), problems=[problem])


def _now_ms() -> int:
    return round(datetime.now(UTC).timestamp() * 1000)
