"""Carries an event again because an operator says so: by its id, by its reference, or all that a selection finds.

A held, failed, expired or cancelled event goes again itself, and so does a dry run; a cancelled one whose document
nobody has is held until it is sent again. One that is written or skipped for good stays as it is: its document is read
from the source again and becomes a new event, whose document key holds a nonce. Links and look-ups in the target see to
it that nothing is written twice. Repeating a replay is safe.

Of a record whose newest state counts the source is read first, and what it has now is a new event; only where it cannot
be read does the event go itself, unless a newer state came.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Final

import structlog

from mapping.parsing import dump_json
from relay.care.activity import Activity
from relay.care.dry_runs import DryRuns
from relay.care.event_moves import EventMoves, Move
from relay.care.fetch_again import Fetched, fetch_in_turn
from relay.care.orphans import Orphaned, read_traits
from relay.care.selection import (
    CARRIED,
    DONE,
    Replayed,
    Result,
    Selection,
    Tally,
    find_event,
    find_open_event,
    goes_again,
)
from relay.line.accept import Acceptor
from relay.line.identify import identify_document, strip_hash
from relay.line.once.ordinals import Ordinals
from relay.line.run_event import OpenFlow
from relay.model import Event, Origin, State, new_token
from relay.settings.names import FLOW, require_known
from relay.store.documents import DocumentLost, SealedDocuments
from relay.store.store import Store, storage_errors
from words.told import Told

log = structlog.get_logger()

_ENDED: Final = (State.WRITTEN, State.SKIPPED, State.SUPERSEDED)


class Replayer:
    """Replays events. All of it raises StorageError; what it replayed until then stays replayed."""

    def __init__(
        self,
        store: Store,
        documents: SealedDocuments,
        acceptor: Acceptor,
        moves: EventMoves,
        flows: Mapping[str, OpenFlow],
    ) -> None:
        self._store = store
        self._documents = documents
        self._acceptor = acceptor
        self._moves = moves
        self._flows = flows
        self._activity = Activity(store)
        self._dry_runs = DryRuns(store)
        self._ordinals = Ordinals(store)

    async def replay(self, event_id: str) -> Replayed:
        """Carry one event again, whatever became of it."""
        found = await self._moves.look([event_id])
        replayed = await self._carry_again(found[0].event) if found else _not_found(Told("care.no_such_event"))
        _tell(replayed, event_id)
        return replayed

    async def replay_reference(self, flow: str, reference: str) -> Replayed:
        """Carry the document with this number again: its event that rests, else as the source has it now.

        A ``#`` before the number, as shops show it, makes no other.
        """
        reference = strip_hash(reference)
        shown = self._acceptor.shown(reference)
        async with storage_errors():
            gone = await self._find_gone(flow)
            event = None if gone else await find_open_event(self._activity, flow, shown)
        if gone:
            return _not_found(Told("care.flow_not_in_file", flow=flow, remedy=gone.mend))
        replayed = await (self._carry_again(event) if event else self._fetch_and_accept(flow, reference))
        _tell(replayed, event.id if event else None)
        return replayed

    async def _fetch_and_accept(self, flow: str, reference: str) -> Replayed:
        opened = self._flows[flow]
        return await self._accept_anew(opened, reference, await fetch_in_turn(opened, reference, self._ordinals))

    async def _find_gone(self, flow: str) -> Orphaned | None:
        """The flow, where it is in relay.yaml no more. Raises UnknownName where it never was, and what Redis raises."""
        if flow in self._flows:
            return None
        require_known(FLOW, flow, [*self._flows, *await read_traits(self._store)])
        return Orphaned(flow, 0)

    async def _explain_lost_document(self, flow: str, reference: str, before: Event | None, trouble: Told) -> Replayed:
        """Why a document cannot be had: that of the event ``before``, of one that ended, or of none that is kept."""
        not_kept = Told("care.not_kept", trouble=trouble)
        if before is not None:
            return Replayed(Result.NO_DOCUMENT, not_kept, before.id)
        async with storage_errors():
            shown = self._acceptor.shown(reference)
            ended = await find_event(self._activity, _ENDED, flow, shown)
        if ended is None:
            return _not_found(Told("care.no_event_kept", flow=flow, trouble=trouble))
        told = Told("care.ended_and_not_kept", state=ended.state.value, reason=not_kept)
        return Replayed(Result.NO_DOCUMENT, told, ended.id)

    async def count(self, selection: Selection) -> int:
        """How many events a selection finds now."""
        since, found = selection.since, 0
        async with storage_errors():
            await self._require_flow(selection)
            for state in selection.states:
                if state is State.SKIPPED:
                    until = selection.until or await self._activity.now()
                    found += len(await self._dry_runs.find(flow=selection.flow, since=since, until=until))
                else:
                    found += await self._activity.count(
                        flow=selection.flow, state=state, since=since, until=selection.until
                    )
        return found

    async def replay_all(self, selection: Selection, most: int | None = None) -> Tally:
        """Carry again all that the selection finds, oldest first within each state, and ``most`` of them at most."""
        tally = Tally()
        made: set[str | None] = set()
        async with storage_errors():
            await self._require_flow(selection)
            async for event_id, overtaken in self._select(selection):
                if event_id in made:
                    continue  # a worker was quick enough to bring it to the state that is replayed
                if most is not None and tally.results.total() >= most:
                    break
                replayed = await self.replay(event_id)
                made.add(replayed.event_id)
                tally.add(replayed)
                if overtaken and replayed.result in DONE:
                    await self._dry_runs.end(overtaken, event_id)
        return tally

    async def _select(self, selection: Selection) -> AsyncIterator[tuple[str, Sequence[str]]]:
        """Ids of what was accepted until now, so that it comes to an end; with those of the dry runs each overtakes."""
        now = await self._activity.now()
        flow, since, until = selection.flow, selection.since, min(selection.until or now, now)
        for state in selection.states:
            if state is State.SKIPPED:
                for found in await self._dry_runs.find(flow=flow, since=since, until=until):
                    yield found.event_id, found.overtaken
                continue
            async for page in self._activity.ids(flow=flow, state=state, since=since, until=until):
                for event_id in page:
                    yield event_id, ()

    async def _require_flow(self, selection: Selection) -> None:
        """Raise UnknownName where the flow that is meant never was in relay.yaml; one that has gone has events yet."""
        if selection.flow is not None and selection.flow not in self._flows:
            require_known(FLOW, selection.flow, [*self._flows, *await read_traits(self._store)])

    async def _carry_again(self, event: Event) -> Replayed:
        opened = self._flows.get(event.flow)
        if opened is None:
            return Replayed(Result.UNCHANGED, Told("care.no_flow", flow=event.flow), event.id)
        if event.state in CARRIED:
            return Replayed(Result.UNCHANGED, Told("care.goes_on_by_itself", state=event.state.value), event.id)
        fetched = await fetch_in_turn(opened, event.reference, self._ordinals)
        if goes_again(event) and (fetched.document is None or not opened.flow.keeps_state):
            return await self._release(event, opened, fetched)
        return await self._accept_anew(opened, event.reference, fetched, event)

    async def _release(self, event: Event, opened: OpenFlow, fetched: Fetched) -> Replayed:
        """Let the event itself go, with the document as the source has it now, else with the sealed one."""
        document, trouble = fetched.document, fetched.trouble
        try:
            async with storage_errors():
                if document is not None:
                    await self._documents.put(event, document, self._moves.keep)
                else:
                    await self._documents.read(event)
                    await self._documents.renew(event.id, keep=self._moves.keep)
        except DocumentLost as lost:
            if event.state is State.CANCELLED and not opened.flow.keeps_state:
                return await self._reopen(event, trouble)
            told = Told("care.nothing_to_carry", why=lost.why, trouble=trouble, remedy=lost.remedy)
            return Replayed(Result.NO_DOCUMENT, told, event.id)
        origin = "sealed" if document is None else "source"
        note = {"who": "operator", "what": "replayed", "document": origin, "nonce": new_token()}
        move = await self._moves.release(event.id, note)
        if not move.moved:
            return Replayed(Result.UNCHANGED, _tell_state(move), event.id)
        once_more = "" if opened.flow.write else Told("care.dry_run_once_more")
        told = Told("care.waits_with_new_document", once_more=once_more)
        if document is None:
            told = Told("care.waits_with_sealed_document", trouble=trouble, once_more=once_more)
        return Replayed(Result.RELEASED, told, event.id)

    async def _reopen(self, event: Event, trouble: Told) -> Replayed:
        """Hold a cancelled event until its sender, who alone has the document, sends it again."""
        move = await self._moves.reopen(event.id, {"who": "operator", "what": "reopened"})
        if not move.moved:
            return Replayed(Result.UNCHANGED, _tell_state(move), event.id)
        return Replayed(Result.AWAITS_DOCUMENT, Told("care.awaits_document", trouble=trouble), event.id)

    async def _accept_anew(
        self, opened: OpenFlow, reference: str, fetched: Fetched, before: Event | None = None
    ) -> Replayed:
        """Accept the document as the source has it now as a new event; ``before`` is the one that has ended.

        Where the newest state counts, one that waits with the same state, or a newer one, goes instead.
        """
        if fetched.document is None:
            return await self._explain_lost_document(opened.flow.name, reference, before, fetched.trouble)
        body, nonce = dump_json(fetched.document), new_token()
        identity, material = identify_document(opened.source, fetched.document, body, opened.flow.name)
        accepted = await self._acceptor.accept(
            *(opened.flow, body, identity, Origin.POLL),
            digest_material=material,
            nonce=nonce,
            ordinal=fetched.ordinal,
            again=True,
            by_person=True,
        )
        if accepted.kind != "new":
            move = Move(moved=False, found=accepted.state)
            return Replayed(Result.UNCHANGED, _tell_state(move), accepted.event_id)
        note = {"who": "operator", "what": "replayed", "document": "source", "nonce": nonce}
        await self._moves.tell(accepted.event_id, {**note, "of": before.id} if before else note)
        if before is not None:
            await self._moves.tell(before.id, {**note, "as": accepted.event_id})
        return Replayed(Result.ACCEPTED, Told("care.carried_anew"), accepted.event_id)


def _not_found(told: Told) -> Replayed:
    return Replayed(Result.NOT_FOUND, told)


def _tell_state(move: Move) -> Told:
    return Told("care.state_by_now", state=move.found.value) if move.found else Told("care.gone_by_now")


def _tell(replayed: Replayed, asked: str | None) -> None:
    log.info("operator_replayed", asked=asked, event_id=replayed.event_id, result=replayed.result.value)
