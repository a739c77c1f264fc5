"""Notices a column that a connector shows no longer: what it held must not be taken to be empty.

AFAS gives every row all columns of its connector, so one that was there and is not was taken away, by a change of the
connector or of an authorisation. One whose field was taken away holds a fixed text in all rows instead.
Source: help.afas.nl, GetConnectors ("(replaced)").
"""

from collections.abc import Iterable, Sequence
from typing import Final

from handlers.vendors.afas.client import Row
from handlers.vendors.afas.source.columns import Named
from relay.errors import Barred, Scope
from words.told import Told

_REPLACED: Final = "(replaced)"


class ShownColumns:
    """What each connector showed so far of the columns that are read of it."""

    def __init__(self, connectors: Iterable[tuple[str, Named]]) -> None:
        self._read: dict[str, set[str]] = {}
        self._known: dict[str, set[str]] = {}
        for connector, columns in connectors:
            self._read.setdefault(connector, set()).update(column for _, column in columns if column is not None)

    def look_at(self, connector: str, rows: Sequence[Row]) -> None:
        """Look at some rows of a connector. Raises Barred for a column that is gone; it stops the flow alone."""
        if not rows:
            return
        there = self._read[connector] & rows[0].keys()
        replaced = {column for column in there if any(row.get(column) == _REPLACED for row in rows)}
        gone = (self._known.get(connector, set()) - there) | replaced
        if gone:
            told = Told("afas.columns_gone", connector=connector, columns=sorted(gone))
            raise Barred(told, scope=Scope.FLOW)
        self._known[connector] = there
