"""Orders full of marks go every way an order can, and no mark is found anywhere but in the target's own books."""

import sys
from pathlib import Path

import pytest
from redis.asyncio import Redis

from relay.store.store import reply
from tests.canary.house import House, open_house
from tests.canary.journeys import WITH_A_WORKER, WITHOUT_A_WORKER
from tests.canary.places import gathered, role
from tests.canary.posting import POSTING, keep_what_stood_outside
from tests.canary.searching import Search
from tests.waiting import eventually

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what the kernel tells of processes is read from /proc")


def finds(house: House, places: dict[str, bytes]) -> dict[str, list[str]]:
    """What was found, by place."""
    search = Search([*house.marks.roots, *house.faults.stranger.quoted_roots])
    return {place: found for place, content in places.items() if (found := search.finds(content))}


async def test_whatever_becomes_of_an_order_its_personal_data_is_in_its_target_and_nowhere_else(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        async with house.relay("work"):
            for journey in (*WITH_A_WORKER, *POSTING):
                await journey(house)
            house.look_at_processes()
        for journey in WITHOUT_A_WORKER:
            await journey(house)
        keep_what_stood_outside(house)
        places = await gathered(house)
    found = finds(house, places)
    assert not found, "\n".join(f"{place}: {excerpts[0]}" for place, excerpts in found.items())
    assert_everything_was_looked_at(house, places)
    books = repr([house.line.books.orders, house.line.books.debtors]).encode()
    assert all(Search([root]).finds(books) for root in house.marks.roots)


def assert_everything_was_looked_at(house: House, places: dict[str, bytes]) -> None:
    """The places hold what they should: a search of nothing finds nothing."""
    said = {program.name: bytes(program.said) for program in house.programs}
    assert [name.partition(",")[0] for name in said] == ["relay serve", *["relay work"] * 4]
    assert [name for name in said if f"all that {name} said" not in places or f"environ of {name}" not in places] == []
    served, *worked = said.values()
    assert b"request_refused" in served
    assert b"event_carried" in worked[0]
    assert b"event_expired" in worked[-1]
    assert b'"event"' not in places["answer to /api/metrics"]
    assert b'relay_outcomes_total{flow="shop-orders",state="held"}' in places["answer to /api/metrics"]
    appended = [content for place, content in places.items() if place.startswith("disk of the state Redis: append")]
    assert any(b"HINCRBY" in content.upper() for content in appended)
    assert sum(place.startswith("dump b'") for place in places) > 100
    if house.edge is not None:
        assert b"/hooks/shop-orders" in places["disk: access.log"]


async def test_a_mark_in_any_of_these_places_would_be_found(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        plain, accented, _ = house.marks.roots
        for name in ("payload", "state"):
            async with Redis.from_url(role(house, name).server.url) as redis:
                await reply(redis.hset("line:event", "reason", f"AccountView says {accented.upper()}"))
        (tmp_path / "nginx-body").mkdir(exist_ok=True)
        (tmp_path / "nginx-body" / "0000000001").write_text(plain, "utf-8")
        async with house.running("a leak", "-c", LEAK, plain, MARK=accented) as leak:
            await eventually(lambda: leak.said.count(b"\n") == 2)
            house.look_at_processes()
        places = await gathered(house)
    found = finds(house, places)
    assert {place.partition(" b'")[0] for place in found} == {
        "all that a leak, program 2 said",
        "cmdline of a leak, program 2",
        "environ of a leak, program 2",
        "disk: nginx-body/0000000001",
        "disk of the state Redis: appendonlydir/appendonly.aof.1.incr.aof",
        "disk: state/appendonlydir/appendonly.aof.1.incr.aof",
        *(f"all commands to the {name} Redis" for name in ("payload", "state")),
        *("value", "dump"),
    }


LEAK = """
import logging, os, signal, sys
print(sys.argv[1], flush=True)
logging.error("%r", os.environ["MARK"])
signal.pause()
"""
"""A program that says on both streams what it was given, as an argument and in its environment, and stays."""
