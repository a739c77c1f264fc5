"""Whoever carries a customer is killed beside each write of each part: the next one goes on, and doubles nothing."""

import signal
from contextlib import suppress

import pytest

from relay.demo.embedded import EmbeddedRedis
from relay.errors import Unconfirmed
from relay.line.once.links import Link
from relay.store.store import Store
from tests.conftest import make_queue
from tests.handlers.pipelines.common.killed_carrier import (
    LOCKS_END,
    VAULT,
    KeptShelf,
    carry_all,
    parts_of,
)
from tests.handlers.pipelines.common.shelf import Carrier, Killed, Shelf
from tests.processes import said_by

MARKS = ["debtor", "contact 1", "address from 2026-06-30"]


@pytest.fixture
def next_one(store: Store) -> Carrier:
    """Who carries after the killed one: another process, whose clocks and memory know nothing of it."""
    return Carrier(store, VAULT, make_queue(store), LOCKS_END)


async def pass_time_of_open_notes(carrier: Carrier, shelf: Shelf) -> None:
    """Let the horizon of whatever was not heard of be over."""
    for part in parts_of(carrier, shelf, await carrier.ticket()):
        if await carrier.intents.look(part.name) is not None:
            await carrier.pass_time(part.name)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("write", [1, 2, 3])
async def test_a_process_killed_beside_the_making_of_any_part_is_gone_on_from_there(
    moment: str, write: int, redis_server: EmbeddedRedis, instance: str, next_one: Carrier, store: Store
) -> None:
    program = "tests.handlers.pipelines.common.killed_carrier"
    killed = await said_by("-m", program, redis_server.url, instance, moment, str(write))
    assert killed.status == -signal.SIGKILL, killed.err
    shelf = await KeptShelf(store=store).load()
    assert len(shelf.records) == (write if moment == "after" else write - 1)
    if moment == "before":
        with pytest.raises(Unconfirmed, match="not found yet"):
            await carry_all(next_one, shelf)
        assert len(shelf.records) == write - 1
        await pass_time_of_open_notes(next_one, shelf)
    carried = await carry_all(next_one, shelf)
    assert [part.how for part in carried] == ["same" if n < write else "made" for n in (1, 2, 3)]
    assert [record["mark"] for record in shelf.records.values()] == MARKS
    shelf.calls.clear()
    assert {part.how for part in await carry_all(next_one, shelf)} == {"same"}
    assert shelf.calls.total() == 0


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("write", [0, 1, 2])
async def test_one_killed_beside_the_change_of_any_part_is_gone_on_from_there(
    moment: str, write: int, carrier: Carrier, shelf: Shelf
) -> None:
    await carry_all(carrier, shelf)
    for record in shelf.records.values():
        record["city"] = record["name"] = "somebody's edit"
    for part in parts_of(carrier, shelf, await carrier.ticket()):
        link = await carrier.links.find(part.name)
        assert link is not None
        await carrier.intents.settle((part.name, Link(link.number)))
    shelf.calls.clear()

    async def strike() -> None:
        if shelf.calls["change"] == write + 1:
            setattr(shelf, moment, Killed())

    shelf.meanwhile = strike
    with suppress(Killed):
        await carry_all(carrier, shelf)
    shelf.meanwhile = None
    carrier.restart()
    for _ in range(3):
        with suppress(Unconfirmed):
            await carry_all(carrier, shelf)
        await pass_time_of_open_notes(carrier, shelf)
    assert {part.how for part in await carry_all(carrier, shelf)} == {"same"}
    assert [(kept.get("name"), kept.get("city")) for kept in shelf.records.values()] == [
        ("Van Dam", "somebody's edit"),
        ("Anna", "somebody's edit"),
        ("somebody's edit", "Delft"),
    ]
    assert shelf.calls["change"] == (4 if moment == "before" else 3)
    assert shelf.calls["make"] == 0
