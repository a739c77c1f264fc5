"""Links the customer of an event to a debtor because an operator says so; a link made by hand wins over every search.

The document is the sealed one where it is kept, else as the source has it now. The event itself is not touched: it is
replayed when the operator says so.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import structlog

from relay.care.event_documents import KeptDocuments
from relay.care.event_moves import EventMoves
from relay.errors import Hold
from relay.line.actions import LINK, RELINK, Action
from relay.line.run_event import OpenFlow
from relay.model import Event
from relay.store.store import storage_errors
from words.told import Told

log = structlog.get_logger()

NUMBER_FORM: Final = r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,29}$"
"""How a debtor is numbered: anything else may be an address or a name, which does not belong in a command line."""


class LinkResult(StrEnum):
    """What came of it."""

    LINKED = "linked"
    UNDONE = "undone"
    RELINKED = "relinked"
    REFUSED = "refused"
    NO_DOCUMENT = "no_document"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Linked:
    """What became of a link, and why, in a sentence."""

    result: LinkResult
    told: Told

    @property
    def reason(self) -> str:
        """Why, in English."""
        return str(self.told)

    @property
    def done(self) -> bool:
        """Whether the customer is linked, or no longer linked, as was asked."""
        return self.result in {LinkResult.LINKED, LinkResult.UNDONE, LinkResult.RELINKED}


class Linker:
    """Links customers by hand. Raises StorageError, and what the target raises where it cannot be asked."""

    def __init__(self, documents: KeptDocuments, moves: EventMoves, flows: Mapping[str, OpenFlow]) -> None:
        self._documents = documents
        self._moves = moves
        self._flows = flows

    async def link(self, event_id: str, number: str | None) -> Linked:
        """Link the customer of an event to the debtor with this number; None forgets what they are linked to."""
        if number is not None and not re.fullmatch(NUMBER_FORM, number):
            return Linked(LinkResult.REFUSED, Told("care.number_malformed"))
        if number is None:
            return await self._act(event_id, LINK, None, LinkResult.UNDONE, {"what": "customer link undone"})
        note = {"what": "customer linked", "debtor": number}
        return await self._act(event_id, LINK, number, LinkResult.LINKED, note)

    async def relink(self, event_id: str, *, create: bool) -> Linked:
        """Let the record of an event be carried again, though its counterpart was gone; ``create`` has it made anew."""
        note = {"what": "link forgotten, to be made anew" if create else "link restored"}
        return await self._act(event_id, RELINK, create, LinkResult.RELINKED, note)

    async def _act(
        self, event_id: str, action: Action[Any], asked: Any, result: LinkResult, note: Mapping[str, str]
    ) -> Linked:
        found = await self._moves.look([event_id])
        if not found:
            return Linked(LinkResult.NOT_FOUND, Told("care.no_such_event"))
        linked = await self._call(found[0].event, action, asked, result)
        if linked.done:
            await self._moves.tell(event_id, {"who": "operator", **note})
        log.info("operator_linked", event_id=event_id, result=linked.result.value)
        return linked

    async def _call(self, event: Event, action: Action[Any], asked: Any, result: LinkResult) -> Linked:
        opened = self._flows.get(event.flow)
        if opened is None:
            return Linked(LinkResult.REFUSED, Told("care.no_flow", flow=event.flow))
        offered = opened.pipeline.actions.get(action)
        if offered is None:
            return Linked(LinkResult.REFUSED, Told("care.no_customer_to_link", entity=opened.flow.entity))
        document, trouble = await self._documents.of(event, opened)
        if document is None:
            return Linked(LinkResult.NO_DOCUMENT, trouble)
        try:
            async with storage_errors():
                return Linked(result, await offered(opened.flow, document, asked))
        except Hold as hold:
            return Linked(LinkResult.REFUSED, hold.told)
