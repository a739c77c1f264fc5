"""What must hold of both Redis roles is proved against real servers, and every key has the instance's prefix."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from redis.asyncio import Redis

from relay.demo.embedded import EmbeddedRedis
from relay.errors import StorageError
from relay.store.keys import Keys
from relay.store.store import LAYOUT, Store, open_store, storage_errors
from tests.conftest import redis_settings
from tests.relay.store.redis_servers import mistakes_of, settings_of


async def configure(server: EmbeddedRedis, options: Mapping[str, str]) -> None:
    async with Redis.from_url(server.url) as redis:
        for name, value in options.items():
            await redis.config_set(name, value)


async def test_a_server_that_writes_nothing_is_proved_and_opened(mortal_redis: EmbeddedRedis) -> None:
    async with open_store(redis_settings(mortal_redis), "relay") as store:
        assert await store.payload.ping()
        assert await store.state.get(store.keys.layout) == LAYOUT.encode()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"save": "60 1"}, "save is '60 1' and documents would reach a disk; set it to ''"),
        ({"repl-diskless-sync": "no"}, "repl-diskless-sync is 'no'"),
        ({"repl-diskless-load": "disabled"}, "repl-diskless-load is 'disabled'"),
        ({"maxmemory": "0"}, "maxmemory is not set"),
        ({"maxmemory-policy": "allkeys-lru"}, "maxmemory-policy is 'allkeys-lru'; set it to 'noev"),
    ],
)
async def test_a_payload_server_that_could_write_or_forget_is_refused_with_the_remedy(
    options: dict[str, str], told: str, redis_server: EmbeddedRedis, mortal_redis: EmbeddedRedis
) -> None:
    await configure(mortal_redis, options)
    [mistake] = await mistakes_of(settings_of(mortal_redis.url, redis_server.url, volatile_state=True))
    assert mistake.startswith(f"redis.payload_url: at {mortal_redis.url}: {told}")


async def test_a_payload_server_with_an_append_only_file_is_refused(
    durable_redis: EmbeddedRedis, tmp_path: Path
) -> None:
    (tmp_path / "state").mkdir()
    with EmbeddedRedis(appendonly=True, folder=tmp_path / "state") as state:
        [mistake] = await mistakes_of(settings_of(durable_redis.url, state.url))
    assert mistake.startswith(
        f"redis.payload_url: at {durable_redis.url}: appendonly is 'yes' and documents would reach a disk"
    )


async def test_a_state_server_that_forgets_is_refused_unless_that_is_accepted(
    redis_server: EmbeddedRedis, mortal_redis: EmbeddedRedis, instance: str
) -> None:
    [mistake] = await mistakes_of(settings_of(mortal_redis.url, redis_server.url))
    assert mistake.startswith(
        f"redis.state_url: at {redis_server.url}: appendonly is 'no' and a restart would forget what was written"
    )
    async with open_store(settings_of(mortal_redis.url, redis_server.url, volatile_state=True), instance) as store:
        assert await store.state.ping()


async def test_a_state_server_that_keeps_its_data_is_opened(
    redis_server: EmbeddedRedis, durable_redis: EmbeddedRedis
) -> None:
    async with open_store(settings_of(redis_server.url, durable_redis.url), "relay") as store:
        assert await store.state.ping()


async def test_all_that_is_wrong_with_both_servers_is_told_at_once(mortal_redis: EmbeddedRedis) -> None:
    wrong = {"save": "60 1", "maxmemory": "0", "maxmemory-policy": "volatile-ttl"}
    with EmbeddedRedis() as other:
        await configure(mortal_redis, wrong)
        await configure(other, wrong)
        mistakes = await mistakes_of(settings_of(mortal_redis.url, other.url))
        payload, state = f"redis.payload_url: at {mortal_redis.url}", f"redis.state_url: at {other.url}"
    assert [mistake.split(" is ")[0] for mistake in mistakes] == [
        f"{payload}: save",
        f"{payload}: maxmemory",
        f"{payload}: maxmemory-policy",
        f"{state}: appendonly",
        f"{state}: maxmemory",
        f"{state}: maxmemory-policy",
    ]


async def test_a_server_that_refuses_config_needs_the_word_of_the_operator(
    mortal_redis: EmbeddedRedis, redis_server: EmbeddedRedis, instance: str
) -> None:
    async with Redis.from_url(mortal_redis.url) as redis:
        await redis.acl_setuser(
            "managed", enabled=True, passwords=["+word"], categories=["+@all"], commands=["-config"], keys=["*"]
        )
    managed = mortal_redis.url.replace("unix://", "unix://managed:word@")
    [mistake] = await mistakes_of(settings_of(managed, redis_server.url, volatile_state=True))
    assert (
        "the user 'managed' may not run CONFIG GET, so whether the server saves documents cannot be proved" in mistake
    )
    assert "`ACL SETUSER managed +config|get`" in mistake
    stated = settings_of(managed, redis_server.url, volatile_state=True, operator_confirms_no_disk=True)
    async with open_store(stated, instance) as store:
        assert await store.payload.ping()


@pytest.mark.parametrize("layout", ["0", "2", "next"])
async def test_a_state_of_another_layout_is_refused_and_left_alone(
    layout: str, redis_server: EmbeddedRedis, instance: str
) -> None:
    key = Keys(instance).layout
    async with Redis.from_url(redis_server.url) as redis:
        await redis.set(key, layout)
        [mistake] = await mistakes_of(redis_settings(redis_server), instance)
        assert mistake == (
            f"redis.state_url: at {redis_server.url}: layout {layout} is written by another version; "
            f"this one reads {LAYOUT}"
        )
        assert await redis.get(key) == layout.encode()


async def test_every_failure_of_redis_becomes_a_storage_error(mortal_redis: EmbeddedRedis, mortal_store: Store) -> None:
    mortal_redis.kill()
    with pytest.raises(StorageError, match="Redis did not store it"):
        async with storage_errors():
            await mortal_store.state.ping()


async def test_a_full_redis_becomes_a_storage_error(mortal_redis: EmbeddedRedis, mortal_store: Store) -> None:
    await configure(mortal_redis, {"maxmemory": "1mb"})
    with pytest.raises(StorageError, match="OutOfMemoryError"):
        async with storage_errors():
            await mortal_store.state.set("more", b"x")
