"""The queue against a model of it in memory: whatever is done to it, no event vanishes or is in two hands."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from itertools import count
from typing import Any, Final

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from relay.care.event_moves import Resting
from relay.demo.embedded import EmbeddedRedis
from relay.errors import LeaseLost
from relay.line.once.intents import Intents
from relay.line.once.links import Links
from relay.line.queue import Claim, Queue
from relay.model import State, may_become, new_event_id, new_token
from relay.settings.model import RetentionSettings
from relay.store.store import Store, open_store
from relay.store.vault import Vault
from tests.conftest import redis_settings
from tests.relay.arrivals import arrival, ended
from tests.relay.line.queue_model import CLAIMABLE, FLOWS, LANES, OUTCOMES, PICK, QueueModel

LONG: Final = timedelta(hours=1)


def has_claims(machine: "QueueMachine") -> bool:
    return bool(machine.claims)


def has_events(machine: "QueueMachine") -> bool:
    return bool(machine.model.events)


class QueueMachine(RuleBasedStateMachine):
    """Does what senders, workers, operators and time do to a queue, and compares all of it with the model."""

    server: EmbeddedRedis

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.Runner()
        self.closing = AsyncExitStack()
        self.store: Store = self.wait(
            self.closing.enter_async_context(open_store(redis_settings(self.server), f"machine-{new_token()}"))
        )
        self.queue = Queue(self.store, RetentionSettings(), timedelta(minutes=10))
        self.resting = Resting(self.store, self.queue)
        self.intents = Intents(self.store, self.queue, Links(self.store, Vault([b"p" * 32], b"i" * 32)))
        self.model = QueueModel()
        self.claims: list[Claim] = []
        self.names = count()

    def teardown(self) -> None:
        self.wait(self.closing.aclose())
        self.loop.close()

    def wait(self, call: Any) -> Any:
        return self.loop.run(call)

    @rule(lanes=st.lists(st.sampled_from(sorted(LANES)), min_size=1, max_size=3), version=st.integers(1, 4))
    def accept(self, lanes: list[str], version: int) -> None:
        """Senders bring documents, some for the second time; those of one moment go in one call."""
        arrivals = [
            arrival(event_id=new_event_id(), flow=LANES[lane], lane=lane, document_key=f"{lane}-{version}")
            for lane in lanes
        ]
        for lane, arrived, accepted in zip(lanes, arrivals, self.wait(self.queue.accept_all(arrivals)), strict=True):
            kind, first = self.model.accept(lane, arrived.document_key, arrived.event_id)
            assert (accepted.kind, accepted.event_id) == (kind, first)
            assert (accepted.state, accepted.dry_run) == (
                self.model.events[first].state, self.model.events[first].is_dry_run
            )  # fmt: skip

    @rule(flows=st.permutations(FLOWS))
    def claim(self, flows: list[str]) -> None:
        """A worker asks for work: it gets what a dead worker left, else what is due, else nothing."""
        token = new_token()
        found = self.wait(self.queue.claim(flows, token))
        candidates = next((ids for flow in flows if (ids := self.model.claimable(flow))), set())
        if not isinstance(found, Claim):
            assert not candidates
            return
        assert found.lease.event_id in candidates
        known = self.model.claim(found.lease.event_id, token)
        assert (found.run, found.lost, found.flow) == (known.runs, known.lost, known.flow)
        self.claims.append(found)

    @precondition(has_claims)
    @rule(pick=PICK)
    def renew(self, pick: int) -> None:
        """A worker renews its lease, or learns that it has passed on."""
        claim = self._claim(pick)
        lost = self.wait(self.queue.renew([claim]))
        assert lost == (set() if self.model.holds(claim) else {claim.lease.event_id})

    @precondition(has_claims)
    @rule(pick=PICK)
    def lease_ends(self, pick: int) -> None:
        """Time passes for a lease that its worker does not renew."""
        claim = self._claim(pick)
        if not self.model.holds(claim):
            return
        event_id = claim.lease.event_id
        self.wait(self.store.state.delete(f"arq:in-progress:{event_id}"))
        self.wait(self.store.state.zadd(self.store.keys.queue(claim.flow), {event_id: 1}))
        self.model.events[event_id].token = None

    @precondition(has_claims)
    @rule(
        pick=PICK, state=st.sampled_from(OUTCOMES), comes_back=st.sampled_from([timedelta(), LONG]),
        burns=st.booleans(), dry=st.booleans(),
    )  # fmt: skip
    def finish(self, pick: int, state: State, comes_back: timedelta, burns: bool, dry: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
        """A run ends in each way there is; without the lease its outcome does not count."""
        dry = dry and state is State.SKIPPED
        claim = self._claim(pick)
        held = self.model.holds(claim)
        comes_back = comes_back if burns else LONG  # what burns no try never comes back at once
        done = self.wait(self.queue.finish(claim.lease, ended(state, after=comes_back, burns_try=burns, dry_run=dry)))
        assert done is held
        if held:
            due = not comes_back
            self.model.finish(claim.lease.event_id, state, is_due=due, burns_try=burns, is_dry_run=dry)

    @precondition(has_events)
    @rule(pick=PICK)
    def dry_run_is_over(self, pick: int) -> None:
        """Time passes until the document of a dry run is not kept any more."""
        event_id = self._event(pick)
        if self.model.events[event_id].is_dry_run:
            self.wait(self.store.state.hset(self.store.keys.event(event_id), "dry_until", "1"))
            self.model.events[event_id].is_over = True

    @precondition(has_claims)
    @rule(pick=PICK)
    def write(self, pick: int) -> None:
        """A worker is about to send: only under its lease, however late it wakes."""
        claim = self._claim(pick)
        name = f"order-{next(self.names)}"
        try:
            self.wait(self.intents.begin(claim.lease, name, None))
        except LeaseLost:
            assert not self.model.holds(claim)
        else:
            assert self.model.holds(claim)

    @precondition(has_events)
    @rule(pick=PICK)
    def comes_due(self, pick: int) -> None:
        """Time passes for an event that was to come back later."""
        event_id = self._event(pick)
        known = self.model.events[event_id]
        if known.state in CLAIMABLE and not known.is_due:
            self.wait(self.store.state.zadd(self.store.keys.queue(known.flow), {event_id: 1}))
            known.is_due = True

    @precondition(has_events)
    @rule(pick=PICK)
    def restore(self, pick: int) -> None:
        """A sender brings a lost document again: only what rests goes again."""
        event_id = self._event(pick)
        self.wait(self.queue.restore(event_id))
        self.model.goes_again(event_id, {State.HELD, State.FAILED, State.SKIPPED})

    @precondition(has_events)
    @rule(pick=PICK)
    def replay(self, pick: int) -> None:
        """An operator lets an event go again: only what rests does, at the end of its lane."""
        event_id = self._event(pick)
        before = self.model.events[event_id].state
        move = self.wait(self.resting.release(event_id, {"who": "operator", "what": "replayed"}))
        assert (move.found, move.moved) == (before, self.model.goes_again(event_id, set(may_become(State.WAITING))))

    @precondition(has_events)
    @rule(pick=PICK)
    def cancel(self, pick: int) -> None:
        """An operator cancels an event: never one that is carried, or that may have been written."""
        event_id = self._event(pick)
        before = self.model.events[event_id].state
        move = self.wait(self.resting.cancel(event_id))
        assert (move.found, move.moved) == (before, self.model.put_away(event_id, State.CANCELLED))

    @precondition(has_events)
    @rule(pick=PICK)
    def reopen(self, pick: int) -> None:
        """An operator wants a cancelled event carried after all: it is held until its document comes."""
        event_id = self._event(pick)
        known = self.model.events[event_id]
        move = self.wait(self.resting.reopen(event_id, {"who": "operator", "what": "reopened"}))
        assert (move.found, move.moved) == (known.state, known.state is State.CANCELLED)
        if move.moved:
            known.state = State.HELD

    @precondition(has_events)
    @rule(pick=PICK)
    def expire(self, pick: int) -> None:
        """Time is over for an event that rests."""
        event_id = self._event(pick)
        [rest] = self.wait(self.resting.look([event_id]))
        before = self.model.events[event_id].state
        move = self.wait(self.resting.expire(rest))
        assert (move.found, move.moved) == (before, self.model.put_away(event_id, State.EXPIRED))

    @invariant()
    def redis_stands_as_the_model_says(self) -> None:
        seen = self.wait(self._seen())
        self.model.compare(seen, self.store.keys)

    async def _seen(self) -> dict[str, Any]:
        """All there is of the queue in Redis, by key, read in one piece."""
        keys = self.store.keys
        sets = [keys.index(flow, state) for flow in (None, *FLOWS) for state in (None, *State)]
        sets += [keys.queue(flow) for flow in FLOWS]
        async with self.store.state.pipeline(transaction=True) as pipe:
            for name in sets:
                pipe.zrange(name, 0, -1)
            for lane in LANES:
                pipe.lrange(f"{keys.prefix}lane:{lane}", 0, -1)
            for event_id in self.model.events:
                pipe.hmget(keys.event(event_id), ["state", "runs", "tries", "lost"])
                pipe.exists(f"arq:job:{event_id}")
                pipe.get(f"arq:in-progress:{event_id}")
            found = iter(await pipe.execute())
        seen: dict[str, Any] = {name: [member.decode() for member in next(found)] for name in (*sets, *LANES)}
        return seen | {event_id: (next(found), next(found), next(found)) for event_id in self.model.events}

    def _claim(self, pick: int) -> Claim:
        """One of all claims that were ever made, the latest ones first: a worker may wake late."""
        return self.claims[-1 - pick % len(self.claims)]

    def _event(self, pick: int) -> str:
        return list(self.model.events)[-1 - pick % len(self.model.events)]


@pytest.mark.timeout(400)  # a failure is made small first, which takes its time
def test_whatever_is_done_to_the_queue_it_stands_as_the_model_says(redis_server: EmbeddedRedis) -> None:
    class MachineOnThisServer(QueueMachine):
        server = redis_server

    run_state_machine_as_test(
        MachineOnThisServer, settings=settings(max_examples=80, stateful_step_count=40, deadline=None)
    )
