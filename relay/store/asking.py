"""Asks the server of a role what it is, and where that fails asks on until it is known why."""

from redis.asyncio import Connection, ConnectionPool, Redis, SSLConnection
from redis.asyncio.sentinel import MasterNotFoundError, Sentinel, SentinelConnectionPool
from redis.exceptions import AuthenticationError, ResponseError

from relay.store.failures import ANY_FAILURE, Login, answer_of, tell_failure
from relay.store.server_facts import Facts, ask_server
from words.told import Told


async def ask_role(client: Redis, login: Login) -> Facts | Told:
    """What a server is, or why it cannot be asked."""
    pool = client.connection_pool
    try:
        return await ask_server(client, login)
    except MasterNotFoundError as error:
        if isinstance(pool, SentinelConnectionPool):
            return await _why_no_primary(pool.sentinel_manager, pool.service_name, login)
        return tell_failure(error, login)
    except ANY_FAILURE as error:
        told = tell_failure(error, login)
        if login.database and isinstance(answer_of(error), ResponseError):
            return await _of_first_database(pool, login) or told
        if told.code == "redis.too_slow" and pool.connection_class is SSLConnection and await _speaks_plainly(pool):
            return Told("redis.no_tls")
        return told


async def _of_first_database(pool: ConnectionPool, login: Login) -> Told | None:
    """Why a numbered database is refused, as the server tells in the one that every server has; None: not known."""
    client = Redis(
        connection_pool=ConnectionPool(connection_class=pool.connection_class, **{**pool.connection_kwargs, "db": 0})
    )
    try:
        facts = await ask_server(client, login)
    except ANY_FAILURE:
        return None
    finally:
        await client.aclose(close_connection_pool=True)
    if (unfit := facts.unfit()) is not None:
        return unfit
    most = int((facts.config or {}).get("databases", 0))
    if not 0 < most <= login.database:
        return None
    return Told("redis.no_database", database=login.database, there=Told("redis.databases", count=most, last=most - 1))


async def _speaks_plainly(pool: ConnectionPool) -> bool:
    """Whether the server answers without TLS: one that has none waits for a line end in the greeting, and is silent.

    No password is sent to find out.
    """
    known = {name: pool.connection_kwargs[name] for name in ("host", "port") if name in pool.connection_kwargs}
    plain = Redis(connection_pool=ConnectionPool(connection_class=Connection, socket_timeout=3, **known))
    try:
        return bool(await plain.ping())
    except ANY_FAILURE as error:
        return isinstance(answer_of(error), ResponseError | AuthenticationError)
    finally:
        await plain.aclose(close_connection_pool=True)


async def _why_no_primary(sentinel: Sentinel, name: str, login: Login) -> Told:
    """Ask every Sentinel. Those that watch the name all the same hold its primary for dead."""
    failed, watched, knows_it = list[Told](), set[str](), False
    for client in sentinel.sentinels:
        try:
            names = await _watched_by(client)
        except ANY_FAILURE as error:
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
