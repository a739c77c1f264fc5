"""What a person sees of differences and says about them: the table before the first, and those of unknown outcome."""

from collections.abc import Sequence
from datetime import timedelta

from handlers.contracts.stock import StockTarget, TakesMutations
from handlers.pipelines.stock.mutation_limits import MutationLimits
from handlers.pipelines.stock.mutation_notes import short, system_of, tell_difference, thaw
from relay.errors import Hold
from relay.line.actions import DifferencesShown, PlannedDifference, UnknownDifference
from relay.line.once.differences import Differences, OpenDifference
from relay.line.once.links import Links
from relay.line.once.locks import Locks
from relay.model import Flow
from words.told import Told


async def show_mutations(
    flow: Flow, links: Links, differences: Differences, limits: MutationLimits
) -> DifferencesShown:
    """What would move and what is not known to be booked, in the books that the flow's target proved to be."""
    planned = [
        PlannedDifference(
            *(plan.code, plan.warehouse, short(plan.base), short(plan.wanted), short(plan.quantity)),
            *(plan.unit, plan.event),
        )
        for plan in await limits.plans(flow)
    ]
    unknown = [_shown(one) for one in await _open_of(flow, links, differences)]
    return DifferencesShown(await limits.is_confirmed(flow), planned, unknown)


async def confirm_mutations(flow: Flow, limits: MutationLimits) -> Told:
    """Let the flow move stock from now on. Raises Hold where there is nothing that a person could have seen."""
    if await limits.is_confirmed(flow):
        return Told("mutations.confirmed_before")
    plans = await limits.plans(flow)
    if not plans:
        raise Hold(Told("mutations.nothing_previewed"))
    await limits.confirm(flow)
    return Told("mutations.confirmed", count=len(plans), flow=flow.name)


async def settle_mutation(
    flow: Flow,
    event: str,
    booked: bool,  # noqa: FBT001 - what the action is given
    target: StockTarget,
    links: Links,
    locks: Locks,
    differences: Differences,
) -> Sequence[Told]:
    """End the open differences of an event as a person saw them in the books.

    Raises Hold where there is none, and where one that is said not to be booked may still come, or is booked by the
    target's own list.
    """
    found = [one for one in await _open_of(flow, links, differences) if one.event == event]
    if not found:
        raise Hold(Told("mutations.none_open", event=event))
    told = []
    for one in found:
        async with locks.hold([one.place]):
            mutation = thaw(one.frozen)
            difference = tell_difference(mutation.quantity, mutation.unit, mutation.key)
            if not booked:
                await _require_out_of_reach(one, difference, target)
            await differences.end(one, booked=booked)
        code = Told("mutations.said_booked", difference=difference)
        told.append(code if booked else Told("mutations.said_not_booked", difference=difference))
    return told


async def _require_out_of_reach(one: OpenDifference, difference: Told, target: StockTarget) -> None:
    """Raise Hold where a difference may still be booked, or is."""
    left = target.horizon - one.note.age
    if left > timedelta():
        seconds = round(left.total_seconds())
        raise Hold(Told("mutations.may_still_come", difference=difference, seconds=seconds))
    if isinstance(target, TakesMutations) and target.mutation_list:
        total = await target.find_mutation(thaw(one.frozen))
        if total is not None:
            raise Hold(Told("mutations.stands_in_list", difference=difference, booked=short(total)))


async def _open_of(flow: Flow, links: Links, differences: Differences) -> list[OpenDifference]:
    system = links.system(flow.target)
    return [one for one in await differences.all_open() if system_of(one.frozen) == system]


def _shown(one: OpenDifference) -> UnknownDifference:
    mutation = thaw(one.frozen)
    return UnknownDifference(
        one.event,
        mutation.key.code,
        mutation.key.warehouse,
        short(mutation.quantity),
        mutation.unit,
        mutation.mark,
        mutation.booked_on,
        round(one.note.age.total_seconds()),
    )
