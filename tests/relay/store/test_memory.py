import pytest
import redis

from relay.store.memory import Memory, read_memory
from relay.store.store import Store

MOST = 1000


@pytest.mark.parametrize(
    ("used", "exempt", "evicts", "full"),
    [
        (1000, 0, False, False),
        (1001, 0, False, True),
        (1100, 100, False, False),
        (1101, 100, False, True),
        (5000, 0, True, False),
    ],
)
def test_redis_is_full_above_its_limit_unless_it_makes_room(used: int, exempt: int, evicts: bool, full: bool) -> None:  # noqa: FBT001 - a column of a table
    assert Memory(used, MOST, exempt, evicts).is_full is full


def test_redis_without_a_limit_is_never_full() -> None:
    assert not Memory(used=10**12, most=0, exempt=0, evicts=False).is_full


async def test_a_server_tells_its_memory_and_its_limit(store: Store) -> None:
    memory = await read_memory(store.state)
    assert memory.most == 128 * 1024 * 1024
    assert 0 < memory.used < memory.most
    assert not memory.evicts
    assert not memory.is_full


async def test_redis_refuses_to_write_exactly_when_it_is_called_full(mortal_store: Store) -> None:
    await mortal_store.state.config_set("maxmemory", 1)
    assert (await read_memory(mortal_store.state)).is_full
    with pytest.raises(redis.exceptions.OutOfMemoryError):
        await mortal_store.state.set("key", "value")
    await mortal_store.state.config_set("maxmemory", 32 * 1024 * 1024)
    assert not (await read_memory(mortal_store.state)).is_full
    await mortal_store.state.set("key", "value")
