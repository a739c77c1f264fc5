"""Lets time go by for events that rest: to the relay they came, and came to rest, so long ago."""

from datetime import timedelta

from relay.model import State, may_become
from relay.store.store import Store, reply


async def let_them_age(store: Store, by: timedelta) -> int:
    """Make all events older that may expire; gives how many. Nothing is to move them meanwhile."""
    aged, back = 0, -round(by.total_seconds() * 1000)
    keys, state_role = store.keys, store.state
    for state in may_become(State.EXPIRED):
        for member in await state_role.zrange(keys.index(None, state), 0, -1):
            event_id = member.decode()
            found = await reply(state_role.hgetall(keys.event(event_id)))
            flow = found[b"flow"].decode()
            for index in {keys.index(), keys.index(None, state), keys.index(flow), keys.index(flow, state)}:
                await state_role.zincrby(index, back, event_id)
            for moment in {b"accepted", b"ended", b"released"} & {name for name, value in found.items() if value}:
                await reply(state_role.hincrby(keys.event(event_id), moment.decode(), back))
            aged += 1
    return aged
