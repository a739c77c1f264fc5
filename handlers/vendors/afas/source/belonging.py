"""Fetches the rows that belong to many records, such as their lines or contacts: of many records in one call."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.vendors.afas.client import AfasClient, Row
from handlers.vendors.afas.protocol import any_of, batches, page_query
from handlers.vendors.afas.source.rows import number_of


@dataclass(frozen=True, slots=True)
class Belonging:
    """Which rows: ``link`` is the column with the number of the record that owns a row, ``order`` sorts those of one.

    Where ``order`` is ``link`` itself, those of one come in any order. ``expected`` are columns that rows must have.
    ``take`` are the rows a page: more than the most that are carried of one record, so that one which fills a page is
    finished too: with what is there it is too long already.
    """

    connector: str
    link: str
    order: str
    take: int
    expected: tuple[str, ...] = ()

    async def of_each(self, client: AfasClient, owners: Sequence[str]) -> dict[str, list[Row]]:
        """The rows of each of these records, in order. Raises Transient or Permanent."""
        found: dict[str, list[Row]] = {number: [] for number in owners}
        waiting = sorted(found)
        while waiting:
            batch = next(batches(waiting, self._query))
            rows = await client.rows(self.connector, self._query(batch), self.expected)
            done = self._find_finished(batch, rows)
            for row in rows:
                if (number := number_of(row, self.link)) in done:
                    found[number].append(row)
            waiting = [number for number in waiting if number not in done]
        return found

    def _query(self, owners: Sequence[str]) -> str:
        order = list(dict.fromkeys((self.link, self.order)))
        return page_query(any_of(self.link, owners), order, take=self.take)

    def _find_finished(self, batch: Sequence[str], rows: Sequence[Row]) -> set[str]:
        """The records of the batch whose rows are all there: in a full page, all but the last one."""
        if len(rows) < self.take:
            return set(batch)
        last = number_of(rows[-1], self.link)
        passed = {number_of(row, self.link) for row in rows} - {last}
        return (passed & set(batch)) or ({last} & set(batch)) or set(batch)
