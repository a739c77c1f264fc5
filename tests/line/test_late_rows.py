"""Rows that appear long after their stamp, many of one second, or dated in the future: each is carried exactly once.

Both vendors' sources are read over real HTTP by the poller itself, on real Redis; the clock is set by hand.
"""

import secrets
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

import aiohttp
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from handlers.sandboxes.afas import AfasSandbox, OrderBooks
from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.protocol.moments import AMSTERDAM
from handlers.vendors.afas.source.source import AfasSource
from relay.line.accept import Acceptor
from relay.line.poll import Poller
from relay.line.polled import PolledFlow
from relay.roles import Page, PolledSource
from relay.settings.polling import PollSettings
from relay.store.counters import Metrics
from relay.store.store import Store
from tests.handlers.vendors.accountview.source.polls import Clock, polling, sell
from tests.handlers.vendors.afas.support import connection_to, order
from tests.relay.parts import FLOW, fields_of
from tests.stand_ins import OpenGate

PAGE: Final = 3
HORIZON: Final = timedelta(seconds=900)


@dataclass(frozen=True)
class Commit:
    """So many rows become visible now whose stamp is this much older than now; younger where it is below zero."""

    age: timedelta
    count: int


@dataclass(frozen=True)
class Wait:
    """Time passes."""

    length: timedelta


@dataclass(frozen=True)
class Poll:
    """The source is read; between its pages somebody commits."""

    between: tuple[Commit, ...] = ()


late = st.builds(Commit, st.integers(0, 900).map(lambda s: timedelta(seconds=s)), st.integers(1, 2 * PAGE + 1))
ahead = st.builds(Commit, st.integers(1, 72).map(lambda hours: timedelta(hours=-hours)), st.integers(1, PAGE + 1))
steps = st.lists(
    st.one_of(
        late,
        ahead,
        st.builds(Wait, st.integers(1, 1500).map(lambda s: timedelta(seconds=s))),
        st.builds(Poll, st.lists(late, max_size=2).map(tuple)),
    ),
    min_size=3,
    max_size=14,
)
LATEST: Final = (Commit(timedelta(), 1), Poll(), Wait(timedelta(seconds=1)), Commit(HORIZON, 1))
"""A row that becomes visible at the very end of the horizon, when all before it was read a second ago."""


@dataclass
class Office:
    """One system's books behind its sandbox: ``commit`` makes rows with a stamp of now, and gives their numbers."""

    source: PolledSource
    clock: Clock
    commit: Callable[[int], list[str]]

    def carry_out(self, commit: Commit) -> list[str]:
        """Commit rows whose stamp is older, or younger, than now."""
        self.clock.at -= commit.age
        try:
            return self.commit(commit.count)
        finally:
            self.clock.at += commit.age


async def carried(store: Store, acceptor: Acceptor, office: Office, play: list[Commit | Wait | Poll]) -> None:
    """Play it, poll on until nothing can be late any more, and compare what was carried with the books."""
    flow = replace(FLOW, name=f"late-{secrets.token_hex(8)}")
    busy = _Busy(office)
    polled = PolledFlow(flow, busy, PollSettings(start=date(2026, 11, 1)))
    poller = Poller(store, acceptor, [polled], Metrics(store))
    committed: list[str] = busy.committed
    for step in [*play, Poll(), Wait(timedelta(minutes=5)), Poll()]:
        if isinstance(step, Commit):
            committed += office.carry_out(step)
        elif isinstance(step, Wait):
            office.clock.at += step.length
        else:
            busy.between = list(step.between)
            await poller.poll(flow.name)
    ids = await store.state.zrange(store.keys.index(flow.name), 0, -1)
    found = Counter([(await fields_of(store, one.decode()))["reference"] for one in ids])
    assert found == Counter(committed)


class _Busy:
    """A source into which somebody commits between two pages of a poll."""

    def __init__(self, office: Office) -> None:
        self.between: list[Commit] = []
        self.committed: list[str] = []
        self._office = office

    def __getattr__(self, name: str) -> Any:
        return getattr(self._office.source, name)

    async def changed_since(self, *arguments: Any, **named: Any) -> AsyncIterator[Page]:
        async for page in self._office.source.changed_since(*arguments, **named):
            yield page
            if self.between:
                self.committed += self._office.carry_out(self.between.pop())
                self._office.clock.at += timedelta(seconds=1)


def as_one_run(play: Callable[..., Coroutine[Any, Any, None]]) -> Any:
    given_steps = given(play=steps)(play)
    return settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])(
        example(play=list(LATEST))(given_steps)
    )


@as_one_run
async def test_every_row_of_afas_is_carried_exactly_once_however_late_it_appears(
    store: Store, acceptor: Acceptor, play: list[Commit | Wait | Poll]
) -> None:
    clock = Clock()
    books = OrderBooks(clock=clock)
    numbers = iter(range(60_000_001, 60_100_000))

    def commit(count: int) -> list[str]:
        made = [str(next(numbers)) for _ in range(count)]
        for number in made:
            books.add(order(number, modified=clock().astimezone(AMSTERDAM).replace(tzinfo=None)))
        return made

    async with AfasSandbox(books) as sandbox, aiohttp.ClientSession() as session:
        connection = connection_to(sandbox, page_size=PAGE)
        source = AfasSource(AfasClient(connection, session, OpenGate()), connection, connection.orders, clock=clock)
        assert source.commit_horizon == HORIZON
        await carried(store, acceptor, Office(source, clock, commit), play)


@as_one_run
async def test_every_row_of_accountview_is_carried_exactly_once_however_late_it_appears(
    store: Store, acceptor: Acceptor, play: list[Commit | Wait | Poll]
) -> None:
    clock = Clock()
    async with polling(clock, page_size=PAGE, commit_horizon="900s") as (source, _, books):
        await carried(store, acceptor, Office(source, clock, lambda count: sell(books, count)), play)
