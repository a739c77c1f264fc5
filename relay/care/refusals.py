"""What an operator sees of refused documents; one way for commands and admin API."""

from collections.abc import Iterable, Sequence

from relay.care.refused import RefusedDocument, RefusedDocuments, read_refused
from relay.store.store import Store, storage_errors


class Refusals:
    """Lists and forgets refused documents of the flows of relay.yaml. All of it raises StorageError."""

    def __init__(self, store: Store, keep: int, flows: Iterable[str]) -> None:
        self.flows = tuple(flows)
        self._store = store
        self._noted = RefusedDocuments(store, keep)

    async def open(self, flow: str | None = None) -> Sequence[RefusedDocument]:
        """Those that were not accepted since, of one flow or of all, newest first."""
        async with storage_errors():
            return await read_refused(self._store, self.flows if flow is None else [flow])

    async def forget(self, flow: str) -> int:
        """Take those of a flow off the list; how many there were."""
        async with storage_errors():
            return await self._noted.forget(flow)
