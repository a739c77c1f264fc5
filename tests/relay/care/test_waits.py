"""Each event that waits answers why it does, and when it is tried next."""

import time
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from relay.care.orphans import remember_flows
from relay.care.waits import Wait, Waits
from relay.errors import Transient
from relay.line.once.breakers import clock_time
from relay.line.once.gate import SharedGate
from relay.line.queue import Claim
from relay.model import Outcome, State, new_token
from relay.settings.connections import BreakerSettings, ConnectionSettings
from tests.plain import as_told
from tests.relay.desk import FUTURE, POSTED, Desk
from tests.relay.parts import FLOW

PAUSE = timedelta(minutes=3)


@pytest.fixture
async def desk(desk: Desk) -> Desk:
    """With a worker that lives."""
    await desk.store.state.zadd(desk.store.keys.workers, {"a-worker": time.time()})
    return desk


async def wait_of(desk: Desk, event_id: str) -> Wait | None:
    summaries = await desk.activity.summaries([event_id])
    return (await Waits(desk.store, [FLOW, POSTED]).look(summaries)).get(event_id)


async def waits(desk: Desk, event_id: str) -> Wait:
    found = await wait_of(desk, event_id)
    assert found is not None
    return found


async def shut(desk: Desk, connection: str) -> None:
    """Open the breaker of a connection for three minutes."""
    settings = ConnectionSettings(vendor="some", breaker=BreakerSettings(failures=1, first_pause=PAUSE))
    with suppress(Transient):
        async with SharedGate(desk.store, connection, settings).call():
            raise Transient(as_told("the service at the office does not answer"))


async def in_seconds(desk: Desk, moment: int | None) -> float:
    assert moment is not None
    return moment / 1000 - (await desk.activity.now()).timestamp()


async def test_an_event_that_was_never_claimed_tells_that_its_target_is_shut_since_when_and_until_when(
    desk: Desk,
) -> None:
    event_id = await desk.take("1")
    before = await desk.activity.now()
    await shut(desk, "books")
    wait = await waits(desk, event_id)
    assert wait.why in {
        f"books is not called now: down since {clock_time(round(moment.timestamp() * 1000))} "
        "(the service at the office does not answer)"
        for moment in (before, await desk.activity.now())
    }
    assert 170 < await in_seconds(desk, wait.next_ms) <= 180


async def test_the_reason_that_shut_the_connection_is_told_with_it(desk: Desk) -> None:
    failed, waiting = await desk.take("1"), await desk.take("2")
    claim = await desk.queue.claim([FLOW.name], new_token())
    assert isinstance(claim, Claim)
    await shut(desk, "books")
    other = waiting if claim.lease.event_id == failed else failed
    outcome = Outcome(State.RETRYING, as_told("the service at the office does not answer"), gate="books")
    assert await desk.queue.finish(claim.lease, outcome)
    assert "(the service at the office does not answer)" in (await waits(desk, other)).why
    assert (await waits(desk, claim.lease.event_id)).why == (await waits(desk, other)).why


async def test_an_event_behind_another_of_its_document_names_that_one_and_why_it_waits(desk: Desk) -> None:
    first = await desk.stand("1", State.RETRYING)
    second = await desk.take("1", version="2")
    wait = await waits(desk, second)
    assert wait.why == f"event {first}, of the same document and before it, goes first: it is retrying"
    assert wait.next_ms == (await waits(desk, first)).next_ms


async def test_an_event_behind_one_that_is_carried_tells_so(desk: Desk) -> None:
    first = await desk.stand("1", State.RUNNING)
    second = await desk.take("1", version="2")
    wait = await waits(desk, second)
    assert wait.why == f"event {first}, of the same document and before it, goes first, and is carried just now"
    assert wait.next_ms is None
    assert await wait_of(desk, first) is None


@pytest.mark.parametrize("state", [State.RETRYING, State.PARKED, State.UNCONFIRMED])
async def test_what_comes_back_by_itself_tells_its_reason_and_the_moment(desk: Desk, state: State) -> None:
    wait = await waits(desk, await desk.stand("1", state))
    assert wait.why == f"it is {state}"
    assert FUTURE.total_seconds() - 60 < await in_seconds(desk, wait.next_ms) <= FUTURE.total_seconds()


async def test_an_event_that_another_connection_turned_away_names_that_one(desk: Desk) -> None:
    event_id = await desk.take("1")
    claim = await desk.queue.claim([FLOW.name], new_token())
    assert isinstance(claim, Claim)
    await shut(desk, "the-source")
    outcome = Outcome(
        State.PARKED, as_told("the-source is not called now"), after=PAUSE, gate="the-source", turned_away=True
    )
    assert await desk.queue.finish(claim.lease, outcome)
    assert (await waits(desk, event_id)).why.startswith("the-source is not called now: down since")


async def test_an_event_that_is_due_tells_that_it_waits_for_a_worker_or_that_there_is_none(desk: Desk) -> None:
    event_id = await desk.take("1")
    wait = await waits(desk, event_id)
    assert wait.why == "it is due, and goes as soon as a worker has a hand free"
    assert abs(await in_seconds(desk, wait.next_ms)) < 5
    await desk.store.state.delete(desk.store.keys.workers)
    assert (await waits(desk, event_id)).why == "no worker is alive: start `relay work`"


async def test_an_event_whose_worker_died_tells_that_it_is_taken_up_again(desk: Desk) -> None:
    event_id = await desk.stand("1", State.RUNNING)
    await desk.store.state.delete(f"arq:in-progress:{event_id}")
    assert (await waits(desk, event_id)).why.startswith("the worker that carried it is gone; it is due")


async def test_an_event_of_a_flow_that_is_gone_names_the_remedy_and_no_moment(desk: Desk) -> None:
    gone = replace(POSTED, name="old-orders")
    await remember_flows(desk.store, [FLOW, gone])
    wait = await waits(desk, await desk.take("1", gone))
    assert "relay move-events old-orders NEW" in wait.why
    assert wait.next_ms is None


@pytest.mark.parametrize("state", [State.HELD, State.FAILED, State.WRITTEN, State.SKIPPED, State.CANCELLED])
async def test_what_is_at_rest_waits_for_nothing_by_itself(desk: Desk, state: State) -> None:
    assert await wait_of(desk, await desk.stand("1", state)) is None


async def test_no_state_that_waits_is_without_an_answer(desk: Desk) -> None:
    states = (State.UNCONFIRMED, State.PARKED, State.RETRYING, State.WAITING)
    for number, state in enumerate(states):
        assert (await waits(desk, await desk.stand(str(number), state))).why
