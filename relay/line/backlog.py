"""Says when the reader of a flow must pause, so that no flow takes the room that the others need in Redis.

It pauses with its cursor where it stands, and nothing is lost: the source keeps what is not read yet.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from relay.line.once.right_of_way import CLASS, Class
from relay.line.polled import PolledFlow
from relay.line.queue import FORGETS
from relay.model import ENDS, State
from relay.store.documents import count_bytes
from relay.store.memory import MemoryWatch
from relay.store.store import Store, storage_errors
from words.told import Told

PAYLOAD_SHARE: Final = 0.2
"""The part of the payload role's ``maxmemory`` that the documents of one flow may take."""

BULK_SHARE: Final = 0.5
"""From this part of the ``maxmemory`` of either role on, readings of all there is pause, so that orders find room."""

PAUSES: Final[Mapping[str, bool]] = {
    "line.waits_for_events": True,
    "line.waits_for_payload": False,
    "line.bulk_waits_for_memory": False,
}
"""The codes of what is told of a pause, and whether it usually ends without a person."""

_UNDER_WAY: Final = [state for state in State if state not in {*ENDS, State.HELD}]
_WITH_DOCUMENTS: Final = [state for state in State if state not in FORGETS or state is State.SKIPPED]
_SAMPLE: Final = 50


class Backlog:
    """Looks at what each flow has under way, and at the memory of both roles once a second at the most."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._memory = MemoryWatch(store)
        self._largest: defaultdict[tuple[str, bool], int] = defaultdict(lambda: 1)

    def note_page(self, flow: str, documents: int) -> None:
        """Remember how many documents a page of a flow may bring."""
        key = (flow, CLASS.get() is Class.BULK)
        self._largest[key] = max(self._largest[key], documents)

    async def find_pause(self, polled: PolledFlow) -> Told | None:
        """Why no more of a flow may be read now; None where it may. Raises StorageError.

        The next page is taken to be as large as the largest so far. One is read whatever its size where nothing is
        under way. A reading of all there is leaves a quarter for polls, so that it never keeps them from a change.
        """
        name, most = polled.flow.name, polled.settings.open_events
        is_bulk, quarter = CLASS.get() is Class.BULK, max(most // 4, 1)
        page = self._largest[name, is_bulk] + quarter if is_bulk else min(self._largest[name, is_bulk], quarter)
        async with storage_errors():
            count = await self._count_under_way(name)
            if count and count + page > most:
                return Told("line.waits_for_events", number=count, most=most)
            return await self._find_full(name)

    async def _count_under_way(self, flow: str) -> int:
        """Events that have not ended; those that are held wait for a person, and count by their memory alone."""
        async with self._store.state.pipeline(transaction=False) as pipe:
            for state in _UNDER_WAY:
                pipe.zcard(self._store.keys.events_of_flow_in_state(flow, state))
            return sum(await pipe.execute())

    async def _find_full(self, flow: str) -> Told | None:
        roles = await self._memory.look()
        for role, memory in roles.items():
            if CLASS.get() is Class.BULK and memory.filled >= BULK_SHARE:
                return Told("line.bulk_waits_for_memory", role=role, share=round(memory.filled * 100))
        payload = roles["payload"]
        if payload.filled < PAYLOAD_SHARE:  # all flows together take no more than that
            return None
        share = await self._count_bytes(flow) / payload.most
        if share < PAYLOAD_SHARE:
            return None
        return Told("line.waits_for_payload", share=round(share * 100), most=round(PAYLOAD_SHARE * 100))

    async def _count_bytes(self, flow: str) -> float:
        """About what its sealed documents take, judged by the newest of each state."""
        keys = self._store.keys
        async with self._store.state.pipeline(transaction=False) as pipe:
            for state in _WITH_DOCUMENTS:
                pipe.zcard(keys.events_of_flow_in_state(flow, state))
                pipe.zrange(keys.events_of_flow_in_state(flow, state), -_SAMPLE, -1)
            found = await pipe.execute()
        total = 0.0
        for count, ids in zip(found[::2], found[1::2], strict=True):
            if ids:
                total += count * await count_bytes(self._store, [event_id.decode() for event_id in ids]) / len(ids)
        return total
