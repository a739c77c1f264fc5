"""The document of an event for an operator: as it is kept, sealed, or else as its source has it now."""

from collections.abc import Callable

import structlog

from relay.carry import OpenFlow
from relay.errors import Hold
from relay.fetching import fetched
from relay.model import Event
from relay.roles import Json
from relay.store import Store, storage_errors
from relay.vault import SealBrokenError, Vault

log = structlog.get_logger()


class KeptDocuments:
    """Opens sealed documents; it changes none and keeps none."""

    def __init__(self, store: Store, vault: Vault, parse: Callable[[bytes], Json]) -> None:
        self._store = store
        self._vault = vault
        self._parse = parse

    async def of(self, event: Event, opened: OpenFlow) -> tuple[Json | None, str]:
        """The sealed document, else the one that the source has now, else None and why not.

        None as well where the source leads to another system than the event came from. Raises StorageError, and as the
        systems do that cannot be asked who they are: what is done with the document needs both.
        """
        async with storage_errors():
            try:
                await opened.ends.prove_for(event)
            except Hold as hold:
                return None, hold.reason
            sealed = await self._store.payload.get(self._store.keys.payload(event.id))
        if sealed is not None:
            try:
                return self._parse(self._vault.open(sealed, event.flow, event.id)), ""
            except (SealBrokenError, ValueError) as error:
                log.warning("document_unreadable", event_id=event.id, error=type(error).__name__)
        document, trouble = await fetched(opened, event.reference)
        return document, f"its document is not kept any more, and {trouble}"
