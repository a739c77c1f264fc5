"""A year of polling records whose newest state counts: the target comes to hold what the source says, each once.

With all that a year brings, as in the year of orders; and what a record says goes back to what it was, again and again.
"""

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final, cast

import time_machine

from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.source.source import AfasSource
from relay.errors import LeaseLost, Superseded
from relay.line.full_reading import FullReader
from relay.line.once.ordinals import Ordinals
from relay.line.polled import PolledFlow
from relay.line.queue import Claim, Queue
from relay.line.reading import ChangeReader
from relay.model import Flow, Outcome, State, new_token
from relay.roles import Json
from relay.settings.polling import PollSettings
from relay.store.counters import Metrics
from relay.store.documents import SealedDocuments
from relay.store.full_notes import FullNotes
from relay.store.store import Store
from relay.store.vault import Vault
from tests.conftest import make_queue
from tests.handlers.vendors.afas.support import connection
from tests.line.polled_year import PAGE, Books, KilledError
from tests.line.polled_year import State as Said
from tests.line.year_play import AUTUMN, SPRING, Play
from tests.plain import as_told
from tests.relay.parts import FLOW
from tests.stand_ins import make_acceptor

KEEPS: Final = replace(FLOW, name="year-of-states", entity="customer", keeps_state=True)
ENDS: Final = (State.WRITTEN, State.WRITTEN, State.WRITTEN, State.RETRYING, State.HELD, State.SKIPPED)


def said_by(document: Json) -> Said:
    [line] = document["lines"]
    order = document["order"]
    return order["OrderNumber"], order["Remark"], line["Quantity"]


def said_at(books: Books) -> dict[str, Said]:
    """What each record says at the source."""
    return {
        number: (number, str(row["Remark"]), str(books.lines.rows[number]["Quantity"]))
        for number, row in books.headers.rows.items()
    }


@dataclass
class House:
    """A relay that polls and carries, and its target: what each record holds there, and how often something was sent.

    ``unsettled`` are records whose last event was held or left out: they wait for a change, or to be read again.
    """

    store: Store
    vault: Vault
    books: Books
    flow: Flow = KEEPS
    target: dict[str, Said] = field(default_factory=dict)
    sends: int = 0
    unsettled: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.queue: Queue = make_queue(self.store)
        self.acceptor = make_acceptor(self.store, self.vault, self.queue)
        self.ordinals, self.documents = Ordinals(self.store), SealedDocuments(self.store, self.vault)
        self.restart()

    def restart(self) -> None:
        self.books.clock.difference = None
        settings = connection(page_size=PAGE)
        source = AfasSource(cast("AfasClient", self.books), settings, settings.orders)
        self.polled = PolledFlow(self.flow, source, PollSettings())
        self.reader = ChangeReader(self.store, self.acceptor, Metrics(self.store))

    async def poll(self) -> dict[str, Said]:
        """What was visible when the poll began and changed since the last one; empty where it was killed."""
        self.books.catch_up(datetime.now(UTC))
        wanted, self.books.fresh = self.books.fresh, {}
        try:
            await self.reader.read(self.polled)
        except KilledError:
            self.books.fresh, self.books.kill_at = {**wanted, **self.books.fresh}, None
            self.restart()
            return {}
        return wanted

    async def carry_next(self, end: State = State.WRITTEN) -> bool:
        """Carry the next event to this end, which may also be that a worker dies with it; whether there was one."""
        claim = await self.queue.claim([self.flow.name], new_token())
        if not isinstance(claim, Claim):
            return False
        event = await self.queue.event(claim.lease.event_id)
        assert event is not None
        said = said_by(await self.documents.read(event))
        state = end
        if end is State.WRITTEN:
            try:
                await self.ordinals.take(claim.lease, said[0], event.ordinal)
            except (Superseded, LeaseLost):
                state = State.SUPERSEDED
            else:
                self.sends += 1
                self.target[said[0]] = said
        await self.queue.finish(claim.lease, Outcome(state, as_told(f"it is {state}"), burns_try=True))
        self.unsettled -= {said[0]}
        self.unsettled |= {said[0]} if end in {State.HELD, State.SKIPPED} else set()
        return True

    async def poll_and_carry(self, chance: random.Random) -> None:
        """A poll while others write, which may be killed; then workers that come late, or carry all there is."""
        self.books.moves = 0.05
        self.books.kill_at = chance.randint(0, 6) if chance.random() < 0.05 else None
        wanted = await self.poll()
        self.books.moves, self.books.kill_at = 0.0, None
        if chance.random() < 0.3:  # workers come late, and their runs end in any way
            for _ in range(chance.randint(0, 3)):
                await self.carry_next(chance.choice(ENDS))
            return
        await self.carry_all()
        known = {number: said for number, said in wanted.items() if number not in self.books.fresh}
        behind = {number for number, said in known.items() if self.target.get(number) != said}
        assert behind == set(), f"{len(behind)} are behind at {datetime.now(UTC)}"

    async def refresh(self) -> None:
        """Read all there is, and carry what no stamp shows."""
        await FullNotes(self.store).begin(self.flow.name, "refresh", None, None, confirmed=True)
        reader = FullReader(self.store, self.acceptor, Metrics(self.store))

        async def never() -> bool:
            return False

        assert await reader.go_on(self.polled, never)
        await self.carry_all()

    async def carry_all(self) -> None:
        while await self.carry_next():
            pass


async def test_a_year_of_polling_ends_with_what_the_source_says_and_sends_nothing_twice(
    store: Store, vault: Vault
) -> None:
    year = timedelta(days=364)
    play = Play(random.Random(1914), datetime(2026, 1, 1, tzinfo=UTC))
    play.spread(120, year, new=True)
    play.spread(900, year)
    play.spread(6, year, ahead=timedelta(days=20))
    play.bulk(2, year)
    play.poll(year, [15, 60, 240, 720, 5760])
    for change in (SPRING, AUTUMN):
        play.gather(change)
    play.set_clock(datetime(2026, 6, 10, 12, tzinfo=UTC), -timedelta(hours=2))
    play.set_clock(datetime(2026, 6, 20, 12, tzinfo=UTC), timedelta())
    house = House(store, vault, Books(play.chance, ["a", "b", "c"]))
    chance = play.chance
    with time_machine.travel(play.begin, tick=True) as now:
        await house.poll()  # the flow begins, before anything is there
        for at, what in [*play, (play.begin + timedelta(days=500), {"what": "poll"})]:
            now.move_to(at)
            house.books.catch_up(at)
            match what.pop("what"):
                case "change":
                    house.books.change(at, **what)
                case "clock":
                    house.books.difference = what["difference"]
                case _:
                    await house.poll_and_carry(chance)
        house.books.kill_at = None
        await house.poll()
        await house.carry_all()
        for _ in range(20):
            house.books.change(datetime.now(UTC))
        await house.poll()
        while await house.carry_next(State.HELD):
            pass
        newest = said_at(house.books)
        assert {number for number, said in newest.items() if house.target.get(number) != said} <= house.unsettled
        assert house.sends <= house.books.commits
        unsettled, sent = len(house.unsettled), house.sends
        assert unsettled > 5
        assert sent > 500
        await house.refresh()
        assert house.target == newest
        assert house.sends - sent == unsettled
        await house.refresh()
        assert house.sends - sent == unsettled  # all is carried, so that nothing more is sent
