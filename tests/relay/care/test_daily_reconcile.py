"""The daily comparison: when it runs, what its note tells, and that nothing is carried by it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from relay.care.daily_reconcile import DailyReconcile
from relay.demo.embedded import EmbeddedRedis
from relay.errors import Transient
from relay.line.queue import Queue
from relay.model import State
from relay.roles import Page
from relay.settings.polling import PollSettings, ReconcileSettings
from relay.store.counters import Metrics, read_counters
from relay.store.cursors import Cursors
from relay.store.flow_notes import ComparisonNote
from relay.store.store import Store, reply
from relay.store.vault import Vault
from tests.conftest import make_queue
from tests.plain import as_told
from tests.relay.desk import Desk, document
from tests.relay.parts import FLOW, answers, every
from tests.relay.shops import StoppingSource
from tests.waiting import eventually

DAY_MS = 24 * 60 * 60 * 1000
HOUR_MS = 60 * 60 * 1000
BEYOND = "beyond all there is"


@pytest.fixture(autouse=True)
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Daily comparisons that look around a hundred times a second instead of once a minute."""
    monkeypatch.setattr("relay.care.daily_reconcile._LOOK_AROUND", 0.01)


@pytest.fixture
async def begun(desk: Desk) -> Desk:
    """A flow that has been polled before, and whose polls bring nothing: its cursor stands beyond all there is."""
    await desk.cursors.move(FLOW.name, BEYOND)
    desk.source.nothing_since = BEYOND
    return desk


@asynccontextmanager
async def running(*rounds: DailyReconcile) -> AsyncIterator[None]:
    stopping = asyncio.Event()
    tasks = [asyncio.create_task(each.run(stopping)) for each in rounds]
    try:
        yield
    finally:
        stopping.set()
        await asyncio.wait_for(asyncio.gather(*tasks), 5)


def daily_reconcile_of(desk: Desk, metrics: Metrics | None = None) -> DailyReconcile:
    return DailyReconcile(desk.store, desk.operations.reconciler, metrics or Metrics(desk.store))


async def note_of(desk: Desk) -> ComparisonNote | None:
    return (await desk.notes_of_flows.read(FLOW.name)).comparison


async def next_in(desk: Desk) -> int:
    """Milliseconds from now until the next round."""
    found = await reply(desk.store.state.hmget(desk.store.keys.poll(FLOW.name), ["reconcile_next"]))
    return int(found[0] or 0) - round((await desk.activity.now()).timestamp() * 1000)


async def test_what_is_missing_is_noted_logged_and_counted_and_not_carried(begun: Desk) -> None:
    held = await begun.stand("1", State.HELD)
    begun.shows("1", "2", "3")
    metrics = Metrics(begun.store)
    with capture_logs() as logs:
        async with running(daily_reconcile_of(begun, metrics)):
            note = await eventually(lambda: note_of(begun))
    assert note is not None
    assert (note.missing, note.references, note.error) == (2, ["2", "3"], None)
    [told] = [entry for entry in logs if entry["event"] == "records_missing"]
    assert told == {
        "event": "records_missing",
        "log_level": "warning",
        "flow": FLOW.name,
        "missing": 2,
        "command": f"relay reconcile {FLOW.name} --carry",
    }
    await metrics.hand_over()
    counters = await read_counters(begun.store)
    assert (counters["reconciles", FLOW.name, "missing"], counters["missing", FLOW.name]) == (1, 2)
    assert await begun.ids() == {held}


async def test_the_next_round_is_a_day_later(begun: Desk) -> None:
    async with running(daily_reconcile_of(begun)):
        await eventually(lambda: note_of(begun))
        assert DAY_MS - 60_000 < await next_in(begun) <= DAY_MS
    assert len(begun.source.asked) == 1


async def test_a_round_that_is_due_again_is_run_again(begun: Desk) -> None:
    async with running(daily_reconcile_of(begun)):
        await eventually(lambda: note_of(begun))
        await reply(begun.store.state.hset(begun.store.keys.poll(FLOW.name), "reconcile_next", "1"))
        await eventually(lambda: len(begun.source.asked) == 2)


async def test_a_round_that_failed_says_why_and_is_tried_again_within_the_hour(begun: Desk) -> None:
    begun.target.failure = Transient(as_told("the books are closed"))
    begun.shows("1")
    async with running(daily_reconcile_of(begun)):
        note = await eventually(lambda: note_of(begun))
        assert note is not None
        assert note.error == "the books are closed"
        assert HOUR_MS - 60_000 < await next_in(begun) <= HOUR_MS
        begun.target.failure = None
        await reply(begun.store.state.hset(begun.store.keys.poll(FLOW.name), "reconcile_next", "1"))

        async def mended() -> bool:
            note = await note_of(begun)
            return note is not None and note.error is None

        await eventually(mended)


async def test_a_defect_of_a_source_is_told_by_its_kind_and_ends_no_worker(begun: Desk) -> None:
    begun.source.failure = KeyError("Hendriks")
    async with running(daily_reconcile_of(begun)):
        note = await eventually(lambda: note_of(begun))
    assert note is not None
    assert note.error == "the relay itself failed (KeyError)"


async def test_a_flow_that_was_never_polled_is_not_compared(desk: Desk) -> None:
    desk.shows("1")
    rounds = daily_reconcile_of(desk)
    assert await rounds._due() == []
    await desk.cursors.move(FLOW.name, BEYOND)
    assert [name for name, _ in await rounds._due()] == [FLOW.name]


async def test_a_flow_whose_comparison_is_off_is_not_compared(store: Store, vault: Vault, queue: Queue) -> None:
    desk = Desk(store, vault, queue, PollSettings(start="all", reconcile=None))
    await Cursors(store).move(FLOW.name, BEYOND)
    assert await daily_reconcile_of(desk)._due() == []


async def test_a_dry_run_is_not_compared_since_all_of_it_is_missing(begun: Desk) -> None:
    flows = begun.operations.reconciler.flows
    compared = flows[FLOW.name]
    dry = replace(compared.polled, flow=replace(compared.polled.flow, write=False))
    flows[FLOW.name] = replace(compared, polled=dry)
    assert await daily_reconcile_of(begun)._due() == []


async def test_the_period_is_what_the_settings_say(store: Store, vault: Vault, queue: Queue) -> None:
    desk = Desk(store, vault, queue, PollSettings(start="all", reconcile=ReconcileSettings(over=timedelta(days=2))))
    await Cursors(store).move(FLOW.name, BEYOND)
    before = await desk.activity.now()
    async with running(daily_reconcile_of(desk)):
        await eventually(lambda: note_of(desk))
    [(cursor, _)] = desk.source.asked
    assert abs(datetime.fromisoformat(cursor) - (before - timedelta(days=2))) < timedelta(minutes=1)


async def test_of_several_workers_one_compares_a_flow_at_a_time(begun: Desk) -> None:
    source = StoppingSource(pages=[Page([], "one"), Page([], "two")])
    begun.source.changed_since = source.changed_since  # type: ignore[method-assign]  # for this test
    async with running(daily_reconcile_of(begun), daily_reconcile_of(begun)):
        await source.reached.wait()
        assert await begun.operations.reconciler.reconcile(FLOW.name, timedelta(days=1)) is None
        assert len(source.asked) == 1
        source.may_go.set()
        await eventually(lambda: note_of(begun))


async def test_a_stop_cuts_a_comparison_off_and_frees_its_turn(begun: Desk) -> None:
    source = StoppingSource(pages=[Page([], "one"), Page([], "two")])
    begun.source.changed_since = source.changed_since  # type: ignore[method-assign]  # for this test
    async with running(daily_reconcile_of(begun)):
        await source.reached.wait()
    source.may_go.set()
    assert await begun.operations.reconciler.reconcile(FLOW.name, timedelta(days=1)) is not None
    assert await note_of(begun) is None


async def test_a_redis_outage_does_not_end_the_rounds(
    mortal_redis: EmbeddedRedis, mortal_store: Store, vault: Vault
) -> None:
    desk = Desk(mortal_store, vault, make_queue(mortal_store))
    with capture_logs() as logs:
        mortal_redis.kill()
        async with running(daily_reconcile_of(desk)):
            await eventually(lambda: [entry for entry in logs if entry["event"] == "redis_away"])
            mortal_redis.restart()
            await eventually(lambda: answers(mortal_store))
            await Cursors(mortal_store).move(FLOW.name, BEYOND)
            await eventually(lambda: note_of(desk))


async def test_before_the_first_round_there_is_no_note(desk: Desk) -> None:
    await desk.notes_of_flows.leave_poll(FLOW.name, every(timedelta(minutes=5)), {"error": ""})
    assert await note_of(desk) is None


async def test_a_round_after_a_poll_that_began_now_calls_no_old_order_missing(
    store: Store, vault: Vault, queue: Queue
) -> None:
    desk = Desk(store, vault, queue, PollSettings(start="now"))
    await desk.poller.poll(FLOW.name)
    old = (await desk.activity.now() - timedelta(days=2)).isoformat()
    desk.source.pages = [Page([document(str(number)) | {"changed": old} for number in range(14)], "read")]
    with capture_logs() as logs:
        async with running(daily_reconcile_of(desk)):
            note = await eventually(lambda: note_of(desk))
    assert note is not None
    assert (note.missing, note.before_start, note.error) == (0, 14, None)
    assert [entry for entry in logs if entry["event"] == "records_missing"] == []
