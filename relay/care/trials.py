"""Shows an operator what would become of an event's document now, with its values; nothing is written or kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from relay.care.event_documents import KeptDocuments
from relay.care.event_moves import EventMoves
from relay.line.actions import REHEARSE
from relay.line.repeated_answers import on_behalf_of
from relay.line.run_event import OpenFlow
from relay.model import Lease, Ticket
from relay.roles import Rehearsal
from relay.store.store import storage_errors
from words.told import Told


class TrialResult(StrEnum):
    """Whether there is something to show."""

    SHOWN = "shown"
    REFUSED = "refused"
    NO_DOCUMENT = "no_document"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Tried:
    """What a trial shows, or why it shows nothing, in a sentence."""

    result: TrialResult
    told: Told
    flow: str = ""
    reference: str = ""
    rehearsal: Rehearsal | None = None

    @property
    def reason(self) -> str:
        """Why, in English."""
        return str(self.told)


class Trials:
    """Goes through the steps that decide about an event's document. Asks the target, by reading only."""

    def __init__(self, documents: KeptDocuments, moves: EventMoves, flows: Mapping[str, OpenFlow]) -> None:
        self._documents = documents
        self._moves = moves
        self._flows = flows

    async def show(self, event_id: str) -> Tried:
        """What a run of this event would do now. Raises StorageError, and what the target raises where it is away."""
        found = await self._moves.look([event_id])
        if not found:
            return Tried(TrialResult.NOT_FOUND, Told("care.no_such_event"))
        event = found[0].event
        opened = self._flows.get(event.flow)
        if opened is None:
            return Tried(TrialResult.REFUSED, Told("care.no_flow", flow=event.flow))
        rehearse = opened.pipeline.actions.get(REHEARSE)
        if rehearse is None:
            return Tried(TrialResult.REFUSED, Told("care.cannot_be_tried", entity=opened.flow.entity))
        document, trouble = await self._documents.of(event, opened)
        if document is None:
            return Tried(TrialResult.NO_DOCUMENT, trouble)
        # No lease: what is only read needs none. And a flow that does not write, whatever its settings say.
        ticket = Ticket(event, replace(opened.flow, write=False), Lease(event.id, ""), document)
        with on_behalf_of(event.flow):
            async with storage_errors():
                rehearsal = await rehearse(ticket)
        return Tried(TrialResult.SHOWN, rehearsal.told, event.flow, event.reference, rehearsal)
