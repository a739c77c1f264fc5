"""Takes in one document that was read from a source, whichever reading brought it: accept, count, and see its date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from mapping.parsing import dump_json
from relay.line.absent import absent_document
from relay.line.accept import Acceptor
from relay.line.filtering import mark_unfit, tell_unfit
from relay.line.identify import identify_document, shape_identity
from relay.line.polled import PolledFlow
from relay.model import Identity, Origin
from relay.roles import CLOCK_ROOM, Json, TellsTime
from relay.store.counters import Metrics
from relay.store.full_notes import FullNotes
from relay.store.store import Store, storage_errors
from words.told import Told

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a document; ``ahead`` tells that it is dated in the future, or is empty.

    ``age`` is how long ago it was changed, by the clock of its source; None where that does not tell, or it is ahead.
    """

    is_new: bool
    ahead: Sequence[Told] = ()
    age: timedelta | None = None


class Taker:
    """Accepts documents, and remembers which there are for flows whose target is told what is gone."""

    def __init__(self, store: Store, acceptor: Acceptor, metrics: Metrics, origin: Origin = Origin.POLL) -> None:
        self._notes = FullNotes(store)
        self._acceptor = acceptor
        self._metrics = metrics
        self._origin = origin
        self._seen: list[str] = []

    async def take(
        self, polled: PolledFlow, document: Json, ordinal: int | None = None, *, again: bool = False
    ) -> Taken:
        """Accept one document as a new event, or find the one it repeats. Raises StorageError.

        One that does not fit the flow's filter, and never did, is counted and becomes no event. ``ordinal`` was drawn
        before the document was asked for, where the flow keeps state. With ``again`` it is carried though it is as it
        was when it was carried last.
        """
        flow, source = polled.flow, polled.source
        body = dump_json(document)
        identity, material = identify_document(source, document, body, flow.name)
        if tell_unfit(flow, source, document) is not None:
            if not await self._acceptor.knows(flow, identity):  # else the pipeline says what becomes of it
                self._metrics.count("filtered", flow.name)
                return Taken(is_new=False)
            identity, material = mark_unfit(identity, material)
        if polled.shape is not None:
            identity, material = shape_identity(identity, material, polled.shape())
        accepted = await self._acceptor.accept(
            flow, body, identity, self._origin, digest_material=material, ordinal=ordinal, again=again
        )
        is_new, reference = accepted.kind == "new", self._acceptor.shown(identity.reference)
        self._metrics.count("polled", flow.name)
        self._metrics.count("poll_accepted", flow.name, by=int(is_new))
        if polled.absent is not None:
            self._seen.append(reference)
        changed, present = _find_changed_at(polled, document), _present(polled)
        if changed is None or changed <= present + CLOCK_ROOM:
            return Taken(is_new, age=None if changed is None else max(present - changed, timedelta()))
        return Taken(is_new, [Told("line.dated_ahead", document=reference, moment=changed)])

    async def take_absent(self, polled: PolledFlow, reference: str, ordinal: int | None) -> None:
        """Accept that a document is there no longer, as the newest state of its record. Raises StorageError."""
        body = dump_json(absent_document(reference))
        await self._acceptor.accept(
            polled.flow, body, Identity(reference), self._origin, digest_material=body, ordinal=ordinal
        )
        self._metrics.count("poll_absent", polled.flow.name)

    async def touch(self, polled: PolledFlow) -> None:
        """Remember that what was taken since the last call is there. Raises StorageError."""
        seen, self._seen = self._seen, []
        async with storage_errors():
            await self._notes.touch(polled.flow.name, seen)


def _present(polled: PolledFlow) -> datetime:
    """The source's present, as its answers told it last; ours where they did not."""
    told = polled.source.clock_difference if isinstance(polled.source, TellsTime) else None
    return datetime.now(UTC) + (told or timedelta())


def _find_changed_at(polled: PolledFlow, document: Json) -> datetime | None:
    """When a document was last changed, as its source tells; None where it does not."""
    if not isinstance(polled.source, TellsTime):
        return None
    try:
        return polled.source.changed_at(document)
    except Exception as error:  # noqa: BLE001 - one bad record must not stop the rest; its text may be personal
        log.warning("record_unclear", flow=polled.flow.name, error=type(error).__name__)
        return None
