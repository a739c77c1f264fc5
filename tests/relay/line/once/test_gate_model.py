"""Right of way at a gate against a model of it: whoever asks and leaves in whatever order, each gets what is theirs."""

import asyncio
import random
from collections import Counter
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from relay.demo.embedded import EmbeddedRedis
from relay.line.once.right_of_way import TURNS, Class
from relay.model import new_token
from relay.store.scripts import script
from relay.store.store import Store, open_store
from tests.conftest import redis_settings

HOUR_MS = 3_600_000
MOST_WAITING = 12
NEARLY = TURNS - len(Class)
"""Calls passed over, from which on a class may be let in before others: where all classes near the end of their 20."""


@dataclass
class Model:
    """Who is inside and who waits, in the order in which they came, and by how many calls each class was passed over.

    ``had_all`` says that bulk had as many places as it may: then it was passed over for that, and is due at once later.
    """

    places: int
    inside: dict[str, Class] = field(default_factory=dict)
    waiting: dict[str, Class] = field(default_factory=dict)
    passed: Counter[Class] = field(default_factory=Counter)
    had_all: bool = False

    @property
    def free(self) -> int:
        return self.places - len(self.inside)

    def wait(self, token: str, of: Class) -> None:
        if of not in self.waiting.values():
            self.passed[of] = 0
        self.waiting.setdefault(token, of)

    def let_in(self, token: str, of: Class) -> None:
        """Check that it was this call's turn."""
        self.waiting.pop(token, None)
        others = Counter(self.waiting.values())
        may_jump = self.passed[of] >= NEARLY
        assert self.free > 0
        assert sum(number for each, number in others.items() if each < of) < self.free or may_jump
        bulk = Counter(self.inside.values())[Class.BULK]
        if of is Class.BULK and self.places > 1:
            assert bulk + 1 < self.places
            assert self.free > 1 or may_jump
        self.had_all = self.places > 1 and Class.BULK in others and (self.had_all or bulk + 1 >= self.places)
        self.inside[token] = of
        self.passed[of] = 0
        for each in others:
            if each is not of:
                self.passed[each] += 1
                assert self.passed[each] < TURNS or self.had_all


class GateMachine(RuleBasedStateMachine):
    """Calls of all classes that ask, look again and end, in any order; after each all who wait look again."""

    server: EmbeddedRedis

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.Runner()
        self.closing = AsyncExitStack()
        self.store: Store = self.run(
            self.closing.enter_async_context(open_store(redis_settings(self.server), f"gates-{new_token()}"))
        )
        self.names = count()
        self.model = Model(1)

    def run(self, call: Any) -> Any:
        return self.loop.run(call)

    def teardown(self) -> None:
        self.run(self.closing.aclose())
        self.loop.close()

    @initialize(places=st.integers(1, 4))
    def open(self, places: int) -> None:
        self.model = Model(places)

    @precondition(lambda self: len(self.model.waiting) < MOST_WAITING)
    @rule(of=st.sampled_from(Class), number=st.integers(1, 3), seed=st.integers(0, 99))
    def ask(self, of: Class, number: int, seed: int) -> None:
        self._ask({f"{of:d}-{next(self.names)}": of for _ in range(number)})
        self._look_again(seed)

    @precondition(lambda self: self.model.inside)
    @rule(pick=st.integers(0, 3), seed=st.integers(0, 99))
    def leave(self, pick: int, seed: int) -> None:
        self._leave(pick)
        self._look_again(seed)

    @precondition(lambda self: self.model.waiting)
    @rule(
        of=st.sampled_from([Class.ORDER, Class.ORDER, Class.CUSTOMER, Class.BULK]),
        turns=st.sampled_from([3, TURNS + 5]),
        seed=st.integers(0, 99),
    )
    def keep_busy(self, of: Class, turns: int, seed: int) -> None:
        """So many calls of one class come one after another, as those of a busy flow do."""
        for turn in range(turns):
            self._ask({f"{of:d}-{next(self.names)}": of})
            if self.model.inside:
                self._leave(turn)
            self._look_again(seed + turn)

    def _leave(self, pick: int) -> None:
        token = list(self.model.inside)[pick % len(self.model.inside)]
        leave = script(self.store.state, "leave_gate")
        self.run(leave(args=[self.store.keys.prefix, "books", token, *([0] * 7), "", "", 0]))
        del self.model.inside[token]

    def _look_again(self, seed: int) -> None:
        """All who wait ask again until nobody is let in: no place stays free that somebody may have."""
        order = random.Random(seed)
        while True:
            waiting = list(self.model.waiting.items())
            order.shuffle(waiting)
            if not self._ask(dict(waiting)):
                break
        kinds = set(self.model.waiting.values())
        assert not (self.model.free and kinds - {Class.BULK})
        assert not (kinds and self.model.free > 1)

    def _ask(self, calls: Mapping[str, Class]) -> bool:
        """These calls ask one after another; whether one was let in."""
        answers = self.run(self._answers(calls))
        for (token, of), answer in zip(calls.items(), answers, strict=True):
            if answer == b"in":
                self.model.let_in(token, of)
            else:
                self.model.wait(token, of)
        return b"in" in answers

    async def _answers(self, calls: Mapping[str, Class]) -> list[bytes]:
        enter = script(self.store.state, "enter_gate")
        async with self.store.state.pipeline(transaction=False) as pipe:
            for token, of in calls.items():
                limits = (self.model.places, HOUR_MS, 0, int(of), HOUR_MS)
                await enter(args=[self.store.keys.prefix, "books", token, *limits], client=pipe)
            return [answer for answer, *_ in await pipe.execute()]


@pytest.mark.timeout(400)  # a failure is made small first, which takes its time
def test_whoever_asks_and_leaves_each_class_gets_its_turn_and_the_first_goes_first(redis_server: EmbeddedRedis) -> None:
    class MachineOnThisServer(GateMachine):
        server = redis_server

    run_state_machine_as_test(
        MachineOnThisServer, settings=settings(max_examples=40, stateful_step_count=15, deadline=None)
    )
