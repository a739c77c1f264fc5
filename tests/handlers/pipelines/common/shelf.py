"""A target that keeps records by number, and who carries parts to it: answers get lost, and carriers get killed."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

from handlers.contracts.records import AlreadyThere, NotThere
from handlers.pipelines.common.one_to_one import Pair, pair_of
from handlers.pipelines.common.part import Carried, Part
from handlers.pipelines.common.parts import Parts
from handlers.pipelines.common.records import Records
from relay.errors import Unconfirmed
from relay.line.accept import Acceptor
from relay.line.once.intents import Intents, OpenIntent
from relay.line.once.links import Links
from relay.line.once.locks import Locks
from relay.line.once.ordinals import Ordinals
from relay.line.queue import Queue
from relay.model import Event, Flow, Origin, State, Ticket, new_token
from relay.store.store import Store, reply
from relay.store.vault import Vault
from tests.plain import as_told
from tests.relay.books import leased
from tests.stand_ins import make_acceptor, make_links

HORIZON: Final = timedelta(minutes=15)
OVER: Final = HORIZON + timedelta(seconds=1)
FORTH: Final = Flow(name="forth", entity="customer", source="shop", target="books", settings=None)
BACK: Final = Flow(name="back", entity="customer", source="books", target="shop", settings=None)


class Killed(BaseException):
    """Ends a carrier as a power cut would: nothing of the process goes on after it."""


def lost() -> Unconfirmed:
    """The end of a call whose answer did not come."""
    return Unconfirmed(as_told("no answer"))


@dataclass(frozen=True)
class Standing:
    """A record as the shelf shows it."""

    number: str
    fields: Mapping[str, Any]


@dataclass
class Shelf:
    """Keeps records. ``before`` and ``after`` are raised once, before and after the next one is stored or changed."""

    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    before: BaseException | None = None
    after: BaseException | None = None
    hidden: bool = False
    tells_number: bool = True
    keep: Callable[[Mapping[str, Any]], dict[str, Any]] = dict
    meanwhile: Callable[[], Awaitable[None]] | None = None

    async def make(self, fields: Mapping[str, Any]) -> str | None:
        self.calls["make"] += 1
        await self._strike("before")
        if any(record["mark"] == fields["mark"] for record in self.records.values()):
            raise AlreadyThere(as_told("there is one with this mark"))
        number = f"N{len(self.records) + 1}"
        self.records[number] = self.keep(fields)
        await self._strike("after")
        return number if self.tells_number else None

    async def change(self, number: str, fields: Mapping[str, Any]) -> None:
        self.calls["change"] += 1
        await self._strike("before")
        if number not in self.records:
            raise NotThere(as_told("there is none with this number"))
        self.records[number].update(self.keep(fields))
        await self._strike("after")

    async def show(self, number: str) -> Standing | None:
        self.calls["show"] += 1
        return Standing(number, dict(self.records[number])) if number in self.records and not self.hidden else None

    async def find(self, mark: str) -> list[Standing]:
        self.calls["find"] += 1
        numbers = [] if self.hidden else [one for one, kept in self.records.items() if kept["mark"] == mark]
        return [Standing(number, dict(self.records[number])) for number in numbers]

    async def _strike(self, moment: str) -> None:
        if moment == "before" and self.meanwhile is not None:
            await self.meanwhile()
        end: BaseException | None = getattr(self, moment)
        setattr(self, moment, None)
        if end is not None:
            raise end

    @property
    def sent(self) -> int:
        """How many writes reached it."""
        return self.calls["make"] + self.calls["change"]


class SomeWait(Ordinals):
    """The ordinals of the engine, told for which events a newer state waits: no queue of such a flow is needed then."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.newer: set[str] = set()

    async def newer_waits(self, event: Event) -> bool:
        return event.id in self.newer


@dataclass
class Carrier:
    """Carries parts between ``shop`` and ``books``, as one process does; :meth:`restart` gives the next one."""

    store: Store
    vault: Vault
    queue: Queue
    lock_life: timedelta = timedelta(seconds=10)
    passed: float = 0.0
    acceptor: Acceptor = field(init=False)
    ordinals: SomeWait = field(init=False)
    links: Links = field(init=False)
    locks: Locks = field(init=False)
    intents: Intents = field(init=False)
    parts: Parts = field(init=False)

    def __post_init__(self) -> None:
        self.acceptor = make_acceptor(self.store, self.vault, self.queue)
        self.ordinals = SomeWait(self.store)
        self.restart()

    def restart(self) -> None:
        """What a process had in its memory is gone."""
        self.links = make_links(self.store, self.vault)
        self.locks = Locks(self.store, self.lock_life, timedelta(seconds=10))
        self.intents = Intents(self.store, self.queue, lambda: self.passed)
        self.parts = Parts(self.links, self.intents, Records(self.links, self.intents, self.locks), self.ordinals)

    async def ticket(self, reference: str = "C1", ordinal: int = 1, flow: Flow = FORTH, accepted_ms: int = 0) -> Ticket:
        lease = await leased(self.acceptor, self.queue, f"{reference} {new_token()}")
        event = Event(lease.event_id, flow.name, reference, Origin.POLL, State.RUNNING, accepted_ms, ordinal=ordinal)
        return Ticket(event, flow, lease, {})

    def pair(self, number: str = "C1", flow: Flow = FORTH) -> Pair:
        return pair_of(self.links, flow, number)

    def part(
        self, shelf: Shelf, fields: Mapping[str, Any], name: str = "part", pair: Pair | None = None, **changes: Any
    ) -> Part[Standing]:
        """A part that is found by its ``mark``, and of which whatever differs may be written."""
        wanted = {"mark": name, **fields}

        async def look_up(_: OpenIntent | None) -> Sequence[Standing]:
            return await shelf.find(wanted["mark"])

        def differing(found: Standing) -> dict[str, Any]:
            return {each: value for each, value in wanted.items() if found.fields.get(each) != value}

        part = Part(
            role=name,
            name=pair.name if pair is not None else self.links.name("books", "part", name),
            fields=wanted,
            horizon=HORIZON,
            make=lambda: shelf.make(wanted),
            change=shelf.change,
            changes=differing,
            read_back=shelf.show,
            look_up=look_up,
            pair=pair,
        )
        return replace(part, **changes)

    async def carry(self, shelf: Shelf, fields: Mapping[str, Any], ordinal: int = 1, **changes: Any) -> Carried:
        return await self.parts.carry(await self.ticket(ordinal=ordinal), self.part(shelf, fields, **changes))

    async def pass_time(self, name: str, by: timedelta = OVER) -> None:
        """Let a note look older than it is, as time would: by the clock of Redis, and to who watches it."""
        key = self.store.keys.intent(name)
        assert await self.store.state.exists(key)
        for moment in ("since", "first"):
            await reply(self.store.state.hincrby(key, moment, -round(by.total_seconds() * 1000)))
        await self.intents.look(name)
        self.passed += by.total_seconds()
