"""The document of an event for an operator: as it is kept, sealed, or else as its source has it now."""

from collections.abc import Callable

import structlog

from relay.carry import OpenFlow
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
        """The sealed document, else the one that the source has now, else None and why not. Raises StorageError."""
        async with storage_errors():
            sealed = await self._store.payload.get(self._store.keys.payload(event.id))
        if sealed is not None:
            try:
                return self._parse(self._vault.open(sealed, event.flow, event.id)), ""
            except (SealBrokenError, ValueError) as error:
                log.warning("document_unreadable", event_id=event.id, error=type(error).__name__)
        return await fetched(opened, event.reference)
