"""What waits for a breaker of former settings goes on with the newest ones, whoever started or stopped when."""

from datetime import timedelta

import pytest

from relay.care.process_register import Process, Processes
from relay.errors import Barred, Scope
from relay.line.once.breakers import read_breakers
from relay.line.once.gate import SharedGate
from relay.line.queue import Claim, Queue
from relay.line.repeated_answers import on_behalf_of
from relay.model import Outcome, State, new_token
from relay.settings.connections import BreakerSettings, ConnectionSettings
from relay.settings.model import RetentionSettings
from relay.store.store import Store
from tests.plain import as_told
from tests.relay.arrivals import arrival
from tests.relay.parts import FLOW, fields_of

FORMER, NEWEST = "0a0a0a0a0a0a", "0b0b0b0b0b0b"
LONG = BreakerSettings(first_pause=timedelta(minutes=5), longest_barred_pause=timedelta(minutes=5))
SCOPES = pytest.mark.parametrize("scope", Scope)


def queue_of(store: Store, version: str) -> Queue:
    return Queue(store, RetentionSettings(), timedelta(seconds=30), settings_version=version)


def gate_of(store: Store, version: str) -> SharedGate:
    return SharedGate(store, "books", ConnectionSettings(vendor="some", breaker=LONG), version=version)


async def claim(queue: Queue) -> Claim | None:
    found = await queue.claim([FLOW.name], new_token(), {FLOW.name: "books"})
    return found if isinstance(found, Claim) else None


async def barred_run(store: Store, version: str, scope: Scope) -> str:
    """A run under some settings that is barred; the event's id."""
    queue, end = queue_of(store, version), Barred(as_told("no column Nmae"), scope=scope)
    claimed = await claim(queue)
    assert claimed is not None
    with on_behalf_of(FLOW.name), pytest.raises(Barred):
        async with gate_of(store, version).call("GET SO1"):
            raise end
    assert await queue.finish(claimed.lease, Outcome(State.PARKED, end.told, after=timedelta(minutes=5), gate=end.gate))
    return claimed.lease.event_id


async def due_now(store: Store, event_id: str) -> None:
    """Let the second pass that keeps an event from coming back at once."""
    await store.state.hdel(store.keys.event(event_id), "not_before")  # type: ignore[misc]  # redis-py's own types


async def announce(store: Store, version: str) -> None:
    """A process starts with these settings."""
    process = Process("w", "work", "an-office", 1, started_ms=1, seen_ms=0, version=version)
    await Processes(store).show(process, announce=True, dry=[])


@SCOPES
async def test_with_new_settings_a_barred_event_is_carried_at_once(store: Store, scope: Scope) -> None:
    await queue_of(store, FORMER).accept(arrival())
    event_id = await barred_run(store, FORMER, scope)
    await due_now(store, event_id)
    await announce(store, NEWEST)
    assert await claim(queue_of(store, FORMER)) is None
    [breaker] = await read_breakers(store)
    assert breaker.gate.scope is scope
    again = await claim(queue_of(store, NEWEST))
    assert again is not None
    assert again.lease.event_id == event_id
    assert await read_breakers(store) == []


@SCOPES
async def test_a_process_that_still_runs_former_settings_lifts_nothing_of_the_newest(
    store: Store, scope: Scope
) -> None:
    await announce(store, NEWEST)
    await queue_of(store, NEWEST).accept(arrival())
    event_id = await barred_run(store, NEWEST, scope)
    await due_now(store, event_id)
    assert await claim(queue_of(store, FORMER)) is None
    assert await claim(queue_of(store, NEWEST)) is None
    assert len(await read_breakers(store)) == 1


@SCOPES
async def test_what_a_former_process_bars_after_the_newest_started_is_lifted_too(store: Store, scope: Scope) -> None:
    await announce(store, NEWEST)
    await queue_of(store, FORMER).accept(arrival())
    event_id = await barred_run(store, FORMER, scope)
    await due_now(store, event_id)
    again = await claim(queue_of(store, NEWEST))
    assert again is not None
    assert (await fields_of(store, event_id))["runs"] == "2"
    assert await read_breakers(store) == []


async def test_settings_that_come_back_find_what_was_barred_under_them_and_show_it(store: Store) -> None:
    await queue_of(store, FORMER).accept(arrival())
    event_id = await barred_run(store, FORMER, Scope.FLOW)
    await announce(store, NEWEST)
    await queue_of(store, NEWEST).claim([], new_token())
    assert await read_breakers(store) == []
    await announce(store, FORMER)
    await due_now(store, event_id)
    assert await claim(queue_of(store, FORMER)) is None
    assert len(await read_breakers(store)) == 1


async def test_a_breaker_that_nobody_met_for_a_day_is_forgotten_and_what_waited_goes_on(store: Store) -> None:
    await queue_of(store, NEWEST).accept(arrival())
    event_id = await barred_run(store, NEWEST, Scope.FLOW)
    await due_now(store, event_id)
    [breaker] = await read_breakers(store)
    await store.state.delete(store.keys.gate(str(breaker.gate)))
    assert await claim(queue_of(store, NEWEST)) is not None
