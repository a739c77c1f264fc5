"""Makes or changes one part of a record, once, with a note before each send; the caller holds a lock on its names.

A change whose answer is lost is looked at until the target's horizon is over. Only then is it sent anew, unless a newer
state waits, and looked at once more after that: the first one may have come last. Of a target that shows nothing
``repeating`` says whether it may be sent again at once; what was is sent a last time when the horizon is over.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from handlers.contracts.records import AlreadyThere, Fields, NotThere, Repeat
from handlers.pipelines.common.field_digests import digest_fields
from handlers.pipelines.common.forms import is_form_of
from handlers.pipelines.common.one_to_one import bury_pair, claim_one_to_one, target_gone
from handlers.pipelines.common.part import Carried, How, Part, ShownT
from handlers.pipelines.common.records import Record, Records
from handlers.pipelines.common.repeating import REPEATED, Repeating, pause_before_repeating, repeating
from relay.errors import Hold, RunEnd, Superseded, Transient, Unconfirmed
from relay.line.once.intents import Intents, OpenIntent, pause, wait_or_hold
from relay.line.once.links import Link, Links, LinkState
from relay.line.once.ordinals import Ordinals
from relay.model import Ticket
from words.told import Told


class PartWrites:
    """Writes parts, each under its own note."""

    def __init__(self, links: Links, intents: Intents, records: Records, ordinals: Ordinals) -> None:
        self._links = links
        self._intents = intents
        self._records = records
        self._ordinals = ordinals

    async def make(self, ticket: Ticket, part: Part[ShownT]) -> Carried:
        """Make the part, unless it is found: by the recipe of ``records``, and one to one where it is a pair."""
        again = self._repeating(ticket, part)
        record = Record(part.names, part.horizon, part.look_up or _find_nothing, repeating=again)
        standing = await self._records.look(record)
        found = the_one(part, standing.found)
        if found is None and standing.notes:
            if part.look_up is None and part.repeat is Repeat.LOOK_UP:
                raise Hold(Told("common.part_not_found_again", part=part.role))
            await self._wait(ticket, part, standing.notes.values(), again)
            found = await self._read_back(part, part.number)
        if found is not None:
            return await self.change(ticket, part, found.number, found, standing.notes.get(part.name), made=True)
        await self._ordinals.take(ticket.lease, part.name, ticket.event.ordinal)
        try:
            number = await self._records.send(ticket.lease, record, part.make, standing)
        except AlreadyThere:
            found = the_one(part, await part.look_up(None)) if part.look_up is not None else None
            if found is None:
                raise
            return await self.change(ticket, part, found.number, found, None, made=True)
        if part.repeat is Repeat.METHOD:
            await self._see_once_more(part, standing.notes.get(part.name))
        await self._link(ticket, part, number)
        await self._confirm(part, number, None)
        await self._settle(ticket, part, number)
        return Carried(number, "made", tuple(part.fields))

    async def change(
        self,
        ticket: Ticket,
        part: Part[ShownT],
        number: str,
        found: ShownT | None,
        note: OpenIntent | None,
        *,
        made: bool = False,
    ) -> Carried:
        """Send what differs from what was found, or all of it to a target that shows nothing.

        The note is of an earlier write that is not known to have come; ``made`` says that it has. A part that turns out
        not to be there is made, once, unless it is a pair: then a person must decide.
        """
        await self._link(ticket, part, number)
        unknown = None if made else note
        changes = part.changes(found) if found is not None else part.fields
        if unknown is not None and found is not None:
            changes = {name: value for name, value in changes.items() if not is_form_of(value, found.fields.get(name))}
        try:
            if changes:
                await self._send(ticket, part, number, changes, note, unknown)
        except NotThere:
            if made:
                raise
            return await self.make_missing(ticket, part, number)
        await self._confirm(part, number, None if changes else found)
        await self._settle(ticket, part, number)
        how: How = "made" if made and note is not None else "changed" if changes or unknown is not None else "same"
        return Carried(number, how, tuple(changes))

    async def _send(
        self,
        ticket: Ticket,
        part: Part[ShownT],
        number: str,
        changes: Fields,
        note: OpenIntent | None,
        unknown: OpenIntent | None,
    ) -> None:
        """Send a change, with a note. One that was ``unknown`` is waited for first, and looked at once more later."""
        again = self._repeating(ticket, part)
        if unknown is not None:
            await self._wait_to_change(ticket, part, unknown, again)
        await self._ordinals.take(ticket.lease, part.name, ticket.event.ordinal)
        await self._intents.begin(ticket.lease, part.name, note, number, again.sent)
        try:
            await self._intents.send([part.name], lambda: part.change(number, changes))
        except Unconfirmed as end:
            if part.repeat in REPEATED and end.after is None:
                end.after = pause_before_repeating(unknown)
            raise
        await self._see_once_more(part, unknown)

    async def _see_once_more(self, part: Part[ShownT], unknown: OpenIntent | None) -> None:
        """Leave a part open that was sent again, where what got no answer may still come over it. Raises Unconfirmed.

        Of a target that is looked at that is so after each repeat of a change; of one that is not, as long as the
        first may come. One that knows keys carries out no older one once it has answered.
        """
        if unknown is None or unknown.answered or part.repeat in {Repeat.KEY, Repeat.NONE}:
            return
        if part.repeat is Repeat.METHOD and unknown.is_within(part.horizon):
            await self._intents.note_sent_again(part.name)
            raise Unconfirmed(Told("common.sent_once_more", part=part.role), after=pause(part.horizon))
        if part.repeat is Repeat.LOOK_UP and not unknown.again:
            await self._intents.note_sent_again(part.name)
            raise Unconfirmed(Told("common.looked_at_once_more", part=part.role), after=part.horizon)

    async def wait_to_see(self, ticket: Ticket, part: Part[ShownT], note: OpenIntent) -> None:
        """Return where a part that was sent again may be seen to once more, or another state of it sent.

        Raises Unconfirmed until then, and Superseded where a newer one waits for the place.
        """
        if part.repeat is not Repeat.METHOD:
            wait_or_hold(part.horizon, note)
        elif note.is_within(part.horizon) and not self._repeating(ticket, part).differs_from(note):
            await self._require_newest(ticket)
            wait_or_hold(part.horizon, note)

    async def make_missing(self, ticket: Ticket, part: Part[ShownT], number: str) -> Carried:
        """Make a part that the target has no longer. Raises Hold for the record itself, which no run makes anew."""
        if part.pair is None:
            await self._links.forget(part.name)
            return await self.make(ticket, replace(part, number=None, found=None))
        if await bury_pair(self._links, part.pair, LinkState.GONE) is None:
            raise Transient(Told("common.decided_anew"), burns_try=False)
        raise target_gone(part.pair, number)

    def _repeating(self, ticket: Ticket, part: Part[ShownT]) -> Repeating:
        return repeating(part.repeat, ticket.event, self._links, part.name, part.fields)

    async def _wait(self, ticket: Ticket, part: Part[ShownT], notes: Iterable[OpenIntent], again: Repeating) -> None:
        """Return once no earlier write can come true any more, or it may be repeated, and this state is the newest.

        One that knows keys is first heard of what it was sent, whatever waits.
        """
        for note in notes:
            again.require(part.horizon, note)
        if part.repeat is not Repeat.KEY:
            await self._require_newest(ticket)

    async def _wait_to_change(self, ticket: Ticket, part: Part[ShownT], note: OpenIntent, again: Repeating) -> None:
        """The same before a change. One to another state repeats nothing: it waits until no former can come over it.

        A target that knows keys is told the sequence of each, and takes no older one after a newer.
        """
        if part.repeat is Repeat.NONE and again.differs_from(note) and not note.answered:
            wait_or_hold(part.horizon, note)
        elif not (part.repeat is Repeat.KEY and again.differs_from(note)):
            await self._wait(ticket, part, [note], again)

    async def _require_newest(self, ticket: Ticket) -> None:
        if await self._ordinals.newer_waits(ticket.event):
            raise Superseded(Told("common.newer_state_waits"))

    async def _read_back(self, part: Part[ShownT], number: str | None) -> ShownT | None:
        """The part as it stands, where the target shows it and its number is known."""
        return await part.read_back(number) if part.read_back is not None and number is not None else None

    async def _link(self, ticket: Ticket, part: Part[ShownT], number: str) -> None:
        """Remember which record it is before anything is written on it: a pair one to one, both ways."""
        if part.pair is not None:
            await claim_one_to_one(self._links, part.pair, number, ticket.event.id)
        elif await self._links.find(part.name) is None:
            await self._links.store(part.name, Link(number, event=ticket.event.id))

    async def _confirm(self, part: Part[ShownT], number: str, shown: ShownT | None) -> None:
        """Hand on the part as it stands, read back where it was sent. What keeps it from that leaves it unconfirmed."""
        if part.confirm is None:
            return
        try:
            shown = shown or await self._read_back(part, number)
            if shown is not None:
                await part.confirm(shown)
        except RunEnd as end:
            told = Told("common.not_read_back", part=part.role, why=end.told)
            raise Unconfirmed(told, after=pause(part.horizon)) from None
        if shown is None:
            raise Unconfirmed(Told("once.not_shown_yet"), after=pause(part.horizon))

    async def _settle(self, ticket: Ticket, part: Part[ShownT], number: str) -> None:
        """Close the notes and remember what was sent. Names besides its own are linked where it was made under them."""
        event = ticket.event.id
        link = Link(number, digest_fields(self._links, part.name, part.fields), event, settings=part.settings)
        noted = [name for name in part.also if await self._intents.look(name) is not None]
        await self._intents.settle((part.name, link), *((name, Link(number, event=event)) for name in noted))


async def _find_nothing(_: OpenIntent | None) -> Sequence[Any]:
    return ()


def the_one(part: Part[ShownT], found: Sequence[ShownT]) -> ShownT | None:
    """The only one found, or None. Raises Hold where there are several, and a person must say which it is."""
    if len(found) > 1:
        told = Told("common.part_found_several_times", part=part.role, numbers=[one.number for one in found])
        raise Hold(told)
    return found[0] if found else None
