"""What an operator does with orders that were held, failed or missed, from the source's books to the target's."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from handlers.sandboxes.afas.books import OrderBooks
from handlers.sandboxes.demonstration.accountview_books import bare_books
from handlers.sandboxes.demonstration.afas_books import MISSING_SKU, demo_orders
from handlers.vendors.accountview.target.opening import AccountViewOrderTarget
from relay.care.activity import Pile
from relay.care.reconcile import Stand
from relay.care.selection import Result
from relay.demo.embedded import EmbeddedRedis
from relay.model import State
from relay.store.flow_notes import FlowNotes
from tests.line.household import Line, open_line, webshop_order
from tests.processes import said_by
from tests.waiting import eventually

FLOW = "afas-orders"
WEEK = timedelta(days=7)


def orders_with(sku: str) -> list[dict[str, Any]]:
    """The first confirmed order of the demo that has this article."""
    orders = demo_orders(datetime.now(UTC))
    fit = [each for each in orders if any(line["sku"] == sku for line in each["lines"])]
    return [each for each in fit if each["order"]["status"] == "confirmed"][:1]


def add_article(line: Line, sku: str) -> None:
    line.books.put("ARTICLE", {"ART_CODE": sku, "ART_DESC1": "New", "VAT_CODE": "2"})


def missing_article(number: str = "1") -> dict[str, Any]:
    return webshop_order(number, lines=[{"sku": "NIEUW-001", "quantity": 1, "unit_price": "1.00", "vat_rate": 21}])


@pytest.fixture
async def afas_line(redis_server: EmbeddedRedis, tmp_path: Path) -> AsyncIterator[Line]:
    """A line whose AFAS has one good order, of two hours ago."""
    orders = orders_with("THG-101")
    for each in orders:
        each["order"]["modified"] -= timedelta(hours=2)
    async with open_line(redis_server, tmp_path, orders=OrderBooks(orders)) as opened:
        yield opened


async def polled(line: Line) -> str:
    """The event of the one order that a poll brings."""
    count = await line.program.poll(FLOW, begin_anywhere=False)
    assert count.accepted == 1
    [summary] = (await line.activity.page(flow=FLOW)).events
    return summary.event.id


async def test_an_order_held_for_an_article_is_written_once_the_article_is_there_and_it_is_replayed(line: Line) -> None:
    replayer = line.program.operations().replayer
    async with line.worker():
        event_id = await line.accepted(missing_article())
        [held] = await line.ended(event_id)
        assert held.summary.event.state is State.HELD
        add_article(line, "NIEUW-001")
        assert (await replayer.replay(event_id)).result is Result.RELEASED
        await eventually(lambda: _is(line, event_id, State.WRITTEN), within=20)
    assert [order["COMMENT1"] for order in line.books.orders] == ["W-1"]
    story = await line.story(event_id)
    assert [run["state"] for run in story.runs] == ["held", "written"]
    assert [note["what"] for note in story.notes] == ["replayed"]


async def test_an_order_that_failed_for_a_defect_is_written_when_the_defect_is_mended_and_it_is_replayed(
    redis_server: EmbeddedRedis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ValueError

    async with open_line(redis_server, tmp_path, changes={"retry": {"tries": 1}}) as line, line.worker():
        with monkeypatch.context() as defect:
            defect.setattr(AccountViewOrderTarget, "missing_articles", broken)
            event_id = await line.accepted(webshop_order("1"))
            [failed] = await line.ended(event_id)
        assert (failed.summary.event.state, failed.summary.pile) == (State.FAILED, Pile.SYSTEM_FAULT)
        await line.program.operations().replayer.replay(event_id)
        await eventually(lambda: _is(line, event_id, State.WRITTEN), within=20)
        assert len(line.books.orders) == 1


async def test_an_order_whose_document_is_lost_is_read_from_its_source_when_it_is_replayed(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    books, orders = bare_books(), OrderBooks(orders_with(MISSING_SKU))
    async with open_line(redis_server, tmp_path, books=books, orders=orders) as line, line.worker():
        event_id = await polled(line)
        [held] = await line.ended(event_id)
        assert held.summary.event.state is State.HELD
        await line.program.store.payload.delete(line.program.store.keys.payload(event_id))
        add_article(line, MISSING_SKU)
        assert (await line.program.operations().replayer.replay(event_id)).result is Result.RELEASED
        await eventually(lambda: _is(line, event_id, State.WRITTEN), within=20)
    [order] = books.orders
    assert order["COMMENT1"] == f"A-{held.summary.event.reference}"


async def test_a_posted_order_whose_document_is_lost_stays_held_and_the_answer_says_why(line: Line) -> None:
    async with line.worker():
        event_id = await line.accepted(missing_article())
        await line.ended(event_id)
        await line.program.store.payload.delete(line.program.store.keys.payload(event_id))
        replayed = await line.program.operations().replayer.replay(event_id)
    assert (replayed.result, await line.state_of(event_id)) == (Result.NO_DOCUMENT, State.HELD)


async def test_an_order_that_was_written_is_written_no_second_time_by_a_replay(afas_line: Line) -> None:
    line, replayer = afas_line, afas_line.program.operations().replayer
    async with line.worker():
        written = await polled(line)
        [first] = await line.ended(written)
        replayed = await replayer.replay(written)
        assert replayed.result is Result.ACCEPTED
        [again] = await line.ended(str(replayed.event_id))
        assert (again.summary.event.state, again.summary.number) == (State.SKIPPED, first.summary.number)
        await line.program.store.state.delete(*await _links(line))
        without_link = await replayer.replay(written)
        [found] = await line.ended(str(without_link.event_id))
    assert (found.summary.event.state, found.summary.number) == (State.SKIPPED, first.summary.number)
    assert len(line.books.orders) == 1


async def test_an_order_whose_poll_was_skipped_is_found_and_carried_by_reconciling(afas_line: Line) -> None:
    line, reconciler = afas_line, afas_line.program.operations().reconciler
    source = line.program.flows[FLOW].source
    past_it = source.cursor_at(datetime.now(UTC))  # type: ignore[attr-defined]  # AFAS can be read
    await FlowNotes(line.program.store).move(FLOW, past_it)
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
        await eventually(lambda: _is(line, event_id, State.WRITTEN), within=20)
        assert len(line.books.orders) == 1


async def test_a_held_order_expires_after_a_short_retention_and_its_reference_can_still_be_carried(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    orders, short = OrderBooks(orders_with(MISSING_SKU)), {"retention": {"events": "1s"}}
    async with open_line(redis_server, tmp_path, orders=orders, changes=short) as line, line.worker():
        event_id = await polled(line)
        [held] = await line.ended(event_id)

        async def swept_away() -> bool:
            await line.program.housekeeping().sweep()
            return await line.state_of(event_id) is State.EXPIRED

        await eventually(swept_away, within=10)
        assert not await line.program.store.payload.exists(line.program.store.keys.payload(event_id))
        add_article(line, MISSING_SKU)
        reference = held.summary.event.reference
        replayed = await line.program.operations().replayer.replay_reference(FLOW, reference)
        assert (replayed.result, replayed.event_id) == (Result.RELEASED, event_id)
        await eventually(lambda: _is(line, event_id, State.WRITTEN), within=20)


async def test_the_commands_do_what_they_say_and_their_exit_status_tells_it(line: Line) -> None:
    async with line.worker():
        held, other = await line.accepted(missing_article("1")), await line.accepted(missing_article("2"))
        await line.ended(held, other)
    status, said = await relay(line, "replay", "--flow", "shop-orders", "--state", "held")
    assert (status, said) == (0, "2 events would be carried again. Run it again with --yes to carry them.\n")
    status, said = await relay(line, "cancel", other)
    assert (status, said) == (0, f"{other}: cancelled; it was held.\n")
    status, said = await relay(line, "replay", held)
    assert (status, said.split(": ")[:2]) == (0, [held, "released"])
    assert (await line.state_of(held), await line.state_of(other)) == (State.WAITING, State.CANCELLED)
    assert (await relay(line, "cancel", "0" * 32))[0] == 1
    status, said = await relay(line, "reconcile", FLOW, "--since", "2d")
    assert (status, said.splitlines()[1]) == (0, "  0 there, 0 under way, 0 missing")
    assert (await relay(line, "reconcile", "shop-orders"))[0] == 2


async def relay(line: Line, *words: str) -> tuple[int | None, str]:
    """Run the command as an operator does; its exit status and what it prints."""
    said = await said_by("-m", "relay", *words, "--config", str(line.config), environment=line.environment)
    return said.status, said.out


async def _is(line: Line, event_id: str, state: State) -> bool:
    return await line.state_of(event_id) is state


async def _links(line: Line) -> list[bytes]:
    state, prefix = line.program.store.state, line.program.store.keys.link("")
    return [key async for key in state.scan_iter(f"{prefix}*")]


async def _reconciled(line: Line) -> Any:
    """What a comparison found that carries, once Redis answers again."""
    try:
        return await line.program.operations().reconciler.reconcile(FLOW, WEEK, carry=True)
    except Exception as error:  # noqa: BLE001 - the connections of before the restart break at their first use
        assert "Redis" in str(error)  # noqa: PT017 - told apart here, not expected
        return None
