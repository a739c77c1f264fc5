"""The Lua scripts are found, and are sent again when Redis has lost them."""

from importlib.resources import files

from relay.store.scripts import script
from relay.store.store import Store


async def test_a_script_that_redis_has_lost_is_sent_again(mortal_store: Store) -> None:
    take = script(mortal_store.state, "lock")
    arguments: list[str | int] = [mortal_store.keys.prefix, "token", 1000, "name"]
    assert await take(args=arguments) == 1
    await mortal_store.state.script_flush()
    assert await take(args=arguments) == 1


async def test_every_script_in_the_folder_is_accepted_by_redis(store: Store) -> None:
    folder = files("relay.store.scripts")
    names = [entry.name.removesuffix(".lua") for entry in folder.iterdir() if entry.name.endswith(".lua")]
    assert "prelude" in names
    for name in set(names) - {"prelude"}:
        assert await store.state.script_load(script(store.state, name).script)
