"""What a crash leaves behind goes within the hour; what is needed stays."""

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from relay.care import housekeeping
from relay.care.event_moves import EventMoves
from relay.care.expiry import Expiry, LoggedNotice
from relay.care.housekeeping import Housekeeping
from relay.care.orphans import Orphans
from relay.line.accept import Acceptor
from relay.line.queue import GRACE, Claim, Queue
from relay.model import Outcome, State
from relay.settings.model import RetentionSettings
from relay.store.counters import Metrics
from relay.store.store import Store, reply
from tests.plain import as_told
from tests.relay.desk import Desk
from tests.relay.line.ageing import let_pass
from tests.relay.parts import FLOW, arrive
from tests.waiting import eventually


@pytest.fixture
def keeper(store: Store, queue: Queue, monkeypatch: pytest.MonkeyPatch) -> Housekeeping:
    monkeypatch.setattr(housekeeping, "YOUNG", timedelta(seconds=-1))
    return make_housekeeping(store, queue)


def make_housekeeping(store: Store, queue: Queue, *flows: str) -> Housekeeping:
    retention = RetentionSettings().events
    expiry = Expiry(store, EventMoves(store, queue), LoggedNotice(Metrics(store)), retention)
    known = flows or [FLOW.name]
    return Housekeeping(store, queue, known, expiry, Orphans(store, queue, known))


async def test_a_document_whose_event_was_never_accepted_is_deleted(keeper: Housekeeping, store: Store) -> None:
    orphan = store.keys.payload("0" * 32)
    await store.payload.set(orphan, b"sealed", px=60_000)
    assert await keeper.sweep() == 1
    assert not await store.payload.exists(orphan)


async def test_a_young_document_is_left_alone_since_its_event_may_be_on_its_way(store: Store, queue: Queue) -> None:
    from relay.model import new_event_id  # noqa: PLC0415 - only here

    young = store.keys.payload(new_event_id())
    await store.payload.set(young, b"sealed", px=60_000)
    assert await make_housekeeping(store, queue).sweep() == 0
    assert await store.payload.exists(young)


async def test_documents_of_open_events_stay_and_those_of_written_ones_go(
    keeper: Housekeeping, acceptor: Acceptor, store: Store, queue: Queue
) -> None:
    arrived = {(await arrive(acceptor, number)).event_id for number in ("1", "2")}
    claim = await queue.claim([FLOW.name], "token")
    assert isinstance(claim, Claim)
    written = claim.lease.event_id  # either: two that came within one millisecond have no order
    [waiting] = arrived - {written}
    await queue.finish(claim.lease, Outcome(State.WRITTEN, as_told("written")))
    assert await keeper.sweep() == 1
    assert not await store.payload.exists(store.keys.payload(written))
    assert await store.payload.exists(store.keys.payload(waiting))


async def test_index_entries_of_events_whose_story_is_gone_are_forgotten(
    acceptor: Acceptor, store: Store, queue: Queue
) -> None:
    gone, there = await arrive(acceptor, "1"), await arrive(acceptor, "2")
    old = 1_000_000
    for key in (store.keys.index(), store.keys.index(FLOW.name), store.keys.index(FLOW.name, "waiting")):
        await store.state.zadd(key, {gone.event_id: old, there.event_id: old})
    await store.state.delete(store.keys.event(gone.event_id))
    await make_housekeeping(store, queue).sweep()
    for key in (store.keys.index(), store.keys.index(FLOW.name), store.keys.index(FLOW.name, "waiting")):
        assert await store.state.zrange(key, 0, -1) == [there.event_id.encode()]


async def test_one_worker_sweeps_for_all_and_a_stop_ends_the_wait(store: Store, queue: Queue) -> None:
    stopping = asyncio.Event()
    keepers = [make_housekeeping(store, queue) for _ in range(3)]
    runs = [asyncio.create_task(keeper.run(stopping)) for keeper in keepers]
    await eventually(lambda: reply(store.state.exists(store.keys.housekeeping)))
    stopping.set()
    await asyncio.wait_for(asyncio.gather(*runs), 5)


async def test_an_event_that_rests_too_long_ends_with_a_sweep(keeper: Housekeeping, desk: Desk) -> None:
    event_id = await desk.stand("1", State.HELD)
    await let_pass(desk.store, RetentionSettings().events)
    await keeper.sweep()
    assert await desk.state_of(event_id) is State.EXPIRED


async def test_events_that_nobody_was_there_to_end_are_missed_aloud(keeper: Housekeeping, desk: Desk) -> None:
    for number, state in enumerate((State.HELD, State.HELD, State.WRITTEN)):
        await desk.stand(str(number), state)
    await let_pass(desk.store, RetentionSettings().events + GRACE + timedelta(hours=1))
    with capture_logs() as logs:
        await keeper.sweep()
    [missed] = [entry for entry in logs if entry["event"] == "events_gone_without_an_end"]
    assert (missed["log_level"], missed["held"]) == ("error", 2)
    assert "written" not in missed
    assert await desk.ids() == set()


async def test_the_document_of_a_dry_run_stays_since_it_may_still_be_carried(keeper: Housekeeping, desk: Desk) -> None:
    event_id = await desk.dry_run("1001")
    assert await keeper.sweep() == 0
    assert await desk.body(event_id) is not None
