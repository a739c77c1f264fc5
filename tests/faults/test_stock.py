"""A stock mutation in AFAS is never doubled: lost answers, late commits, kill -9, goods that move by as much."""

import os
import random
import signal
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final, get_args

import pytest

from handlers.sandboxes.afas.write_faults import LATE, UNANSWERED, WriteFault
from relay.demo.embedded import EmbeddedRedis
from relay.errors import Hold, RunEnd, Unconfirmed
from relay.model import Ticket
from relay.store.store import Store
from tests.conftest import make_queue
from tests.faults.stock_house import KEY, VAULT, StockHouse, open_stock_house, ticket_of
from tests.handlers.pipelines.stock.killed_mover import LOCKS_END
from tests.handlers.pipelines.stock.stock_books import OVER, Moment, Mover, StockBooks
from tests.processes import said_by

MOMENTS: Final = get_args(Moment)
MOVED: Final = [-3, 3]
SOLD: Final = ["a receipt of the same size", "a sale of the same size"]


@pytest.fixture
async def house() -> AsyncIterator[StockHouse]:
    async with open_stock_house() as opened:
        yield opened


@pytest.fixture
def mover(store: Store) -> Mover:
    return Mover(store, VAULT, make_queue(store), LOCKS_END)


async def begun(mover: Mover, house: StockHouse) -> Ticket:
    """The list has shown what was booked, and 11 lie there."""
    await mover.move(house.target, 11, await mover.ticket(1), key=KEY)
    return await mover.ticket(2)


async def gone_on(mover: Mover, house: StockHouse, ticket: Ticket) -> None:
    """The event is carried again, now and after its horizon, as workers do."""
    for _ in range(3):
        with suppress(RunEnd):
            await mover.move(house.target, 8, ticket, key=KEY)
        await mover.pass_seconds(StockBooks(), OVER.total_seconds())


async def judged(mover: Mover, house: StockHouse, sold: int, amounts: list[Any]) -> None:
    """The verdict: from the sandbox's books alone; and the next level that is told is what lies there then."""
    assert house.doubled == []
    assert house.amounts == amounts
    assert house.level == 10 + sum(amounts) - sold
    await mover.move(house.target, 8, await mover.ticket(3), key=KEY)
    assert house.level == 8
    assert house.doubled == []


@pytest.mark.parametrize("sold", MOVED, ids=SOLD)
@pytest.mark.parametrize("fault", [one for one in WriteFault if one not in LATE])
async def test_whatever_becomes_of_the_answer(fault: WriteFault, sold: int, mover: Mover, house: StockHouse) -> None:
    ticket = await begun(mover, house)
    house.sandbox.write_faults.next(fault)
    with suppress(RunEnd):
        await mover.move(house.hurried if fault in UNANSWERED else house.target, 8, ticket, key=KEY)
    is_known = fault in {WriteFault.LOCKED, WriteFault.STORE_THEN_EMPTY}
    if not is_known:
        house.sell(sold)
    await gone_on(mover, house, ticket)
    await judged(mover, house, 0 if is_known else sold, [1, -3])


@pytest.mark.parametrize("sold", MOVED, ids=SOLD)
@pytest.mark.parametrize(
    ("seconds", "fault"),
    [
        (0, WriteFault.REFUSE_THEN_COMMIT),
        (1, WriteFault.COMMIT_LATER),
        (450, WriteFault.REFUSE_THEN_COMMIT),
        (899, WriteFault.COMMIT_LATER),
    ],
)
async def test_however_late_it_is_carried_out(
    seconds: int, fault: WriteFault, sold: int, mover: Mover, house: StockHouse
) -> None:
    ticket = await begun(mover, house)
    house.sandbox.write_faults.commit_delay = timedelta(hours=1)
    house.sandbox.write_faults.next(fault)
    with pytest.raises(Unconfirmed):
        await mover.move(house.hurried if fault in UNANSWERED else house.target, 8, ticket, key=KEY)
    house.sell(sold)
    with pytest.raises(Unconfirmed, match="not found yet"):
        await mover.move(house.target, 8, ticket, key=KEY)
    await mover.pass_seconds(StockBooks(), seconds)
    with suppress(Unconfirmed):
        await mover.move(house.target, 8, ticket, key=KEY)
    assert house.amounts == [1]
    await house.sandbox.commit_now()
    await gone_on(mover, house, ticket)
    await judged(mover, house, sold, [1, -3])


@pytest.mark.parametrize("sold", MOVED, ids=SOLD)
@pytest.mark.parametrize("moment", MOMENTS)
async def test_a_process_killed_at_any_step(
    moment: Moment, sold: int, redis_server: EmbeddedRedis, instance: str, mover: Mover, house: StockHouse
) -> None:
    ticket = await begun(mover, house)
    given = (redis_server.url, instance, house.sandbox.base_url, moment, ticket.lease.event_id, ticket.lease.token)
    environment = {**os.environ, "SANDBOX_TOKEN": house.sandbox.access.token}
    killed = await said_by("-m", "tests.faults.stock_house", *given, environment=environment)
    assert killed.status == -signal.SIGKILL, killed.err
    assert house.amounts == ([1, -3] if moment in {"before_end", "after_end"} else [1])
    house.sell(sold)
    await gone_on(mover, house, ticket_of(ticket.lease.event_id, ticket.lease.token))
    by = 8 - (11 - sold) if moment == "before_note" else -3
    await judged(mover, house, sold, [one for one in (1, by) if one])


@pytest.mark.parametrize("seed", range(4))
async def test_many_levels_with_faults_in_any_order(seed: int, mover: Mover, house: StockHouse) -> None:
    chance, sold, level = random.Random(seed), 0, 11
    await begun(mover, house)
    house.sandbox.write_faults.commit_delay = timedelta(hours=1)
    quick = [one for one in WriteFault if one.name not in {"STORE_THEN_HANG", "COMMIT_LATER"}]
    for ordinal in range(2, 12):
        level, ticket = level + chance.choice([-3, 3]), await mover.ticket(ordinal)
        if chance.random() < 0.7:
            house.sandbox.write_faults.next(chance.choice(quick))
        for _ in range(4):
            with suppress(RunEnd):
                await mover.move(house.target, level, ticket, key=KEY)
                break
            by = chance.choice([*MOVED, 0])
            house.sell(by)
            sold += by
            if chance.random() < 0.5:
                await house.sandbox.commit_now()
            await mover.pass_seconds(StockBooks(), chance.choice([1, 450]))
        assert house.doubled == []
        await house.sandbox.commit_now()
        await mover.pass_seconds(StockBooks(), OVER.total_seconds())
    await mover.move(house.target, level, await mover.ticket(99), key=KEY)
    assert house.level == level == 10 + sum(house.amounts) - sold
    assert house.doubled == []


async def test_without_a_list_of_mutations_one_whose_answer_is_lost_is_held(
    mover: Mover, house: StockHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = await begun(mover, house)
    monkeypatch.setattr(type(house.target), "mutation_list", "")
    house.sandbox.write_faults.next(WriteFault.STORE_THEN_DROP)
    with pytest.raises(Unconfirmed):
        await mover.move(house.target, 8, ticket, key=KEY)
    for one in (ticket, await mover.ticket(3)):
        with pytest.raises(Hold, match="is not known, and nothing shows it"):
            await mover.move(house.target, 5, one, key=KEY)
    assert house.amounts == [1, -3]
