"""A shop in memory that is told levels; it fails, forgets to answer and carries out late where a test says so."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from handlers.contracts.records import Fields, NotThere, Repeat
from handlers.contracts.stock import FoundLevel, Level, LevelKey
from mapping.problems import Problem
from relay.errors import Unconfirmed
from tests.plain import as_told


@dataclass
class FakeShop:
    """``levels`` are what it has; ``told`` every level in the order in which it was carried out.

    ``faults`` are what its next writes meet, each once: an exception that is raised in place of the write, or what is
    called instead of it. ``shows``: its levels can be read.
    """

    levels: dict[LevelKey, Decimal] = field(default_factory=dict)
    untracked: set[LevelKey] = field(default_factory=set)
    makes: bool = True
    shows: bool = False
    connection: str = "shop"
    horizon: timedelta = timedelta(minutes=5)
    repeat: Repeat = Repeat.METHOD
    stock_decimals: int = 0
    is_ledger: bool = False
    problems: list[Problem] = field(default_factory=list)
    told: list[tuple[str, str, str]] = field(default_factory=list)
    sent: list[Level] = field(default_factory=list)
    asked: list[Sequence[LevelKey]] = field(default_factory=list)
    faults: list[Exception | Callable[[Level], None]] = field(default_factory=list)
    late: list[Level] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)

    def check_level(self, level: Level) -> Sequence[Problem]:
        assert level.key.code
        return self.problems

    def level_fields(self, level: Level) -> Fields:
        return {"code": level.key.code, "quantity": level.quantity, **self.extra}

    async def find_levels(self, keys: Sequence[LevelKey]) -> Mapping[LevelKey, FoundLevel] | None:
        if not self.shows:
            return None
        self.asked.append(keys)
        return {
            key: FoundLevel(key, self.levels[key], tracked=key not in self.untracked)
            for key in keys
            if key in self.levels
        }

    async def set_level(self, level: Level, fields: Fields) -> str | None:
        assert fields["quantity"] == level.quantity
        self.sent.append(level)
        if self.faults:
            fault = self.faults.pop(0)
            if isinstance(fault, Exception):
                raise fault
            fault(level)
        self.carry_out(level)
        return None

    def carry_out(self, level: Level) -> None:
        """What a write does, now or late."""
        if not self.makes and level.key not in self.levels:
            raise NotThere(as_told("no such article"))
        self.levels[level.key] = level.quantity
        self.told.append((level.key.code, level.key.warehouse, str(level.quantity)))

    def keep_for_later(self, level: Level) -> None:
        """A fault: it is not answered, and carried out once a test says so."""
        self.late.append(level)
        raise Unconfirmed(as_told("no answer"))

    def come_late(self) -> None:
        """Carry out what was only late."""
        for level in self.late:
            self.carry_out(level)
        self.late.clear()

    def level(self, code: str = "A-1", warehouse: str = "") -> str | None:
        """The level that it shows its customers."""
        found = self.levels.get(LevelKey(code, warehouse))
        return None if found is None else str(found)
