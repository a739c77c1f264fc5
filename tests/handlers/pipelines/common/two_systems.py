"""Two systems whose users edit one customer, and the two flows that keep them in step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from handlers.pipelines.common.field_digests import normalise
from handlers.pipelines.common.one_to_one import pair_of
from handlers.pipelines.common.part import Part
from handlers.pipelines.common.two_way import Side
from handlers.pipelines.common.two_way_carrying import Edited, Planned, TwoWayCarrier
from relay.errors import Superseded, Transient, Unconfirmed
from relay.line.once.in_step import InStep
from relay.model import Flow
from tests.handlers.pipelines.common.offices import NOTHING, RULES, START, Office, as_the_books, as_the_shop, same
from tests.handlers.pipelines.common.shelf import BACK, FORTH, HORIZON, Carrier, Killed, Standing


@dataclass(frozen=True)
class Reading:
    """A record as it was read, under an ordinal that was drawn before."""

    ordinal: int
    side: Side

    @property
    def version(self) -> tuple[Any, bytes]:
        return self.side.stamp, normalise(self.side.values)


@dataclass
class OneWay:
    """One of the two flows: its last carried version, what waits, and what is not heard of yet and keeps the lane."""

    carrier: Carrier
    flow: Flow
    here: Office
    there: Office
    told: Callable[[str], None]
    carried: tuple[Any, bytes] | None = None
    waiting: Reading | None = None
    unheard: Reading | None = None
    runs: int = 0
    ended: str = ""
    reads_again: bool = True

    async def poll(self) -> None:
        """Read, as the engine does: what equals the newest that waits or runs, else the last carried, is no event."""
        reading = Reading(await self.carrier.ordinals.draw(), self.here.side())
        newest = self.waiting or self.unheard
        if self.here.fields and reading.version != (newest.version if newest is not None else self.carried):
            self.waiting = reading

    async def run(self) -> None:
        """Carry what is not heard of yet, else what waits; a run may be killed, lose its answer, or wait."""
        reading = self.unheard or self.waiting
        if reading is None:
            return
        self.runs += 1
        self.ended = ""
        try:
            await self._carry(reading)
        except (Unconfirmed, Killed) as end:
            self.ended = type(end).__name__
            self._tell(end)
            self.unheard, self.waiting = reading, None if self.waiting is reading else self.waiting
            self.carrier.restart()
        except Transient as end:
            self.ended = type(end).__name__
        except Superseded:
            self._end(reading)
        else:
            self.carried = reading.version
            self._end(reading)

    async def pass_time(self) -> bool:
        """Let the horizon of a write that is not heard of be over; whether there was one."""
        name = self._pair.name
        if await self.carrier.intents.look(name) is None:
            return False
        await self.carrier.pass_time(name)
        return True

    def _tell(self, end: BaseException) -> None:
        for problem in end.problems if isinstance(end, Unconfirmed) else ():
            self.told(problem.path)

    def _end(self, reading: Reading) -> None:
        self.unheard = None
        if self.waiting is reading:
            self.waiting = None

    @property
    def _pair(self) -> Any:
        return pair_of(self.carrier.links, self.flow, self.here.number)

    async def _carry(self, reading: Reading) -> None:
        carrier, pair = self.carrier, self._pair
        two_way = TwoWayCarrier(carrier.links, carrier.intents, carrier.parts, InStep(carrier.store), carrier.ordinals)
        link, event = await carrier.links.find(pair.name), reading.ordinal
        if (
            link is not None
            and self.reads_again
            and await two_way.is_stale(pair, link.number, self.here.system, reading.ordinal)
        ):
            reading = Reading(await carrier.ordinals.draw(), self.here.side())

        async def read_there(_: str) -> Side:
            return self.there.side()

        async def find(_: Any) -> Sequence[Standing]:
            found = await self.there.show(self.there.number)
            return [found] if found is not None else []

        def plan(names: Sequence[str]) -> Planned:
            wanted = {name: reading.side.values[name] for name in names}
            part: Part[Standing] = Part(
                role="customer",
                name=pair.name,
                fields=wanted,
                horizon=HORIZON,
                make=lambda: self.there.make(wanted),
                change=self.there.write,
                changes=lambda _: wanted,
                read_back=self.there.show,
                look_up=find,
                pair=pair,
            )
            return Planned(part, tuple(names))

        edited = Edited(pair, reading.side, reading.ordinal, read_there, plan, HORIZON)
        ticket = await carrier.ticket(ordinal=event, flow=self.flow)  # it stays its event's, whatever was read again
        _, judged = await two_way.carry(ticket, edited, RULES, link.number if link is not None else None)
        for name in (*(conflict.field for conflict in judged.conflicts), *judged.kept_here):
            self.told(name)


@dataclass
class Edit:
    """What a user typed, as it was kept: ``saw_other`` says that they knew the last edit of the other side.

    ``before`` is what stood there when anybody read it last, which was after so many ``runs``.
    """

    office: Office
    moment: int
    value: Any
    saw_other: bool
    before: Any
    runs: int


@dataclass
class TwoSystems:
    """The shop and the books, both flows between them, and what was edited and told."""

    carrier: Carrier
    customer: str = "1"
    clock: datetime = START
    moment: int = 0
    edits: dict[str, list[Edit]] = field(default_factory=dict)
    tellings: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.shop = Office("shop", f"C{self.customer}", as_the_shop, now=lambda: self.clock)
        self.shop.fields |= NOTHING
        self.books = Office(
            "books", f"D{self.customer}", as_the_books, ahead=timedelta(minutes=3), now=lambda: self.clock
        )
        self.forth = OneWay(self.carrier, FORTH, self.shop, self.books, self._tell)
        self.back = OneWay(self.carrier, BACK, self.books, self.shop, self._tell)

    def edit(self, office: Office, name: str, value: Any) -> None:
        """A user changes a field. One who puts back what stood there, before anybody read it, changed nothing."""
        self.moment += 1
        edits = self.edits.setdefault(name, [])
        own = [edit for edit in edits if edit.office is office]
        others = [edit for edit in edits if edit.office is not office]
        saw = not others or same(name, office.fields[name], others[-1].value)
        saw = saw or bool(own and own[-1].saw_other and own[-1].moment > others[-1].moment)
        before, runs = office.fields[name], self.forth.runs + self.back.runs
        if not office.edit(name, value):
            return
        if own and own[-1].runs == runs:
            before = own[-1].before
            edits.remove(own[-1])
        if normalise(before) == normalise(office.fields[name]):
            return
        edits.append(Edit(office, self.moment, office.fields[name], saw, before, runs))

    def _tell(self, name: str) -> None:
        self.moment += 1
        self.tellings[name] = self.moment

    async def come_to_rest(self) -> None:
        """Poll and carry until nothing is left to do, and no write is open."""
        for _ in range(12):
            for flow in (self.forth, self.back):
                await flow.poll()
                await flow.run()
            opened = [await flow.pass_time() for flow in (self.forth, self.back)]
            if not any(opened) and not any(flow.waiting or flow.unheard for flow in (self.forth, self.back)):
                return
        raise AssertionError("it does not come to rest")
