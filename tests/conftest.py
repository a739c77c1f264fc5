"""What tests of several folders share: a real Redis and the engine's parts on it, each test apart by its instance."""

import secrets
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pydantic import SecretStr

from relay.demo.embedded import EmbeddedRedis
from relay.line.accept import Acceptor
from relay.line.queue import Queue
from relay.settings.model import RedisSettings, RetentionSettings
from relay.store.store import Store, open_store
from relay.store.vault import Vault
from tests.stand_ins import make_acceptor

pytest_plugins = ["tests.limits", "tests.quick"]

hypothesis_settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("house")
"""A busy machine is no mistake of the code, and hypothesis fills its tables on first use."""


@pytest.fixture(scope="session")
def redis_server() -> Iterator[EmbeddedRedis]:
    """One server for all tests of a process; do not kill it: take `mortal_redis` for that."""
    with EmbeddedRedis(maxmemory_mb=128) as server:
        yield server


@pytest.fixture
def mortal_redis() -> Iterator[EmbeddedRedis]:
    """A server of this test's own, which it may kill, restart or fill."""
    with EmbeddedRedis(maxmemory_mb=32) as server:
        yield server


@pytest.fixture
def instance() -> str:
    """The key prefix of this test: what other tests leave in the shared server is not seen."""
    return f"test-{secrets.token_hex(6)}"


@pytest.fixture
async def store(redis_server: EmbeddedRedis, instance: str) -> AsyncIterator[Store]:
    async with open_store(redis_settings(redis_server), instance) as opened:
        yield opened


@pytest.fixture
async def mortal_store(mortal_redis: EmbeddedRedis, instance: str) -> AsyncIterator[Store]:
    async with open_store(redis_settings(mortal_redis), instance) as opened:
        yield opened


@pytest.fixture(scope="session")
def vault() -> Vault:
    return Vault([secrets.token_bytes(32)], secrets.token_bytes(32))


@pytest.fixture
def queue(store: Store) -> Queue:
    return make_queue(store)


@pytest.fixture
def acceptor(store: Store, vault: Vault, queue: Queue) -> Acceptor:
    return make_acceptor(store, vault, queue)


@pytest.fixture
def mortal_acceptor(mortal_store: Store, vault: Vault) -> Acceptor:
    return make_acceptor(mortal_store, vault, make_queue(mortal_store))


def redis_settings(server: EmbeddedRedis) -> RedisSettings:
    """One embedded server in both roles."""
    url = SecretStr(server.url)
    return RedisSettings(payload_url=url, state_url=url, volatile_state=True)


def make_queue(store: Store, lease: timedelta = timedelta(seconds=10)) -> Queue:
    return Queue(store, RetentionSettings(), lease)
