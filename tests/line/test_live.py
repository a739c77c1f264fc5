"""`relay check --live` as an administrator types it: both sandboxes over HTTP, with Redis and without."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from handlers.sandboxes.afas.books import OrderBooks
from handlers.sandboxes.demonstration.afas_books import demo_orders
from relay.demo.embedded import EmbeddedRedis
from tests.line.household import Line, open_line
from tests.processes import Said
from tests.relay.cli.commands import relay


@pytest.fixture
async def line(redis_server: EmbeddedRedis, tmp_path: Path) -> AsyncIterator[Line]:
    orders = OrderBooks(demo_orders(datetime.now(UTC)))
    async with open_line(redis_server, tmp_path, orders=orders) as opened:
        yield opened


async def live(line: Line, *words: str) -> Said:
    return await relay("check", str(line.config), "--live", *words, environment=dict(line.environment))


def change(line: Line, old: str, new: str) -> None:
    text = line.config.read_text("utf-8")
    assert old in text
    line.config.write_text(text.replace(old, new), "utf-8")


async def test_a_file_whose_names_are_all_there_is_told_so_with_what_it_took(line: Line) -> None:
    before = len(line.afas.calls)
    said = await live(line)
    assert (said.status, said.err) == (0, "")
    assert "afas: " in said.out
    assert "0 missing; 0 not asked" in said.out
    assert {call.method for call in list(line.afas.calls)[before:]} == {"GET"}
    assert not [name for method, name in line.books.calls if method != "GET" and name != "TOKEN"]


async def test_a_name_that_is_not_there_is_told_and_the_status_says_so(line: Line) -> None:
    change(line, "default: '30'", "default: '300'")
    said = await live(line, "--json")
    assert said.status == 1
    reports = {report["connection"]: report for report in json.loads(said.out)["live"]}
    paths = {finding["path"]: finding["nearest"] for finding in reports["books"]["findings"]}
    assert paths["flows.shop-orders.settings.payment_condition.default"] == "30"
    [finding] = [one for one in reports["books"]["findings"] if one["path"].startswith("flows.shop-orders")]
    lines = line.config.read_text("utf-8").splitlines()
    assert lines[finding["line"] - 1][finding["column"] - 1 :] == "'300'"
    assert finding["value"] == "300"
    assert reports["afas"]["findings"] == []
    assert 0 < reports["books"]["calls"] <= 40


async def test_without_redis_afas_is_asked_and_accountview_is_said_not_to_be(line: Line) -> None:
    url = next(row for row in line.config.read_text("utf-8").splitlines() if "state_url" in row).split(": ")[1]
    change(line, url, "redis://127.0.0.1:9/0")
    said = await live(line)
    assert said.status == 0
    assert "afas: Redis does not answer" in said.out
    assert "books: 0 names asked" in said.out
    assert "books: Redis does not answer" not in said.out
    assert "a token that is renewed would be lost" in said.out
