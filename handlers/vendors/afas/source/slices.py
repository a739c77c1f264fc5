"""Reads all documents of AFAS in the order of their number, so that a reading may stop anywhere and go on there.

A position is the phase and the last number that was read: ``documents 60000123``, then ``lines 60000001`` for documents
that changed in a line alone, where only what changed since a moment is read.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from typing import Final

from handlers.vendors.afas.client import Row
from handlers.vendors.afas.source.reader import DocumentReader
from relay.roles import Slice

_DOCUMENTS: Final = "documents"
_LINES: Final = "lines"

Complete = Callable[[Sequence[Row]], Awaitable[Sequence[object]]]
"""Makes documents of rows, with their lines."""


async def read_slices(
    reader: DocumentReader, complete: Complete, position: str | None, start: datetime | None
) -> AsyncIterator[Slice]:
    """Slices after the position, of documents that changed at ``start`` (Amsterdam's clock) or later, or of all."""
    phase, _, after = (position or _DOCUMENTS).partition(" ")
    if phase == _DOCUMENTS:
        async for page in reader.read_in_order(after or None, start):
            yield Slice(await complete(page.rows), f"{_DOCUMENTS} {page.last}", page.left_out)
        after = ""
    if start is not None:
        async for page in reader.read_lines_in_order(after or None, start):
            yield Slice(await complete(page.rows), f"{_LINES} {page.last}", page.left_out)


async def count(reader: DocumentReader, start: datetime | None) -> int:
    """How many documents that is, without those that changed in a line alone."""
    return sum([len(page.rows) async for page in reader.read_in_order(None, start)])
