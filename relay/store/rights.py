"""Asks a server whether the user may do all that the relay does there, before an order finds out.

Between MULTI and DISCARD a server judges the rights to each command and runs none of them, so nothing is changed.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from redis.asyncio import Redis
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import NoPermissionError, ResponseError

from relay.store.failures import Login, denied_command
from relay.store.servers import Role
from words.told import Told

_EVERYWHERE: Final[Mapping[str, Sequence[str]]] = {
    "get": ("KEY",),
    "set": ("KEY", "1"),
    "del": ("KEY",),
    "strlen": ("KEY",),
    "pexpire": ("KEY", "1"),
    "scan": ("0",),
    "evalsha": ("0" * 40, "1", "KEY"),
    "script|load": ("return 1",),
    "time": (),
    "info": (),
    "ping": (),
}
_STATE_ONLY: Final[Mapping[str, Sequence[str]]] = {
    "mget": ("KEY",),
    "incr": ("KEY",),
    "incrby": ("ARQ", "1"),
    "expire": ("ARQ", "1"),
    "hset": ("KEY", "f", "1"),
    "hget": ("KEY", "f"),
    "hmget": ("KEY", "f"),
    "hgetall": ("KEY",),
    "hdel": ("KEY", "f"),
    "hexists": ("KEY", "f"),
    "hincrby": ("KEY", "f", "1"),
    "hsetnx": ("KEY", "f", "1"),
    "hlen": ("KEY",),
    "hkeys": ("KEY",),
    "lindex": ("KEY", "0"),
    "linsert": ("KEY", "BEFORE", "1", "1"),
    "lpop": ("KEY",),
    "lpush": ("KEY", "1"),
    "lrange": ("KEY", "0", "0"),
    "lrem": ("KEY", "0", "1"),
    "ltrim": ("KEY", "0", "0"),
    "rpush": ("KEY", "1"),
    "blpop": ("KEY", "1"),
    "sadd": ("KEY", "1"),
    "scard": ("KEY",),
    "srem": ("KEY", "1"),
    "sismember": ("KEY", "1"),
    "smembers": ("KEY",),
    "zadd": ("KEY", "1", "1"),
    "zcard": ("KEY",),
    "zcount": ("KEY", "0", "0"),
    "zrange": ("KEY", "0", "0"),
    "zrangebyscore": ("KEY", "0", "0"),
    "zrevrangebyscore": ("KEY", "0", "0"),
    "zrem": ("KEY", "1"),
    "zremrangebyrank": ("KEY", "0", "0"),
    "zremrangebyscore": ("KEY", "0", "0"),
    "zscore": ("KEY", "1"),
    "pttl": ("KEY",),
    "exists": ("KEY",),
}
COMMANDS: Final[Mapping[Role, Mapping[str, Sequence[str]]]] = {
    "payload": _EVERYWHERE,
    "state": {**_EVERYWHERE, **_STATE_ONLY},
}
"""What the relay runs in each role, with arguments of the right number.

``KEY`` stands for a key of its instance, ``ARQ`` for one of arq, which names them by the ids of our events.
"""

ARQ: Final = "arq:"
"""What the keys of arq begin with, whatever the instance is."""

BESIDES: Final = ("multi", "exec", "discard", "config|get", "select", "wait")
"""What cannot be asked in this way, is asked by itself, or is needed with ``redis.min_replicas`` only."""


def write_acl_line(role: Role, user: str, prefix: str) -> str:
    """The ACL that suffices for a role, as a server's administrator types it; the password is theirs to choose.

    >>> write_acl_line("payload", "relay", "relay:").partition(" +")[0]
    'ACL SETUSER relay on >PASSWORD ~relay:* resetchannels'
    """
    granted = " ".join(f"+{command}" for command in (*COMMANDS[role], *BESIDES))
    keys = " ".join(f"~{begin}*" for begin in ((prefix, ARQ) if role == "state" else (prefix,)))
    return f"ACL SETUSER {user} on >PASSWORD {keys} resetchannels {granted}"


async def lacking_rights(redis: Redis, role: Role, login: Login) -> list[Told]:
    """What the user may not do that the relay does in this role. Raises the failures of Redis."""
    pool = redis.connection_pool
    connection: AbstractConnection = await pool.get_connection()
    try:
        return await _ask(connection, COMMANDS[role], login)
    finally:
        await connection.disconnect()  # never handed on inside a transaction
        await pool.release(connection)


async def _ask(connection: AbstractConnection, commands: Mapping[str, Sequence[str]], login: Login) -> list[Told]:
    await connection.send_command("MULTI", check_health=False)
    try:
        await connection.read_response()
    except NoPermissionError:
        return [Told("redis.may_not_run", user=login.name, commands=("multi",), grant="+multi +exec +discard")]
    if not connection.is_connected:  # else what follows would be sent on a new connection, and run
        raise ConnectionResetError
    keys = {"KEY": f"{login.prefix}rights", "ARQ": f"{ARQ}rights"}
    calls = [
        (*name.upper().split("|"), *(keys.get(argument, argument) for argument in arguments))
        for name, arguments in commands.items()
    ]
    await connection.send_packed_command(connection.pack_commands([*calls, ("DISCARD",)]), check_health=False)
    refusals = [(name, await _refusal(connection)) for name in (*commands, "discard")]
    denied = [name for name, said in refusals if denied_command(said)]
    keys_denied = [name for name, said in refusals if said and not denied_command(said)]
    told = []
    if denied:
        grant = " ".join(f"+{name}" for name in denied)
        told.append(Told("redis.may_not_run", user=login.name, commands=tuple(denied), grant=grant))
    begins = {ARQ if "ARQ" in commands.get(name, ()) else login.prefix for name in keys_denied}
    told += [Told("redis.may_not_use_keys", user=login.name, prefix=prefix) for prefix in sorted(begins)]
    return told


async def _refusal(connection: AbstractConnection) -> str:
    """What the server says of a lacking right, in its next answer; ``""`` for any other answer."""
    try:
        await connection.read_response()
    except NoPermissionError as error:
        return str(error)
    except ResponseError:
        return ""  # refused for another reason, and it was not going to run
    return ""
