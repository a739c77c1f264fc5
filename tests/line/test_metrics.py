"""What several server processes count is one sum in Redis: no process is asked twice, and none writes a file."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp
import pytest

from relay.demo.embedded import EmbeddedRedis
from relay.store.counters import read_counters
from tests.line.crews import crew, line_with_ports
from tests.line.household import webshop_order
from tests.processes import children_of

HOUSE = Path(__file__).parents[2]


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    """A process that takes no connection while the block runs, so that another one must."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


async def test_two_server_processes_are_one_sum_that_outlives_them_and_neither_writes_a_file(
    redis_server: EmbeddedRedis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.chdir(home)
    for name, value in {"PYTHONPATH": str(HOUSE), "TMPDIR": str(home), "HOME": str(home)}.items():
        monkeypatch.setenv(name, value)
    async with line_with_ports(redis_server, tmp_path) as line:
        async with crew(line) as (process, url):
            first, second = sorted(children_of(process))
            for number, waits in enumerate((first, second, second)):
                with stopped(waits):
                    order = webshop_order(str(number))
                    async with (
                        aiohttp.ClientSession() as session,
                        session.post(f"{url}/hooks/shop-orders", json=order) as answer,
                    ):
                        assert answer.status == 202
        counted = await read_counters(line.program.store)
    assert counted == {("documents", "shop-orders", "new"): 3}
    assert list(home.rglob("*")) == []
