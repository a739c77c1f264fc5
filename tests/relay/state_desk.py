"""Records whose newest state counts, brought to real Redis by reads and posts, and carried to one target."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from mapping.parsing import dump_json
from relay.care.activity import Activity, Story
from relay.care.event_moves import EventMoves
from relay.line.accept import Acceptor, Delivery
from relay.line.arrivals import Accepted
from relay.line.once.ordinals import Ordinals
from relay.line.queue import Claim, Queue
from relay.model import Event, Flow, Identity, Origin, Outcome, State, new_token
from relay.store.store import Store, reply
from relay.store.vault import Vault
from tests.plain import as_told
from tests.stand_ins import make_acceptor

CARDS = Flow(name="cards", entity="customer", source="office", target="books", settings=None, keeps_state=True)
"""Read from its source."""

POSTED_CARDS = replace(CARDS, name="posted-cards", source="shop")
"""Posted by its source."""

ITEMS, POSTED_ITEMS = (
    replace(flow, name=name, keeps_stories=False) for flow, name in ((CARDS, "items"), (POSTED_CARDS, "posted-items"))
)
"""The same, of flows that keep no stories."""

RECORD = "10023"
LATER = timedelta(hours=1)


def card(says: str, number: str = RECORD) -> dict[str, str]:
    """A record that says something."""
    return {"number": number, "says": says}


def dry(says: str = "would be written") -> Outcome:
    return Outcome(State.SKIPPED, as_told(says), dry_run=True)


def ends(state: State) -> Outcome:
    """How a run ends that leaves its event in this state."""
    return Outcome(state, as_told(f"it is {state}"), after=LATER, burns_try=True)


@dataclass
class StateDesk:
    """Brings states of one record, carries them, and tells how they stand."""

    store: Store
    vault: Vault
    queue: Queue
    acceptor: Acceptor = field(init=False)
    ordinals: Ordinals = field(init=False)
    moves: EventMoves = field(init=False)
    activity: Activity = field(init=False)

    def __post_init__(self) -> None:
        self.acceptor = make_acceptor(self.store, self.vault, self.queue)
        self.ordinals = Ordinals(self.store)
        self.moves = EventMoves(self.store, self.queue)
        self.activity = Activity(self.store)

    async def read(
        self,
        says: str,
        number: str = RECORD,
        *,
        stamp: str = "",
        ordinal: int | None = None,
        again: bool = False,
        flow: Flow = CARDS,
    ) -> Accepted:
        """A poll has read the record; its ordinal was drawn just before, where none is given."""
        drawn = await self.ordinals.draw() if ordinal is None else ordinal
        body = dump_json(card(says, number))
        identity = Identity(number, f"{stamp} {says}")
        return await self.acceptor.accept(
            flow, body, identity, Origin.POLL, digest_material=b"", ordinal=drawn, again=again
        )

    async def post(
        self,
        says: str,
        stamp: datetime | None = None,
        *,
        delivery: str | None = None,
        number: str = RECORD,
        lasting: bool = False,
    ) -> Accepted:
        """A sender has posted the record."""
        body = dump_json(card(says, number))
        given = Delivery(POSTED_CARDS.source, delivery) if delivery else None
        identity = Identity(number, f"{stamp} {says}", stamp, lasting)
        return await self.acceptor.accept(
            POSTED_CARDS, body, identity, Origin.HOOK, digest_material=b"", delivery=given
        )

    async def claim(self, flow: Flow = CARDS) -> Claim:
        """What a worker would carry next."""
        found = await self.queue.claim([flow.name], new_token())
        assert isinstance(found, Claim)
        return found

    async def carry(self, outcome: Outcome | State = State.WRITTEN, flow: Flow = CARDS) -> str:
        """Carry the next event to an end, as a worker does; its id."""
        claim = await self.claim(flow)
        assert await self.finish(claim, outcome)
        return claim.lease.event_id

    async def finish(self, claim: Claim, outcome: Outcome | State) -> bool:
        """Record how a run ended; whether the lease still held."""
        return await self.queue.finish(claim.lease, ends(outcome) if isinstance(outcome, State) else outcome)

    async def bring(self, says: str, state: State, flow: Flow = CARDS) -> str:
        """A state of the record that has come to stand in a state of events; a dry run where that is `skipped`."""
        accepted = await (self.read(says) if flow is CARDS else self.post(says))
        assert accepted.kind == "new"
        event_id = accepted.event_id
        if state is State.CANCELLED:
            assert (await self.moves.cancel(event_id)).moved
        elif state is State.EXPIRED:
            await self.carry(State.HELD, flow)
            [rest] = await self.moves.look([event_id])
            assert (await self.moves.expire(rest)).moved
        elif state is State.RUNNING:
            await self.claim(flow)
        elif state is not State.WAITING:
            assert await self.carry(dry() if state is State.SKIPPED else state, flow) == event_id
        return event_id

    async def bring_left_out(self, says: str) -> str:
        """A state that its flow does not want; no dry run."""
        assert (await self.read(says)).kind == "new"
        return await self.carry(State.SKIPPED)

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

    async def has_document(self, event_id: str) -> bool:
        return event_id in await self.documents()

    async def documents(self) -> set[str]:
        """Ids of the events that have one."""
        begin = self.store.keys.payload("")
        return {key.decode().removeprefix(begin) async for key in self.store.payload.scan_iter(match=f"{begin}*")}

    async def counts(self, flow: Flow = CARDS) -> dict[State, int]:
        """How many events stand in each state, without those in which none does."""
        return {state: count for state, count in (await self.activity.counts(flow.name)).items() if count}

    async def lane(self, flow: Flow = CARDS, number: str = RECORD) -> list[str]:
        """Ids of the events of the record that are carried or will be, the first one first."""
        key = self.store.keys.lane(self.acceptor.lane(flow, Identity(number)))
        return [event_id.decode() for event_id in await reply(self.store.state.lrange(key, 0, -1))]

    async def newest(self, flow: Flow = CARDS, number: str = RECORD) -> dict[str, Any]:
        """What Redis knows of the newest state of the record."""
        key = self.store.keys.newest(self.acceptor.lane(flow, Identity(number)))
        found = await reply(self.store.state.hgetall(key))
        return {name.decode(): value.decode() for name, value in found.items()}
