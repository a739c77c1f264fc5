"""What a user of Redis may not do is told at the start, all of it, with the line that grants it; nothing is run."""

import ast
import re
from pathlib import Path

from redis.asyncio import Redis

from relay.demo.embedded import EmbeddedRedis
from relay.store.rights import BESIDES, COMMANDS, write_acl_line
from relay.store.scripts import __name__ as scripts
from relay.store.store import open_store
from tests.relay.store.redis_servers import LASTS, SAVES_NOTHING, mistakes_of, running, settings_of
from tests.source import HOUSE, modules

ROLE = re.compile(r"(?:state|payload|redis|pipe|transaction|role)$")
ALSO = {
    *("pipeline", "execute", "execute_command", "register_script", "aclose", "decode", "where"),  # of redis-py or ours
    "config_get",
}
OTHERWISE = {"delete": "del", "scan_iter": "scan"}
CALLED = re.compile(r"redis\.p?call\(\s*['\"]([A-Za-z]+)['\"]")


async def grant(port: int, line: str) -> None:
    """Type a line of ACL as a server's administrator does."""
    async with Redis(port=port) as redis:
        await redis.execute_command(*line.replace(">PASSWORD", ">word").split())  # type: ignore[no-untyped-call]  # redis-py has no types here


async def test_the_documented_rights_suffice_and_no_more_are_asked_for(tmp_path: Path) -> None:
    with running(tmp_path / "lasts", *LASTS) as lasts, running(tmp_path / "forgets", *SAVES_NOTHING) as forgets:
        await grant(forgets, write_acl_line("payload", "papers", "shop:"))
        await grant(lasts, write_acl_line("state", "books", "shop:"))
        settings = settings_of(f"redis://papers:word@127.0.0.1:{forgets}/0", f"redis://books:word@127.0.0.1:{lasts}/0")
        async with open_store(settings, "shop") as store:
            assert await store.state.get(store.keys.layout)


async def test_every_command_that_lacks_is_told_with_the_line_that_grants_it(
    tmp_path: Path, redis_server: EmbeddedRedis
) -> None:
    with running(tmp_path / "lasts", *LASTS) as port:
        await grant(port, "ACL SETUSER books on >word ~shop:* ~arq:* +@all -hset -evalsha -linsert")
        settings = settings_of(redis_server.url, f"redis://books:word@127.0.0.1:{port}/0")
        [mistake] = await mistakes_of(settings, "shop")
        assert mistake == (
            f"redis.state_url: at 127.0.0.1:{port}/0: the user 'books' may not run evalsha, hset, linsert, which the "
            "relay needs; grant it with `ACL SETUSER books +evalsha +hset +linsert`"
        )
        await grant(port, mistake.split("`")[1])
        async with open_store(settings, "shop") as store:
            assert await store.state.dbsize() == 1


async def test_keys_that_may_not_be_used_are_told_with_their_prefix(
    tmp_path: Path, redis_server: EmbeddedRedis
) -> None:
    with running(tmp_path / "lasts", *LASTS) as port:
        await grant(port, "ACL SETUSER books on >word ~other:* +@all")
        settings = settings_of(redis_server.url, f"redis://books:word@127.0.0.1:{port}/0")
        of_arq, of_shop = await mistakes_of(settings, "shop")
    assert "the user 'books' may not use keys that begin with arq:; grant it with `ACL SETUSER books ~arq:*`" in of_arq
    assert "may not use keys that begin with shop:; grant it with `ACL SETUSER books ~shop:*`" in of_shop


async def test_a_user_without_transactions_is_told_and_nothing_is_run(
    tmp_path: Path, redis_server: EmbeddedRedis
) -> None:
    with running(tmp_path / "lasts", *LASTS) as port:
        await grant(port, "ACL SETUSER books on >word ~* +@all -multi")
        [mistake] = await mistakes_of(settings_of(redis_server.url, f"redis://books:word@127.0.0.1:{port}/0"), "shop")
        async with Redis(port=port) as redis:
            assert await redis.dbsize() == 0
    assert "`ACL SETUSER books +multi +exec +discard`" in mistake


async def test_a_user_who_may_not_run_config_is_told_how_to_be_granted_it(
    tmp_path: Path, redis_server: EmbeddedRedis
) -> None:
    with running(tmp_path / "papers", *SAVES_NOTHING) as port:
        await grant(port, "ACL SETUSER papers on >word ~* +@all -config")
        settings = settings_of(f"redis://papers:word@127.0.0.1:{port}/0", redis_server.url, volatile_state=True)
        [mistake] = await mistakes_of(settings)
        assert "the user 'papers' may not run CONFIG GET" in mistake
        await grant(port, mistake.split("`")[1])
        async with open_store(settings, "relay") as store:
            assert await store.payload.ping()


async def test_a_user_who_may_not_ask_for_info_is_told_that(tmp_path: Path, redis_server: EmbeddedRedis) -> None:
    with running(tmp_path / "papers", *SAVES_NOTHING) as port:
        await grant(port, "ACL SETUSER papers on >word ~* +@all -info")
        address = f"redis://papers:word@127.0.0.1:{port}/0"
        [mistake] = await mistakes_of(settings_of(address, redis_server.url, volatile_state=True))
    assert (
        "the user 'papers' may not run info, which the relay needs; grant it with `ACL SETUSER papers +info`" in mistake
    )


def test_every_command_of_the_scripts_is_asked_for() -> None:
    folder = HOUSE.joinpath(*scripts.split("."))
    called = {name.lower() for file in folder.glob("*.lua") for name in CALLED.findall(file.read_text("utf-8"))}
    assert called
    assert called - {*COMMANDS["state"], *BESIDES} == set()


def calls_of_redis() -> set[str]:
    """The methods that the engine calls on a client or a pipeline of Redis."""
    trees = [tree for name, tree in modules().items() if name.startswith("relay/")]
    calls = [node.func for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {call.attr for call in calls if isinstance(call, ast.Attribute) and ROLE.search(ast.unparse(call.value))}


def test_every_command_of_the_engine_is_asked_for() -> None:
    called = calls_of_redis() - ALSO
    assert called
    assert {OTHERWISE.get(name, name) for name in called} - {*COMMANDS["state"], *BESIDES} == set()
