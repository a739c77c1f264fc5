"""The Lua scripts that change state in one piece, and the one place that loads them.

No script puts the name of a key together: each calls ``event_key(id)`` and the like, which are made here of
:class:`relay.store.keys.Keys`. Names are made inside the scripts all the same, which Redis Cluster forbids; arq cannot
use a cluster either, and Sentinel does not mind. Times come from Redis, so that the clocks of the machines may differ.
"""

import inspect
import re
from functools import cache
from importlib.resources import files

from redis.asyncio import Redis
from redis.commands.core import AsyncScript

from relay.store.keys import Keys

_CALLED_KEY = re.compile(r"\b(\w+)_key\(")


def script(redis: Redis, name: str) -> AsyncScript:
    """The script ``name``.lua, sent once and then called by its digest; loaded again when Redis has lost it.

    Its first argument is the prefix of the instance, ``Keys.prefix``.
    """
    return redis.register_script(_text(name))


@cache
def _text(name: str) -> str:
    folder = files(__name__)
    body = (folder / "prelude.lua").read_text("utf-8") + (folder / f"{name}.lua").read_text("utf-8")
    called = set(_CALLED_KEY.findall(body))
    needed = [function for key, function in key_functions().items() if key in called]
    return "\n".join(["local instance = string.sub(ARGV[1], 1, -2)", *needed, body])


@cache
def key_functions() -> dict[str, str]:
    """A Lua function for each name in Keys: ``local function event_key(a) return instance..':event:'..a end``.

    A method whose arguments may be left out only chooses among others, and has none.
    """
    keys, found = Keys("'..instance..'"), {}
    for name, member in [pair for kind in Keys.__mro__ for pair in vars(kind).items()]:
        if isinstance(member, property):
            found[name] = _function(name, [], getattr(keys, name))
        elif inspect.isfunction(member) and not name.startswith("_"):
            parameters = list(inspect.signature(member).parameters.values())[1:]
            if all(parameter.default is inspect.Parameter.empty for parameter in parameters):
                letters = list("abc"[: len(parameters)])
                found[name] = _function(name, letters, member(keys, *(f"'..{letter}..'" for letter in letters)))
    return found


def _function(name: str, arguments: list[str], key: str) -> str:
    """``key`` is the name of the key with each argument where a Lua text would be interrupted for it."""
    made = f"'{key}'".removeprefix("''..").removesuffix("..''")
    return f"local function {name}_key({', '.join(arguments)}) return {made} end"
