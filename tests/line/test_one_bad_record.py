"""One record that AccountView has something against keeps no other waiting."""

from pathlib import Path

from handlers.sandboxes.accountview.faults import Fault
from relay.demo.embedded import EmbeddedRedis
from relay.line.once.breakers import read_breakers
from relay.model import State
from tests.line.household import Line, open_line, webshop_order

SOON = {"retry": {"first": "20ms", "most": "50ms", "same_answers": 3}}
LATER = 12


async def shut(line: Line) -> bool:
    return bool(await read_breakers(line.program.store))


async def test_an_order_of_a_year_without_an_administration_is_held_and_the_others_are_written(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    async with open_line(redis_server, tmp_path, target={"book_orders_in": "order_date"}) as line, line.worker():
        old = await line.accepted(webshop_order("old", ordered_on="2019-03-01"))
        [story] = await line.ended(old)
        assert story.summary.event.state is State.HELD
        assert "no administration for fiscal year 2019" in story.summary.reason
        others = [await line.accepted(webshop_order(str(n))) for n in range(LATER)]
        stories = await line.ended(*others, within=30)
        assert not await shut(line)
    assert {story.summary.event.state for story in stories} == {State.WRITTEN}


async def test_one_unexplained_500_on_a_read_delays_nobody(redis_server: EmbeddedRedis, tmp_path: Path) -> None:
    async with open_line(redis_server, tmp_path, changes=SOON) as line, line.worker():
        line.accountview.faults.next(Fault.UNEXPLAINED, method="GET")
        events = [await line.accepted(webshop_order(str(n))) for n in range(LATER)]
        stories = await line.ended(*events, within=30)
        assert not await shut(line)
    assert {story.summary.event.state for story in stories} == {State.WRITTEN}


async def test_a_record_that_is_never_explained_is_held_in_the_end_and_its_write_is_looked_up_each_time(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    horizon = {"commit_horizon": "200ms"}
    async with open_line(redis_server, tmp_path, changes=SOON, target=horizon) as line, line.worker():
        line.accountview.faults.next(Fault.UNEXPLAINED, times=3, method="POST", business_object="SO1")
        event = await line.accepted(webshop_order("1"))
        [story] = await line.ended(event, within=30)
        assert story.summary.event.state is State.HELD
        assert "the same answer 3 times; look there first" in story.summary.reason
        assert line.books.calls["POST", "SO1"] == 3
        other = await line.accepted(webshop_order("2"))
        [written] = await line.ended(other, within=30)
        assert written.summary.event.state is State.WRITTEN
        assert not await shut(line)


async def test_a_write_that_was_answered_with_an_unexplained_500_and_stands_in_the_books_is_found(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    async with open_line(redis_server, tmp_path, changes=SOON) as line, line.worker():
        line.accountview.faults.next(Fault.STORE_THEN_UNEXPLAINED, business_object="SO1")
        event = await line.accepted(webshop_order("1"))
        [story] = await line.ended(event, within=30)
        assert story.summary.event.state is State.WRITTEN
        assert len(line.books.orders) == 1
