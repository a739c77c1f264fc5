"""What happens in a simulated year, and when: changes, polls and clocks that are set."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from tests.line.polled_year import HORIZON, PAGE

SPRING: Final = datetime(2026, 3, 29, 1, tzinfo=UTC)
AUTUMN: Final = datetime(2026, 10, 25, 1, tzinfo=UTC)
MINUTE: Final = timedelta(minutes=1)


@dataclass
class Play:
    """When something happens, so many minutes after the beginning: a change, a poll, or another clock."""

    chance: random.Random
    begin: datetime
    happenings: list[tuple[datetime, int, dict[str, Any]]] = field(default_factory=list)

    def add(self, at: datetime, **what: Any) -> None:
        self.happenings.append((at, len(self.happenings), what))

    def spread(self, count: int, over: timedelta, begin: datetime | None = None, **what: Any) -> None:
        """So many changes at moments of chance; a third of them are committed late."""
        for _ in range(count):
            late = self.chance.choice([0, 0, self.chance.randint(1, HORIZON)])
            self.add((begin or self.begin) + over * self.chance.random(), what="change", late=late, **what)

    def gather(self, around: datetime) -> None:
        """Many changes and polls from three hours before a moment to four after."""
        begin = around - timedelta(hours=3)
        self.spread(100, timedelta(hours=7), begin)
        moment = begin
        while moment < begin + timedelta(hours=7):
            moment += MINUTE * self.chance.choice([1, 5, 10, 45])
            self.add(moment, what="poll")

    def set_clock(self, at: datetime, difference: timedelta) -> None:
        """The clock is set, while orders come in and are polled."""
        self.gather(at)
        self.add(at, what="clock", difference=difference)

    def poll(self, over: timedelta, pauses: list[int]) -> None:
        """Polls over a time, with pauses of so many minutes."""
        moment = self.begin
        while moment < self.begin + over:
            moment += MINUTE * self.chance.choice(pauses)
            self.add(moment, what="poll")

    def bulk(self, count: int, over: timedelta) -> None:
        """Imports of more rows than a page holds, all of one moment."""
        for _ in range(count):
            at = self.begin + over * self.chance.random()
            for _ in range(self.chance.choice([PAGE - 1, PAGE, 3 * PAGE + 1])):
                self.add(at, what="change", new=True)

    def __iter__(self) -> Iterator[tuple[datetime, dict[str, Any]]]:
        return ((at, dict(what)) for at, _, what in sorted(self.happenings, key=lambda each: each[:2]))
