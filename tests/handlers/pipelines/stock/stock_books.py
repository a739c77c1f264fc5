"""Books that take differences, and who moves stock in them: answers get lost, commits come late, movers get killed."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, Literal

from handlers.contracts.records import Repeat
from handlers.contracts.stock import FoundLevel, Level, LevelKey, Mutation, TakesMutations
from handlers.pipelines.stock.mutation_limits import MutationLimits
from handlers.pipelines.stock.mutation_settings import MutationSettings
from handlers.pipelines.stock.mutations import Moved, Mutations, place_name
from mapping.problems import Problem
from relay.errors import Unconfirmed
from relay.line.accept import Acceptor
from relay.line.once.differences import Differences, OpenDifference, Place
from relay.line.once.links import Links
from relay.line.once.locks import Locks
from relay.line.queue import Queue
from relay.model import Event, Flow, Lease, Origin, State, Ticket, new_token
from relay.store.store import Store, reply
from relay.store.vault import Vault
from tests.handlers.pipelines.common.shelf import Killed, SomeWait
from tests.plain import as_told
from tests.relay.books import leased
from tests.relay.parts import FLOW as LEASED
from tests.stand_ins import make_acceptor, make_links

HORIZON: Final = timedelta(seconds=900)
OVER: Final = HORIZON + timedelta(seconds=1)
FLOW: Final = Flow(
    name="stock", entity="stock", source="shop", target="books", settings=None, keeps_state=True, keeps_stories=False
)
KEY: Final = LevelKey("A1", "01")
FREELY: Final = MutationSettings(units_a_run=None, units_a_day=None)

Fault = Literal["drop_before", "drop_after", "late", "kill_before", "kill_after"]
Moment = Literal["before_note", "after_note", "before_end", "after_end"]


@dataclass
class StockBooks:
    """One article in warehouses. ``faults`` are what the next mutations meet, each once.

    ``entries`` are marks with amounts. ``shows`` says whether the list shows marks at all;
    ``meanwhile`` is called once, before the next level is told.
    """

    levels: dict[LevelKey, Decimal] = field(default_factory=lambda: {KEY: Decimal(10)})
    entries: list[tuple[str, Decimal]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    late: list[tuple[float, Mutation]] = field(default_factory=list)
    commit_after: float = 600.0
    now: float = 0.0
    listed: bool = True
    shows: bool = True
    unit: str = "STK"
    tracked: bool = True
    silent: bool = False
    cost: Decimal | None = None
    calls: list[str] = field(default_factory=list)
    refuses: BaseException | None = None
    meanwhile: Callable[[], Awaitable[None]] | None = None
    connection: str = "books"
    horizon: timedelta = HORIZON
    repeat: Repeat = Repeat.LOOK_UP
    stock_decimals: int = 2
    is_ledger: bool = True

    @property
    def mutation_list(self) -> str:
        return "Relay_StockMutations" if self.listed else ""

    def today(self) -> date:
        return date(2026, 3, 2)

    def check_level(self, _: Level) -> Sequence[Problem]:
        return ()

    async def find_levels(self, keys: Sequence[LevelKey]) -> Mapping[LevelKey, FoundLevel] | None:
        self.calls.append("levels")
        found = {
            key: FoundLevel(
                key, None if self.silent else self.levels[key], self.unit, tracked=self.tracked, cost=self.cost
            )
            for key in keys
            if key in self.levels
        }
        if self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            await meanwhile()
        return found

    def _shown(self, key: LevelKey) -> FoundLevel:
        quantity = None if self.silent else self.levels[key]
        return FoundLevel(key, quantity, self.unit, tracked=self.tracked, cost=self.cost)

    async def find_mutation(self, mutation: Mutation) -> Decimal | None:
        self.calls.append("find")
        found = [amount for mark, amount in self.entries if mark == mutation.mark and self.shows]
        return sum(found, Decimal(0)) if found else None

    async def book(self, mutation: Mutation) -> None:
        self.calls.append("book")
        fault = self.faults.pop(0) if self.faults else None
        if self.refuses is not None:
            raise self.refuses
        if fault == "kill_before":
            raise Killed
        if fault == "late":
            self.late.append((self.now + self.commit_after, mutation))
        elif fault != "drop_before":
            await self.carry_out(mutation)
        if fault == "kill_after":
            raise Killed
        if fault is not None:
            raise Unconfirmed(as_told("no answer"))

    async def carry_out(self, mutation: Mutation) -> None:
        """Book an entry, and move the level by it."""
        self.entries.append((mutation.mark, mutation.quantity))
        self.levels[mutation.key] += mutation.quantity

    async def pass_seconds(self, seconds: float) -> None:
        """Carry out what was only late."""
        self.now += seconds
        due = [one for at, one in self.late if at <= self.now]
        self.late = [(at, one) for at, one in self.late if at > self.now]
        for one in due:
            await self.carry_out(one)

    @property
    def doubled(self) -> list[str]:
        """Marks that stand in the books more than once: what must never be."""
        marks = [mark for mark, _ in self.entries]
        return sorted({mark for mark in marks if marks.count(mark) > 1})


class StruckDifferences(Differences):
    """Notes of a process that is killed beside one of them: nothing of it goes on."""

    kill: Moment | None = None

    async def _freeze(self, lease: Lease, place: Place, frozen: str) -> int:
        self._strike("before_note")
        since = await super()._freeze(lease, place, frozen)
        self._strike("after_note")
        return since

    async def end(self, difference: OpenDifference, *, booked: bool) -> bool:
        self._strike("before_end")
        ended = await super().end(difference, booked=booked)
        self._strike("after_end")
        return ended

    def _strike(self, moment: Moment) -> None:
        if self.kill == moment:
            self.kill = None
            raise Killed


@dataclass
class Mover:
    """Moves stock, as one process does; :meth:`restart` gives the next one."""

    store: Store
    vault: Vault
    queue: Queue
    lock_life: timedelta = timedelta(seconds=10)
    passed: float = 0.0
    acceptor: Acceptor = field(init=False)
    ordinals: SomeWait = field(init=False)
    links: Links = field(init=False)
    limits: MutationLimits = field(init=False)
    differences: StruckDifferences = field(init=False)
    mutations: Mutations = field(init=False)

    def __post_init__(self) -> None:
        self.acceptor = make_acceptor(self.store, self.vault, self.queue)
        self.ordinals = SomeWait(self.store)
        self.restart()

    def restart(self) -> None:
        """What a process had in its memory is gone."""
        self.links = make_links(self.store, self.vault)
        self.limits = MutationLimits(self.store, self.links)
        self.differences = StruckDifferences(self.store, self.queue, lambda: self.passed)
        locks = Locks(self.store, self.lock_life, timedelta(seconds=10))
        self.mutations = Mutations(self.links, locks, self.ordinals, self.differences, self.limits)

    async def ticket(self, ordinal: int = 1, **changes: Any) -> Ticket:
        lease = await leased(self.acceptor, self.queue, f"A1 {new_token()}")
        # Nobody renews it, and a machine may be busy: it neither ends nor comes up in the queue again.
        await self.store.state.persist(self.store.keys.lease(lease.event_id))
        await self.store.state.zrem(self.store.keys.queue(LEASED.name), lease.event_id)
        event = Event(lease.event_id, FLOW.name, "A1", Origin.POLL, State.RUNNING, 0, **{"ordinal": ordinal, **changes})
        return Ticket(event, FLOW, lease, {})

    async def move(
        self,
        books: TakesMutations,
        quantity: int | str,
        ticket: Ticket | None = None,
        settings: MutationSettings = FREELY,
        key: LevelKey = KEY,
    ) -> Moved:
        """Have the books hold a level; confirmed by a person, as after the first run."""
        if not await self.limits.is_confirmed(FLOW):
            await self.limits.confirm(FLOW)
        level = Level(key, Decimal(quantity), "STK")
        return await self.mutations.move(ticket or await self.ticket(), level, books, settings)

    async def open(self, books: TakesMutations, key: LevelKey = KEY) -> OpenDifference | None:
        """The open difference of a place."""
        name = place_name(self.links, Level(key, Decimal(0)), books)
        return (await self.differences.look(name)).open

    async def pass_seconds(self, books: StockBooks, seconds: float) -> None:
        """Let time go by: in the books, by the clock of Redis, and to who watches."""
        for one in await self.differences.all_open():
            await reply(
                self.store.state.hincrby(self.store.keys.difference(one.place), "since", -round(seconds * 1000))
            )
        await self.differences.all_open()
        self.passed += seconds
        await books.pass_seconds(seconds)
