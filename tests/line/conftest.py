"""The line as a fixture: everything but a worker, which each test starts as it needs it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from relay.demo.embedded import EmbeddedRedis
from tests.line.household import Line, open_line


@pytest.fixture
async def line(redis_server: EmbeddedRedis, tmp_path: Path) -> AsyncIterator[Line]:
    async with open_line(redis_server, tmp_path) as opened:
        yield opened
