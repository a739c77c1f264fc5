"""Servers of which a test of the engine may ask more: one that keeps its data over a restart, and two roles apart."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from relay.embedded import EmbeddedRedis
from relay.settings.model import RedisSettings
from relay.store import Store, open_store
from tests.conftest import redis_settings


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
