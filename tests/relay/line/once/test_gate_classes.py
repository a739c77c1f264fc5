"""Who goes first where many wait at a gate: the first class does, the others get their share, and bulk leaves room."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from relay.errors import Contended
from relay.line.background import end
from relay.line.once.gate import SharedGate
from relay.line.once.right_of_way import CLASS, TURNS, Class, calls_of
from relay.line.once.visiting_gate import VisitingGate
from relay.settings.connections import ConnectionSettings
from relay.store.store import Store
from tests.relay.line.once.shut_gates import BREAKER
from tests.waiting import eventually

LATER = [Class.BULK, Class.PRODUCT, Class.CUSTOMER, Class.STOCK, Class.ORDER_STATUS]


def gate_of(store: Store, places: int = 1, **settings: Any) -> SharedGate:
    made = ConnectionSettings(vendor="some", parallel_calls=places, breaker=BREAKER, **settings)
    return SharedGate(store, "books", made)


class Calls:
    """Calls at one gate, each of which stays inside until it is let go, and the order in which they came in."""

    def __init__(self, store: Store, gate: SharedGate) -> None:
        self._store = store
        self._gate = gate
        self._leave: dict[str, asyncio.Event] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self.inside: list[str] = []
        self.came_in: list[str] = []

    async def begin(self, name: str, of: Class) -> None:
        """Ask for a place, and return when the call is inside or stands in the line."""
        before = await self.waiting()
        self._leave[name] = asyncio.Event()
        self.tasks[name] = asyncio.create_task(self._call(name, of))

        async def has_asked() -> bool:
            return name in self.inside or await self.waiting() > before

        await eventually(has_asked)

    def finish(self, name: str) -> None:
        self._leave[name].set()

    async def finish_all(self) -> None:
        for leave in self._leave.values():
            leave.set()
        await asyncio.gather(*self.tasks.values())

    async def waiting(self) -> int:
        return int(await self._store.state.zcard(self._store.keys.gate_line("books")))

    async def _call(self, name: str, of: Class) -> None:
        with calls_of(of):
            async with self._gate.call("GET X"):
                self.inside.append(name)
                self.came_in.append(name)
                await self._leave[name].wait()
                self.inside.remove(name)


@asynccontextmanager
async def calls_at(store: Store, gate: SharedGate) -> AsyncIterator[Calls]:
    calls = Calls(store, gate)
    try:
        yield calls
    finally:
        await end(*calls.tasks.values())


@asynccontextmanager
async def busy(gate: SharedGate, of: Class, calls: int, seen: Callable[[], None] = lambda: None) -> AsyncIterator[None]:
    """So many callers of a class that make one call after another; ``seen`` is called in each."""

    async def call_on() -> None:
        with calls_of(of):
            while True:
                async with gate.call("GET X"):
                    seen()

    running = [asyncio.create_task(call_on()) for _ in range(calls)]
    try:
        yield
    finally:
        await end(*running)


class TestTheFirstClass:
    async def test_a_free_place_goes_to_the_first_class_that_waits_and_there_to_the_first_that_came(
        self, store: Store
    ) -> None:
        async with calls_at(store, gate_of(store)) as calls:
            await calls.begin("first", Class.BULK)
            for of in [*LATER, Class.ORDER]:
                await calls.begin(f"{of.name} 1", of)
                await calls.begin(f"{of.name} 2", of)
            await calls.finish_all()
            assert calls.came_in == ["first", *(f"{of.name} {number}" for of in Class for number in (1, 2))]

    async def test_calls_of_another_process_wait_in_the_same_line(self, store: Store, second_store: Store) -> None:
        async with (
            calls_at(store, gate_of(store)) as calls,
            calls_at(second_store, gate_of(second_store)) as others,
        ):
            await calls.begin("first", Class.ORDER)
            await calls.begin("product", Class.PRODUCT)
            await others.begin("order", Class.ORDER)
            calls.finish("first")
            await eventually(lambda: others.inside)
            assert calls.inside == []

    async def test_an_order_waits_for_one_call_of_bulk_at_the_most_where_there_is_one_place(self, store: Store) -> None:
        gate, begun = gate_of(store), list[int]()

        async with busy(gate, Class.BULK, 3, lambda: begun.append(1)):
            for _ in range(20):
                before = len(begun)
                async with gate.call("GET X"):
                    assert len(begun) <= before + 2  # one may be on its way inside

    async def test_between_two_calls_of_an_order_nothing_goes_first_that_waits(self, store: Store) -> None:
        gate = gate_of(store)
        async with calls_at(store, gate) as calls:
            async with gate.call("GET X"):
                await calls.begin("bulk", Class.BULK)
            for _ in range(5):
                async with gate.call("GET X"):
                    assert calls.inside == []
            await eventually(lambda: calls.inside)

    async def test_a_person_who_looks_comes_as_early_as_an_order(self, store: Store) -> None:
        gate = gate_of(store)
        looking = VisitingGate(
            store, "books", ConnectionSettings(vendor="some", parallel_calls=1), BREAKER.longest_pause
        )
        async with busy(gate, Class.CUSTOMER, 5):
            for _ in range(5):
                async with looking.call():
                    pass

    async def test_a_look_that_finds_no_place_says_so(self, store: Store) -> None:
        async with gate_of(store).call():
            settings = ConnectionSettings(vendor="some", parallel_calls=1)
            looking = VisitingGate(store, "books", settings, BREAKER.longest_pause, BREAKER.first_pause)
            with pytest.raises(Contended, match="all 1 calls to books are in use"):
                async with looking.call():
                    pass


class TestTheLaterClasses:
    @pytest.mark.parametrize("places", [1, 2])
    async def test_of_20_calls_in_a_row_each_class_that_waits_gets_one(self, store: Store, places: int) -> None:
        gate = gate_of(store, places)
        async with (
            calls_at(store, gate) as calls,
            busy(gate, Class.ORDER, places + 3, lambda: calls.came_in.append("order")),
        ):
            for name in ("1", "2", "3"):
                await calls.begin(name, Class.BULK)
                before = len(calls.came_in)
                await eventually(lambda: calls.inside)
                assert calls.came_in[before:].index(name) < TURNS
                calls.finish(name)
                await calls.tasks[name]

    async def test_bulk_leaves_the_last_place_free(self, store: Store) -> None:
        async with calls_at(store, gate_of(store, 3)) as calls:
            for name in ("bulk 1", "bulk 2", "bulk 3"):
                await calls.begin(name, Class.BULK)
            assert calls.inside == ["bulk 1", "bulk 2"]
            await calls.begin("order", Class.ORDER)
            assert calls.inside == ["bulk 1", "bulk 2", "order"]
            calls.finish("bulk 1")
            await calls.tasks["bulk 1"]
            await calls.begin("product", Class.PRODUCT)
            assert calls.inside == ["bulk 2", "order", "product"]

    async def test_bulk_leaves_a_quarter_of_the_calls_a_minute(self, store: Store) -> None:
        async def within_one_minute() -> bool:
            gate = SharedGate(store, f"books-{await minute()}", ConnectionSettings(vendor="some", calls_per_minute=4))
            began, done = await minute(), 0

            async def call(of: Class) -> None:
                nonlocal done
                with calls_of(of):
                    async with gate.call():
                        done += 1

            for _ in range(3):
                await call(Class.BULK)
            fourth = asyncio.create_task(call(Class.BULK))
            await asyncio.wait([fourth], timeout=0.2)
            await call(Class.ORDER)
            await end(fourth)
            return await minute() == began and done == 4

        async def minute() -> int:
            return int((await store.state.time())[0]) // 60

        await eventually(within_one_minute)


class TestTheLine:
    async def test_one_who_gives_up_stands_in_it_no_more(self, store: Store) -> None:
        async with calls_at(store, gate_of(store)) as calls:
            await calls.begin("first", Class.BULK)
            await calls.begin("order", Class.ORDER)
            await end(calls.tasks["order"])
            assert await calls.waiting() == 0

    async def test_one_whose_worker_was_killed_keeps_nobody_back_for_long(self, store: Store) -> None:
        seconds, _ = await store.state.time()
        await store.state.zadd(store.keys.gate_line("books"), {"0-killed": seconds * 1000})
        await store.state.zadd(store.keys.gate_line_seen("books"), {"0-killed": seconds * 1000 + 500})
        with calls_of(Class.PRODUCT):
            async with gate_of(store).call():
                pass
        assert not await store.state.exists(store.keys.gate_line("books"), store.keys.gate_line_seen("books"))

    async def test_nothing_is_kept_of_calls_that_never_had_to_wait(self, store: Store) -> None:
        async with gate_of(store, 2).call("GET X"):
            pass
        names = [store.keys.gate_line("books"), store.keys.gate_line_seen("books"), store.keys.gate_turns("books")]
        assert not await store.state.exists(*names)


async def test_a_call_is_of_the_class_of_orders_where_nobody_says_otherwise() -> None:
    assert CLASS.get() is Class.ORDER
