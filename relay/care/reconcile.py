"""Compares a source with its target: which records of a period have no link, are not in the target, and why.

A poll trusts its cursor. What slipped past it, or was lost with a Redis, is found here, page by page. A record
that is found missing is carried only when an operator says so. Records that last changed before the flow began are left
out, since the flow was never to carry them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

import structlog
from redis.exceptions import RedisError

from mapping.parsing import dump_json
from relay.care.event_moves import EventMoves
from relay.care.replay import Replayer
from relay.care.selection import CARRIED, DONE, RELEASABLE
from relay.errors import Barred, Parked, StorageError, Transient
from relay.line.accept import Acceptor
from relay.line.actions import FindNumber
from relay.line.arrivals import Accepted
from relay.line.identify import identify_document
from relay.line.once.locks import Locks
from relay.line.once.ordinals import Ordinals
from relay.line.once.right_of_way import Class, calls_of
from relay.line.poll import Poller
from relay.line.polled import PolledFlow, read_every_part
from relay.line.repeated_answers import on_behalf_of
from relay.model import Identity, Origin, State, new_token
from relay.roles import Json
from relay.settings.names import UnknownName
from relay.store.cursors import Cursors
from relay.store.store import Store, storage_errors
from words.told import Told

log = structlog.get_logger()

MOST_TOLD: Final = 100
"""How many references a reconciliation names; all are counted."""

AWAY: Final = (Transient, Barred, Parked)
"""What is raised where source or target cannot be asked at all: it says nothing about one record."""

_TURN: Final = timedelta(seconds=15)


class Stand(StrEnum):
    """How a record of a source stands."""

    PRESENT = "present"
    UNDER_WAY = "under_way"
    AT_REST = "at_rest"
    CANCELLED = "cancelled"
    MISSING = "missing"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class ComparedFlow:
    """A flow that is read, and what tells whether its target has a document."""

    polled: PolledFlow
    find_number: FindNumber


@dataclass
class Reconciliation:
    """What a comparison found.

    ``stands`` counts records: in the target (one that the source shows twice counts twice), being carried, held or
    failed, cancelled by an operator, missing, or unclear where the target could not tell. ``references`` are the first
    of the missing, as they may be shown; ``carried`` counts those that were let go or accepted. ``before_start`` counts
    records that ``stands`` leaves out, since they last changed before the flow began; ``left_out`` tells what could not
    be read at the source and was passed over, a sentence each.
    """

    flow: str
    since: datetime
    stands: Counter[Stand] = field(default_factory=Counter)
    references: list[str] = field(default_factory=list)
    carried: int = 0
    before_start: int = 0
    left_out: list[Told] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """How many records stand how, with nothing left out."""
        return {stand.value: self.stands[stand] for stand in Stand}


@dataclass
class _Pass:
    """One pass over a source: what it found so far, and the missing records of which no event is known."""

    compared: ComparedFlow
    found: Reconciliation
    carry: bool
    start: str | None
    seen: set[str] = field(default_factory=set)
    unknown: dict[str, tuple[Identity, bytes]] = field(default_factory=dict)


class Reconciler:
    """Compares flows, one comparison of a flow at a time among all processes."""

    def __init__(
        self,
        store: Store,
        acceptor: Acceptor,
        moves: EventMoves,
        replayer: Replayer,
        poller: Poller,
        flows: Sequence[ComparedFlow],
    ) -> None:
        self._cursors = Cursors(store)
        self._ordinals = Ordinals(store)
        self._acceptor = acceptor
        self._moves = moves
        self._replayer = replayer
        self._poller = poller
        self._turns = Locks(store, _TURN, timedelta())
        self.flows = {compared.polled.flow.name: compared for compared in flows}

    async def reconcile(self, name: str, over: timedelta, *, carry: bool = False) -> Reconciliation | None:
        """Compare the records that changed in the last ``over``; with ``carry``, carry what is missing or at rest.

        None when another process is comparing this flow. Raises StartError when the flow cannot be compared,
        StorageError, and one of AWAY when source or target cannot be asked: what was carried until then is carried.
        """
        compared = self.flows.get(name)
        if compared is None:
            raise UnknownName(Told("names.compared_flow"), name, self.flows)
        async with storage_errors(), self._turns.hold_if_free(f"reconcile:{name}") as ours:
            with on_behalf_of(name), calls_of(Class.BULK):
                return await self._compare(compared, over, carry=carry) if ours else None

    async def _compare(self, compared: ComparedFlow, over: timedelta, *, carry: bool) -> Reconciliation:
        polled = compared.polled
        since = datetime.now(UTC) - over
        await polled.ends.prove_source()
        await polled.ends.prove_both()
        start = await self._cursors.start(polled.flow.name, polled.source, polled.settings)
        this = _Pass(compared, Reconciliation(polled.flow.name, since), carry, start)
        pages = read_every_part(polled.source, polled.source.cursor_at(since))
        async for ordinal, page in self._ordinals.number(polled.flow, pages):
            this.found.left_out += page.left_out
            for document in page.documents:
                await self._weigh(this, document, ordinal)
        await self._set_right(this)
        found = this.found
        told = {"carried": found.carried, "before_start": found.before_start, "left_out": len(found.left_out)}
        log.info("reconciled", flow=polled.flow.name, **told, **found.counts())
        return found

    async def _weigh(self, this: _Pass, document: Json, ordinal: int | None) -> None:
        """Count one record, and carry it where that is asked. One that is not in the target is counted once."""
        flow = this.compared.polled.flow
        body = dump_json(document)
        identity, material = identify_document(this.compared.polled.source, document, body, flow.name)
        reference = self._acceptor.shown(identity.reference)
        if reference in this.seen:
            return
        if _is_before_start(this, document):
            this.seen.add(reference)
            this.found.before_start += 1
            return
        earlier = await self._acceptor.earlier(flow, identity, material)
        stand = await self._stand(this.compared, document, earlier)
        this.found.stands[stand] += 1
        if stand is Stand.PRESENT:
            return
        this.seen.add(reference)
        if stand is Stand.MISSING and earlier is None:
            this.unknown[reference] = (identity, material)
        if stand is Stand.MISSING and len(this.found.references) < MOST_TOLD:
            this.found.references.append(reference)
        if this.carry and stand in {Stand.MISSING, Stand.AT_REST}:
            this.found.carried += await self._carry(this, body, (identity, material), earlier, ordinal)

    async def _stand(self, compared: ComparedFlow, document: Json, earlier: Accepted | None) -> Stand:
        """How a record of the source stands in the target.

        Its event is asked before the target: a write that ends in between is then seen by one of the two.
        """
        state = earlier.state if earlier else None
        if state in CARRIED:
            return Stand.UNDER_WAY
        try:
            if await compared.find_number(compared.polled.flow, document) is not None:
                return Stand.PRESENT
        except (*AWAY, StorageError, RedisError):
            raise
        except Exception as error:  # noqa: BLE001 - one bad record must not stop the rest; its text may be personal
            log.warning("record_unclear", flow=compared.polled.flow.name, error=type(error).__name__)
            return Stand.UNCLEAR
        if state in {State.HELD, State.FAILED}:
            return Stand.AT_REST
        return Stand.CANCELLED if state is State.CANCELLED else Stand.MISSING

    async def _carry(
        self,
        this: _Pass,
        body: bytes,
        named: tuple[Identity, bytes],
        earlier: Accepted | None,
        ordinal: int | None,
    ) -> bool:
        """Let the record's event go again where it can; else accept it, under a nonce where it came before."""
        if earlier is not None and (earlier.state in RELEASABLE or earlier.dry_run):
            return (await self._replayer.replay(earlier.event_id)).result in DONE
        nonce = new_token() if earlier is not None and earlier.state is not None else None
        identity, material = named
        accepted = await self._acceptor.accept(
            this.compared.polled.flow,
            body,
            identity,
            Origin.POLL,
            digest_material=material,
            nonce=nonce,
            ordinal=ordinal,
            again=True,
        )
        note = {"who": "operator", "what": "reconciled"}
        await self._moves.tell(accepted.event_id, {**note, "nonce": nonce} if nonce else note)
        return accepted.kind == "new"

    async def _set_right(self, this: _Pass) -> None:
        """Take back what was only too young to have been polled: poll now, and look whether that brought it."""
        name, flow = this.found.flow, this.compared.polled.flow
        if this.carry or not this.unknown or not await self._cursors.is_begun(name):
            return
        await self._poller.poll(name)
        brought = {ref for ref, named in this.unknown.items() if await self._acceptor.earlier(flow, *named) is not None}
        this.found.stands[Stand.MISSING] -= len(brought)
        this.found.stands[Stand.UNDER_WAY] += len(brought)
        this.found.references = [reference for reference in this.found.references if reference not in brought]


def _is_before_start(this: _Pass, document: Json) -> bool:
    """Whether a record last changed before the flow began; one that a source cannot tell about is compared."""
    try:
        return this.start is not None and this.compared.polled.source.changed_before(document, this.start)
    except Exception as error:  # noqa: BLE001 - one bad record must not stop the rest; its text may be personal
        log.warning("record_unclear", flow=this.found.flow, error=type(error).__name__)
        return False
