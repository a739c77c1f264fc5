"""Finds events that were skipped only because their flow had ``write: false``, and ends those that are overtaken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson

from relay.care.activity import Activity
from relay.model import State
from relay.store.documents import StoredDocuments
from relay.store.scripts import script
from relay.store.store import Store


@dataclass(frozen=True, slots=True)
class DryRun:
    """The newest dry run of one document, and the ids of the older versions that it overtakes."""

    event_id: str
    overtaken: Sequence[str]


class DryRuns:
    """Dry runs in the state role. Raises the failures of Redis."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._activity = Activity(store)
        self._documents = StoredDocuments(store)
        self._end = script(store.state, "end_dry_run")

    async def find(self, *, until: datetime, since: datetime | None, flow: str | None) -> list[DryRun]:
        """Those accepted from ``since`` to ``until`` (aware, both included), oldest first, one for each document."""
        versions: dict[bytes, list[str]] = {}
        async for page in self._activity.ids(until=until, since=since, flow=flow, state=State.SKIPPED):
            async with self._store.state.pipeline(transaction=False) as pipe:
                for event_id in page:
                    pipe.hmget(self._store.keys.event(event_id), ["dry_until", "lane"])
                found = await pipe.execute()
            for event_id, (dry_until, lane) in zip(page, found, strict=True):
                if dry_until is not None:
                    versions.setdefault(lane, []).append(event_id)
        return [DryRun(newest, older) for *older, newest in versions.values()]

    async def end(self, event_ids: Sequence[str], instead: str) -> None:
        """Make older versions ordinary ends, without their documents, since a newer one is carried ``instead``."""
        note = orjson.dumps({"who": "operator", "what": "a newer version is carried instead", "as": instead})
        for event_id in event_ids:
            if await self._end(args=[self._store.keys.prefix, event_id, note]):
                await self._documents.forget(event_id)
