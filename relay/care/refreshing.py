"""Tells what changed settings would change of all that a flow has carried, and has it carried once a person agrees."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from relay.errors import Parked, RunEnd, StartError, Transient
from relay.line.actions import Foresee
from relay.line.polled import PolledFlow, read_every_part
from relay.line.repeated_answers import on_behalf_of
from relay.roles import Json, PolledSource, ReadInSlices
from relay.settings.names import UnknownName
from relay.store.full_notes import FullNotes
from relay.store.store import Store, storage_errors
from words.told import Told


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
    """Looks through flows whose newest state counts, of those that are ``polled``."""

    def __init__(self, store: Store, polled: Sequence[PolledFlow]) -> None:
        self._notes = FullNotes(store)
        self._polled = {one.flow.name: one for one in polled}

    @property
    def names(self) -> list[str]:
        """The flows that can be refreshed."""
        return [name for name, polled in self._polled.items() if polled.foresee is not None]

    async def preview(self, name: str) -> Preview:
        """Read all that the flow's source has, and count what would change; nothing is accepted and no target asked.

        Raises StartError for a flow that cannot be refreshed, and what reading the source raises.
        """
        polled, foresee = self._chosen(name)
        found = Preview(name)
        async with storage_errors():
            await polled.ends.prove_source()
        with on_behalf_of(name):
            async for documents, left_out in read_all(polled.source):
                found.unread += left_out
                for document in documents:
                    await _look_at(polled, foresee, document, found)
        return found

    async def begin(self, name: str) -> None:
        """Have all that would change carried: workers read on from here, and note how far they are.

        A reading that waits for a person, since it found so many changes, goes on. Raises StartError and StorageError.
        """
        self._chosen(name)
        async with storage_errors():
            if not await self._notes.agree(name):
                await self._notes.begin(name, "again", None, None, confirmed=True)

    def _chosen(self, name: str) -> tuple[PolledFlow, Foresee]:
        polled = self._polled.get(name)
        if polled is None:
            raise UnknownName(Told("names.polled_flow"), name, list(self._polled))
        if polled.foresee is None:
            raise StartError(Told("care.cannot_be_refreshed", flow=name, entity=polled.flow.entity))
        return polled, polled.foresee


async def read_all(source: PolledSource) -> AsyncIterator[tuple[Sequence[Json], int]]:
    """All documents of a source, some at a time, each with how many could not be read among them.

    Every part of a source gives its documents whole, and the first one all of them.
    """
    if isinstance(source, ReadInSlices):
        async for one in source.slices(source.parts[0], None, None):
            yield one.documents, len(one.left_out)
        return
    async for page in read_every_part(source, source.cursor_at(None)):
        yield page.documents, len(page.left_out)


async def _look_at(polled: PolledFlow, foresee: Foresee, document: Json, found: Preview) -> None:
    found.read += 1
    try:
        foreseen = await foresee(polled.flow, document)
    except (Parked, Transient):
        raise  # it is about the systems, and would be told of every document
    except RunEnd:
        found.held += 1
        return
    found.new += foreseen.is_new
    if foreseen.fields and not foreseen.is_new:
        found.changed += 1
        found.fields.update(foreseen.fields)
