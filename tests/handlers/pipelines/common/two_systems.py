"""Two systems whose users edit one customer, each in its own form, and the two flows that keep them in step."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from handlers.pipelines.common.field_digests import normalise
from handlers.pipelines.common.forms import ANY, Form, is_form_of
from handlers.pipelines.common.one_to_one import pair_of
from handlers.pipelines.common.part import Part
from handlers.pipelines.common.two_way import NEWEST, Rules, Side
from handlers.pipelines.common.two_way_carrying import Edited, Planned, TwoWayCarrier
from relay.errors import Superseded, Transient, Unconfirmed
from relay.line.once.in_step import InStep
from relay.model import Flow
from tests.handlers.pipelines.common.shelf import BACK, FORTH, HORIZON, Carrier, Killed, Standing

START: Final = datetime(2026, 6, 1, 9, tzinfo=UTC)
LONGEST: Final = 35
NOTHING: Final[Mapping[str, Any]] = dict.fromkeys(("name", "city", "phone", "email", "limit", "remark"))
FORMS: Final[Mapping[str, Mapping[str, Form]]] = {
    "shop": {"phone": Form(telephone=True)},
    "books": {"phone": Form(telephone=True), "remark": Form(length=LONGEST), "limit": Form(decimals=2)},
}
RULES: Final = Rules(leader="shop", source_of_truth={"email": "books", "phone": NEWEST}, one_way={"remark": "shop"})


def as_the_shop(name: str, value: Any) -> Any:
    """Single blanks, and a telephone number as it is dialled from abroad."""
    if name == "phone" and value and value.strip():
        digits = re.sub(r"\D", "", str(value)).lstrip("0").removeprefix("31").lstrip("0")
        return f"+31 {digits[:2]} {digits[2:]}"
    if name == "limit":
        return Decimal(value) if value not in (None, "") else None
    return " ".join(value.split()) if isinstance(value, str) else value


def as_the_books(name: str, value: Any) -> Any:
    """Columns of a fixed length, padded; cities in capitals; amounts with both decimals, as text."""
    if name == "limit":
        return "" if value in (None, "") else f"{Decimal(value):.2f}"
    if value is None:
        return ""
    text = str(value)[:LONGEST]
    return (text.upper() if name == "city" else text).ljust(LONGEST)


@dataclass
class Office:
    """A system with one customer. ``after`` strikes once when a call has written, ``before`` before it has."""

    system: str
    number: str
    keep: Callable[[str, Any], Any]
    fields: dict[str, Any] = field(default_factory=dict)
    stamp: datetime = START
    ahead: timedelta = timedelta()
    writes: int = 0
    before: BaseException | None = None
    after: BaseException | None = None
    meanwhile: Callable[[], None] | None = None
    now: Callable[[], datetime] = lambda: START

    def edit(self, name: str, value: Any) -> bool:
        """A user changes a field; whether anything came of it."""
        kept = self.keep(name, value)
        if normalise(kept) == normalise(self.fields.get(name)):
            return False
        self._set({name: kept})
        return True

    async def make(self, fields: Mapping[str, Any]) -> str:
        await self.write(self.number, {**NOTHING, **fields})
        return self.number

    async def write(self, number: str, fields: Mapping[str, Any]) -> None:
        assert number == self.number
        self._strike("before")
        self.writes += 1
        self._set({name: self.keep(name, value) for name, value in fields.items()})
        if self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            meanwhile()
        self._strike("after")

    async def show(self, number: str) -> Standing | None:
        return Standing(number, dict(self.fields)) if self.fields and number == self.number else None

    def side(self) -> Side:
        return Side(self.system, dict(self.fields), self.stamp, UTC, FORMS[self.system])

    def _set(self, fields: Mapping[str, Any]) -> None:
        self.fields |= fields
        self.stamp = self.now() + self.ahead

    def _strike(self, moment: str) -> None:
        end: BaseException | None = getattr(self, moment)
        setattr(self, moment, None)
        if end is not None:
            raise end


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
        try:
            await self._carry(reading)
        except (Unconfirmed, Killed) as end:
            self._tell(end)
            self.unheard, self.waiting = reading, None if self.waiting is reading else self.waiting
            self.carrier.restart()
        except Transient:
            pass
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
        link = await carrier.links.find(pair.name)
        if link is not None and await two_way.is_stale(pair, link.number, self.here.system, reading.ordinal):
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
        ticket = await carrier.ticket(ordinal=reading.ordinal, flow=self.flow)
        _, judged = await two_way.carry(ticket, edited, RULES, link.number if link is not None else None)
        for name in (*(conflict.field for conflict in judged.conflicts), *judged.kept_here):
            self.told(name)


def same(name: str, one: Any, other: Any) -> bool:
    """Whether two sides hold one value, each in its form."""
    forms = [forms.get(name, ANY) for forms in FORMS.values()]
    return any(is_form_of(one, other, form) or is_form_of(other, one, form) for form in forms)


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
