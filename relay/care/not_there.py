"""Has an event carried again whose write got no answer, on the word of a person who looked for it in the target.

Only this word lets go what a target neither shows nor bears twice: a replay of many says nothing of any one of them.
"""

from relay.care.activity import Activity
from relay.care.event_moves import EventMoves
from relay.care.replay import Replayer
from relay.care.selection import Replayed
from relay.store.store import Store, storage_errors


class NotThereReplayer:
    """Replays one event at a time, for good. Raises StorageError."""

    def __init__(self, store: Store, replayer: Replayer, moves: EventMoves) -> None:
        self._activity = Activity(store)
        self._replayer = replayer
        self._moves = moves

    async def replay(self, event_id: str) -> Replayed:
        """Carry one event again, and have sent anew what was sent for it without an answer.

        Where the newest state counts a new event goes instead, for which the same holds.
        """
        await self._say(event_id)
        replayed = await self._replayer.replay(event_id)
        if replayed.event_id is not None and replayed.event_id != event_id:
            await self._say(replayed.event_id)
        return replayed

    async def _say(self, event_id: str) -> None:
        if not await self._moves.look([event_id]):
            return
        async with storage_errors():
            now = await self._activity.now()
        note = {"who": "operator", "what": "looked in the target, not there"}
        await self._moves.tell(event_id, note, not_there=str(round(now.timestamp() * 1000)))
