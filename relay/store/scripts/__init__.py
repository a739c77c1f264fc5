"""The Lua scripts that change state in one piece, and the one place that loads them.

Keys are made inside the scripts from the instance's prefix, which Redis Cluster forbids; arq cannot use a cluster
either, and Sentinel does not mind. Times come from Redis, so that the clocks of the machines may differ.
"""

from functools import cache
from importlib.resources import files

from redis.asyncio import Redis
from redis.commands.core import AsyncScript


@cache
def _text(name: str) -> str:
    folder = files(__name__)
    return (folder / "prelude.lua").read_text("utf-8") + (folder / f"{name}.lua").read_text("utf-8")


def script(redis: Redis, name: str) -> AsyncScript:
    """The script ``name``.lua, sent once and then called by its digest; loaded again when Redis has lost it."""
    return redis.register_script(_text(name))
