"""The `relay` command as an administrator types it: in a process of its own, judged by words and exit status."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from handlers.sandboxes.afas.books import OrderBooks
from handlers.sandboxes.demonstration.afas_books import demo_orders
from relay.demo.embedded import EmbeddedRedis
from tests.line.household import Line, open_line
from tests.processes import BUSY, kill_all
from tests.relay.cli.commands import on, relay


@pytest.fixture
async def line(redis_server: EmbeddedRedis, tmp_path: Path) -> AsyncIterator[Line]:
    orders = OrderBooks(demo_orders(datetime.now(UTC)))
    async with open_line(redis_server, tmp_path, orders=orders) as opened:
        yield opened


async def test_every_command_is_named_in_the_help() -> None:
    said = await relay("--help")
    assert said.status == 0
    for command in ("serve", "work", "check", "connect", "poll", "demo", "up", "rekey", "explain-address", "mapping"):
        assert f" {command} " in said.out


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
    assert "12 documents read, 12 of them new" in carried.out
    assert re.search(r"12/12 since .* UTC, \d+ a minute", " ".join(carried.err.split())), "its progress"


async def test_a_first_poll_of_more_than_the_file_lets_through_waits_for_a_yes_too(line: Line) -> None:
    text = line.config.read_text("utf-8").replace("start: '2026-01-01'", "start: '2026-01-01'\n      ask_above: 11")
    line.config.write_text(text, "utf-8")
    refused = await on(line, "poll", "afas-orders")
    assert (refused.status, "would carry 12 documents, more than 11" in refused.err) == (1, True)
    carried = await on(line, "poll", "afas-orders", "--first", "--yes")
    assert "12 of them new" in carried.out
    assert "0 of them new" in (await on(line, "poll", "afas-orders")).out


async def test_a_poll_of_a_flow_that_is_not_read_names_those_that_are(line: Line) -> None:
    said = await on(line, "poll", "shop-orders")
    assert (said.status, "afas-orders" in said.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("replay", "--flow", "shop-order", "--yes"), "did you mean 'shop-orders'?"),
        (("replay", "--flow", "shop-order", "--reference", "1"), "did you mean 'shop-orders'?"),
        (("reconcile", "afas-order"), "did you mean 'afas-orders'?"),
        (("connect", "bookz"), "did you mean 'books'?"),
        (("mapping", "show", "shop-order"), "did you mean 'shop-orders'?"),
        (("mapping", "reset", "shop-order"), "did you mean 'shop-orders'?"),
        (("show", "1001"), "'1001' is no id of an event"),
        (("cancel", "1001"), "'1001' is no id of an event"),
    ],
)
async def test_a_name_that_does_not_exist_is_refused_with_the_nearest(
    line: Line, words: tuple[str, ...], told: str
) -> None:
    said = await on(line, *words)
    assert (said.status, said.out) == (2, "")
    assert told in said.err


async def test_a_record_of_afas_is_tried_and_nothing_is_written(line: Line) -> None:
    number = str(demo_orders(datetime.now(UTC))[0]["order"]["number"])
    tried = await on(line, "mapping", "try", "afas-orders", "--record", number)
    assert (tried.status, tried.err) == (0, "")
    assert f"A-{number}" in tried.out
    assert "Which row of afas made which field" in tried.out
    assert line.books.orders == []
    none, posted = (
        await on(line, "mapping", "try", "afas-orders", "--record", "none"),
        await on(line, "mapping", "try", "shop-orders", "--record", "1"),
    )
    assert (none.status, "afas has no document" in none.err) == (2, True)
    assert (posted.status, "give that with --sample" in posted.err) == (2, True)
    assert (await on(line, "mapping", "try", "afas-orders")).status == 2


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
        url = (await asyncio.wait_for(process.stdout.readline(), BUSY)).decode().strip()
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
    try:
        said = (await asyncio.wait_for(process.stderr.readline(), BUSY)).decode()
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), BUSY) == 0
    finally:
        kill_all(process)
        await process.wait()
    assert "Intake http://" in said


async def test_up_without_a_file_says_what_to_do(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "relay", "up", "--config", str(tmp_path / "none.yaml")),
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await asyncio.wait_for(process.communicate(), BUSY)
    assert process.returncode == 2
    assert said.decode().strip() == (
        "none.yaml: there is no such file; write one (docs/settings.md), or try: relay up --sandbox"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("server: {port: 1}\nserver: {port: 2}\n", "relay.yaml:2:1: the name 'server' is written twice"),
        (
            "server: {port: many}\nconnections: {}\nflows: {}\n",
            "relay.yaml:1:16: server.port: write a whole number from 0 to 65535; found 'many'",
        ),
    ],
)
async def test_up_refuses_a_file_with_mistakes_by_its_own_lines_and_wants_no_redis_in_it(
    text: str, told: str, tmp_path: Path
) -> None:
    config = tmp_path / "relay.yaml"
    config.write_text(text, "utf-8")
    said = await relay("up", "--config", str(config))
    assert (said.status, len(said.err.splitlines()), said.err[: len(told)]) == (2, 1, told)
