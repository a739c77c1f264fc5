"""Settles a difference whose outcome is not known: by its mark in the target's own list, else by a person."""

from decimal import Decimal

from handlers.contracts.stock import Mutation, TakesMutations
from handlers.pipelines.stock.mutation_notes import short, tell_difference, thaw
from mapping.documents.values import plain
from mapping.problems import Problem
from relay.errors import Hold, Transient
from relay.line.once.differences import Differences, OpenDifference
from relay.line.once.intents import pause, still_unconfirmed
from relay.line.once.links import Links
from relay.model import Ticket
from words.told import Told


class OpenMutations:
    """Looks for open differences by their mark; the caller holds a lock on their place."""

    def __init__(self, links: Links, differences: Differences) -> None:
        self._links = links
        self._differences = differences

    async def settle(self, ticket: Ticket, found: OpenDifference, target: TakesMutations) -> bool:
        """Whether an open difference is booked, once that is certain. It is ended, unless this event may send it again.

        Raises Unconfirmed while this event's own may still come, Transient while another's may, and Hold where only a
        person can tell: there is no list, or none that was ever seen to show what is booked in this warehouse.
        """
        mutation, is_own = thaw(found.frozen), found.event == ticket.event.id
        if not target.mutation_list:
            raise self._unknown(ticket, found, mutation)
        total = await target.find_mutation(mutation)
        if total is not None:
            if total != mutation.quantity:
                raise self.booked_otherwise(found.event, mutation, total)
            await self._differences.end(found, booked=True)
            return True
        if found.note.is_within(target.horizon):
            end = still_unconfirmed(target.horizon, found.note)
            if is_own:
                raise end
            told = Told("mutations.waits_behind", event=found.event, why=end.told)
            raise Transient(told, after=pause(target.horizon), burns_try=False)
        if await self._links.find(list_name(self._links, mutation, target)) is None:
            raise self._unknown(ticket, found, mutation)
        if not is_own:
            await self._differences.end(found, booked=False)
        return False

    def booked_otherwise(self, event: str, mutation: Mutation, total: Decimal) -> Hold:
        """The end of a run that finds another amount under a mark than was sent."""
        difference = tell_difference(mutation.quantity, mutation.unit, mutation.key)
        wrong = Told("mutations.booked_otherwise", difference=difference, mark=mutation.mark, booked=short(total))
        problem = Problem("quantity", wrong, Told("mutations.correct_by_hand", event=event), plain(total))
        return Hold(Told("mutations.not_booked", problem=problem.told()), problems=[problem])

    def _unknown(self, ticket: Ticket, found: OpenDifference, mutation: Mutation) -> Hold:
        difference = tell_difference(mutation.quantity, mutation.unit, mutation.key)
        wrong = Told("mutations.outcome_unknown", difference=difference, mark=mutation.mark, day=mutation.booked_on)
        mend = Told("mutations.look_for_mark", flow=ticket.flow.name, event=found.event)
        problem = Problem("quantity", wrong, mend, plain(mutation.quantity))
        return Hold(Told("mutations.not_booked", problem=problem.told()), problems=[problem])


def list_name(links: Links, mutation: Mutation, target: TakesMutations) -> str:
    """Under what it is remembered that a list shows what is booked in a warehouse."""
    return links.name(target.connection, "mutations shown", f"{target.mutation_list}\x1f{mutation.key.warehouse}")
