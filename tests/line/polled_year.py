"""A model of AFAS's order books over a long time: late commits, one clock that is set back, rows that move while paged.

Only the HTTP between the two is left out: the vendor's source asks these books the queries that it would send.
"""

import heapq
import random
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qs

from handlers.vendors.afas.protocol import Operator
from handlers.vendors.afas.protocol.moments import AMSTERDAM
from handlers.vendors.source_clock import SourceClock

PAGE: Final = 10
HORIZON: Final = 900
_SECOND: Final = timedelta(seconds=1)
State = tuple[str, str, str]
"""What an order says: its number, its remark, and the quantity of its one line."""


class KilledError(BaseException):
    """The process that polls is gone."""


@dataclass
class Table:
    """Rows by number, and their stored stamps in order, with fractions of a second as AFAS keeps them."""

    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    stamps: dict[str, str] = field(default_factory=dict)
    order: list[tuple[str, str]] = field(default_factory=list)

    def put(self, number: str, stamp: datetime, **said: str) -> None:
        """Set a row, which moves to where its stamp belongs."""
        if number in self.stamps:
            del self.order[bisect_left(self.order, (self.stamps[number], number))]
        self.stamps[number] = stamp.isoformat()
        insort(self.order, (self.stamps[number], number))
        shown = (stamp + _SECOND / 2).replace(microsecond=0)
        self.rows[number] = {"OrderNumber": number, "ModifiedDate": f"{shown.isoformat()}Z", **said}

    def page(self, query: str) -> list[dict[str, Any]]:
        """The rows of one page, as the query asks for them."""
        asked = {name: values[0] for name, values in parse_qs(query).items()}
        groups = list(_groups(asked))
        if groups and all(group[0][1] is Operator.EQUAL for group in groups):
            numbers = sorted({group[0][2] for group in groups} & self.rows.keys())
        else:
            numbers = self._select(
                groups[0] if groups else [], by_stamp=asked["orderbyfieldids"].startswith("Modified")
            )
        return [dict(self.rows[number]) for number in numbers[: int(asked["take"])]]

    def _select(self, conditions: Sequence[tuple[str, Operator, str]], *, by_stamp: bool) -> list[str]:
        lowest, below, above = "", "9999", ""
        for column, operator, value in conditions:
            lowest = value if operator is Operator.AT_LEAST else lowest
            below = value if operator is Operator.BELOW else below
            above = value if (column, operator) == ("OrderNumber", Operator.ABOVE) else above
        start, end = bisect_left(self.order, (lowest,)), bisect_left(self.order, (below,))
        found = [number for _, number in self.order[start:end] if number > above]
        return found if by_stamp else sorted(found)


def _groups(asked: dict[str, str]) -> Iterator[list[tuple[str, Operator, str]]]:
    names = ("filterfieldids", "operatortypes", "filtervalues")
    if names[0] not in asked:
        return
    for columns, operators, values in zip(*(asked[name].split(";") for name in names), strict=True):
        parts = zip(columns.split(","), operators.split(","), values.split(","), strict=True)
        yield [(column, Operator(int(operator)), value) for column, operator, value in parts]


class Books:
    """The books, as a client of AFAS: ``difference`` is how far their clock is ahead of ours.

    What an order says is a number of its own each time, or one of the ``words``, so that it comes back to what it was.
    """

    def __init__(self, chance: random.Random, words: Sequence[str] = ()) -> None:
        self.chance = chance
        self.words = words
        self.commits = 0
        self.clock = SourceClock()
        self.difference = timedelta()
        self.headers, self.lines = Table(), Table()
        self.fresh: dict[str, State] = {}
        self.kill_at: int | None = None
        self.moves = 0.0
        self._late: list[tuple[datetime, str, str, datetime, str]] = []
        self._busy: set[str] = set()
        self._said = 0

    async def rows(self, connector: str, query: str, _columns: Sequence[str] = ()) -> list[dict[str, Any]]:
        """One page; between two of them somebody may change orders, or the asking process die."""
        self.clock.difference = self.difference
        if self.kill_at is not None:
            self.kill_at -= 1
            if self.kill_at < 0:
                raise KilledError
        if self.chance.random() < self.moves:
            for _ in range(self.chance.randint(1, 3)):
                self.change(datetime.now(UTC))
        return (self.lines if "Lines" in connector else self.headers).page(query)

    def change(self, at: datetime, *, late: int = 0, ahead: timedelta = timedelta(), new: bool = False) -> None:
        """Somebody changes or makes an order; it is visible ``late`` seconds later, and stamped now or ``ahead``."""
        known = [number for number in self.headers.rows if number not in self._busy]
        self._said += 1
        number = str(60_000_000 + self._said) if new or not known else self.chance.choice(known)
        what = "new" if number not in self.headers.rows else self.chance.choice(["header", "line"])
        wall = (at + self.difference + ahead).astimezone(AMSTERDAM).replace(tzinfo=None, fold=0)
        says = self.chance.choice(self.words) if self.words else str(self._said)
        commit = (at + timedelta(seconds=late), number, what, wall, says)
        if late:
            heapq.heappush(self._late, commit)
            self._busy.add(number)
        else:
            self._commit(*commit[1:])

    def catch_up(self, now: datetime) -> None:
        """Let everything become visible that is by now."""
        while self._late and self._late[0][0] <= now:
            _, number, what, wall, said = heapq.heappop(self._late)
            self._busy.discard(number)
            self._commit(number, what, wall, said)

    def _commit(self, number: str, what: str, wall: datetime, said: str) -> None:
        self.commits += 1
        if what != "line":
            self.headers.put(number, wall, Remark=said)
        if what != "header":
            self.lines.put(number, wall, SeqNo="1", Quantity=said)
        remark, quantity = self.headers.rows[number]["Remark"], self.lines.rows[number]["Quantity"]
        self.fresh[number] = (number, str(remark), str(quantity))
