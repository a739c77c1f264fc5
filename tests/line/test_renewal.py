"""SIGHUP renews every process of the relay with what the file says now, and nothing is lost by it."""

import os
import signal
import socket
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from relay.care.process_register import Process, Processes
from relay.demo.embedded import EmbeddedRedis
from relay.model import State
from tests.line.crews import line_with_ports
from tests.line.household import Line, webshop_order
from tests.processes import BUSY, Running, running
from tests.waiting import eventually


@pytest.fixture
async def house(redis_server: EmbeddedRedis, tmp_path: Path) -> AsyncIterator[Line]:
    """A line whose `relay serve` has ports that are free."""
    async with line_with_ports(redis_server, tmp_path) as opened:
        yield opened


def rewrite(line: Line, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the settings file, as an operator does."""
    written = yaml.safe_load(line.config.read_text("utf-8"))
    change(written)
    line.config.write_text(yaml.safe_dump(written), "utf-8")


def no_writing(written: dict[str, Any]) -> None:
    written["flows"]["shop-orders"]["write"] = False


def a_mistake(written: dict[str, Any]) -> None:
    written["flows"]["shop-orders"]["entity"] = "ordr"


async def processes_of(line: Line) -> list[Process]:
    return [one for one in (await Processes(line.program.store).read()).alive() if not one.is_leaving]


async def renewed(relay: Running, before: set[int]) -> None:
    """Wait until none of the old processes is left and new ones are ready."""
    await eventually(lambda: relay.children and not relay.children & before, within=BUSY)


async def test_a_signal_renews_the_worker_and_the_event_under_way_is_finished(line: Line) -> None:
    line.accountview.faults.delay = timedelta(milliseconds=500)
    async with running(line.config, line.environment, "work") as relay:
        before = relay.children
        under_way = await line.accepted(webshop_order("1"))
        await line.begun(under_way)
        rewrite(line, no_writing)
        relay.process.send_signal(signal.SIGHUP)
        await renewed(relay, before)
        after = await line.accepted(webshop_order("2"))
        [first, second] = await line.ended(under_way, after, within=BUSY)
        [now] = await processes_of(line)
        assert relay.process.returncode is None
    assert first.summary.event.state is State.WRITTEN
    assert first.summary.event.runs == 1
    assert second.summary.event.state is State.SKIPPED
    assert [order["COMMENT1"] for order in line.books.orders] == ["W-1"]
    assert now.pid not in before


@pytest.mark.parametrize("words", [["serve"], ["work"], ["serve", "--processes", "2"]])
async def test_one_signal_to_any_parent_or_child_renews_servers_and_workers_wherever_they_run(
    words: list[str], house: Line
) -> None:
    other = "work" if words[0] == "serve" else "serve"
    async with (
        running(house.config, house.environment, *words) as signalled,
        running(house.config, house.environment, other) as follower,
    ):
        before, also_before = signalled.children, follower.children
        rewrite(house, no_writing)
        os.kill(min(before), signal.SIGHUP)
        await renewed(signalled, before)
        await renewed(follower, also_before)
        found = await processes_of(house)
    assert len({one.version for one in found}) == 1
    assert {one.role for one in found} == {"serve", "work"}
    assert [line["because"] for line in follower.said("crew_renewed")] == ["followed"]
    assert [line["because"] for line in signalled.said("crew_renewed")] == ["signal"]


async def test_after_a_signal_to_the_server_no_worker_writes_any_more_where_the_file_says_so(house: Line) -> None:
    async with (
        running(house.config, house.environment, "serve") as server,
        running(house.config, house.environment, "work") as worker,
    ):
        before = worker.children
        rewrite(house, no_writing)
        server.process.send_signal(signal.SIGHUP)
        await eventually(lambda: server.said("crew_renewed"), within=BUSY)
        await renewed(worker, before)
        [story] = await house.ended(await house.accepted(webshop_order("1")), within=BUSY)
    assert story.summary.event.state is State.SKIPPED
    assert house.books.orders == []


async def test_a_file_with_a_mistake_leaves_the_old_processes_at_work_and_the_mistake_is_told(line: Line) -> None:
    async with running(line.config, line.environment, "work") as relay:
        before = relay.children
        rewrite(line, a_mistake)
        relay.process.send_signal(signal.SIGHUP)
        [told] = await eventually(lambda: relay.said("renewal_refused"), within=BUSY)
        assert relay.children == before

        async def shown() -> list[str]:
            return [str(mistake) for one in await processes_of(line) for mistake in one.refused]

        mistakes = await eventually(shown, within=BUSY)
        [story] = await line.ended(await line.accepted(webshop_order("1")), within=BUSY)
    logged = [mistake["text"] for mistake in told["mistakes"]]
    assert any("flows.shop-orders.entity" in mistake for mistake in logged)
    assert mistakes == logged
    assert story.summary.event.state is State.WRITTEN


async def test_a_worker_whose_parent_is_killed_finishes_what_it_carries_and_goes(line: Line) -> None:
    line.accountview.faults.delay = timedelta(milliseconds=500)
    async with running(line.config, line.environment, "work") as relay:
        [child] = relay.children
        first = await line.accepted(webshop_order("1"))
        await line.begun(first)
        relay.process.kill()
        await eventually(lambda: not Path(f"/proc/{child}").exists(), within=BUSY)
        late = await line.accepted(webshop_order("2"))
        assert relay.said("parent_gone")
    assert await line.state_of(first) is State.WRITTEN
    assert (await line.story(first)).summary.event.runs == 1
    assert await line.state_of(late) is State.WAITING


@pytest.mark.parametrize("words", [["serve"], ["serve", "--processes", "2"]])
async def test_servers_whose_parent_is_killed_give_their_ports_back(words: list[str], house: Line) -> None:
    async with running(house.config, house.environment, *words) as relay:
        children = relay.children
        relay.process.kill()
        await eventually(lambda: not any(Path(f"/proc/{child}").exists() for child in children), within=BUSY)
        with socket.socket() as anew:
            anew.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            anew.bind(("127.0.0.1", house.program.settings.server.port))
            anew.listen()
    assert len(relay.said("parent_gone")) == len(children)
