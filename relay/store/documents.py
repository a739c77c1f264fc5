"""Reads the sealed document of an event; one that cannot be opened or read counts as lost, and why is told in words."""

from collections.abc import Callable
from contextlib import suppress

import structlog

from relay.model import Event
from relay.roles import Json
from relay.store.scripts import script
from relay.store.store import Store
from relay.store.vault import SealBrokenError, SealKeyMissingError, Vault

log = structlog.get_logger()


class DocumentLost(Exception):  # noqa: N818 - named by what happened, read in `except DocumentLost`
    """There is no document that can be read; ``why`` says so and ``remedy`` what to do, each a part of a sentence."""

    def __init__(self, why: str, remedy: str) -> None:
        super().__init__(why)
        self.why = why
        self.remedy = remedy


class SealedDocuments:
    """The documents that wait in the payload role."""

    def __init__(self, store: Store, vault: Vault, parse: Callable[[bytes], Json]) -> None:
        self._store = store
        self._vault = vault
        self._parse = parse
        self._replace = script(store.payload, "replace_document")

    async def read(self, event: Event) -> Json:
        """The document of an event. Raises DocumentLost, and the failures of Redis."""
        sealed = await self._store.payload.get(self._store.keys.payload(event.id))
        if sealed is None:
            raise DocumentLost("the document is lost", "send it again")
        try:
            return self._parse(self._opened(sealed, event))
        except (SealBrokenError, ValueError) as error:
            log.warning("document_unreadable", event_id=event.id, error=type(error).__name__)
            if isinstance(error, SealKeyMissingError):
                raise DocumentLost(_KEY_MISSING, "put that key back and replay this, or send it again") from None
            raise DocumentLost("the sealed document is damaged", "send it again") from None

    async def seal_anew(self, event: Event, flow: str, keep: int) -> None:
        """Seal the document of an event for another flow, where it can be opened and nobody replaces it meanwhile.

        ``keep`` is how long it lives, in milliseconds. Raises the failures of Redis.
        """
        sealed = await self._store.payload.get(self._store.keys.payload(event.id))
        if sealed is None:
            return
        with suppress(SealBrokenError):
            anew = self._vault.seal(self._opened(sealed, event), flow, event.id)
            await self._replace(args=[self._store.keys.prefix, event.id, sealed, anew, keep])

    def _opened(self, sealed: bytes, event: Event) -> bytes:
        """Opened for its flow, or for one that handed the event on; raises SealBrokenError as for its flow."""
        try:
            return self._vault.open(sealed, event.flow, event.id)
        except SealBrokenError:
            for flow in event.sealed_for:
                with suppress(SealBrokenError):
                    return self._vault.open(sealed, flow, event.id)
            raise


_KEY_MISSING = "the document is sealed under a key that is not among keys.payload any more"
