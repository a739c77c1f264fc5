"""What comparing a source with the books finds and carries, from AFAS's orders to AccountView's."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from handlers.sandboxes.afas.books import OrderBooks
from handlers.sandboxes.demonstration.afas_books import MISSING_SKU, demo_orders
from relay.care.reconcile import Stand
from relay.demo.embedded import EmbeddedRedis
from relay.model import State
from relay.store.cursors import Cursors
from tests.line.afas_orders import FLOW, WEEK, add_article, orders_with, polled, relay, stands
from tests.line.household import Line, open_line
from tests.waiting import eventually


async def test_an_order_whose_poll_was_skipped_is_found_and_carried_by_reconciling(afas_line: Line) -> None:
    line, reconciler = afas_line, afas_line.program.operations().reconciler
    source = line.program.flows[FLOW].source
    past_it = source.cursor_at(datetime.now(UTC))  # type: ignore[attr-defined]  # AFAS can be read
    await Cursors(line.program.store).move(FLOW, past_it)
    assert (await line.program.poll(FLOW, begin_anywhere=False)).read == 0
    found = await reconciler.reconcile(FLOW, WEEK)
    assert found is not None
    assert (found.stands[Stand.MISSING], found.carried) == (1, 0)
    async with line.worker():
        carried = await reconciler.reconcile(FLOW, WEEK, carry=True)
        assert carried is not None
        assert carried.carried == 1
        [summary] = (await line.activity.page(flow=FLOW)).events
        [story] = await line.ended(summary.event.id)
    assert (story.summary.event.state, [story.summary.event.reference]) == (State.WRITTEN, found.references)
    assert len(line.books.orders) == 1
    after = await reconciler.reconcile(FLOW, WEEK)
    assert after is not None
    assert {stand: count for stand, count in after.stands.items() if count} == {Stand.PRESENT: 1}


async def test_a_flow_that_began_now_calls_no_order_from_before_missing_and_carries_none(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    """AFAS has confirmed orders of the last days; the poller itself notes that the flow begins after them."""
    async with open_line(
        redis_server, tmp_path, orders=OrderBooks(demo_orders(datetime.now(UTC))), start="now"
    ) as line:
        before = await line.program.operations().reconciler.reconcile(FLOW, WEEK, carry=True)
        assert (await line.program.poll(FLOW, begin_anywhere=False)).accepted == 0
        after = await line.program.operations().reconciler.reconcile(FLOW, WEEK, carry=True)
        assert after is not None
        for found in (before, after):
            assert found is not None
            assert (found.carried, found.references, found.stands[Stand.MISSING]) == (0, [], 0)
            assert found.before_start >= len(orders_with("THG-101")) > 0
        assert (await line.activity.page(flow=FLOW)).events == []
        status, said = await relay(line, "reconcile", FLOW, "--since", "7d", "--carry")
    assert status == 0
    assert f"{after.before_start} left out: last changed before this flow began" in said


async def test_reconciling_carries_what_was_held_when_the_payload_redis_was_lost(
    redis_server: EmbeddedRedis, mortal_redis: EmbeddedRedis, tmp_path: Path
) -> None:
    roles = {"payload_url": mortal_redis.url, "state_url": redis_server.url, "volatile_state": True}
    orders = OrderBooks(orders_with(MISSING_SKU))
    async with open_line(redis_server, tmp_path, orders=orders, changes={"redis": roles}) as line, line.worker():
        event_id = await polled(line)
        await line.ended(event_id)
        mortal_redis.restart()
        add_article(line, MISSING_SKU)
        found = await eventually(lambda: _reconciled(line), within=10)
        assert (found.stands[Stand.AT_REST], found.carried) == (1, 1)
        await eventually(lambda: stands(line, event_id, State.WRITTEN), within=20)
        assert len(line.books.orders) == 1


async def _reconciled(line: Line) -> Any:
    """What a comparison found that carries, once Redis answers again."""
    try:
        return await line.program.operations().reconciler.reconcile(FLOW, WEEK, carry=True)
    except Exception as error:  # noqa: BLE001 - the connections of before the restart break at their first use
        assert "Redis" in str(error)  # noqa: PT017 - told apart here, not expected
        return None
