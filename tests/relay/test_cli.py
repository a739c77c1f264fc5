"""The `relay` command as an administrator types it: in a process of its own, judged by words and exit status."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from handlers.vendors.afas.demo_books import demo_orders
from handlers.vendors.afas.sandbox.books import OrderBooks
from relay.embedded import EmbeddedRedis
from tests.line.household import Line, open_line


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    status: int
    out: str
    err: str


async def relay(*words: str, environment: dict[str, str] | None = None, typed: str = "") -> Said:
    """Run the command to its end."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "relay", *words),
        env={**os.environ, **(environment or {})},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(typed.encode()), 60)
    return Said(process.returncode or 0, out.decode(), err.decode())


async def on(line: Line, *words: str, typed: str = "") -> Said:
    """Run the command with the settings of a line."""
    return await relay(*words, "--config", str(line.config), environment=dict(line.environment), typed=typed)


@pytest.fixture
async def line(redis_server: EmbeddedRedis, tmp_path: Path) -> AsyncIterator[Line]:
    orders = OrderBooks(demo_orders(datetime.now(UTC)))
    async with open_line(redis_server, tmp_path, orders=orders) as opened:
        yield opened


async def test_every_command_is_named_in_the_help() -> None:
    said = await relay("--help")
    assert said.status == 0
    for command in ("serve", "work", "check", "connect", "poll", "demo", "up", "rekey", "explain-address"):
        assert f" {command} " in said.out


async def test_check_tells_that_all_is_well(line: Line) -> None:
    said = await relay("check", str(line.config), environment=dict(line.environment))
    assert (said.status, said.err) == (0, "")
    assert "all well" in said.out


async def test_check_tells_every_mistake_at_once_with_its_path_and_no_trace(line: Line) -> None:
    text = line.config.read_text("utf-8")
    line.config.write_text(
        text.replace("entity: order", "entity: ordr").replace("vendor: afas", "vendor: afass"), "utf-8"
    )
    said = await relay("check", str(line.config), environment=dict(line.environment))
    assert said.status == 2
    assert "flows.shop-orders.entity" in said.err
    assert "connections.afas.vendor" in said.err
    assert "Traceback" not in said.err


async def test_check_names_an_environment_variable_that_is_missing(line: Line) -> None:
    said = await relay("check", str(line.config), environment={"AFAS_TOKEN": ""})
    assert said.status == 2
    assert "INDEX_KEY" in said.err


async def test_serving_without_redis_ends_with_what_to_do(line: Line) -> None:
    text = re.sub(r"unix://\S+", "unix:///nowhere/redis.sock?db=0", line.config.read_text("utf-8"))
    line.config.write_text(text, "utf-8")
    said = await on(line, "serve")
    assert said.status == 2
    assert "redis" in said.err
    assert "Traceback" not in said.err


async def test_a_poll_by_hand_tells_what_it_brought(line: Line) -> None:
    first, again = await on(line, "poll", "afas-orders"), await on(line, "poll", "afas-orders")
    assert "12 documents read, 12 of them new" in first.out
    assert "0 of them new" in again.out


async def test_a_first_poll_of_everything_shows_the_count_and_waits_for_a_yes(line: Line) -> None:
    line.config.write_text(line.config.read_text("utf-8").replace("start: '2026-01-01'", "start: all"), "utf-8")
    refused = await on(line, "poll", "afas-orders")
    assert (refused.status, "--first --yes" in refused.err) == (1, True)
    counted = await on(line, "poll", "afas-orders", "--first")
    assert "12 documents would be carried" in counted.out
    assert (await line.activity.page()).events == []
    carried = await on(line, "poll", "afas-orders", "--first", "--yes")
    assert "12 of them new" in carried.out


async def test_a_poll_of_a_flow_that_is_not_read_names_those_that_are(line: Line) -> None:
    said = await on(line, "poll", "shop-orders")
    assert (said.status, "afas-orders" in said.err) == (2, True)


async def test_connect_takes_a_pasted_code_and_keeps_access(line: Line) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "relay", "connect", "books", "--paste", "--config", str(line.config)),
        env={**os.environ, **line.environment},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    url = ""
    while not url.startswith("http"):
        url = (await asyncio.wait_for(process.stdout.readline(), 30)).decode().strip()
    async with line.session.get(url, allow_redirects=False) as answer:
        back = answer.headers["Location"]
    assert parse_qs(urlsplit(back).query)["state"]
    process.stdin.write(f"{back}\n".encode())
    out, _ = await process.communicate()
    assert "books is authorised" in out.decode()
    assert await line.program.tokens["books"].read() is not None


async def test_connect_tells_which_connections_there_are(line: Line) -> None:
    unknown, needless = await on(line, "connect", "bookz"), await on(line, "connect", "shop")
    assert (unknown.status, "books" in unknown.err) == (2, True)
    assert (needless.status, "needs no authorisation" in needless.err) == (2, True)


async def test_an_address_is_explained_without_calling_anyone(line: Line) -> None:
    said = await on(line, "explain-address", "--peer", "127.0.0.1", "--flow", "shop-orders")
    assert said.status == 0
    assert "allowed" in said.out


async def test_up_starts_everything_with_sandboxes_and_stops_when_asked(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "relay", "up", "--sandbox", "--config", str(tmp_path / "none.yaml")),
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    said = (await asyncio.wait_for(process.stderr.readline(), 60)).decode()
    process.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(process.wait(), 60) == 0
    assert "Intake http://" in said
