"""Says why no Sentinel names a primary: none answers, none lets us in, or none watches that name."""

from redis.asyncio import Redis
from redis.asyncio.sentinel import Sentinel
from redis.exceptions import RedisError

from relay.store.failures import Login, tell_failure
from words.told import Told


async def why_no_primary(sentinel: Sentinel, name: str, login: Login) -> Told:
    """Ask every Sentinel. Those that watch the name all the same hold its primary for dead."""
    failed, watched, knows_it = list[Told](), set[str](), False
    for client in sentinel.sentinels:
        try:
            names = await _watched_by(client)
        except (RedisError, OSError, TimeoutError) as error:
            failed.append(Told("redis.of_sentinel", sentinel=_address(client), what=tell_failure(error, login)))
            continue
        watched |= names
        knows_it = knows_it or name in names
    others: Told | str = Told("redis.sentinels_away", failed=failed) if failed else ""
    if knows_it:
        return Told("redis.primary_dead", name=repr(name), others=others)
    if watched or len(failed) < len(sentinel.sentinels):
        return Told("redis.not_watched", name=repr(name), watched=sorted(watched) or "-", others=others)
    return Told("redis.no_sentinel", failed=failed)


async def _watched_by(client: Redis) -> set[str]:
    return {str(name) for name in await client.sentinel_masters()}  # type: ignore[no-untyped-call]  # redis-py has no types here


def _address(client: Redis) -> str:
    known = client.connection_pool.connection_kwargs
    return f"{known.get('host')}:{known.get('port')}"
