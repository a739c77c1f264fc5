"""Clocks that are over five seconds apart are told of, once, in every place an operator looks; smaller ones are not."""

import asyncio
import time
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from relay.care.clocks import ClockWatch, Difference, ahead_of_us, least_difference, read_differences
from relay.store.counters import Metrics, read_counters
from relay.store.store import Store, reply
from tests.waiting import eventually


class System:
    """A connection whose system tells the time."""

    def __init__(self, ahead: float | None) -> None:
        self.clock_difference = None if ahead is None else timedelta(seconds=ahead)


def watch(store: Store, *, ours_ahead: float = 0.0, **systems: object) -> ClockWatch:
    return ClockWatch(store, Metrics(store), systems, lambda: time.time() + ours_ahead)


async def told(store: Store) -> list[tuple[str, int]]:
    """Whose clock is noted as off, and by how many seconds."""
    return [(one.of, round(one.ahead.total_seconds())) for one in await read_differences(store)]


@given(st.floats(-1e6, 1e6), st.floats(0, 1e3))
def test_a_difference_is_told_as_the_least_that_is_certain(lowest: float, wide: float) -> None:
    found = least_difference(lowest, lowest + wide).total_seconds()
    assert lowest - 1e-6 <= found <= lowest + wide + 1e-6
    assert abs(found) <= min(abs(lowest), abs(lowest + wide)) + 1e-6


@pytest.mark.parametrize("ours_ahead", [0.0, 4.0, -4.0])
async def test_clocks_within_five_seconds_are_not_told_of(durable_store: Store, ours_ahead: float) -> None:
    with capture_logs() as logs:
        assert await watch(durable_store, ours_ahead=ours_ahead, erp=System(4.0), shop=object()).look() == []
    assert (logs, await told(durable_store)) == ([], [])


@pytest.mark.parametrize("seconds", [60, -60])
async def test_a_clock_of_redis_that_steps_away_from_ours_is_told_once_and_taken_back_when_it_is_right(
    durable_store: Store, seconds: int
) -> None:
    watching = watch(durable_store, ours_ahead=-seconds)
    with capture_logs() as logs:
        for _ in range(2):
            await watching.look()
    assert await told(durable_store) == [("payload Redis", seconds), ("state Redis", seconds)]
    assert [entry["event"] for entry in logs] == ["clocks_differ"] * 2
    assert "NTP" in str(logs[0]["remedy"])
    await watching._metrics.hand_over()
    counters = await read_counters(durable_store)
    assert counters["clock_differences", "state Redis"] == 1
    watching._clock = time.time
    assert await watching.look() == []
    assert await told(durable_store) == []


async def test_two_roles_whose_clocks_differ_are_told_though_each_is_near_to_ours(
    durable_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stepped(redis: object, _: object) -> timedelta:
        return timedelta(seconds=4 if redis is durable_store.state else -4)

    monkeypatch.setattr("relay.care.clocks.ahead_of_us", stepped)
    await watch(durable_store).look()
    assert await read_differences(durable_store) == [
        Difference("payload Redis", "state Redis", timedelta(seconds=-8)),
    ]


async def test_what_the_answers_of_a_system_tell_is_compared_too_and_silence_is_no_difference(store: Store) -> None:
    await watch(store, erp=System(-90.0), books=System(None), shop=object()).look()
    assert await told(store) == [("erp", -90)]
    assert str((await read_differences(store))[0]).startswith("erp is 90.0 s behind ")


async def test_a_process_that_stops_takes_back_what_it_told(store: Store) -> None:
    stopping = asyncio.Event()
    running = asyncio.create_task(watch(store, erp=System(60.0)).run(stopping))
    await eventually(lambda: told(store))
    stopping.set()
    await running
    assert await told(store) == []


async def test_what_a_killed_process_told_is_forgotten_after_two_minutes(store: Store) -> None:
    await watch(store, erp=System(60.0)).look()
    [(field, value)] = (await reply(store.state.hgetall(store.keys.clocks))).items()
    at, _, seconds = value.decode().partition(" ")
    await reply(store.state.hset(store.keys.clocks, field, f"{int(at) - 120_001} {seconds}"))
    assert await told(store) == []


async def test_the_clock_of_a_redis_on_this_machine_is_ours(store: Store) -> None:
    assert abs(await ahead_of_us(store.state)) < timedelta(seconds=1)
