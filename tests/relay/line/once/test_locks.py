"""Locks on the marks of a record: all or none, as long as the holder lives, and never a long wait."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

import pytest

from relay.demo.embedded import EmbeddedRedis
from relay.errors import Transient
from relay.line.once.locks import Locks
from relay.store.store import Store
from tests.waiting import eventually

LIFE = timedelta(seconds=10)
NO_WAIT = timedelta()
WAIT = timedelta(seconds=10)


async def keys_of(store: Store) -> set[str]:
    return {key.decode() async for key in store.state.scan_iter(f"{store.keys.prefix}lock:*")}


def lock_keys(store: Store, *names: str) -> set[str]:
    return {f"{store.keys.prefix}lock:{name}" for name in names}


async def test_all_names_are_held_inside_the_block_and_free_after_it(store: Store) -> None:
    async with Locks(store, LIFE, NO_WAIT).hold(["b", "a", "b"]):
        assert await keys_of(store) == lock_keys(store, "a", "b")
    assert await keys_of(store) == set()


async def test_the_names_are_free_after_a_block_that_failed(store: Store) -> None:
    with pytest.raises(KeyError):
        async with Locks(store, LIFE, NO_WAIT).hold(["a"]):
            raise KeyError
    assert await keys_of(store) == set()


async def test_when_a_neighbour_holds_one_of_the_names_none_is_taken(store: Store, second_store: Store) -> None:
    ours, theirs = Locks(store, LIFE, NO_WAIT), Locks(second_store, LIFE, NO_WAIT)
    async with theirs.hold(["b"]):
        with pytest.raises(Transient, match="another event works on the same record") as caught:
            async with ours.hold(["a", "b", "c"]):
                pass
        assert await keys_of(store) == lock_keys(store, "b")
    assert not caught.value.burns_try
    assert caught.value.after == timedelta(seconds=1)


async def test_a_name_is_held_if_it_is_free_and_nobody_is_waited_for_if_not(store: Store, second_store: Store) -> None:
    ours, theirs = Locks(store, LIFE, WAIT), Locks(second_store, LIFE, WAIT)
    async with theirs.hold_if_free("a") as first, ours.hold_if_free("a") as second:
        assert (first, second) == (True, False)
        assert await keys_of(store) == lock_keys(store, "a")
    assert await keys_of(store) == set()


async def test_a_holder_that_asks_again_under_another_token_waits_for_itself(store: Store) -> None:
    locks = Locks(store, LIFE, NO_WAIT)
    async with locks.hold(["a"]):
        with pytest.raises(Transient):
            async with locks.hold(["a"]):
                pass


async def test_a_waiting_run_goes_on_as_soon_as_the_neighbour_is_done(store: Store, second_store: Store) -> None:
    order: list[str] = []
    taken, may_go = asyncio.Event(), asyncio.Event()

    async def neighbour() -> None:
        async with Locks(second_store, LIFE, WAIT).hold(["a", "b"]):
            taken.set()
            await may_go.wait()
            order.append("neighbour")

    async def we() -> None:
        async with Locks(store, LIFE, WAIT).hold(["b", "c"]):
            order.append("we")

    theirs = asyncio.create_task(neighbour())
    await taken.wait()
    ours = asyncio.create_task(we())
    may_go.set()
    await asyncio.gather(theirs, ours)
    assert order == ["neighbour", "we"]


async def test_of_many_who_want_overlapping_names_one_at_a_time_is_inside(store: Store) -> None:
    locks, inside, most = Locks(store, LIFE, WAIT), 0, 0

    async def work(names: Sequence[str]) -> None:
        nonlocal inside, most
        async with locks.hold(names):
            inside += 1
            most = max(most, inside)
            await store.state.ping()
            inside -= 1

    await asyncio.gather(*(work(["shared", f"own-{number}"]) for number in range(10)))
    assert most == 1


async def test_names_that_do_not_meet_are_held_at_the_same_time(store: Store) -> None:
    locks = Locks(store, LIFE, NO_WAIT)
    async with locks.hold(["a"]), locks.hold(["b"]):
        assert await keys_of(store) == lock_keys(store, "a", "b")


async def test_a_lock_is_renewed_for_as_long_as_it_is_held(store: Store) -> None:
    life = timedelta(milliseconds=60)
    async with Locks(store, life, NO_WAIT).hold(["a"]):
        [key] = await keys_of(store)
        lives: list[int] = [await store.state.pttl(key)]

        async def was_renewed_twice() -> bool:
            lives.append(await store.state.pttl(key))
            assert lives[-1] > 0
            return sum(later > earlier for earlier, later in pairwise(lives)) >= 2

        await eventually(was_renewed_twice)


async def test_the_lock_of_a_holder_that_died_ends_by_itself(store: Store, second_store: Store) -> None:
    holder = Locks(second_store, timedelta(milliseconds=50), NO_WAIT)
    await holder._acquire("token of a dead process", ["a"])
    async with Locks(store, LIFE, WAIT).hold(["a"]):
        assert await keys_of(store) == lock_keys(store, "a")


async def test_a_lock_that_passed_to_another_holder_is_not_freed_by_the_first(
    store: Store, second_store: Store
) -> None:
    [key] = lock_keys(store, "a")
    async with Locks(store, LIFE, NO_WAIT).hold(["a"]):
        await second_store.state.set(key, "another token")
    assert await store.state.get(key) == b"another token"


async def test_a_redis_that_goes_away_meanwhile_does_not_fail_the_block(
    mortal_redis: EmbeddedRedis, mortal_store: Store
) -> None:
    async with Locks(mortal_store, LIFE, NO_WAIT).hold(["a"]):
        mortal_redis.kill()
