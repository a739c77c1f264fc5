"""What a command says beside its answer, and where it takes its variables from."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from handlers.sandboxes.afas.books import OrderBooks
from handlers.sandboxes.demonstration.afas_books import demo_orders
from relay.care.process_register import Processes
from relay.demo.embedded import EmbeddedRedis
from tests.line.household import Line, open_line
from tests.processes import Said, said_by
from tests.waiting import eventually


async def relay(*words: str, environment: Mapping[str, str] | None = None) -> Said:
    """Run the command to its end."""
    return await said_by("-m", "relay", *words, environment=environment)


async def on(line: Line, *words: str) -> Said:
    """Run the command with the settings of a line."""
    return await relay(*words, "--config", str(line.config), environment=dict(line.environment))


@pytest.fixture
async def line(redis_server: EmbeddedRedis, tmp_path: Path) -> AsyncIterator[Line]:
    orders = OrderBooks(demo_orders(datetime.now(UTC)))
    async with open_line(redis_server, tmp_path, orders=orders) as opened:
        yield opened


async def test_a_command_says_its_answer_alone_and_with_verbose_what_it_does_beside_it(line: Line) -> None:
    quiet = await on(line, "poll", "afas-orders")
    assert (quiet.status, quiet.err) == (0, "")
    assert quiet.out == "afas-orders: 12 documents read, 12 of them new.\n"
    told = await on(line, "reconcile", "afas-orders", "--verbose")
    assert "reconciled" in told.err
    assert '"event"' not in told.err
    assert "reconciled" not in told.out


async def test_variables_are_read_from_the_file_that_env_file_or_its_variable_names(line: Line, tmp_path: Path) -> None:
    file = tmp_path / "relay.env"
    file.write_text("".join(f"{name}='{value}'\n" for name, value in line.environment.items()), "utf-8")
    bare = await relay("check", str(line.config))
    assert (bare.status, "the environment has no AFAS_TOKEN" in bare.out) == (1, True)
    after = await relay("check", str(line.config), "--env-file", str(file))
    before = await relay("--env-file", str(file), "check", str(line.config))
    named = await relay("check", str(line.config), environment={"RELAY_ENV_FILE": str(file)})
    assert [said.status for said in (after, before, named)] == [0, 0, 0]
    file.write_text("PAYLOAD_KEY=two words\n", "utf-8")
    refused = await relay("check", str(line.config), "--env-file", str(file))
    assert (refused.status, refused.out, "relay.env: line 1: put the value of PAYLOAD_KEY" in refused.err) == (
        2,
        "",
        True,
    )


async def test_a_process_and_those_that_it_starts_read_the_file_of_variables(line: Line, tmp_path: Path) -> None:
    file = tmp_path / "relay.env"
    file.write_text("".join(f"{name}='{value}'\n" for name, value in line.environment.items()), "utf-8")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "relay", "work", "--config", str(line.config), "--env-file", str(file)),
        stderr=asyncio.subprocess.DEVNULL,
    )
    processes = Processes(line.program.store)

    async def alive() -> set[int]:
        return {one.pid for one in (await processes.read()).alive("work") if not one.is_leaving}

    try:
        before = await eventually(alive, within=60) or set()
        process.send_signal(signal.SIGHUP)

        async def renewed() -> bool:
            return bool((now := await alive()) and not now & before)

        await eventually(renewed, within=60)
    finally:
        process.terminate()
        await process.wait()
