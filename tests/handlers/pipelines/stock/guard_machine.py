"""Lets shops sell, the relay carry and books be read in any order, and judges each level by books of its own.

The judge knows what lies on the shelf, what was sold and what left it; it knows nothing of reservations or ordinals.
"""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from handlers.pipelines.stock.guard_settings import GuardSettings
from handlers.pipelines.stock.settings import Formula, StockSettings
from relay.demo.embedded import EmbeddedRedis
from relay.line.queue import Claim, Queue
from relay.model import State, new_token
from relay.settings.model import RetentionSettings
from relay.store.store import Store, open_store
from relay.store.vault import Vault
from tests.conftest import redis_settings
from tests.handlers.pipelines.stock.guard_desk import GuardDesk, article, lies
from tests.handlers.pipelines.stock.guard_world import Shown, Sold, World
from tests.relay.arrivals import ended
from tests.relay.parts import FLOW
from tests.relay.sold_desk import sale

PICK = st.integers(0, 99)
QUANTITY = st.integers(1, 5)
AT_ONCE = timedelta(0)


class GuardMachine(RuleBasedStateMachine):
    """Does to one article whatever shops, people, books and the relay may do to it."""

    server: EmbeddedRedis
    vault: Vault
    formula: Formula

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.Runner()
        self.closing = AsyncExitStack()
        self.store: Store = self.wait(
            self.closing.enter_async_context(open_store(redis_settings(self.server), f"guard-{new_token()}"))
        )
        self.desk = GuardDesk(self.store, self.vault, Queue(self.store, RetentionSettings(), timedelta(minutes=10)))
        guard = GuardSettings(goods_leave_after=timedelta(days=9))
        self.desk.settings = StockSettings(formula=self.formula, guard=guard)
        self.world = World()
        self.newest = 0
        self.is_due = False

    def teardown(self) -> None:
        try:
            self.all_is_known_in_the_end()
        finally:
            self.wait(self.closing.aclose())
            self.loop.close()

    def wait(self, call: Any) -> Any:
        return self.loop.run(call)

    @rule(quantity=QUANTITY, is_posted=st.booleans())
    def shop_sells(self, quantity: int, is_posted: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
        """The relay is told of it now or later."""
        number = str(7201 + len(self.world.orders))
        self.world.orders[number] = Sold(number, quantity)
        if is_posted:
            self.post(self.world.orders[number])

    @precondition(lambda self: self.world.all(event=""))
    @rule(pick=PICK)
    def post_arrives(self, pick: int) -> None:
        waiting = self.world.all(event="")
        self.post(waiting[pick % len(waiting)])

    def post(self, one: Sold) -> None:
        one.event = self.wait(self.desk.take(one.number, sale("A-1", str(one.quantity))))

    @precondition(lambda self: any(one.event and not one.is_booked and not one.is_off for one in self.world.all()))
    @rule(outcome=st.sampled_from([State.RETRYING, State.HELD, State.FAILED]))
    def order_is_not_written(self, outcome: State) -> None:
        claim = self.claim()
        if claim is not None:
            is_booked = self.sold_by(claim).is_booked  # then this run finds it there
            self.finish(claim, State.WRITTEN if is_booked else outcome)
            self.sold_by(claim).is_confirmed |= is_booked

    @rule(answer=st.sampled_from(["comes", "is late", "is lost"]))
    def order_is_sent_to_the_books(self, answer: str) -> None:
        """They have it from now on; the relay knows that once the answer came."""
        claim = self.claim()
        if claim is None:
            return
        self.sold_by(claim).is_booked = True
        self.world.carried.append(claim)
        if answer != "is late":
            self.answer_comes(is_known=answer == "comes")

    @precondition(lambda self: self.world.carried)
    @rule(is_known=st.booleans())
    def answer_comes(self, is_known: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
        """Or it is lost, and the next run finds the order in the books."""
        claim = self.world.carried.pop()
        self.finish(claim, State.WRITTEN if is_known else State.UNCONFIRMED)
        self.sold_by(claim).is_confirmed |= is_known

    @rule(pick=PICK, way=st.sampled_from(["cancel", "expire"]))
    def order_is_put_away(self, pick: int, way: str) -> None:
        """A person cancels what is not written, or its time is over."""
        running = {claim.lease.event_id for claim in self.world.carried}
        open_ones = [one for one in self.world.all(is_open=True, is_booked=False) if one.event not in {"", *running}]
        if not open_ones:
            return
        one = open_ones[pick % len(open_ones)]
        if way == "cancel":
            one.is_off = self.wait(self.desk.moves.cancel(one.event)).moved
        elif self.wait(self.desk.event(one.event)).state is State.HELD:
            self.wait(self.desk.expire(one.event))
            one.is_off = True

    @precondition(lambda self: self.world.all(is_off=True))
    @rule(pick=PICK)
    def order_is_replayed(self, pick: int) -> None:
        off = self.world.all(is_off=True)
        one = off[pick % len(off)]
        one.is_off = not self.wait(self.desk.moves.release(one.event, {"who": "operator", "what": "replayed"})).moved

    @rule(quantity=st.integers(-3, 5))
    def goods_come_or_are_found_missing(self, quantity: int) -> None:
        self.world.shelf += quantity

    @precondition(lambda self: self.world.all(is_booked=True, is_open=True))
    @rule(pick=PICK, is_told=st.booleans())
    def goods_leave(self, pick: int, is_told: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
        """A packing slip takes them off the shelf, and off what is reserved, in one stroke; it is told now or later."""
        booked = self.world.all(is_booked=True, is_open=True)
        one = booked[pick % len(booked)]
        one.has_left = True
        self.world.shelf -= one.quantity
        if is_told:
            self.tell_that_it_left(one)

    @precondition(lambda self: self.world.all(has_left=True, left_is_told=False))
    @rule(pick=PICK)
    def it_is_told_that_they_left(self, pick: int) -> None:
        left = self.world.all(has_left=True, left_is_told=False)
        self.tell_that_it_left(left[pick % len(left)])

    def tell_that_it_left(self, one: Sold) -> None:
        desk, quantity = self.desk, Decimal(one.quantity)
        self.wait(desk.reservations.deliver(desk.order(one.number), desk.article(), quantity))
        one.left_is_told = True

    @rule(is_answered=st.booleans())
    def read_begins(self, is_answered: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
        known = self.world.all(left_is_told=True) if self.formula == "on_hand" else self.world.all(is_confirmed=True)
        begun_with = frozenset(one.number for one in known)
        self.world.reads.append(Shown(self.wait(self.desk.ordinals.draw()), begun_with))
        if is_answered:
            self.answer(self.world.reads[-1])

    @precondition(lambda self: any(read.figure is None for read in self.world.reads))
    @rule(pick=PICK)
    def books_answer(self, pick: int) -> None:
        """What they show is so at this moment, whenever the answer is used."""
        waiting = [read for read in self.world.reads if read.figure is None]
        self.answer(waiting[pick % len(waiting)])

    def answer(self, read: Shown) -> None:
        read.figure = self.world.shelf if self.formula == "on_hand" else self.world.available
        read.truth = self.world.truth
        read.booked = frozenset(one.number for one in self.world.all(is_booked=True))
        read.left = frozenset(one.number for one in self.world.all(has_left=True))

    @precondition(lambda self: any(read.figure is not None for read in self.world.reads))
    @rule(pick=PICK)
    def level_is_published(self, pick: int) -> None:
        """Never above what is true but for what nobody told the relay; never below it but for what it cannot know."""
        answered = [read for read in self.world.reads if read.figure is not None]
        read = answered[pick % len(answered)]
        self.world.reads.remove(read)
        if read.ordinal < self.newest:
            return  # the engine sends no older state after a newer one
        self.newest = read.ordinal
        self.judge(read, self.publish(read))

    def publish(self, read: Shown) -> int:
        assert read.figure is not None
        self.wait(self.desk.due())
        run = self.wait(self.desk.guard(article(), lies(str(read.figure)), ordinal=read.ordinal))
        return int(run.goods[0].left)

    def judge(self, read: Shown, level: int) -> None:
        orders = [one for one in self.world.all(is_off=False) if one.event and one.number not in read.left]
        shelf = read.figure if self.formula == "on_hand" else None
        on_shelf = shelf if shelf is not None else self.shelf_of(read)
        assert level <= on_shelf - sum(one.quantity for one in orders), "an order that the relay has is sold once more"
        known = read.left if self.formula == "on_hand" else read.booked
        twice = [one for one in self.world.all(is_off=False) if one.number in known - read.begun_with]
        assert level >= on_shelf - sum(one.quantity for one in [*orders, *twice]), "an order is taken off for ever"

    def shelf_of(self, read: Shown) -> int:
        """What lay on the shelf when the books answered, worked back from what they showed."""
        assert read.figure is not None
        booked = [self.world.orders[number] for number in read.booked - read.left]
        return read.figure + sum(one.quantity for one in booked)

    def claim(self) -> Claim | None:
        found = self.wait(self.desk.queue.claim([FLOW.name], new_token()))
        return found if isinstance(found, Claim) else None

    def finish(self, claim: Claim, state: State) -> None:
        assert self.wait(self.desk.queue.finish(claim.lease, ended(state, after=AT_ONCE, burns_try=True)))

    def sold_by(self, claim: Claim) -> Sold:
        return next(one for one in self.world.orders.values() if one.event == claim.lease.event_id)

    def all_is_known_in_the_end(self) -> None:
        """Once all is told and carried, the level is what is true: nothing is taken off twice, nothing for ever."""
        for one in self.world.all(event=""):
            self.post(one)
        for one in self.world.all(is_off=False):
            if self.wait(self.desk.event(one.event)).state in {State.HELD, State.FAILED}:
                self.wait(self.desk.release(one.event))
        while self.world.carried:
            self.answer_comes(is_known=True)
        while (claim := self.claim()) is not None:
            self.sold_by(claim).is_booked = True
            self.finish(claim, State.WRITTEN)
        for one in self.world.all(has_left=False, is_off=False) if self.formula == "on_hand" else ():
            one.has_left = True
            self.world.shelf -= one.quantity
        for one in self.world.all(has_left=True, left_is_told=False):
            self.tell_that_it_left(one)
        read = Shown(self.wait(self.desk.ordinals.draw()), frozenset())
        self.answer(read)
        assert self.publish(read) == self.world.truth
