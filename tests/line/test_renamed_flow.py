"""A flow gets another name while an order waits in it: real processes tell so, keep it, and hand it on."""

from pathlib import Path

import yaml

from relay.demo.embedded import EmbeddedRedis
from relay.model import State
from tests.line.household import Line, open_line, webshop_order
from tests.processes import said_by
from tests.waiting import eventually

OLD, NEW = "till-orders", "counter-orders"


def rename(line: Line) -> None:
    written = yaml.safe_load(line.config.read_text("utf-8"))
    written["flows"][NEW] = written["flows"].pop(OLD)
    line.config.write_text(yaml.safe_dump(written), "utf-8")


async def relay(line: Line, *words: str) -> tuple[int, str]:
    """A command as an administrator types it: its exit status, and what it says."""
    said = await said_by("-m", "relay", *words, "--config", str(line.config), environment=line.environment)
    return said.status, said.out


async def test_an_order_in_a_flow_that_is_renamed_is_parked_told_and_written_once_it_is_handed_on(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    async with open_line(redis_server, tmp_path) as line:
        event = await line.accepted(webshop_order("1"), OLD)
        rename(line)
        async with line.worker_process():

            async def is_parked() -> bool:
                return await line.state_of(event) is State.PARKED

            await eventually(is_parked, within=30)
            _, shown = await relay(line, "show", event)
            assert f"relay move-events {OLD} NEW" in shown
            status, said = await relay(line, "move-events", OLD, NEW)
            assert status == 0, said
            assert f"1 events of {OLD} were handed on to {NEW}: 1 parked." in said
            [story] = await line.ended(event, within=30)
        assert story.summary.event.state is State.WRITTEN
        assert len(line.books.orders) == 1
        assert b"events_of_a_flow_that_is_gone" in b"".join(line.said)
