"""Links the customer of an event to a debtor because an operator says so; a link made by hand wins over every search.

The document is the sealed one where it is kept, else as the source has it now. The event itself is not touched: it is
replayed when the operator says so.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import structlog

from relay.carry import OpenFlow
from relay.errors import Hold
from relay.fetching import fetched
from relay.model import Event
from relay.resting import Resting
from relay.roles import Json
from relay.store import Store, storage_errors
from relay.vault import SealBrokenError, Vault

log = structlog.get_logger()

NUMBER_FORM: Final = r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,29}$"
"""How a debtor is numbered: anything else may be an address or a name, which does not belong in a command line."""


class LinkResult(StrEnum):
    """What came of it."""

    LINKED = "linked"
    UNDONE = "undone"
    REFUSED = "refused"
    NO_DOCUMENT = "no_document"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Linked:
    """What became of a link, and why, in a sentence."""

    result: LinkResult
    reason: str

    @property
    def done(self) -> bool:
        """Whether anything was changed, or stands as it was asked for."""
        return self.result in {LinkResult.LINKED, LinkResult.UNDONE}


class Linker:
    """Links customers by hand. Raises StorageError, and what the target raises where it cannot be asked."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        resting: Resting,
        flows: Mapping[str, OpenFlow],
        parse: Callable[[bytes], Json],
    ) -> None:
        self._store = store
        self._vault = vault
        self._resting = resting
        self._flows = flows
        self._parse = parse

    async def link(self, event_id: str, number: str | None) -> Linked:
        """Link the customer of an event to the debtor with this number; None forgets what he is linked to."""
        found = await self._resting.look([event_id])
        if not found:
            return Linked(LinkResult.NOT_FOUND, "no event has this id, or it is too old")
        if number is not None and not re.fullmatch(NUMBER_FORM, number):
            return Linked(LinkResult.REFUSED, "give the debtor's number: letters and digits, and . _ / - between them")
        linked = await self._link(found[0].event, number)
        log.info("operator_linked", event_id=event_id, result=linked.result.value)
        return linked

    async def _link(self, event: Event, number: str | None) -> Linked:
        opened = self._flows.get(event.flow)
        if opened is None:
            return Linked(LinkResult.REFUSED, f"there is no flow {event.flow!r} in relay.yaml any more")
        if opened.pipeline.link is None:
            return Linked(LinkResult.REFUSED, f"{opened.flow.entity} documents have no customer to link")
        try:
            async with storage_errors():
                await opened.ends.prove_for(event)
        except Hold as hold:
            return Linked(LinkResult.REFUSED, hold.reason)
        document, trouble = await self._document(event, opened)
        if document is None:
            return Linked(LinkResult.NO_DOCUMENT, f"its document is not kept any more, and {trouble}")
        try:
            async with storage_errors():
                told = await opened.pipeline.link(opened.flow, document, number)
        except Hold as hold:
            return Linked(LinkResult.REFUSED, hold.reason)
        note = {"who": "operator", "what": "customer linked" if number else "customer link undone"}
        await self._resting.tell(event.id, {**note, "debtor": number} if number else note)
        return Linked(LinkResult.LINKED if number else LinkResult.UNDONE, told)

    async def _document(self, event: Event, opened: OpenFlow) -> tuple[Json | None, str]:
        """The sealed document, else the one that the source has now, else None and why not."""
        async with storage_errors():
            sealed = await self._store.payload.get(self._store.keys.payload(event.id))
        if sealed is not None:
            try:
                return self._parse(self._vault.open(sealed, event.flow, event.id)), ""
            except (SealBrokenError, ValueError) as error:
                log.warning("document_unreadable", event_id=event.id, error=type(error).__name__)
        return await fetched(opened, event.reference)
