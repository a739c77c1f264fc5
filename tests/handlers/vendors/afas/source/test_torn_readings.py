"""An order of AFAS is read in two calls, and is of one moment all the same."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from aiohttp import web

from handlers.sandboxes.afas import OrderBooks
from handlers.sandboxes.afas.faults import Faults
from relay.errors import Transient
from tests.handlers.vendors.afas.source.polling import OVERLAP, polling
from tests.handlers.vendors.afas.support import Clock, orders

NUMBER = "60000001"


class Meanwhile(Faults):
    """Somebody who does something right before lines are read, so many times."""

    def __init__(self, act: Callable[[], None], times: int = 1) -> None:
        super().__init__()
        self.calls = 0
        self._act = act
        self._times = times

    async def meet(self, request: web.Request) -> web.StreamResponse | None:
        self.calls += 1
        if "lines" in request.path.lower() and self._times:
            self._times -= 1
            self._act()
        return await super().meet(request)


def changing(books: OrderBooks, **words: str) -> Callable[[], None]:
    """Each time another remark, another quantity, and what else is given."""
    quantities = iter(range(9, 99))

    def change() -> None:
        quantity = next(quantities)
        books.change(NUMBER, remark=f"now {quantity}", **words)
        books.change_line(NUMBER, 1, quantity=Decimal(quantity))

    return change


async def test_an_order_that_changes_between_the_two_calls_is_read_again() -> None:
    clock = Clock()
    books = OrderBooks(orders(2), clock=clock)
    async with polling(books, clock) as (source, sandbox):
        sandbox.faults = Meanwhile(changing(books))
        order = source.read(await source.fetch(NUMBER))
        assert (order.remark, order.lines[0].quantity) == ("now 9", Decimal(9))


async def test_one_that_changes_all_the_while_is_left_to_the_next_poll() -> None:
    clock = Clock()
    books = OrderBooks(orders(1), clock=clock)
    async with polling(books, clock) as (source, sandbox):
        sandbox.faults = Meanwhile(changing(books), times=9)
        with pytest.raises(Transient, match="changes all the while"):
            await source.fetch(NUMBER)


async def test_one_that_is_not_wanted_any_more_by_then_is_left_out_of_a_poll() -> None:
    clock = Clock()
    books = OrderBooks(orders(2), clock=clock)
    async with polling(books, clock, wanted={"status": ("confirmed",)}) as (source, sandbox):
        sandbox.faults = Meanwhile(changing(books, status="concept"))
        read = [
            source.identify(document).reference
            async for page in source.changed_since(source.cursor_at(None), OVERLAP)
            for document in page.documents
        ]
        assert read == ["60000002"]


async def test_one_that_is_deleted_meanwhile_is_not_there() -> None:
    clock = Clock()
    books = OrderBooks(orders(1), clock=clock)
    async with polling(books, clock) as (source, sandbox):
        sandbox.faults = Meanwhile(lambda: books.delete(NUMBER))
        assert await source.fetch(NUMBER) is None


async def test_an_order_at_rest_costs_no_further_call() -> None:
    clock = Clock()
    books = OrderBooks(orders(1), clock=clock)
    async with polling(books, clock) as (source, sandbox):
        sandbox.faults = seen = Meanwhile(lambda: None)
        await source.fetch(NUMBER)
        fresh, seen.calls = seen.calls, 0
        clock.move(minutes=2)
        await source.fetch(NUMBER)
        assert (fresh, seen.calls) == (3, 2)
