"""An operator's tools on real Redis, over a source that can be read and a target that is a set of numbers."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from mapping.parsing import dump_json
from relay.care.activity import Activity, Story
from relay.care.operations import Operations, Parts, make_operations
from relay.line.accept import Acceptor
from relay.line.actions import FIND_NUMBER, LINK, RELINK, Actions
from relay.line.poll import Poller
from relay.line.polled import PolledFlow
from relay.line.queue import Claim, Queue
from relay.line.run_event import OpenFlow
from relay.model import Event, Flow, Origin, Outcome, State, new_token
from relay.roles import WHOLE, Json, Page
from relay.settings.polling import PollSettings
from relay.store.counters import Metrics
from relay.store.cursors import Cursors
from relay.store.flow_notes import FlowNotes
from relay.store.store import Store
from relay.store.vault import Vault
from tests.plain import as_told
from tests.relay.asked import GivenSource
from tests.relay.parts import FLOW, ReadableSource, SmallSource, bound, make_runner
from tests.stand_ins import make_acceptor
from words.told import Told

POSTED = Flow(name="posted-orders", entity="order", source="till", target="books", settings=None)
"""A flow whose source only posts."""

VERSION = "1"
FUTURE = timedelta(hours=1)


def document(number: str, version: str = VERSION) -> dict[str, str]:
    return {"number": number, "version": version}


@dataclass
class DeskSource(ReadableSource):
    """Shows nothing from one cursor on, as where a poll has gone past all there is."""

    nothing_since: str = ""

    async def changed_since(
        self, cursor: str, overlap: timedelta, not_before: str | None = None, *, part: str = WHOLE
    ) -> AsyncIterator[Page]:
        if cursor == self.nothing_since:
            return
        async for page in super().changed_since(cursor, overlap, not_before, part=part):
            yield page


@dataclass
class OneTarget:
    """Knows which numbers are there, and can be away, or unable to tell about one."""

    there: set[str] = field(default_factory=set)
    failure: Exception | None = None
    troubled: dict[str, Exception] = field(default_factory=dict)
    linked: list[tuple[str, str | None]] = field(default_factory=list)
    relinked: list[tuple[str, bool]] = field(default_factory=list)

    async def present(self, _: Flow, found: Json) -> str | None:
        if self.failure is not None:
            raise self.failure
        if (trouble := self.troubled.get(found["number"])) is not None:
            raise trouble
        return f"B{found['number']}" if found["number"] in self.there else None

    async def link(self, _: Flow, found: Json, number: str | None) -> Told:
        if self.failure is not None:
            raise self.failure
        self.linked.append((found["number"], number))
        return as_told(f"the customer of {found['number']} is {number}")

    async def relink(self, _: Flow, found: Json, create: bool) -> Told:  # noqa: FBT001 - as the action gives it
        if self.failure is not None:
            raise self.failure
        self.relinked.append((found["number"], create))
        return as_told(f"{found['number']} is carried again")


@dataclass
class Desk:
    """Everything an operator needs. ``source`` is FLOW's; POSTED has one that cannot be read."""

    store: Store
    vault: Vault
    queue: Queue
    poll: PollSettings = field(default_factory=lambda: PollSettings(start="all"))
    source: DeskSource = field(default_factory=DeskSource)
    target: OneTarget = field(default_factory=OneTarget)
    acceptor: Acceptor = field(init=False)
    activity: Activity = field(init=False)
    notes_of_flows: FlowNotes = field(init=False)
    cursors: Cursors = field(init=False)
    operations: Operations = field(init=False)
    poller: Poller = field(init=False)

    def __post_init__(self) -> None:
        self.acceptor = make_acceptor(self.store, self.vault, self.queue)
        self.activity = Activity(self.store)
        self.notes_of_flows = FlowNotes(self.store)
        self.cursors = Cursors(self.store)
        target = self.target
        actions = Actions({FIND_NUMBER: target.present, LINK: target.link, RELINK: target.relink})
        pipeline = replace(bound(), actions=actions)
        polled = [PolledFlow(FLOW, self.source, self.poll)]
        self.poller = Poller(self.store, self.acceptor, polled, Metrics(self.store))
        parts = Parts(
            store=self.store,
            vault=self.vault,
            queue=self.queue,
            acceptor=self.acceptor,
            poller=self.poller,
            flows={
                FLOW.name: OpenFlow(FLOW, self.source, self.target, pipeline),
                POSTED.name: OpenFlow(POSTED, SmallSource(), self.target, pipeline),
            },
            polled=polled,
            connections={FLOW.source: GivenSource(self.source), POSTED.source: GivenSource(SmallSource())},
        )
        self.operations = make_operations(parts)

    async def take(self, number: str, flow: Flow = FLOW, **changes: Any) -> str:
        """Accept a document as a poll or a webhook would."""
        taken = {**document(number), **changes}
        identity = self.source.identify(taken)
        accepted = await self.acceptor.accept(flow, dump_json(taken), identity, Origin.POLL, digest_material=b"")
        return accepted.event_id

    async def stand(self, number: str, state: State, flow: Flow = FLOW) -> str:
        """An event of a document that has come to stand in a state."""
        event_id = await self.take(number, flow)
        if state is not State.WAITING:
            await self.bring(event_id, state, flow)
        return event_id

    async def dry_run(self, number: str, flow: Flow = FLOW, **changes: Any) -> str:
        """An event that was skipped because nothing is written yet."""
        event_id = await self.take(number, flow, **changes)
        await self.end(event_id, Outcome(State.SKIPPED, as_told("dry run: would write it"), dry_run=True), flow)
        return event_id

    async def end(self, event_id: str, outcome: Outcome, flow: Flow = FLOW) -> None:
        """Carry a waiting event, which is the only one that is due, to an end, as a worker does."""
        claim = await self.queue.claim([flow.name], new_token())
        assert isinstance(claim, Claim)
        assert claim.lease.event_id == event_id
        assert await self.queue.finish(claim.lease, outcome)
        runner = make_runner(self.store, self.vault, self.queue, bound(), flows=())
        await runner.forget(event_id, outcome)

    async def bring(self, event_id: str, state: State, flow: Flow = FLOW) -> None:
        """Bring a waiting event, which is the only one that is due, to a state."""
        if state is State.CANCELLED:
            await self.operations.moves.cancel(event_id)
            return
        if state is State.EXPIRED:
            await self.bring(event_id, State.HELD, flow)
            [rest] = await self.operations.moves.look([event_id])
            assert (await self.operations.moves.expire(rest)).moved
            return
        claim = await self.queue.claim([flow.name], new_token())
        assert isinstance(claim, Claim)
        assert claim.lease.event_id == event_id
        if state is not State.RUNNING:
            assert await self.queue.finish(
                claim.lease, Outcome(state, as_told(f"it is {state}"), after=FUTURE, burns_try=True)
            )
            if state in {State.WRITTEN, State.SKIPPED}:
                await self.lose_document(event_id)

    async def event(self, event_id: str) -> Event:
        found = await self.queue.event(event_id)
        assert found is not None
        return found

    async def state_of(self, event_id: str) -> State:
        return (await self.event(event_id)).state

    async def story(self, event_id: str) -> Story:
        story = await self.activity.story(event_id)
        assert story is not None
        return story

    async def notes(self, event_id: str) -> Sequence[dict[str, Any]]:
        """What the story tells beside its runs, without moments and nonces."""
        notes = (await self.story(event_id)).notes
        return [{name: value for name, value in note.items() if name not in {"at", "nonce"}} for note in notes]

    async def body(self, event_id: str, flow: Flow = FLOW) -> bytes | None:
        """The document that an event would be carried with."""
        sealed = await self.store.payload.get(self.store.keys.payload(event_id))
        return self.vault.open(sealed, flow.name, event_id) if sealed else None

    async def lose_document(self, event_id: str) -> None:
        await self.store.payload.delete(self.store.keys.payload(event_id))

    async def claimed(self, flow: Flow = FLOW) -> str | None:
        """The next event a worker would carry."""
        claim = await self.queue.claim([flow.name], new_token())
        return claim.lease.event_id if isinstance(claim, Claim) else None

    async def ids(self) -> set[str]:
        """Every event there is."""
        pages = self.activity.ids(until=await self.activity.now())
        return {event_id async for page in pages for event_id in page}

    def shows(self, *numbers: str, cursor: str = "read") -> None:
        """Let the source show these documents to whoever reads it, and give them one by one."""
        self.source.documents = {number: document(number) for number in numbers}
        self.source.pages = [Page([document(number) for number in numbers], cursor)]
