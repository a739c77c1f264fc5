"""What an operator does with orders that were held, failed or missed, from the source's books to the target's."""

from pathlib import Path
from typing import Any

import pytest

from handlers.sandboxes.afas.books import OrderBooks
from handlers.sandboxes.demonstration.accountview_books import bare_books
from handlers.sandboxes.demonstration.afas_books import MISSING_SKU
from handlers.vendors.accountview.target.opening import AccountViewOrderTarget
from relay.care.activity import Pile
from relay.care.selection import Result
from relay.demo.embedded import EmbeddedRedis
from relay.model import State
from tests.ageing import let_them_age
from tests.line.afas_orders import FLOW, add_article, orders_with, polled, relay, stands
from tests.line.household import Line, open_line, webshop_order
from tests.waiting import eventually


def missing_article(number: str = "1") -> dict[str, Any]:
    return webshop_order(number, lines=[{"sku": "NIEUW-001", "quantity": 1, "unit_price": "1.00", "vat_rate": 21}])


async def test_an_order_held_for_an_article_is_written_once_the_article_is_there_and_it_is_replayed(line: Line) -> None:
    replayer = line.program.operations().replayer
    async with line.worker():
        event_id = await line.accepted(missing_article())
        [held] = await line.ended(event_id)
        assert held.summary.event.state is State.HELD
        add_article(line, "NIEUW-001")
        assert (await replayer.replay(event_id)).result is Result.RELEASED
        await eventually(lambda: stands(line, event_id, State.WRITTEN), within=20)
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
        await eventually(lambda: stands(line, event_id, State.WRITTEN), within=20)
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
        await eventually(lambda: stands(line, event_id, State.WRITTEN), within=20)
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


async def test_a_held_order_expires_after_its_retention_and_its_reference_can_still_be_carried(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    orders = OrderBooks(orders_with(MISSING_SKU))
    async with open_line(redis_server, tmp_path, orders=orders) as line, line.worker():
        event_id = await polled(line)
        [held] = await line.ended(event_id)
        await line.program.housekeeping().sweep()
        assert await line.state_of(event_id) is State.HELD
        assert await let_them_age(line.program.store, line.program.settings.retention.events) == 1
        await line.program.housekeeping().sweep()
        assert await line.state_of(event_id) is State.EXPIRED
        assert not await line.program.store.payload.exists(line.program.store.keys.payload(event_id))
        add_article(line, MISSING_SKU)
        reference = held.summary.event.reference
        replayed = await line.program.operations().replayer.replay_reference(FLOW, reference)
        assert (replayed.result, replayed.event_id) == (Result.RELEASED, event_id)
        await eventually(lambda: stands(line, event_id, State.WRITTEN), within=20)


async def test_the_commands_do_what_they_say_and_their_exit_status_tells_it(line: Line) -> None:
    async with line.worker():
        held, other = await line.accepted(missing_article("1")), await line.accepted(missing_article("2"))
        await line.ended(held, other)
    status, said = await relay(line, "replay", "--flow", "shop-orders", "--state", "held")
    assert (status, said) == (0, "2 events would be carried again. Run it again with --yes to carry them.\n")
    status, said = await relay(line, "cancel", other)
    assert (status, said) == (0, f"{other}: cancelled; it was held.\n")
    status, said = await relay(line, "replay", held)
    assert (status, said.split(": ")[0], "it waits again" in said) == (0, held, True)
    assert (await line.state_of(held), await line.state_of(other)) == (State.WAITING, State.CANCELLED)
    assert (await relay(line, "cancel", "0" * 32))[0] == 1
    status, said = await relay(line, "reconcile", FLOW, "--since", "2d")
    assert (status, said.splitlines()[1]) == (0, "  0 there, 0 under way, 0 missing")
    assert (await relay(line, "reconcile", "shop-orders"))[0] == 2


async def _links(line: Line) -> list[bytes]:
    state, prefix = line.program.store.state, line.program.store.keys.link("")
    return [key async for key in state.scan_iter(f"{prefix}*")]
