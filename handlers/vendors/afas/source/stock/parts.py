"""Tells what of stock is polled apart: the levels, and the compositions of which others are parts."""

from typing import Final

from handlers.vendors.afas.source.part import Part
from handlers.vendors.afas.source.stock.settings import AfasStock

LEVELS: Final = "levels"
"""The part that shows every article of which there is a level."""

COMPOSITIONS: Final = "compositions"
"""The part that shows every composition."""


def parts_of(stock: AfasStock) -> dict[str, Part]:
    """All parts by name, the levels first; of one without a stamp ``modified`` is empty."""
    columns = stock.columns
    own, stamp = columns.number, columns.modified or ""
    found = {LEVELS: Part(LEVELS, stock.connector, stamp, own, own, tuple(columns.expected), (own,))}
    if (sets := stock.compositions) is not None:
        number, moved = sets.columns.number, sets.columns.modified if columns.modified is not None else ""
        found[COMPOSITIONS] = Part(
            COMPOSITIONS, sets.connector, moved, number, number, tuple(sets.columns.expected), (number,)
        )
    return found
