"""Documents with lines, kept as two connectors' tables under the column names that the settings give.

A document is given in the words of a layout, so the same data serves any environment. A word whose column the
environment does not have, and what no connector shows, is kept beside the columns and can be read with ``word``.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers.sandboxes.afas.layouts import Layout, Row
from handlers.sandboxes.afas.tables import Stored, Table

_AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    """The present moment, aware."""
    return datetime.now(UTC)


def amsterdam(moment: datetime) -> datetime:
    """An aware moment as AFAS keeps it: Amsterdam's clock, without a zone."""
    return moment.astimezone(_AMSTERDAM).replace(tzinfo=None)


class DocumentBooks:
    """Documents and their lines. ``clock`` gives aware moments; a change is stamped with it, in Amsterdam's time.

    ``link`` is the word by which a line names its document.
    """

    def __init__(self, header: Layout, line: Layout, link: str, clock: Callable[[], datetime] = now) -> None:
        self.header = header
        self.line = line
        self._link = link
        self.clock = clock
        self.headers = header.table()
        self.lines = line.table()

    @property
    def tables(self) -> dict[str, Table]:
        """The connectors by name in small letters."""
        return {table.name.lower(): table for table in (self.headers, self.lines)}

    def add(self, document: Mapping[str, Any]) -> None:
        """Take in ``{"order": words, "lines": [words]}``; a missing ``modified`` is now, ``sequence`` counts from 1."""
        order = dict(document["order"])
        order.setdefault("modified", self.stamp())
        self.headers.rows.append(self.header.lay_out(order))
        for sequence, line in enumerate(document["lines"], start=1):
            self.add_line(order["number"], {"sequence": sequence, "modified": order["modified"], **line})

    def add_line(self, number: str, line: Mapping[str, Any]) -> Row:
        """Put one more line on a document; the document's own stamp stays."""
        row = self.line.lay_out({self._link: number, "modified": self.stamp(), **line})
        self.lines.rows.append(row)
        return row

    def find(self, number: Stored) -> Row | None:
        """The document of this number."""
        return next((row for row in self.headers.rows if self.header.word(row, "number") == number), None)

    def lines_of(self, number: Stored) -> list[Row]:
        """A document's lines in the order of their sequence."""
        own = [row for row in self.lines.rows if self.line.word(row, self._link) == number]
        return sorted(own, key=self._sequence)

    def lines_by_number(self) -> Mapping[Stored, list[Row]]:
        """All lines by their document's number, each list in the order of their sequence."""
        found: defaultdict[Stored, list[Row]] = defaultdict(list)
        for row in sorted(self.lines.rows, key=self._sequence):
            found[self.line.word(row, self._link)].append(row)
        return found

    def numbers(self) -> set[str]:
        """The numbers that are taken."""
        return {str(self.header.word(row, "number")) for row in self.headers.rows}

    def change(self, number: str, **words: Stored) -> None:
        """Change a document's own fields and stamp it. Raises KeyError when it is not there."""
        row = self.find(number)
        if row is None:
            raise KeyError(number)
        row.update(self.header.lay_out({"modified": self.stamp(), **words}))

    def change_line(self, number: str, sequence: int, **words: Stored) -> None:
        """Change a line and stamp it; the document's own stamp stays. Raises KeyError when it is not there."""
        for row in self.lines_of(number):
            if self.line.word(row, "sequence") == sequence:
                self.change_row(row, **words)
                return
        raise KeyError((number, sequence))

    def change_row(self, row: Row, **words: Stored) -> None:
        """Change a line that is at hand, and stamp it."""
        row.update(self.line.lay_out({"modified": self.stamp(), **words}))

    def delete(self, number: str) -> None:
        """Take a document and its lines away without a trace, as AFAS does. Raises KeyError when it is not there."""
        found = self.find(number)
        if found is None:
            raise KeyError(number)
        self.headers.rows.remove(found)
        self.lines.rows[:] = [row for row in self.lines.rows if self.line.word(row, self._link) != number]

    def stamp(self) -> datetime:
        """The present moment as AFAS keeps it."""
        return amsterdam(self.clock())

    def _sequence(self, row: Row) -> int:
        return int(str(self.line.word(row, "sequence")))
