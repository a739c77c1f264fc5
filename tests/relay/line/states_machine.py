"""Does to records whose newest state counts whatever may be done to them, and judges what came of it.

A model of the source, of the target and of what was sent judges the queue; it knows nothing of how Redis keeps it.
"""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from relay.demo.embedded import EmbeddedRedis
from relay.errors import LeaseLost, Superseded
from relay.line.queue import Claim, Queue
from relay.model import ENDS, Flow, Outcome, State, new_token
from relay.settings.model import RetentionSettings
from relay.store.store import Store, open_store
from relay.store.vault import Vault
from tests.conftest import redis_settings
from tests.plain import as_told
from tests.relay.line.states_world import CARRIED, ENDS_OF_RUNS, PICK, RECORDS, RESTS, SAYS, SELDOM, Modelled, World
from tests.relay.state_desk import CARDS, StateDesk, dry


class StatesMachine(RuleBasedStateMachine):
    """Does what sources, workers, operators and time do to two records."""

    server: EmbeddedRedis
    vault: Vault
    flow: Flow = CARDS
    without_story: State

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.Runner()
        self.closing = AsyncExitStack()
        self.store: Store = self.wait(
            self.closing.enter_async_context(open_store(redis_settings(self.server), f"states-{new_token()}"))
        )
        queue = Queue(self.store, RetentionSettings(), timedelta(minutes=10))
        self.desk = StateDesk(self.store, self.vault, queue)
        self.world = World()

    def teardown(self) -> None:
        try:
            self.all_is_carried_in_the_end()
        finally:
            self.wait(self.closing.aclose())
            self.loop.close()

    def wait(self, call: Any) -> Any:
        return self.loop.run(call)

    @rule(number=st.sampled_from(RECORDS), says=st.sampled_from(SAYS), again=SELDOM)
    def change_and_poll(self, number: str, says: str, again: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
        """Someone changes the record at the source, perhaps back to what it was, and it is read at once."""
        self.world.records[number].now = says
        self.accept(number, self.wait(self.desk.ordinals.draw()), says, again=again)

    @rule(number=st.sampled_from(RECORDS))
    def begin_to_read(self, number: str) -> None:
        """A page is asked for; it will show the record as it is now, whenever it comes."""
        self.world.reads.append((number, self.wait(self.desk.ordinals.draw()), self.world.records[number].now))

    @precondition(lambda self: self.world.reads)
    @rule(pick=PICK)
    def page_comes(self, pick: int) -> None:
        """A page that was asked for comes, perhaps after others that were asked for later."""
        number, ordinal, says = self.world.reads.pop(-1 - pick % len(self.world.reads))
        self.accept(number, ordinal, says)

    def accept(self, number: str, ordinal: int, says: str, *, again: bool = False) -> None:
        """What becomes of a read is what must, seen from source and target."""
        record, before = self.world.records[number], self.states()
        live = {event_id for event_id, state in before.items() if self.is_live(event_id, state, number)}
        same = {i for i in live if before[i] in CARRIED and self.world.events[i].says == says}
        newest = max(live, key=lambda i: self.world.events[i].ordinal, default="")
        accepted = self.wait(self.desk.read(says, number, ordinal=ordinal, again=again, flow=self.flow))
        if ordinal < record.read:
            assert accepted.kind == "superseded"
            return
        record.read = ordinal
        if newest in same:
            assert accepted.event_id == newest
            assert accepted.kind in {"duplicate", "restored"}  # one that was let go again may lack its document
        elif not live and record.holds == says and not again:
            assert accepted.kind == "unchanged"
        else:
            assert accepted.kind == "new"
            self.world.events[accepted.event_id] = Modelled(number, says, ordinal)
            gone = {event_id for event_id in live if before[event_id] not in {State.RUNNING, State.UNCONFIRMED}}
            assert set(accepted.supersedes) == gone

    def is_live(self, event_id: str, state: State, number: str) -> bool:
        """Whether an event of the record is carried, will be, or rests until someone sees to it."""
        known = self.world.events[event_id]
        rests = state in RESTS and (state is not State.SKIPPED or known.is_dry)
        return known.number == number and (state in CARRIED or rests)

    @rule()
    def claim(self) -> None:
        """A worker takes what is due."""
        found = self.wait(self.desk.queue.claim([CARDS.name], new_token()))
        if isinstance(found, Claim):
            self.world.claims.append(found)

    @rule(sends=st.booleans(), state=ENDS_OF_RUNS)
    def carry(self, sends: bool, state: State) -> None:  # noqa: FBT001 - drawn by hypothesis
        """A worker takes what is due and carries it at once."""
        before = len(self.world.claims)
        self.claim()
        if len(self.world.claims) > before:
            self.end_run(0, sends=sends, state=state)

    @precondition(lambda self: self.world.claims)
    @rule(pick=PICK, sends=st.booleans(), state=ENDS_OF_RUNS)
    def end_run(self, pick: int, sends: bool, state: State) -> None:  # noqa: FBT001 - drawn by hypothesis
        """A run ends, perhaps late; one that does not write may have sent a part of its state."""
        claim = self.pick_claim(pick)
        if state is State.WRITTEN:
            self.write_under(claim)
        elif not sends or self.send_under(claim):
            self.end_otherwise(claim, state)

    def send_under(self, claim: Claim) -> bool:
        """Whether it was sent."""
        known = self.world.events[claim.lease.event_id]
        record = self.world.records[known.number]
        try:
            self.wait(self.desk.ordinals.take(claim.lease, f"link-{known.number}", known.ordinal))
        except LeaseLost:
            assert not self.holds(claim)
            return False
        except Superseded:
            assert known.ordinal < record.sent
            self.wait(self.desk.queue.finish(claim.lease, Outcome(State.SUPERSEDED, as_told("newer"))))
            return False
        assert self.holds(claim)
        assert known.ordinal >= record.sent
        record.sent, record.holds = known.ordinal, None
        return True

    def write_under(self, claim: Claim) -> None:
        if not self.send_under(claim):
            return
        known = self.world.events[claim.lease.event_id]
        assert self.wait(self.desk.queue.finish(claim.lease, Outcome(State.WRITTEN, as_told("written"))))
        self.world.records[known.number].holds = known.says

    def end_otherwise(self, claim: Claim, state: State) -> None:
        """It is due again at once where it comes back; what is skipped is a dry run."""
        is_dry = state is State.SKIPPED
        outcome = dry() if is_dry else Outcome(state, as_told("otherwise"), burns_try=True)
        ours = self.holds(claim)
        recorded = self.wait(self.desk.queue.record(claim.lease, outcome))
        assert (recorded is not None) is ours
        if recorded is not None:
            self.world.events[claim.lease.event_id].is_dry = is_dry
            assert recorded.state in {state, State.SUPERSEDED}

    @precondition(lambda self: self.world.claims)
    @rule(pick=PICK)
    def worker_dies(self, pick: int) -> None:
        """The lease of a run ends."""
        claim = self.pick_claim(pick)
        if self.holds(claim):
            self.wait(self.store.state.delete(self.store.keys.lease(claim.lease.event_id)))
            self.wait(self.store.state.zadd(self.store.keys.queue(claim.flow), {claim.lease.event_id: 1}))

    @precondition(lambda self: self.world.events)
    @rule(pick=PICK, what=st.sampled_from(["cancel", "expire", "release"]))
    def someone_acts(self, pick: int, what: str) -> None:
        """An operator cancels an event or lets it go again as it is, or its time is over."""
        event_id = list(self.world.events)[-1 - pick % len(self.world.events)]
        if what == "cancel":
            self.wait(self.desk.moves.cancel(event_id))
        elif what == "expire":
            for rest in self.wait(self.desk.moves.look([event_id])):
                self.wait(self.desk.moves.expire(rest))
        else:
            self.wait(self.desk.moves.release(event_id, {"who": "operator", "what": "replayed"}))

    @invariant()
    def of_each_record_one_waits_or_rests_and_one_is_carried_at_most(self) -> None:
        states = self.states()
        for number in RECORDS:
            live = {i: state for i, state in states.items() if self.is_live(i, state, number)}
            carried = [i for i, state in live.items() if state in {State.RUNNING, State.UNCONFIRMED}]
            assert len(carried) <= 1
            assert len(live) - len(carried) <= 1
            lane = self.wait(self.desk.lane(number=number))
            assert sorted(lane) == sorted(i for i, state in live.items() if state in CARRIED)
            assert carried in ([], lane[:1])

    def what_gave_way_has_no_document_and_no_job(self) -> None:
        """One whose own run ended it loses its document by its worker, which this machine has not."""
        documents = self.wait(self.desk.documents())
        for event_id, state in self.states().items():
            if state is State.SUPERSEDED:
                assert not self.wait(self.store.state.exists(self.store.keys.job(event_id)))
                assert event_id not in documents or self.wait(self.desk.event(event_id)).runs

    def all_is_carried_in_the_end(self) -> None:
        """Once each record is read and everything is carried, the target holds what the source says."""
        for number in RECORDS:
            self.accept(number, self.wait(self.desk.ordinals.draw()), self.world.records[number].now)
        for claim in self.world.claims:
            self.wait(self.store.state.delete(self.store.keys.lease(claim.lease.event_id)))
        while isinstance(found := self.wait(self.desk.queue.claim([CARDS.name], new_token())), Claim):
            self.write_under(found)
        for number, record in self.world.records.items():
            assert record.holds == record.now, number
        assert all(state in ENDS | RESTS for state in self.states().values())
        self.what_gave_way_has_no_document_and_no_job()

    def states(self) -> dict[str, State]:
        async def read() -> dict[str, State]:
            async with self.store.state.pipeline(transaction=False) as pipe:
                for one in self.world.events:
                    pipe.hget(self.store.keys.event(one), "state")
                found = await pipe.execute()
            known = zip(self.world.events, found, strict=True)
            return {one: State(state.decode()) if state else self.without_story for one, state in known}

        return dict(self.wait(read()))

    def holds(self, claim: Claim) -> bool:
        """Whether the lease of a claim is the one that counts."""
        lease = self.store.keys.lease(claim.lease.event_id)
        return bool(self.wait(self.store.state.get(lease)) == claim.lease.token.encode())

    def pick_claim(self, pick: int) -> Claim:
        return self.world.claims[-1 - pick % len(self.world.claims)]
