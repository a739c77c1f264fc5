"""`relay check` tells every mistake in one round, with its place, and opens nothing."""

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from handlers.sandboxes.afas.books import OrderBooks
from handlers.sandboxes.demonstration.afas_books import demo_orders
from relay.demo.embedded import EmbeddedRedis
from tests.line.household import Line, open_line
from tests.relay.cli.commands import relay


@pytest.fixture
async def line(redis_server: EmbeddedRedis, tmp_path: Path) -> AsyncIterator[Line]:
    orders = OrderBooks(demo_orders(datetime.now(UTC)))
    async with open_line(redis_server, tmp_path, orders=orders) as opened:
        yield opened


def leave_out_the_short_horizon(line: Line) -> None:
    """Tests do not wait for five minutes, and the check calls that odd."""
    line.config.write_text(re.sub(r" *commit_horizon: .*\n", "", line.config.read_text("utf-8")), "utf-8")


async def test_check_tells_that_all_is_well(line: Line) -> None:
    leave_out_the_short_horizon(line)
    said = await relay("check", str(line.config), environment=dict(line.environment))
    assert (said.status, said.err) == (0, "")
    assert "relay.yaml: 4 connections and 3 flows, " in said.out


async def test_check_tells_every_mistake_at_once_with_its_path_and_no_trace(line: Line) -> None:
    leave_out_the_short_horizon(line)
    text = line.config.read_text("utf-8")
    line.config.write_text(
        text.replace("entity: order", "entity: ordr").replace("vendor: afas", "vendor: afass"), "utf-8"
    )
    said = await relay("check", str(line.config), environment=dict(line.environment))
    assert (said.status, said.err) == (1, "")
    places = [line.partition(": ")[0].split(":")[0] for line in said.out.splitlines()]
    assert set(places) == {"relay.yaml"}
    assert ": flows.shop-orders.entity: unknown entity; did you mean 'order'?" in said.out
    assert ": connections.afas.vendor: unknown vendor; did you mean 'afas'?" in said.out
    mistakes = [line for line in said.out.splitlines()[:-1] if ": warning: " not in line]
    assert said.out.splitlines()[-1].startswith(f"relay.yaml: {len(mistakes)} mistakes")


async def test_check_names_an_environment_variable_that_is_missing(line: Line) -> None:
    said = await relay("check", str(line.config), environment={"AFAS_TOKEN": ""})
    assert said.status == 1
    assert "keys.index: the environment has no INDEX_KEY" in said.out


async def test_check_takes_the_file_of_config_and_of_its_variable_as_every_command_does(line: Line) -> None:
    environment = dict(line.environment)
    named = await relay("check", "--config", str(line.config), environment=environment)
    meant = await relay("check", environment={**environment, "RELAY_CONFIG": str(line.config)})
    given = await relay("check", str(line.config), "--config", "/nowhere.yaml", environment=environment)
    assert [said.status for said in (named, meant, given)] == [0, 0, 0]
    absent = await relay("check", "--config", "/nowhere.yaml", environment=environment)
    assert (absent.status, "nowhere.yaml: cannot be read (No such file" in absent.out) == (1, True)
    unknown = await relay("check", "--strickt", environment=environment)
    assert (unknown.status, unknown.out) == (2, "")


async def test_check_tells_every_finding_as_json_too(line: Line) -> None:
    leave_out_the_short_horizon(line)
    text = line.config.read_text("utf-8")
    good = await relay("check", str(line.config), "--json", environment=dict(line.environment))
    told = json.loads(good.out)
    assert (good.status, told["file"], len(told["version"])) == (0, "relay.yaml", 12)
    assert {finding["severity"] for finding in told["findings"]} <= {"warning"}
    line.config.write_text(text.replace("entity: order", "entity: ordr"), "utf-8")
    bad = await relay("check", str(line.config), "--json", environment=dict(line.environment))
    [*_, finding] = [one for one in json.loads(bad.out)["findings"] if one["severity"] == "error"]
    assert (bad.status, finding["code"], finding["nearest"]) == (1, "settings.unknown_word_near", "order")
    assert finding["line"] > 1


async def test_a_mistake_in_a_row_of_a_mapping_is_told_with_its_line_among_the_others(line: Line) -> None:
    text = line.config.read_text("utf-8")
    rows = "mapping: [{to: SO_HRD.COMMENT2, from: order.remark}]"
    line.config.write_text(text.replace("entity: order", f"entity: order\n    {rows}", 1), "utf-8")
    said = await relay("check", str(line.config), environment=dict(line.environment))
    [number] = [number for number, one in enumerate(line.config.read_text("utf-8").splitlines(), 1) if rows in one]
    assert said.status == 1
    assert f"relay.yaml:{number}:20: flows." in said.out
    assert '.mapping[0].to: no table "SO_HRD"; did you mean "SO_HDR"?' in said.out
