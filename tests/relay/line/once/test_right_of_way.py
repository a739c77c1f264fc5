"""What a system bears one call of at a time goes to the first class that waits, and who holds it hurries for them."""

import asyncio

from relay.line.background import end
from relay.line.once.gate import SharedGate
from relay.line.once.right_of_way import Class, OneAtATime, calls_of, precedence
from relay.settings.connections import ConnectionSettings
from relay.store.store import Store
from tests.waiting import eventually


class Holders:
    """Those who hold a lock one after another, in the order in which they got it."""

    def __init__(self) -> None:
        self.lock = OneAtATime()
        self.held: list[str] = []
        self.leave = asyncio.Event()
        self.tasks: list[asyncio.Task[None]] = []

    async def ask(self, name: str, of: Class) -> asyncio.Task[None]:
        asked = asyncio.Event()

        async def hold() -> None:
            with calls_of(of):
                asked.set()
                async with self.lock.hold():
                    self.held.append(name)
                    await self.leave.wait()

        task = asyncio.create_task(hold())
        self.tasks.append(task)
        await asked.wait()
        return task

    async def let_all_go(self) -> list[str]:
        self.leave.set()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        return self.held


async def test_it_goes_to_the_first_class_that_waits_and_there_to_the_first_that_came() -> None:
    holders = Holders()
    for name, of in [("first", Class.BULK), ("bulk", Class.BULK), ("a", Class.ORDER), ("b", Class.ORDER)]:
        await holders.ask(name, of)
    assert await holders.let_all_go() == ["first", "a", "b", "bulk"]


async def test_one_who_gives_up_waiting_is_passed_over() -> None:
    holders = Holders()
    await holders.ask("first", Class.BULK)
    gives_up = await holders.ask("order", Class.ORDER)
    await holders.ask("bulk", Class.BULK)
    await end(gives_up)
    assert await holders.let_all_go() == ["first", "bulk"]


async def test_one_who_is_cut_off_as_it_gets_the_lock_hands_it_on() -> None:
    lock, inside = OneAtATime(), asyncio.Event()

    async def hold() -> None:
        async with lock.hold():
            await inside.wait()

    async with lock.hold():
        cut_off, after = asyncio.create_task(hold()), asyncio.create_task(hold())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    inside.set()
    await end(cut_off)  # it has been handed over, and has not run since
    await asyncio.wait_for(after, 5)
    assert cut_off.cancelled()


async def test_who_holds_it_counts_as_of_the_first_class_behind_it() -> None:
    holders = Holders()
    with calls_of(Class.BULK):
        async with holders.lock.hold():
            assert precedence() is Class.BULK
            await holders.ask("customer", Class.CUSTOMER)
            assert precedence() is Class.CUSTOMER
            gives_up = await holders.ask("order", Class.ORDER)
            assert precedence() is Class.ORDER
            await end(gives_up)
            assert precedence() is Class.CUSTOMER
        assert precedence() is Class.BULK
    await holders.let_all_go()


async def test_a_reading_that_waits_for_a_place_takes_an_order_along_that_waits_for_its_end(store: Store) -> None:
    """The order waits for the connector that the reading holds; products would go before the reading alone."""
    gate = SharedGate(store, "books", ConnectionSettings(vendor="some", parallel_calls=1))
    lock, leave = OneAtATime(), asyncio.Event()
    came_in: list[str] = []

    async def call(name: str, of: Class, *, locks: bool = False) -> None:
        with calls_of(of):
            if not locks:
                async with gate.call():
                    came_in.append(name)
                return
            async with lock.hold(), gate.call():
                came_in.append(name)

    async def hold_the_place() -> None:
        async with gate.call():
            came_in.append("first")
            await leave.wait()

    async def waiting() -> int:
        return int(await store.state.zcard(store.keys.gate_line("books")))

    tasks = [asyncio.create_task(hold_the_place())]
    await eventually(lambda: came_in)
    for number, (name, of, locks) in enumerate(
        [("product", Class.PRODUCT, False), ("reading", Class.BULK, True), ("order", Class.ORDER, True)]
    ):
        tasks.append(asyncio.create_task(call(name, of, locks=locks)))

        async def stands(least: int = min(number + 1, 2)) -> bool:
            return await waiting() >= least

        await eventually(stands)

    async def hurries() -> bool:
        first = await store.state.zrange(store.keys.gate_line("books"), 0, 0)
        return bool(first) and first[0].startswith(b"5")

    await eventually(hurries)
    leave.set()
    await asyncio.gather(*tasks)
    assert came_in.index("reading") < came_in.index("product")
