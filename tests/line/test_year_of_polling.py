"""A year of polling, in seconds: nothing is missed and nothing carried twice, whatever clocks and rows do.

Both changes of the clock, restarts, processes killed in the middle of a page, commits up to 900 s late, more rows of
one second than a page holds, rows that move while they are paged, rows dated in the future, a clock that is set back.
"""

import random
import secrets
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import time_machine
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.source.source import AfasSource
from mapping.parsing import parse_json
from relay.line.accept import Acceptor
from relay.line.arrivals import Accepted
from relay.line.polled import PolledFlow
from relay.line.reading import ChangeReader
from relay.settings.polling import PollSettings
from relay.store.counters import Metrics
from relay.store.store import Store
from relay.store.vault import Vault
from tests.conftest import make_queue
from tests.handlers.vendors.afas.support import connection
from tests.line.polled_year import PAGE, Books, KilledError, State
from tests.line.year_play import AUTUMN, SPRING, Play
from tests.relay.parts import FLOW
from tests.stand_ins import AsNamed, OpenGuard


class Recording(Acceptor):
    """Counts what became a new event, by what it says."""

    carried: Counter[State]

    async def accept(self, flow: Any, body: bytes, *arguments: Any, **named: Any) -> Accepted:
        accepted = await super().accept(flow, body, *arguments, **named)
        if accepted.kind == "new":
            document = parse_json(body)
            [line] = document["lines"]
            order = document["order"]
            self.carried[order["OrderNumber"], order["Remark"], line["Quantity"]] += 1
        return accepted


@dataclass
class Relay:
    """The relay that polls; its process is made anew when it ends."""

    store: Store
    acceptor: Recording
    books: Books
    flow_name: str = field(default_factory=lambda: f"year-{secrets.token_hex(8)}")
    polls: int = 0

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """What a process knew is gone: the clock of the source too, until it answers."""
        self.books.clock.difference = None
        settings = connection(page_size=PAGE)
        source = AfasSource(cast("AfasClient", self.books), settings, settings.orders)
        self.polled = PolledFlow(replace(FLOW, name=self.flow_name), source, PollSettings(open_events=1_000_000))
        self.reader = ChangeReader(self.store, self.acceptor, Metrics(self.store))

    async def poll(self) -> None:
        """One poll: all that was visible when it began is carried when it ends, or it was killed."""
        self.books.catch_up(datetime.now(UTC))
        wanted, self.books.fresh = self.books.fresh, {}
        try:
            await self.reader.read(self.polled)
        except KilledError:
            self.books.fresh, self.books.kill_at = {**wanted, **self.books.fresh}, None
            self.restart()
            return
        self.polls += 1
        missed = {
            state
            for number, state in wanted.items()
            if number not in self.books.fresh and not self.acceptor.carried[state]
        }
        assert missed == set(), f"{len(missed)} missed at {datetime.now(UTC)}"


async def carry_out(play: Play, store: Store, acceptor: Recording, *, moves: float, kills: float) -> Relay:
    acceptor.carried = Counter()
    relay = Relay(store, acceptor, Books(play.chance))
    with time_machine.travel(play.begin, tick=True) as now:
        await relay.poll()  # the flow begins, before anything is there
        for at, what in [*play, (play.begin + timedelta(days=500), {"what": "poll"})]:
            now.move_to(at)
            relay.books.catch_up(at)
            match what.pop("what"):
                case "change":
                    relay.books.change(at, **what)
                case "clock":
                    relay.books.difference = what["difference"]
                case _:
                    relay.books.moves = moves
                    if play.chance.random() < kills:
                        relay.books.kill_at = play.chance.randint(0, 6)
                    elif play.chance.random() < kills:
                        relay.restart()
                    await relay.poll()
                    relay.books.moves = 0.0
        relay.books.kill_at = None
        await relay.poll()
    assert max(acceptor.carried.values()) == 1
    return relay


def recording(store: Store, vault: Vault) -> Recording:
    return Recording(store, vault, make_queue(store), OpenGuard(), AsNamed())


async def test_a_year_of_polling_misses_nothing_and_carries_nothing_twice(store: Store, vault: Vault) -> None:
    year = timedelta(days=364)
    play = Play(random.Random(2026), datetime(2026, 1, 1, tzinfo=UTC))
    play.spread(500, year, new=True)
    play.spread(600, year)
    play.spread(8, year, ahead=timedelta(days=20))
    play.bulk(6, year)
    play.poll(year, [5, 15, 60, 240, 720, 5760])
    for change in (SPRING, AUTUMN):
        play.gather(change)
    for month, hours in ((2, 1), (6, 3)):
        play.set_clock(datetime(2026, month, 10, 12, tzinfo=UTC), -timedelta(hours=hours))
        play.set_clock(datetime(2026, month, 20, 12, tzinfo=UTC), timedelta())
    relay = await carry_out(play, store, recording(store, vault), moves=0.05, kills=0.05)
    assert relay.polls > 400
    assert len(relay.acceptor.carried) > 1500


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(seed=2596, around=SPRING, difference=timedelta(seconds=1463), pauses=[190, 52, 342, 400])
@given(
    seed=st.integers(0, 2**32),
    around=st.sampled_from([SPRING, AUTUMN, datetime(2026, 7, 1, 9, tzinfo=UTC)]),
    difference=st.timedeltas(timedelta(hours=-4), timedelta(hours=2)),
    pauses=st.lists(st.integers(1, 400), min_size=1, max_size=4),
)
async def test_days_of_chance_around_any_clock_miss_nothing_and_carry_nothing_twice(
    store: Store, vault: Vault, seed: int, around: datetime, difference: timedelta, pauses: list[int]
) -> None:
    days = timedelta(days=2)
    play = Play(random.Random(seed), around - timedelta(days=1))
    play.spread(30, days, new=True)
    play.spread(30, days)
    play.spread(2, days, ahead=timedelta(hours=30))
    play.bulk(1, days)
    play.poll(days, [*pauses, 240])
    play.add(around + days * (play.chance.random() - 0.5), what="clock", difference=difference)
    await carry_out(play, store, recording(store, vault), moves=0.1, kills=0.1)
