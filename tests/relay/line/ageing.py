"""Lets time pass in Redis: every moment and every time to live of an instance is moved back, as a clock would."""

from datetime import timedelta

from redis.asyncio import Redis

from relay.line.queue import milliseconds
from relay.store.store import Store, reply

_MOMENTS = (b"accepted", b"ended", b"released", b"dry_until")


async def let_pass(store: Store, time: timedelta) -> None:
    """Make everything of this instance older; what would have expired meanwhile is gone.

    Moved are the moments in events and intents, the scores of indexes and queues, and the times to live of all keys,
    those of arq's jobs among them.
    """
    by = milliseconds(time)
    ids = [event_id.decode() for event_id in await store.state.zrange(store.keys.index(), 0, -1)]
    for role in (store.state,) if store.one_role else (store.state, store.payload):
        for key in [*[key async for key in role.scan_iter(f"{store.keys.prefix}*")], *_jobs(ids)]:
            await _shorten(role, key, by)
    state = store.state
    for key in [key async for key in state.scan_iter(f"{store.keys.prefix}*")]:
        match await state.type(key):
            case b"zset":
                scores = await state.zrange(key, 0, -1, withscores=True)
                await state.zadd(key, {member: score - by for member, score in scores})
            case b"hash":
                for name in {*_MOMENTS, b"since"} & set(await reply(state.hkeys(key))):
                    await reply(state.hincrby(key, name.decode(), -by))
            case _:
                pass


def _jobs(ids: list[str]) -> list[bytes]:
    return [f"arq:job:{event_id}".encode() for event_id in ids]


async def _shorten(role: Redis, key: bytes, by: int) -> None:
    """One key after some time: never made to live longer, and gone when its time is over. -1 and -2 are no times."""
    left = await role.pttl(key)
    if left >= 0:
        await role.pexpire(key, max(left - by, 0))
