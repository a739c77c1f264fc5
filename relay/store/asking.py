"""Asks the server of a role what it is, and where that fails asks on until it is known why."""

from redis.asyncio import Connection, ConnectionPool, Redis, SSLConnection
from redis.asyncio.sentinel import MasterNotFoundError, SentinelConnectionPool
from redis.exceptions import AuthenticationError, ResponseError

from relay.store.failures import ANY_FAILURE, Login, answer_of, tell_failure
from relay.store.sentinels import why_no_primary
from relay.store.server_facts import Facts, ask_server
from words.told import Told


async def ask_role(client: Redis, login: Login) -> Facts | Told:
    """What a server is, or why it cannot be asked."""
    pool = client.connection_pool
    try:
        return await ask_server(client, login)
    except MasterNotFoundError as error:
        if isinstance(pool, SentinelConnectionPool):
            return await why_no_primary(pool.sentinel_manager, pool.service_name, login)
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
