"""Events of a flow that was renamed or removed in relay.yaml: told, parked, kept, and carried when it is back."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from relay.care.expiry import Expiry, LoggedNotice
from relay.care.housekeeping import Housekeeping
from relay.care.orphans import Orphaned, Orphans, find_orphans, remember_flows
from relay.model import State
from relay.settings.model import RetentionSettings
from relay.store.counters import Metrics
from tests.relay.desk import POSTED, Desk
from tests.relay.line.ageing import let_pass
from tests.relay.parts import FLOW

NOW_IN_RELAY_YAML = [FLOW.name]
RETENTION = RetentionSettings().events


@pytest.fixture
async def orphans(desk: Desk) -> Orphans:
    """Of a relay that once had two flows, and now has one."""
    await remember_flows(desk.store, [FLOW, POSTED])
    return Orphans(desk.store, desk.queue, NOW_IN_RELAY_YAML)


def housekeeping_of(desk: Desk, orphans: Orphans) -> Housekeeping:
    expiry = Expiry(desk.store, desk.operations.moves, LoggedNotice(Metrics(desk.store)), RETENTION)
    return Housekeeping(desk.store, desk.queue, NOW_IN_RELAY_YAML, expiry, orphans)


async def test_events_that_wait_in_a_flow_that_is_gone_are_counted_and_the_log_names_the_remedy(
    desk: Desk, orphans: Orphans
) -> None:
    for number, state in enumerate((State.HELD, State.UNCONFIRMED, State.RETRYING, State.WAITING)):
        await desk.stand(str(number), state, FLOW)
    for number, state in enumerate((State.HELD, State.WRITTEN, State.UNCONFIRMED, State.RETRYING, State.WAITING)):
        await desk.stand(str(number), state, POSTED)
    with capture_logs() as told:
        assert await orphans.tend() == [Orphaned(POSTED.name, 3)]
    [line] = [entry for entry in told if entry["event"] == "events_of_a_flow_that_is_gone"]
    assert (line["flow"], line["events"], line["parked"], line["log_level"]) == (POSTED.name, 3, 2, "warning")
    assert str(line["remedy"]) == (
        "hand them on with `relay move-events posted-orders NEW`, or put the flow back into relay.yaml"
    )


async def test_they_are_parked_with_the_reason_in_their_story_and_an_unconfirmed_one_stays_so(
    desk: Desk, orphans: Orphans
) -> None:
    unconfirmed = await desk.stand("1", State.UNCONFIRMED, POSTED)
    retrying = await desk.stand("2", State.RETRYING, POSTED)
    waiting = await desk.stand("3", State.WAITING, POSTED)
    await orphans.tend()
    await orphans.tend()
    assert await desk.state_of(unconfirmed) is State.UNCONFIRMED
    for event_id in (waiting, retrying):
        story = await desk.story(event_id)
        assert story.summary.event.state is State.PARKED
        assert "there is no flow 'posted-orders' in relay.yaml any more" in story.summary.reason
        assert await desk.notes(event_id) == [{"who": "relay", "what": "parked: its flow is gone"}]


async def test_an_event_that_a_worker_of_the_old_settings_still_carries_is_left_to_it(
    desk: Desk, orphans: Orphans
) -> None:
    event_id = await desk.stand("1", State.RUNNING, POSTED)
    await orphans.tend()
    assert await desk.state_of(event_id) is State.RUNNING
    await desk.store.state.delete(f"arq:in-progress:{event_id}")  # its worker died
    await orphans.tend()
    assert await desk.state_of(event_id) is State.PARKED


async def test_nothing_of_them_ends_by_time_though_nobody_comes_for_months(desk: Desk, orphans: Orphans) -> None:
    states = (State.UNCONFIRMED, State.RETRYING, State.WAITING)
    ids = [await desk.stand(str(number), state, POSTED) for number, state in enumerate(states)]
    intent = desk.store.keys.intent("a-write")
    await desk.store.state.hset(intent, mapping={"event": ids[0], "since": 1_700_000_000_000})  # type: ignore[misc]  # redis-py's own union
    await desk.store.state.pexpire(intent, desk.queue.keep)
    keeper = housekeeping_of(desk, orphans)
    for _ in range(15):
        await keeper.sweep()
        await let_pass(desk.store, timedelta(days=4))
    for event_id in ids:
        assert (await desk.event(event_id)).state in {State.UNCONFIRMED, State.PARKED}
        assert await desk.body(event_id, POSTED) is not None
        assert await desk.store.state.exists(f"arq:job:{event_id}")
    assert await desk.store.state.exists(intent)


async def test_when_the_flow_comes_back_they_go_on_by_themselves_in_the_order_of_their_documents(
    desk: Desk, orphans: Orphans
) -> None:
    first = await desk.stand("1", State.RETRYING, POSTED)  # due in an hour
    second = await desk.take("1", POSTED, version="2")
    await orphans.tend()
    assert await find_orphans(desk.store, [FLOW.name, POSTED.name]) == []
    assert await desk.claimed(POSTED) == first
    assert await desk.claimed(POSTED) is None
    assert await desk.state_of(second) is State.PARKED


async def test_flows_of_a_state_that_an_older_version_filled_are_found_too(desk: Desk) -> None:
    await desk.take("1", POSTED)
    await remember_flows(desk.store, [FLOW])
    assert await find_orphans(desk.store, NOW_IN_RELAY_YAML) == [Orphaned(POSTED.name, 1)]


async def test_a_flow_whose_events_have_all_ended_is_told_nowhere(desk: Desk, orphans: Orphans) -> None:
    await desk.stand("1", State.WRITTEN, POSTED)
    await desk.stand("2", State.HELD, POSTED)
    assert await orphans.tend() == []


async def test_a_server_tells_the_log_at_its_start_and_leaves_the_parking_to_the_workers(
    desk: Desk, orphans: Orphans
) -> None:
    event_id = await desk.take("1", POSTED)
    with capture_logs() as told:
        await orphans.tell()
    assert [(entry["event"], entry["flow"]) for entry in told] == [("events_of_a_flow_that_is_gone", POSTED.name)]
    assert await desk.state_of(event_id) is State.WAITING
