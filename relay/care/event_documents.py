"""The document of an event for an operator: as it is kept, sealed, or else as its source has it now."""

from relay.care.fetch_again import fetch_anew
from relay.errors import Hold
from relay.line.run_event import OpenFlow
from relay.model import Event
from relay.roles import Json
from relay.store.documents import DocumentLost, SealedDocuments
from relay.store.store import storage_errors
from words.told import Told


class KeptDocuments:
    """Reads documents; it changes none and keeps none."""

    def __init__(self, sealed: SealedDocuments) -> None:
        self._sealed = sealed

    async def of(self, event: Event, opened: OpenFlow) -> tuple[Json | None, Told]:
        """The sealed document, else the one that the source has now, else None and why not.

        None as well where the source leads to another system than the event came from. Raises StorageError, and as the
        systems do that cannot be asked who they are: what is done with the document needs both.
        """
        try:
            async with storage_errors():
                await opened.ends.prove_for(event)
                return await self._sealed.read(event), Told("care.document_kept")
        except Hold as hold:
            return None, hold.told
        except DocumentLost:
            fetched = await fetch_anew(opened, event.reference)
            return fetched.document, Told("care.document_not_kept", trouble=fetched.trouble)
