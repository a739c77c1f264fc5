"""Carries a record of several parts, such as a debtor with contacts and addresses: each part once, whatever happens.

Each part has a name, link, note and digest of its own. A run that ends between two of them has forgotten nothing: the
next one finds the first part that is not done.
"""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager

from handlers.pipelines.common.field_digests import digest_fields
from handlers.pipelines.common.one_to_one import require_live, target_gone
from handlers.pipelines.common.part import Carried, Part, ShownT
from handlers.pipelines.common.part_writes import PartWrites, the_one
from handlers.pipelines.common.records import Records
from relay.line.once.intents import Intents, OpenIntent
from relay.line.once.links import Link, Links
from relay.line.once.ordinals import Ordinals
from relay.model import Ticket


class Parts:
    """Carries parts, one after another, each under its own lock."""

    def __init__(self, links: Links, intents: Intents, records: Records, ordinals: Ordinals) -> None:
        self._links = links
        self._intents = intents
        self._records = records
        self._writes = PartWrites(links, intents, records, ordinals)

    def hold(self, names: Sequence[str]) -> AbstractAsyncContextManager[None]:
        """Hold a lock on the names, for what is more than one part. Raises Contended on entering."""
        return self._records.hold(names)

    async def carry(self, ticket: Ticket, part: Part[ShownT]) -> Carried:
        """Have the target hold the part, and remember it. A part that is as it was last sent needs no call.

        Raises Superseded where a later state was sent, or waits after an unknown outcome; Unconfirmed while an earlier
        write may still come true; Hold where only a person can tell, and what the target raises.
        """
        async with self._records.hold(part.names):
            link = await self._links.find(part.name)
            note = await self._intents.look(part.name)
            if link is not None and note is None and self._is_as_sent(part, link):
                return Carried(link.number, "same")
            if note is not None and note.again:
                await self._writes.wait_to_see(ticket, part, note)
            number = link.number if link is not None else part.number
            if part.belongs_to and link is None:
                await self._links.attach(part.belongs_to, part.names)
            if number is None or (link is None and note is not None):
                return await self._writes.make(ticket, part)
            found = await self._show(part, number, note)
            if found is None and part.read_back is not None:
                return await self._writes.make_missing(ticket, part, number)
            return await self._writes.change(ticket, part, number, found, note)

    async def foresee(self, part: Part[ShownT]) -> Carried:
        """What :meth:`carry` would do now, with an empty number for a part that is still to be made; reads only."""
        link = await self._links.find(part.name)
        if link is not None and self._is_as_sent(part, link):
            return Carried(link.number, "same")
        number = link.number if link is not None else part.number
        found = await self._show(part, number, None) if number is not None else None
        if found is None and number is not None and part.read_back is None:
            return Carried(number, "changed", tuple(part.fields))
        if found is None and number is not None and part.pair is not None:
            raise target_gone(part.pair, number)
        if found is None and part.look_up is not None:
            found = the_one(part, await part.look_up(None))
        if found is None:
            return Carried("", "made", tuple(part.fields))
        changes = part.changes(found)
        return Carried(found.number, "changed" if changes else "same", tuple(changes))

    async def _show(self, part: Part[ShownT], number: str, note: OpenIntent | None) -> ShownT | None:
        """The part as it stands: as the caller found it, unless a write may have come since."""
        if note is None and part.found is not None and part.found.number == number:
            return part.found
        return await part.read_back(number) if part.read_back is not None else None

    def _is_as_sent(self, part: Part[ShownT], link: Link) -> bool:
        """Whether the part is what was last sent for it. Raises Hold or Skip for a tombstone."""
        if part.pair is not None:
            require_live(part.pair, link)
        return not part.always_judged and bool(link.digest) and link.digest == self._digest(part)

    def _digest(self, part: Part[ShownT]) -> str:
        return digest_fields(self._links, part.name, part.fields)
