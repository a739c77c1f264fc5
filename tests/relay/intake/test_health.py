import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from relay.care.clocks import ClockWatch
from relay.care.doctor.process_observations import OLD_EVENT_SECONDS
from relay.care.doctor.troubles import read_troubles
from relay.care.orphans import remember_flows
from relay.care.process_register import Process, Processes
from relay.demo.embedded import EmbeddedRedis
from relay.intake.door import Door
from relay.intake.health import FRESH_SECONDS, ReadinessCheck
from relay.line.accept import Acceptor
from relay.store.counters import Metrics
from relay.store.flow_notes import FlowNotes
from relay.store.store import Store, reply
from tests.plain import as_told
from tests.relay.intake.callers import Caller
from tests.relay.parts import FLOW, arrive, every


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def check_of(door: Door, clock: Callable[[], float]) -> ReadinessCheck:
    return ReadinessCheck(door.store, door.activity, [one.flow for one in door.flows.values()], clock)


async def show_a_worker(store: Store) -> None:
    await store.state.zadd(store.keys.workers, {"a-worker": time.time()})


async def test_the_relay_is_ready_when_redis_answers_and_a_worker_lives(sender: Caller, door: Door) -> None:
    await show_a_worker(door.store)
    answer = await sender.get("/readyz")
    assert (answer.status, answer.document) == (200, {"status": "ready"})
    assert answer.headers["Cache-Control"] == "no-store"


async def test_without_a_worker_the_relay_is_degraded_and_still_takes_documents(sender: Caller) -> None:
    answer = await sender.get("/readyz")
    assert (answer.status, answer.document) == (200, {"status": "degraded", "reasons": ["no_worker"]})


async def test_an_event_that_is_due_for_long_makes_the_relay_degraded(door: Door, clock: Clock) -> None:
    await show_a_worker(door.store)
    due = (time.time() - OLD_EVENT_SECONDS - 60) * 1000
    await door.store.state.zadd(door.store.keys.queue("shop"), {"an-event": due})
    assert await check_of(door, clock).look() == "degraded"


async def test_an_event_that_is_due_since_a_minute_does_not(door: Door, clock: Clock) -> None:
    await show_a_worker(door.store)
    await door.store.state.zadd(door.store.keys.queue("shop"), {"an-event": (time.time() - 60) * 1000})
    assert await check_of(door, clock).look() == "ready"


async def test_events_of_a_flow_that_is_gone_make_the_relay_degraded(
    door: Door, clock: Clock, acceptor: Acceptor
) -> None:
    await show_a_worker(door.store)
    gone = replace(FLOW, name="old-orders")
    await remember_flows(door.store, [gone])
    await arrive(acceptor, flow=gone)
    assert await check_of(door, clock).look() == "degraded"


async def test_without_redis_the_relay_is_alive_but_unready(mortal_sender: Caller, mortal_redis: EmbeddedRedis) -> None:
    mortal_redis.kill()
    unready = await mortal_sender.get("/readyz")
    alive = await mortal_sender.get("/healthz")
    assert (unready.status, unready.document) == (503, {"status": "unready"})
    assert (alive.status, alive.document) == (200, {"status": "alive"})


async def test_a_redis_that_comes_back_makes_the_relay_ready_again(
    mortal_door: Door, mortal_redis: EmbeddedRedis, clock: Clock
) -> None:
    check = check_of(mortal_door, clock)
    mortal_redis.kill()
    assert await check.look() == "unready"
    mortal_redis.restart()
    clock.now += FRESH_SECONDS
    assert await check.look() == "degraded"


async def test_a_full_redis_is_unready_because_the_next_event_could_not_be_stored(
    mortal_door: Door, clock: Clock
) -> None:
    await mortal_door.store.state.config_set("maxmemory", 1)
    assert await check_of(mortal_door, clock).look() == "unready"


async def test_an_answer_serves_all_who_ask_within_a_second(
    mortal_door: Door, mortal_redis: EmbeddedRedis, clock: Clock
) -> None:
    check = check_of(mortal_door, clock)
    assert await check.look() == "degraded"
    mortal_redis.kill()
    clock.now += FRESH_SECONDS * 0.9
    assert await check.look() == "degraded"
    clock.now += FRESH_SECONDS * 0.2
    assert await check.look() == "unready"


async def test_a_hundred_who_ask_at_once_share_one_look(door: Door, clock: Clock) -> None:
    check = check_of(door, clock)
    before = (await door.store.state.info("commandstats"))["cmdstat_ping"]["calls"]
    await asyncio.gather(*(check.look() for _ in range(100)))
    after = (await door.store.state.info("commandstats"))["cmdstat_ping"]["calls"]
    assert after - before == 2


async def test_whoever_asks_learns_words_and_no_number(stranger: Caller) -> None:
    for path in ("/healthz", "/readyz"):
        answer = await stranger.get(path)
        assert answer.status == 200
        words = [answer.document["status"], *answer.document.get("reasons", ())]
        assert set(answer.document) <= {"status", "reasons"}
        assert all(word.replace("_", "").isalpha() for word in words)


async def test_processes_that_run_different_settings_make_the_relay_degraded(door: Door, clock: Clock) -> None:
    await show_a_worker(door.store)
    seconds, _ = await door.store.state.time()
    for version, announce in (("new", True), ("old", False)):
        one = Process(version, "work", "host", 1, started_ms=seconds * 1000 - 60_000, seen_ms=0, version=version)
        await Processes(door.store).show(one, announce=announce, dry=[])
    check = check_of(door, clock)
    assert (await check.look(), check.reasons) == ("ready", ())
    await reply(door.store.state.hset(door.store.keys.settings, "at", str(seconds * 1000 - 11_000)))
    clock.now += FRESH_SECONDS
    assert (await check.look(), check.reasons) == ("degraded", ("settings_differ",))


async def test_a_renewal_that_was_refused_makes_the_relay_degraded(door: Door, clock: Clock) -> None:
    await show_a_worker(door.store)
    one = Process("s", "serve", "host", 1, started_ms=1, seen_ms=0, version="a", refused=(as_told("a mistake"),))
    await Processes(door.store).show(one, announce=True, dry=[])
    check = check_of(door, clock)
    assert (await check.look(), check.reasons) == ("degraded", ("renewal_refused",))


async def test_clocks_that_are_too_far_apart_make_the_relay_degraded_and_are_named(door: Door, sender: Caller) -> None:
    await show_a_worker(door.store)
    watch = ClockWatch(door.store, Metrics(door.store), {}, lambda: time.time() - 60)
    await watch.look()
    answer = await sender.get("/readyz")
    assert (answer.status, answer.document) == (200, {"status": "degraded", "reasons": ["clocks_differ"]})


async def shut(store: Store, connection: str, verdict: str) -> None:
    """Open the breaker of a connection, as the gate does."""
    gate = {"open_until": str(int(time.time() * 1000) + 60_000), "since_open": "1", "why": verdict}
    await reply(store.state.hset(store.keys.gate(connection), mapping=gate))
    await reply(store.state.sadd(store.keys.gates_open, connection))


async def test_a_system_that_is_down_or_bars_the_relay_is_told_without_its_name(
    sender: Caller, door: Door, clock: Clock
) -> None:
    await show_a_worker(door.store)
    [one, *_] = door.flows.values()
    await shut(door.store, one.flow.target, "barred")
    await shut(door.store, one.flow.source, "down")
    answer = await sender.get("/readyz")
    assert answer.document == {"status": "degraded", "reasons": ["connection_down", "connection_barred"]}
    found = await read_troubles(door.store, door.activity, [one.flow])
    assert [(trouble.reason, list(trouble.names)) for trouble in found] == [
        ("connection_down", [one.flow.source]),
        ("connection_barred", [one.flow.target]),
    ]


async def test_a_source_that_cannot_be_read_for_long_makes_the_relay_degraded(door: Door, clock: Clock) -> None:
    await show_a_worker(door.store)
    [one, *_] = door.flows.values()
    notes, key = FlowNotes(door.store), door.store.keys.poll(one.flow.name)
    await notes.leave_poll(one.flow.name, every(timedelta(minutes=1)), {"error": "no such column"})
    check = check_of(door, clock)
    assert (await check.look(), check.reasons) == ("ready", ())
    long_ago = int(time.time() * 1000) - 16 * 60_000
    await reply(door.store.state.hset(key, "failing_since", str(long_ago)))
    await notes.leave_poll(one.flow.name, every(timedelta(minutes=1)), {"error": "no such column"})
    clock.now += FRESH_SECONDS
    assert (await check.look(), check.reasons) == ("degraded", ("source_unread",))
    await notes.leave_poll(one.flow.name, every(timedelta(minutes=1)), {"error": ""})
    clock.now += FRESH_SECONDS
    assert (await check.look(), check.reasons) == ("ready", ())


async def test_records_that_a_comparison_missed_make_the_relay_degraded(door: Door, clock: Clock) -> None:
    await show_a_worker(door.store)
    [one, *_] = door.flows.values()
    notes = FlowNotes(door.store)
    await notes.leave_comparison(one.flow.name, timedelta(days=1), missing=12, references=["A-1"], before_start=0)
    check = check_of(door, clock)
    assert (await check.look(), check.reasons) == ("degraded", ("records_missing",))
