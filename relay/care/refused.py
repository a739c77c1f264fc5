"""Remembers documents that were refused at the door, so that an operator sees them: no event tells of one.

Kept is what they are recognised by and which fields are wrong; never a value, nor a name that the sender made up. A
document of the same number that is accepted later clears its entry: the script ``accept`` does, in the same stroke.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from mapping.problems import Problem
from relay.store.scripts import script
from relay.store.store import Store, reply, storage_errors
from words.told import Told, pack, unpack

MOST_LISTED: Final = 100
"""Documents kept of one flow; the one that was refused the longest ago gives way."""

MOST_FIELDS: Final = 10
_LONGEST: Final = 80
_INDEX: Final = re.compile(r"\[[0-9]+\]")
_LAST_NAME: Final = re.compile(r"(?:^|\.)[^.\[\]]+$")
_NO_FIELD: Final = "documents.no_field"
"""The code by which a name is told that the sender made up: that name is data, and not repeated."""


@dataclass(frozen=True, slots=True)
class WrongField:
    """Where something is wrong, such as ``lines[2].sku``, and what; not what stands there."""

    path: str
    wrong: Told

    @property
    def rule(self) -> str:
        """What is wrong, in English."""
        return str(self.wrong)

    @property
    def column(self) -> str:
        """The field wherever it stands, for counting: ``lines[].sku``."""
        return _INDEX.sub("[]", self.path)


@dataclass(frozen=True, slots=True)
class RefusedDocument:
    """A document that was refused and has not been accepted since; moments in milliseconds since the epoch.

    ``reference`` is its number as it may be shown, or a stand-in (``unnamed-…``) where none could be read; ``cause`` is
    the kind of the last answer, such as ``document-refused``.
    """

    flow: str
    reference: str
    cause: str
    fields: Sequence[WrongField]
    times: int
    first_ms: int
    last_ms: int


class RefusedDocuments:
    """The refused documents in the state role, each kept for ``keep`` milliseconds. Raises the failures of Redis."""

    def __init__(self, store: Store, keep: int) -> None:
        self._state = store.state
        self._keys = store.keys
        self._keep = keep
        self._note = script(store.state, "note_refused")

    async def note(self, flow: str, reference: str, cause: str, fields: Sequence[WrongField]) -> None:
        """Note one refusal in one call: at most MOST_LISTED of a flow stay, and MOST_FIELDS of one document."""
        told = {"cause": cause, "fields": [[field.path, pack(field.wrong)] for field in fields[:MOST_FIELDS]]}
        await self._note(args=[self._keys.prefix, flow, reference, orjson.dumps(told), MOST_LISTED, self._keep])

    async def forget(self, flow: str) -> int:
        """Take all of a flow off the list, because an operator has seen to it; how many there were."""
        async with self._state.pipeline(transaction=True) as pipe:
            pipe.hlen(self._keys.refused(flow))
            pipe.delete(self._keys.refused(flow), self._keys.refused_at(flow))
            count, _ = await pipe.execute()
        return int(count)


def list_wrong_fields(problems: Iterable[Problem]) -> list[WrongField]:
    """What is kept of the problems of a document: each place once, without values and without made-up names."""
    found = (WrongField(_place(problem), _short(problem.wrong)) for problem in problems)
    return list(dict.fromkeys(found))


async def read_refused(store: Store, flows: Iterable[str]) -> list[RefusedDocument]:
    """What is refused and not mended, the newest first. Raises the failures of Redis."""
    found: list[RefusedDocument] = []
    for flow in flows:
        entries = await reply(store.state.hgetall(store.keys.refused(flow)))
        found += [_entry(flow, mark.decode(), entry) for mark, entry in entries.items()]
    return sorted(found, key=lambda one: one.last_ms, reverse=True)


async def count_refused(store: Store, flows: Sequence[str]) -> Mapping[str, int]:
    """How many documents of each flow are refused and not mended. Raises the failures of Redis."""
    async with store.state.pipeline(transaction=False) as pipe:
        for flow in flows:
            pipe.hlen(store.keys.refused(flow))
        return dict(zip(flows, map(int, await pipe.execute()), strict=True))


def _place(problem: Problem) -> str:
    if problem.wrong.code == _NO_FIELD:
        return _LAST_NAME.sub(lambda found: ".*" if found[0].startswith(".") else "*", problem.path)[:_LONGEST]
    return problem.path[:_LONGEST]


def _short(wrong: Told) -> Told:
    """The sentence, or its beginning as a text of its own where it is long: what is kept has a bound."""
    worded = str(wrong)
    return wrong if len(worded) <= _LONGEST else Told("as_written", text=worded[:_LONGEST])


def _entry(flow: str, reference: str, entry: bytes) -> RefusedDocument:
    times, first_ms, last_ms, told = entry.split(b" ", 3)
    read = orjson.loads(told)
    fields = [WrongField(path, unpack(wrong)) for path, wrong in read["fields"]]
    return RefusedDocument(flow, reference, read["cause"], fields, int(times), int(first_ms), int(last_ms))


class Refusals:
    """Lists and forgets refused documents of the flows of relay.yaml. All of it raises StorageError."""

    def __init__(self, store: Store, keep: int, flows: Iterable[str]) -> None:
        self.flows = tuple(flows)
        self._store = store
        self._noted = RefusedDocuments(store, keep)

    async def open(self, flow: str | None = None) -> Sequence[RefusedDocument]:
        """Those that were not accepted since, of one flow or of all, newest first."""
        async with storage_errors():
            return await read_refused(self._store, self.flows if flow is None else [flow])

    async def forget(self, flow: str) -> int:
        """Take those of a flow off the list; how many there were."""
        async with storage_errors():
            return await self._noted.forget(flow)
