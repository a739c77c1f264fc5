"""The document of an event for an operator: as it is kept, sealed, or else as its source has it now."""

from relay.carry import OpenFlow
from relay.fetching import fetched
from relay.model import Event
from relay.roles import Json
from relay.sealed import DocumentLost, SealedDocuments
from relay.store import storage_errors


class KeptDocuments:
    """Reads documents; it changes none and keeps none."""

    def __init__(self, sealed: SealedDocuments) -> None:
        self._sealed = sealed

    async def of(self, event: Event, opened: OpenFlow) -> tuple[Json | None, str]:
        """The sealed document, else the one that the source has now, else None and why not. Raises StorageError."""
        try:
            async with storage_errors():
                return await self._sealed.read(event), ""
        except DocumentLost:
            return await fetched(opened, event.reference)
