"""Writes down a mutation as it is frozen, and a planned one as a person sees it, and reads both again: pure."""

from dataclasses import dataclass
from decimal import Decimal

import orjson

from handlers.contracts.stock import Level, LevelKey, Mutation
from mapping.documents.values import plain
from words.told import Told


@dataclass(frozen=True, slots=True)
class PlannedMove:
    """A difference that would be booked, and what it was worked out from; ``event`` is the one that told the level."""

    code: str
    warehouse: str
    base: Decimal
    wanted: Decimal
    unit: str
    event: str

    @property
    def quantity(self) -> Decimal:
        """The difference: below nought where goods go out."""
        return self.wanted - self.base


def short(number: Decimal) -> str:
    """A number as a person reads it, without the noughts that only say how fine it is counted.

    >>> short(Decimal("-3.00")), short(Decimal("1200")), short(Decimal("0.50"))
    ('-3', '1200', '0.5')
    """
    return plain(number.normalize())


def freeze(mutation: Mutation, system: str) -> str:
    """All of a mutation, as text that is never changed again; ``system`` is the lasting id of the books it goes to."""
    return orjson.dumps(
        {
            "system": system,
            "code": mutation.key.code,
            "warehouse": mutation.key.warehouse,
            "quantity": plain(mutation.quantity),
            "unit": mutation.unit,
            "base": plain(mutation.base),
            "mark": mutation.mark,
            "booked_on": mutation.booked_on,
        }
    ).decode()


def thaw(frozen: str) -> Mutation:
    """The mutation that was frozen.

    >>> one = Mutation(LevelKey("A1", "01"), Decimal("-3.50"), "STK", Decimal(10), "relay 1", "2026-03-02")
    >>> thaw(freeze(one, "afas 1")) == one
    True
    """
    found = orjson.loads(frozen)
    return Mutation(
        key=LevelKey(found["code"], found["warehouse"]),
        quantity=Decimal(found["quantity"]),
        unit=found["unit"],
        base=Decimal(found["base"]),
        mark=found["mark"],
        booked_on=found["booked_on"],
    )


def system_of(frozen: str) -> str:
    """The lasting id of the books that a frozen mutation goes to."""
    return str(orjson.loads(frozen)["system"])


def note_plan(plan: PlannedMove) -> tuple[str, str]:
    """Under which field a planned move is kept, and as what: one article and warehouse have one field."""
    field = orjson.dumps([plan.code, plan.warehouse]).decode()
    return field, orjson.dumps([plain(plan.base), plain(plan.wanted), plan.unit, plan.event]).decode()


def read_plan(field: bytes, kept: bytes) -> PlannedMove:
    """A planned move as it was kept.

    >>> one = PlannedMove("A1", "01", Decimal(10), Decimal(7), "STK", "e1")
    >>> read_plan(*(text.encode() for text in note_plan(one))) == one
    True
    """
    code, warehouse = orjson.loads(field)
    base, wanted, unit, event = orjson.loads(kept)
    return PlannedMove(code, warehouse, Decimal(base), Decimal(wanted), unit, event)


def tell_difference(quantity: Decimal, unit: str, level: Level | LevelKey) -> Told:
    """A difference in words: so much of an article in a warehouse."""
    key = level.key if isinstance(level, Level) else level
    signed = short(quantity) if quantity < 0 else f"+{short(quantity)}"
    place = Told("mutations.in_warehouse", warehouse=key.warehouse) if key.warehouse else ""
    return Told("mutations.difference", quantity=signed, unit=unit, code=key.code, place=place)
