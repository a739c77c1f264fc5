"""What tests of the engine share: servers that keep data or play one role, and the engine's parts on them."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from relay.demo.embedded import EmbeddedRedis
from relay.line.accept import Acceptor
from relay.line.once.intents import Intents
from relay.line.once.links import Links
from relay.line.queue import Queue
from relay.model import Lease
from relay.settings.model import RedisSettings, RetentionSettings
from relay.store.store import Store, open_store
from relay.store.vault import Vault
from tests.conftest import make_queue, redis_settings
from tests.relay.books import leased
from tests.relay.desk import Desk
from tests.relay.shops import Shop
from tests.relay.state_desk import StateDesk
from tests.relay.workbench import Bench
from tests.stand_ins import make_links


@pytest.fixture
def durable_redis(tmp_path: Path) -> Iterator[EmbeddedRedis]:
    """A server of this test's own that has its data again after a restart, as the state role must."""
    with EmbeddedRedis(maxmemory_mb=32, appendonly=True, folder=tmp_path) as server:
        yield server


@pytest.fixture
async def durable_store(
    mortal_redis: EmbeddedRedis, durable_redis: EmbeddedRedis, instance: str
) -> AsyncIterator[Store]:
    """Payload role in memory only, state role on a server that keeps its data: as in production, each may die."""
    settings = RedisSettings(payload_url=SecretStr(mortal_redis.url), state_url=SecretStr(durable_redis.url))
    async with open_store(settings, instance) as opened:
        yield opened


@pytest.fixture
async def second_store(redis_server: EmbeddedRedis, instance: str) -> AsyncIterator[Store]:
    """The same state through other connections, as another process has it."""
    async with open_store(redis_settings(redis_server), instance) as opened:
        yield opened


@pytest.fixture
def cards(store: Store, vault: Vault, queue: Queue) -> StateDesk:
    return StateDesk(store, vault, queue)


@pytest.fixture
def bench(store: Store, vault: Vault, queue: Queue) -> Bench:
    return Bench(store, vault, queue)


@pytest.fixture
def hasty(store: Store, vault: Vault) -> Bench:
    """With leases of two seconds: soon over, and still renewed in time on a machine that is busy with other work."""
    return Bench(store, vault, Queue(store, RetentionSettings(), timedelta(seconds=2)))


@pytest.fixture
def durable(durable_store: Store, vault: Vault) -> Bench:
    return Bench(durable_store, vault, make_queue(durable_store))


@pytest.fixture
def desk(store: Store, vault: Vault, queue: Queue) -> Desk:
    return Desk(store, vault, queue)


@pytest.fixture
def shop(store: Store, acceptor: Acceptor) -> Shop:
    return Shop(store, acceptor)


@pytest.fixture
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A poller that looks around a hundred times a second instead of once."""
    monkeypatch.setattr("relay.line.poll._LOOK_AROUND", 0.01)


@pytest.fixture
def links(store: Store, vault: Vault) -> Links:
    return make_links(store, vault)


@pytest.fixture
def intents(store: Store, queue: Queue) -> Intents:
    return Intents(store, queue)


@pytest.fixture
async def lease(acceptor: Acceptor, queue: Queue) -> Lease:
    return await leased(acceptor, queue, "1")
