"""Nothing new comes in on a Redis that is nearly full or that began to save, and looking costs one look a second."""

import pytest

from relay.demo.embedded import EmbeddedRedis
from relay.errors import StorageError
from relay.store.guard import FULL_AT, PROOF_SECONDS, Guard
from relay.store.memory import SAMPLE_SECONDS, read_memory
from relay.store.store import Store
from tests.conftest import redis_settings


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def guard_of(store: Store, server: EmbeddedRedis) -> tuple[Guard, Clock]:
    clock = Clock()
    return Guard(store, redis_settings(server), clock), clock


async def commands(store: Store) -> int:
    return int((await store.state.info("stats"))["total_commands_processed"])


async def test_a_redis_with_room_takes_more_in(mortal_store: Store, mortal_redis: EmbeddedRedis) -> None:
    guard, _ = guard_of(mortal_store, mortal_redis)
    await guard.admit()


async def test_from_three_quarters_on_nothing_is_taken_in_until_there_is_room_again(
    mortal_store: Store, mortal_redis: EmbeddedRedis
) -> None:
    guard, clock = guard_of(mortal_store, mortal_redis)
    number = 0
    while (await read_memory(mortal_store.state)).filled < FULL_AT:
        await mortal_store.state.set(f"filling:{number}", b"x" * 500_000)
        number += 1
    with pytest.raises(StorageError, match="75% full"):
        await guard.admit()
    await mortal_store.state.delete(*(f"filling:{n}" for n in range(number)))
    clock.now += SAMPLE_SECONDS
    await guard.admit()


async def test_the_servers_are_asked_at_most_once_a_second(mortal_store: Store, mortal_redis: EmbeddedRedis) -> None:
    guard, _ = guard_of(mortal_store, mortal_redis)
    await guard.admit()
    before = await commands(mortal_store)
    for _ in range(100):
        await guard.admit()
    assert await commands(mortal_store) - before == 1  # the question itself


async def test_a_server_that_begins_to_save_at_run_time_stops_the_intake(
    mortal_store: Store, mortal_redis: EmbeddedRedis
) -> None:
    guard, clock = guard_of(mortal_store, mortal_redis)
    await guard.admit()
    await mortal_store.payload.config_set("save", "900 1")
    clock.now += PROOF_SECONDS
    with pytest.raises(StorageError, match="save is '900 1'"):
        await guard.admit()
    await mortal_store.payload.config_set("save", "")
    clock.now += PROOF_SECONDS
    await guard.admit()


async def test_a_redis_that_is_away_takes_nothing_in(mortal_store: Store, mortal_redis: EmbeddedRedis) -> None:
    guard, _ = guard_of(mortal_store, mortal_redis)
    mortal_redis.kill()
    with pytest.raises(StorageError, match="does not answer"):
        await guard.admit()
