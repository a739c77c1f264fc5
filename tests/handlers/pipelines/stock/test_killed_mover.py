"""Whoever moves stock is killed beside each note and beside the call: the next one goes on, and doubles nothing."""

import signal
from contextlib import suppress
from decimal import Decimal
from typing import Final, get_args

import pytest

from relay.demo.embedded import EmbeddedRedis
from relay.errors import Unconfirmed
from relay.store.store import Store
from tests.conftest import make_queue
from tests.handlers.pipelines.stock.killed_mover import LOCKS_END, VAULT, KeptBooks, ticket_of
from tests.handlers.pipelines.stock.stock_books import KEY, OVER, Moment, Mover
from tests.processes import said_by

MOMENTS: Final = get_args(Moment)
BOOKED: Final = {"kill_after", "before_end", "after_end"}
"""Moments at which the difference stands in the books already."""


@pytest.mark.parametrize("moved", [-2, 2], ids=["a sale", "a receipt"])
@pytest.mark.parametrize(
    "moment", ["before_note", "after_note", "kill_before", "kill_after", "before_end", "after_end"]
)
async def test_a_process_killed_at_any_step_is_gone_on_from_there(
    moment: str, moved: int, redis_server: EmbeddedRedis, instance: str, store: Store
) -> None:
    mover = Mover(store, VAULT, make_queue(store), LOCKS_END)
    books = await KeptBooks(store=store).load()
    await mover.move(books, 10 - 1, await mover.ticket(1))  # so that the list is known to show what is booked
    await mover.move(books, 10, await mover.ticket(1))
    ticket = await mover.ticket(2)
    program = "tests.handlers.pipelines.stock.killed_mover"
    killed = await said_by("-m", program, redis_server.url, instance, moment, ticket.lease.event_id, ticket.lease.token)
    assert killed.status == -signal.SIGKILL, killed.err
    books = await KeptBooks(store=store).load()
    assert len(books.entries) == (3 if moment in BOOKED else 2)
    books.levels[KEY] += moved
    ticket = ticket_of(ticket.lease.event_id, ticket.lease.token)
    for _ in range(3):
        with suppress(Unconfirmed):
            await mover.move(books, 8, ticket)
        await mover.pass_seconds(books, OVER.total_seconds())
    assert not books.doubled
    by = 8 - (10 + moved) if moment == "before_note" else Decimal(-2)
    assert [amount for _, amount in books.entries] == [-1, 1, by][: 2 + bool(by)]
    await mover.move(books, 8, await mover.ticket(3))
    assert books.levels[KEY] == 8
