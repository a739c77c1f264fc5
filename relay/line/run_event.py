"""What a worker does with one claimed event: find its document, run its pipeline, and decide when it comes back."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from redis.exceptions import RedisError

from relay.errors import LeaseLost, RunEnd, Transient
from relay.line.absent import absent_reference
from relay.line.carrying import CARRYING, carrying
from relay.line.once.intents import Intents
from relay.line.once.right_of_way import CLASS, Class
from relay.line.pipeline import BoundPipeline, outcome_of
from relay.line.queue import FORGETS, LEAST_PAUSE, Claim, Queue
from relay.line.repeated_answers import CARRIED, FLOW, RepeatedAnswers
from relay.model import Event, Flow, Lease, Origin, Outcome, State, Ticket
from relay.roles import Completes, Json, PolledSource, Source
from relay.settings.model import RetrySettings
from relay.store.documents import DocumentLost, SealedDocuments
from relay.store.store import STORAGE_FAILURES, Store
from relay.store.vault import Vault
from relay.systems.ends import UNASKED, Ends
from words.told import Told

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class OpenFlow:
    """A flow with its source and target open and its pipeline in place."""

    flow: Flow
    source: Source
    target: Any
    pipeline: BoundPipeline[Any]
    ends: Ends = UNASKED


class EventRunner:
    """Carries events through the pipelines of their flows."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        queue: Queue,
        flows: Mapping[str, OpenFlow],
        retry: RetrySettings,
        intents: Intents,
    ) -> None:
        self._intents = intents
        self._queue = queue
        self._flows = flows
        self._retry = retry
        self._documents = SealedDocuments(store, vault)
        self._said = RepeatedAnswers(store)

    async def run(self, claim: Claim) -> Outcome:
        """Run the event's pipeline once. Raises LeaseLost or RedisError: then the lease simply ends."""
        event = await self._queue.event(claim.lease.event_id)
        if event is None:
            return Outcome(State.HELD, Told("line.story_gone"))
        opened = self._flows.get(event.flow)
        if opened is None:
            return Outcome(State.PARKED, Told("line.no_flow", flow=event.flow), after=timedelta(minutes=5))
        CARRIED.set(event.id)
        FLOW.set(event.flow)
        CARRYING.set(carrying(event, opened.flow))
        CLASS.set(Class.BULK if event.origin is Origin.FULL_READ else opened.pipeline.pipeline.precedence)
        try:
            outcome = await self._run(event, opened, claim.lease)
        except RunEnd as end:
            outcome = outcome_of(end)
        except (LeaseLost, RedisError):
            raise
        except Exception as error:  # noqa: BLE001 - a defect of ours must not lose the event; its text may be personal
            log.error("carrier_failed", event_id=event.id, error=type(error).__name__)  # noqa: TRY400 - no traceback
            outcome = outcome_of(Transient(Told("line.relay_failed", error=type(error).__name__)))
        return self._schedule(event, await self._hold_if_in_circles(event, outcome))

    def hand_back(self, event_id: str) -> Outcome:
        """How a run ends that a stopping worker cuts off: no try burned, and unconfirmed where a write is under way."""
        if self._intents.is_sending(event_id):
            return Outcome(State.UNCONFIRMED, Told("line.handed_back_while_sent"), after=LEAST_PAUSE)
        return Outcome(State.RETRYING, Told("line.handed_back"), after=LEAST_PAUSE)

    async def forget(self, event_id: str, outcome: Outcome) -> None:
        """Delete the sealed document of an event that needs it no more; let it live on where it may be needed."""
        if outcome.dry_run:
            await self._documents.renew(event_id, keep=self._queue.keep_dry_run)
        elif outcome.state in FORGETS:
            await self._documents.forget(event_id)
        else:
            await self._documents.renew(event_id, keep=self._queue.keep)

    async def _run(self, event: Event, opened: OpenFlow, lease: Lease) -> Outcome:
        await opened.ends.prove_for(event)
        systems = opened.ends.ids()  # before the run: what it writes counts, though the proof may be lost meanwhile
        try:
            document = await self._document(event, opened)
        except DocumentLost as lost:
            told = Told("line.lost_and_source_unreadable", why=lost.why, remedy=lost.remedy)
            if isinstance(opened.source, PolledSource):
                told = Told("line.lost_and_not_at_source", why=lost.why, remedy=lost.remedy)
            return Outcome(State.HELD, told, lacks_document=True)
        if isinstance(opened.source, Completes) and absent_reference(document) is None:
            accepted = datetime.fromtimestamp(event.accepted_ms / 1000, UTC)
            document = await opened.source.complete(document, accepted)
        outcome = await opened.pipeline.run(Ticket(event, opened.flow, lease, document))
        return replace(outcome, systems=systems)

    async def _document(self, event: Event, opened: OpenFlow) -> Json:
        """The sealed document; where it is lost, the document as the source has it now.

        Raises DocumentLost where neither is there, and Transient while the payload role is away: a run without an
        outcome would count as one that died.
        """
        try:
            return await self._documents.read(event)
        except STORAGE_FAILURES as error:
            log.warning("document_not_read", event_id=event.id, error=type(error).__name__)
            raise Transient(Told("line.payload_redis_away"), burns_try=False) from None
        except DocumentLost:
            if not isinstance(opened.source, PolledSource):
                raise
            document = await opened.source.fetch(event.reference)
            if document is None:
                raise
            await self._queue.forget_version(event)
            return document

    async def _hold_if_in_circles(self, event: Event, outcome: Outcome) -> Outcome:
        """The outcome; held where this document alone got the same unexplained answer as often as settings allow."""
        if not outcome.said or outcome.state not in {State.RETRYING, State.UNCONFIRMED}:
            return outcome
        times = await self._said.count_times(event.id, outcome.said, self._queue.keep)
        if times < self._retry.same_answers:
            return outcome
        told = Told("line.same_answer", times=times, answer=outcome.told)
        if outcome.state is State.UNCONFIRMED:
            told = Told("line.same_answer_unconfirmed", times=times, answer=outcome.told)
        return replace(outcome, state=State.HELD, told=told)

    def _schedule(self, event: Event, outcome: Outcome) -> Outcome:
        """The outcome with the moment it comes back; a transient failure that had all its tries is failed."""
        if outcome.state is State.UNCONFIRMED:
            return replace(outcome, after=outcome.after or self._retry.first)
        if outcome.state is not State.RETRYING:
            return outcome
        tries = event.tries + int(outcome.burns_try)
        if tries >= self._retry.tries:
            return replace(outcome, state=State.FAILED, told=Told("line.gave_up", tries=tries, answer=outcome.told))
        return replace(outcome, after=max(outcome.after or timedelta(), backoff(self._retry, tries)))


def backoff(retry: RetrySettings, tries: int) -> timedelta:
    """Full jitter: anything between nothing and the doubled pause, so that events do not come back in a crowd."""
    doubled = retry.first.total_seconds() * 2.0 ** min(tries, 64)
    return timedelta(seconds=min(doubled, retry.most.total_seconds()) * random.random())
