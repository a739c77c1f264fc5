"""What is polled by itself: the rows of one connector with one stamp, and the records to which they lead."""

from collections.abc import Iterable
from dataclasses import dataclass

from handlers.vendors.afas.client import Row
from handlers.vendors.afas.protocol import Filter
from handlers.vendors.afas.source.changes import Changes
from handlers.vendors.afas.source.rows import number_of


@dataclass(frozen=True, slots=True)
class Part:
    """A stamp that is polled by itself: the rows that have it, and how they lead to records.

    ``key`` is a column that orders the rows. Each of ``links`` holds what the column ``owner`` of a record does; rows
    without links are the records themselves. ``expected`` are columns that rows must have.
    """

    name: str
    connector: str
    modified: str
    key: str
    owner: str
    expected: tuple[str, ...]
    links: tuple[str, ...] = ()

    def changes(self, where: Filter, page_size: int, wanted: Iterable[str] = ()) -> Changes:
        """Which rows to read of it; ``wanted`` are columns that a filter names."""
        columns = (*self.expected, *wanted)
        return Changes(self.connector, self.modified, self.key, where, page_size, columns)

    def leads_to(self, rows: Iterable[Row]) -> set[str]:
        """The values of the column ``owner`` to which rows lead."""
        return {value for row in rows for link in self.links if (value := number_of(row, link))}
