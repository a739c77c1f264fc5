"""The Lua scripts are found, are sent again when Redis has lost them, and get the name of every key from Keys."""

import inspect
import re
from collections.abc import Mapping
from importlib.resources import files

import pytest

from relay.store.gate_keys import GateKeys
from relay.store.keys import Keys
from relay.store.reading_keys import ReadingKeys
from relay.store.reservation_keys import ReservationKeys
from relay.store.scripts import key_functions, script
from relay.store.store import Store

FOLDER = files("relay.store.scripts")
SCRIPTS: Mapping[str, str] = {
    entry.name: entry.read_text("utf-8") for entry in FOLDER.iterdir() if entry.name.endswith(".lua")
}
MAKES_A_KEY = re.compile(r"\bprefix\b|\binstance\b|arq:|ARGV\[1\]")
"""Every key begins with the prefix of the instance or with that of arq: what has neither cannot put one together."""


async def test_a_script_that_redis_has_lost_is_sent_again(mortal_store: Store) -> None:
    take = script(mortal_store.state, "lock")
    arguments: list[str | int] = [mortal_store.keys.prefix, "token", 1000, "name"]
    assert await take(args=arguments) == 1
    await mortal_store.state.script_flush()
    assert await take(args=arguments) == 1


async def test_every_script_in_the_folder_is_accepted_by_redis(store: Store) -> None:
    names = [name.removesuffix(".lua") for name in SCRIPTS]
    assert "prelude" in names
    for name in set(names) - {"prelude"}:
        assert await store.state.script_load(script(store.state, name).script)


def without_comments(text: str) -> str:
    return re.sub(r"--.*", "", text)


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_no_script_puts_the_name_of_a_key_together(name: str) -> None:
    assert MAKES_A_KEY.findall(without_comments(SCRIPTS[name])) == []


@pytest.mark.parametrize("line", ["prefix .. 'event:'", "'arq:job:' .. id", "ARGV[1] .. 'wake'"])
def test_a_name_that_a_script_put_together_would_be_noticed(line: str) -> None:
    assert MAKES_A_KEY.search(line)


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_every_name_that_a_script_asks_for_is_one_of_keys(name: str) -> None:
    text = without_comments(SCRIPTS[name])
    here = set(re.findall(r"function (\w+)_key\b", text))
    assert set(re.findall(r"(\w+)_key\(", text)) - here <= set(key_functions())


@pytest.mark.parametrize("name", sorted(key_functions()))
async def test_a_name_in_lua_is_the_name_that_keys_gives(store: Store, name: str) -> None:
    member = getattr(store.keys, name)
    arguments = ["one", "two: %s", "three"][: len(inspect.signature(member).parameters)] if callable(member) else []
    wanted = member(*arguments) if callable(member) else member
    given = ", ".join(f"ARGV[{position}]" for position in range(2, len(arguments) + 2))
    text = f"local instance = string.sub(ARGV[1], 1, -2)\n{key_functions()[name]}\nreturn {name}_key({given})"
    assert await store.state.register_script(text)(args=[store.keys.prefix, *arguments]) == wanted.encode()


def test_only_what_chooses_among_other_names_has_no_function() -> None:
    names = {
        name
        for kind in (Keys, ReservationKeys, ReadingKeys, GateKeys)
        for name in vars(kind)
        if not name.startswith("_")
    }
    assert set(key_functions()) == names - {"instance", "index"}
