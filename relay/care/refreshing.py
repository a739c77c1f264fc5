"""Tells what changed settings would change of all that a flow has carried, and has it carried once a person agrees."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from relay.errors import Hold, Parked, RunEnd, StartError, Transient
from relay.line.actions import FORESEE, Foresee
from relay.line.polled import PolledFlow, read_every_part
from relay.line.run_event import OpenFlow
from relay.roles import Json, ReadInSlices
from relay.settings.names import UnknownName
from relay.store.full_notes import FullNotes
from relay.store.store import Store, storage_errors
from words.told import Told

log = structlog.get_logger()


@dataclass
class Preview:
    """What carrying all again would come to: ``fields`` counts the records in which each field of the target changes.

    ``held`` are those that would be held or left out, ``unread`` those that could not be read.
    """

    flow: str
    read: int = 0
    new: int = 0
    changed: int = 0
    held: int = 0
    unread: int = 0
    fields: Counter[str] = field(default_factory=Counter)

    @property
    def carried(self) -> int:
        """How many records would be written."""
        return self.new + self.changed


class Refreshing:
    """Looks through flows whose newest state counts; ``flows`` are all that are open, ``polled`` those that are read."""

    def __init__(self, store: Store, polled: Sequence[PolledFlow], flows: Mapping[str, OpenFlow]) -> None:
        self._notes = FullNotes(store)
        self._polled = {one.flow.name: one for one in polled}
        self._flows = flows

    @property
    def names(self) -> list[str]:
        """The flows that can be refreshed."""
        return [name for name in self._polled if self._flows[name].pipeline.actions.get(FORESEE) is not None]

    async def preview(self, name: str) -> Preview:
        """Read all that the flow's source has, and count what would change; nothing is accepted and no target asked.

        Raises StartError for a flow that cannot be refreshed, and what reading the source raises.
        """
        polled, foresee = self._chosen(name)
        found = Preview(name)
        async with storage_errors():
            await polled.ends.prove_source()
        if isinstance(polled.source, ReadInSlices):
            for part in polled.source.parts[:1]:
                async for one in polled.source.slices(part, None, None):
                    await self._look_at(polled, foresee, one.documents, found)
                    found.unread += len(one.left_out)
            return found
        async for page in read_every_part(polled.source, polled.source.cursor_at(None)):
            await self._look_at(polled, foresee, page.documents, found)
            found.unread += len(page.left_out)
        return found

    async def begin(self, name: str, count: int | None) -> None:
        """Have all that would change carried: workers read on from here, as far as they can, with a note of progress.

        One that waits for an answer because it changes so much goes on. Raises StartError and StorageError.
        """
        self._chosen(name)
        async with storage_errors():
            if await self._notes.agree(name):
                return
            await self._notes.begin(name, "again", None, count, confirmed=True)

    async def _look_at(self, polled: PolledFlow, foresee: Foresee, documents: Sequence[Json], found: Preview) -> None:
        for document in documents:
            found.read += 1
            try:
                foreseen = await foresee(polled.flow, document)
            except (Parked, Transient):
                raise  # it would be told of every document
            except Hold:
                found.held += 1
            except RunEnd:
                found.held += 1
            else:
                found.new += foreseen.is_new
                found.changed += bool(foreseen.fields) and not foreseen.is_new
                found.fields.update([] if foreseen.is_new else foreseen.fields)

    def _chosen(self, name: str) -> tuple[PolledFlow, Foresee]:
        polled = self._polled.get(name)
        foresee = self._flows[name].pipeline.actions.get(FORESEE) if polled is not None else None
        if polled is None:
            raise UnknownName(Told("names.polled_flow"), name, list(self._polled))
        if foresee is None:
            raise StartError(Told("care.cannot_be_refreshed", flow=name, entity=polled.flow.entity))
        return polled, foresee
