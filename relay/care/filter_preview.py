"""Tells which of the last records of a flow its filter lets through; nothing is carried."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from mapping.filters import NO_FILTER
from relay.care.activity import Activity
from relay.care.event_documents import KeptDocuments
from relay.errors import Hold
from relay.line.filtering import fields_of, list_failing
from relay.line.polled import read_every_part
from relay.line.repeated_answers import on_behalf_of
from relay.line.run_event import OpenFlow
from relay.roles import Connection, Json, PolledSource
from relay.settings.names import UnknownName
from relay.store.store import storage_errors
from words.told import Told

MOST: Final = 1000
"""How many records are looked at, at most."""

_LOOK_BACK: Final = (timedelta(days=1), timedelta(days=7), timedelta(days=31), timedelta(days=366), None)
"""How far back a source is read until it has shown enough records; at last all there is."""


@dataclass(frozen=True, slots=True)
class LookedAt:
    """One record: its number at the source, which fields keep it out, and what stands in the fields that are asked.

    ``values`` may be personal: they are shown to a person at a terminal who asks for them, and kept nowhere.
    """

    reference: str
    failing: Sequence[str]
    values: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"LookedAt({self.reference!r}, {list(self.failing)!r})"


@dataclass
class FilterPreview:
    """What a filter does with the last records: those that it lets through, and the others; newest last."""

    flow: str
    asked: Sequence[str]
    fitting: list[LookedAt] = field(default_factory=list)
    others: list[LookedAt] = field(default_factory=list)

    @property
    def read(self) -> int:
        """How many records were looked at."""
        return len(self.fitting) + len(self.others)


class FilterPreviews:
    """Looks at the last records of flows: in the source where that is read, else those that are kept sealed."""

    def __init__(
        self,
        activity: Activity,
        documents: KeptDocuments,
        connections: Mapping[str, Connection],
        flows: Mapping[str, OpenFlow],
    ) -> None:
        self._activity = activity
        self._documents = documents
        self._connections = connections
        self._flows = flows

    async def preview(self, name: str, last: int) -> FilterPreview:
        """Which of the ``last`` records fit. Raises StartError, StorageError, and what reading raises.

        The source is read without its own share of the filter, so that what it would leave out is seen too.
        """
        if name not in self._flows:
            raise UnknownName(Told("names.flow"), name, list(self._flows))
        opened, last = self._flows[name], max(1, min(last, MOST))
        wanted = opened.flow.wanted or NO_FILTER
        found = FilterPreview(name, list(dict.fromkeys(test.field for test in wanted.field_tests)))
        source = self._connections[opened.flow.source].source(replace(opened.flow, pushes_down=False))
        if isinstance(source, PolledSource):
            async with storage_errors():
                await opened.ends.prove_source()
            with on_behalf_of(name):
                documents = await _read_lately(source, last)
        else:
            documents = [document async for document in self._kept(opened, last)]
            documents.reverse()
        for document in documents:
            _look_at(opened, source, document, found)
        return found

    async def _kept(self, opened: OpenFlow, last: int) -> AsyncIterator[Json]:
        """The documents of the newest events that are still there, newest first; at most so many events are asked."""
        cursor, looked = None, 0
        while looked < last:
            async with storage_errors():
                page = await self._activity.page(flow=opened.flow.name, before=cursor, limit=last - looked)
            for summary in page.events:
                looked += 1
                try:
                    document, _ = await self._documents.of(summary.event, opened)
                except Hold:
                    continue
                if document is not None:
                    yield document
            cursor = page.next
            if cursor is None:
                return


def kind_and_length(value: Any) -> str:
    """What may be told of a value that may be personal.

    >>> kind_and_length("info@example.com"), kind_and_length(None), kind_and_length(True)
    ('a text of 16', 'nothing', 'yes or no')
    """
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "yes or no"
    if isinstance(value, str):
        return f"a text of {len(value)}"
    return f"a list of {len(value)}" if isinstance(value, list) else "fields" if isinstance(value, dict) else "a number"


async def _read_lately(source: PolledSource, last: int) -> list[Json]:
    """The records that changed last, oldest first, each once."""
    found: dict[str, Json] = {}
    for back in _LOOK_BACK:
        found = {}
        begin = None if back is None else datetime.now(UTC) - back
        async for page in read_every_part(source, source.cursor_at(begin)):
            for document in page.documents:
                reference = _reference(source, document)
                found.pop(reference, None)
                found[reference] = document
                if len(found) > last:
                    del found[next(iter(found))]
        if len(found) >= last:
            break
    return list(found.values())


def _reference(source: PolledSource, document: Json) -> str:
    try:
        return source.identify(document).reference
    except Exception:  # noqa: BLE001 - one bad record must not stop the rest; its text may be personal
        return "-"


def _look_at(opened: OpenFlow, source: Any, document: Json, found: FilterPreview) -> None:
    fields = fields_of(source, document)
    failing = list_failing(opened.flow.wanted or NO_FILTER, fields)
    looked = LookedAt(_reference(source, document), failing, {name: fields.get(name) for name in found.asked})
    (found.others if failing else found.fitting).append(looked)
