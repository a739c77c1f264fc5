"""A level that got no answer: never lost, never told after a newer one, and told again where it may come last."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from handlers.contracts.records import Repeat
from handlers.contracts.stock import Level, LevelKey
from relay.errors import Unconfirmed
from relay.model import State
from tests.handlers.pipelines.stock.desk import StockDesk, place, stock
from tests.handlers.pipelines.stock.fake_shop import FakeShop
from tests.plain import as_told


def carried_out(shop: FakeShop) -> Callable[[Level], None]:
    """A fault: it is carried out, and its answer lost."""

    def lose(level: Level) -> None:
        shop.carry_out(level)
        raise Unconfirmed(as_told("no answer"))

    return lose


async def test_where_the_shop_knows_keys_it_is_sent_again_at_once_and_that_is_all(
    desk: StockDesk, shop: FakeShop
) -> None:
    shop.repeat, shop.faults = Repeat.KEY, [carried_out(shop)]
    ticket = await desk.ticket()
    states = [(await desk.run(ticket)).state for _ in range(2)]
    assert (states, len(shop.sent)) == ([State.UNCONFIRMED, State.WRITTEN], 2)


async def test_where_the_method_replaces_it_is_told_once_more_when_the_first_may_not_come_any_more(
    desk: StockDesk, shop: FakeShop
) -> None:
    shop.faults = [shop.keep_for_later]
    ticket = await desk.ticket()
    states = [(await desk.run(ticket)).state for _ in range(3)]
    assert (states, len(shop.sent)) == ([State.UNCONFIRMED] * 3, 2)
    await desk.pass_horizon()
    last = await desk.run(ticket)
    assert (last.state, len(shop.sent), shop.level()) == (State.WRITTEN, 3, "5"), last


async def test_a_level_that_comes_late_does_not_stay_over_a_newer_one(desk: StockDesk, shop: FakeShop) -> None:
    shop.faults = [shop.keep_for_later]
    first = await desk.ticket(stock("A-1", place(5)))
    assert (await desk.run(first)).state is State.UNCONFIRMED
    newer = await desk.ticket(stock("A-1", place(0)))
    assert (await desk.run(newer)).state is State.UNCONFIRMED
    assert shop.level() == "0"
    shop.come_late()
    assert shop.level() == "5"
    await desk.pass_horizon()
    assert ((await desk.run(newer)).state, shop.level()) == (State.WRITTEN, "0")
    assert (await desk.run(first)).state is State.SUPERSEDED
    assert shop.level() == "0"


async def test_back_to_the_level_before_it_is_told_though_that_was_the_last_known(
    desk: StockDesk, shop: FakeShop
) -> None:
    await desk.carry(stock("A-1", place(5)))
    shop.faults = [carried_out(shop)]
    assert (await desk.carry(stock("A-1", place(3)))).state is State.UNCONFIRMED
    await desk.carry(stock("A-1", place(5)))
    assert shop.level() == "5"


async def test_where_a_look_up_decides_nothing_is_sent_until_it_can_not_come_any_more(
    desk: StockDesk, shop: FakeShop
) -> None:
    shop.repeat, shop.shows, shop.levels = Repeat.LOOK_UP, True, {LevelKey("A-1"): Decimal(1)}
    shop.faults = [shop.keep_for_later]
    ticket = await desk.ticket()
    states = [(await desk.run(ticket)).state for _ in range(3)]
    assert (states, len(shop.sent)) == ([State.UNCONFIRMED] * 3, 1)
    await desk.pass_horizon()
    assert ((await desk.run(ticket)).state, len(shop.sent)) == (State.UNCONFIRMED, 2)
    await desk.pass_horizon()
    assert ((await desk.run(ticket)).state, len(shop.sent), shop.level()) == (State.WRITTEN, 2, "5")


async def test_where_a_look_up_shows_it_it_is_settled_and_not_sent_again(desk: StockDesk, shop: FakeShop) -> None:
    shop.repeat, shop.shows, shop.levels = Repeat.LOOK_UP, True, {LevelKey("A-1"): Decimal(1)}
    shop.faults = [carried_out(shop)]
    ticket = await desk.ticket()
    states = [(await desk.run(ticket)).state for _ in range(2)]
    assert (states, len(shop.sent)) == ([State.UNCONFIRMED, State.WRITTEN], 1)


async def test_where_nothing_may_be_told_twice_it_is_held_for_a_person(desk: StockDesk, shop: FakeShop) -> None:
    shop.repeat, shop.faults = Repeat.NONE, [carried_out(shop)]
    ticket = await desk.ticket()
    states = [(await desk.run(ticket)).state for _ in range(2)]
    await desk.pass_horizon()
    held = await desk.run(ticket)
    assert (states, held.state, len(shop.sent)) == ([State.UNCONFIRMED, State.HELD], State.HELD, 1), held
    assert "repeat: none" in held.problems[0].rule


@pytest.mark.parametrize("after", [False, True], ids=["before it is sent", "once it was sent"])
@pytest.mark.parametrize("repeat", [Repeat.KEY, Repeat.METHOD])
async def test_a_process_that_dies_at_the_write_leaves_the_level_right(
    desk: StockDesk, shop: FakeShop, *, after: bool, repeat: Repeat
) -> None:
    class KilledError(BaseException):
        """A process that is no more."""

    def die(level: Level) -> None:
        if after:
            shop.carry_out(level)
        raise KilledError

    shop.repeat, shop.faults = repeat, [die]
    ticket = await desk.ticket()
    with pytest.raises(KilledError):
        await desk.run(ticket)
    await desk.pass_horizon()
    assert ((await desk.run(ticket)).state, shop.level()) == (State.WRITTEN, "5")
