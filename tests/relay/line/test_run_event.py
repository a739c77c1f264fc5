"""What becomes of one claimed event: its document found, its pipeline run, and the moment it comes back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.exceptions import RedisError

from relay.demo.embedded import EmbeddedRedis
from relay.errors import Hold, LeaseLost, Permanent, RunEnd, Skip, Transient, Unconfirmed
from relay.line.queue import Claim, Queue
from relay.line.run_event import Carrier, backoff
from relay.model import Outcome, State, new_token
from relay.settings.model import RetrySettings
from relay.store.store import Store, reply
from relay.store.vault import Vault
from tests.conftest import make_queue
from tests.relay.parts import FLOW, ReadableSource, SmallRun, SmallSource, arrive, bound, make_carrier
from tests.stand_ins import make_acceptor

MINUTE = timedelta(minutes=1)


async def show(run: SmallRun) -> SmallRun:
    """Writes, and tells the document."""
    return replace(run, number="7").tell(f"saw {run.ticket.document}")


def ending(error: Exception) -> Callable[[SmallRun], Any]:
    async def end(run: SmallRun) -> SmallRun:
        raise error

    return end


class Desk:
    """Accepts events, claims them and carries them, one at a time."""

    def __init__(self, store: Store, vault: Vault, queue: Queue) -> None:
        self.store, self.vault, self.queue = store, vault, queue
        self.acceptor = make_acceptor(store, vault, queue)

    async def claim(self, body: bytes = b'{"number":"1001"}') -> Claim:
        await arrive(self.acceptor, body=body)
        claim = await self.queue.claim([FLOW.name], new_token())
        assert isinstance(claim, Claim)
        return claim

    def carrier(self, step: Callable[..., Any] = show, **others: Any) -> Carrier:
        return make_carrier(self.store, self.vault, self.queue, bound(step), **others)

    async def lose_document(self, claim: Claim) -> None:
        await self.store.payload.delete(self.store.keys.payload(claim.lease.event_id))

    async def set_tries(self, claim: Claim, tries: int) -> None:
        await reply(self.store.state.hset(self.store.keys.event(claim.lease.event_id), "tries", str(tries)))


@pytest.fixture
def desk(store: Store, vault: Vault, queue: Queue) -> Desk:
    return Desk(store, vault, queue)


class TestFindingTheDocument:
    async def test_the_sealed_document_goes_through_the_pipeline(self, desk: Desk) -> None:
        outcome = await desk.carrier().carry(await desk.claim())
        assert (outcome.state, outcome.number) == (State.WRITTEN, "7")
        assert outcome.steps[0].notes == ("saw {'number': '1001'}",)

    async def test_a_lost_document_of_a_source_that_can_be_read_is_fetched_anew(self, desk: Desk) -> None:
        claim = await desk.claim()
        await desk.lose_document(claim)
        source = ReadableSource(documents={"1001": {"number": "1001", "status": "now"}})
        outcome = await desk.carrier(source=source).carry(claim)
        assert outcome.state is State.WRITTEN
        assert outcome.steps[0].notes == ("saw {'number': '1001', 'status': 'now'}",)
        assert source.fetched == ["1001"]

    @pytest.mark.parametrize(
        ("source", "trouble"), [(SmallSource(), "cannot be read"), (ReadableSource(), "has it no more")]
    )
    async def test_a_lost_document_that_nobody_has_any_more_is_held_with_the_remedy(
        self, source: SmallSource, trouble: str, desk: Desk
    ) -> None:
        claim = await desk.claim()
        await desk.lose_document(claim)
        outcome = await desk.carrier(source=source).carry(claim)
        assert (outcome.state, outcome.steps) == (State.HELD, ())
        assert outcome.reason == f"the document is lost, and its source {trouble}; send it again"

    async def test_a_document_that_is_sent_again_while_its_run_misses_it_lets_the_event_go_again(
        self, desk: Desk
    ) -> None:
        claim, carrier = await desk.claim(), desk.carrier()
        event_id = claim.lease.event_id
        await desk.lose_document(claim)
        outcome = await carrier.carry(claim)
        await arrive(desk.acceptor, body=b'{"number":"1001"}')  # the run has looked, and its end is not recorded yet
        assert await desk.queue.finish(claim.lease, outcome)
        await carrier.forget(event_id, outcome)
        event = await desk.queue.event(event_id)
        assert event is not None
        assert event.state is State.RETRYING

    async def test_an_event_that_is_held_for_its_data_does_not_go_again_though_its_document_is_there(
        self, desk: Desk
    ) -> None:
        claim, carrier = await desk.claim(), desk.carrier(ending(Hold("a code is missing")))
        outcome = await carrier.carry(claim)
        assert await desk.queue.finish(claim.lease, outcome)
        await carrier.forget(claim.lease.event_id, outcome)
        event = await desk.queue.event(claim.lease.event_id)
        assert event is not None
        assert event.state is State.HELD

    @pytest.mark.parametrize("damage", ["altered", "another key", "another event", "no JSON"])
    async def test_a_document_that_cannot_be_opened_or_read_counts_as_lost(self, damage: str, desk: Desk) -> None:
        claim = await desk.claim()
        event_id = claim.lease.event_id
        sealed = {
            "altered": b"\x01 not sealed by anyone",
            "another key": Vault([b"n" * 32], b"i" * 32).seal(b"{}", FLOW.name, event_id),
            "another event": desk.vault.seal(b"{}", FLOW.name, "f" * 32),
            "no JSON": desk.vault.seal(b"{", FLOW.name, event_id),
        }
        await desk.store.payload.set(desk.store.keys.payload(event_id), sealed[damage])
        outcome = await desk.carrier().carry(claim)
        assert (outcome.state, outcome.lacks_document) == (State.HELD, True)

    @pytest.mark.parametrize(
        ("failure", "wanted"),
        [
            (Transient("away", after=MINUTE), State.RETRYING),
            (Permanent("not allowed"), State.FAILED),
            (KeyError("secret-name"), State.RETRYING),
            (OSError("secret-name"), State.RETRYING),
        ],
    )
    async def test_a_source_that_fails_while_a_lost_document_is_fetched_ends_the_run_like_any_step(
        self, failure: Exception, wanted: State, desk: Desk
    ) -> None:
        claim = await desk.claim()
        await desk.lose_document(claim)
        outcome = await desk.carrier(source=ReadableSource(failure=failure)).carry(claim)
        assert outcome.state is wanted
        assert "secret-name" not in outcome.reason
        if wanted is State.RETRYING:
            assert outcome.burns_try
            assert outcome.after is not None
        if isinstance(failure, Transient):
            assert outcome.after is not None
            assert outcome.after >= MINUTE


class TestWhatIsNotThere:
    async def test_an_event_of_a_flow_that_is_gone_is_parked(self, desk: Desk) -> None:
        outcome = await desk.carrier(flows=()).carry(await desk.claim())
        assert (outcome.state, outcome.after) == (State.PARKED, timedelta(minutes=5))
        assert "'shop-orders'" in outcome.reason

    async def test_an_event_whose_story_is_gone_is_held(self, desk: Desk) -> None:
        claim = await desk.claim()
        await desk.store.state.delete(desk.store.keys.event(claim.lease.event_id))
        outcome = await desk.carrier().carry(claim)
        assert outcome.state is State.HELD
        assert "reconcile" in outcome.reason

    async def test_a_payload_redis_that_is_away_burns_no_try_and_is_no_lost_run(
        self, mortal_redis: EmbeddedRedis, durable_store: Store, vault: Vault
    ) -> None:
        desk = Desk(durable_store, vault, make_queue(durable_store))
        claim = await desk.claim()
        mortal_redis.kill()
        outcome = await desk.carrier().carry(claim)
        assert (outcome.state, outcome.burns_try) == (State.RETRYING, False)
        assert "payload Redis" in outcome.reason

    async def test_a_redis_that_is_away_is_no_outcome(
        self, mortal_redis: EmbeddedRedis, mortal_store: Store, vault: Vault
    ) -> None:
        desk = Desk(mortal_store, vault, make_queue(mortal_store))
        claim = await desk.claim()
        mortal_redis.kill()
        with pytest.raises(RedisError):
            await desk.carrier().carry(claim)

    async def test_a_lost_lease_is_no_outcome(self, desk: Desk) -> None:
        with pytest.raises(LeaseLost):
            await desk.carrier(ending(LeaseLost("passed on"))).carry(await desk.claim())


class TestComingBack:
    async def test_a_transient_failure_comes_back_within_its_pause(self, desk: Desk) -> None:
        outcome = await desk.carrier(ending(Transient("away"))).carry(await desk.claim())
        assert (outcome.state, outcome.burns_try) == (State.RETRYING, True)
        assert outcome.after is not None
        assert timedelta() <= outcome.after <= 2 * RetrySettings().first

    async def test_a_pause_the_other_side_asked_for_is_obeyed_in_full(self, desk: Desk) -> None:
        failure = Transient("too many calls", after=timedelta(days=3))
        outcome = await desk.carrier(ending(failure)).carry(await desk.claim())
        assert outcome.after == timedelta(days=3)

    async def test_with_all_tries_used_up_the_event_is_failed(self, desk: Desk) -> None:
        claim, retry = await desk.claim(), RetrySettings(tries=3)
        carrier = desk.carrier(ending(Transient("away")), retry=retry)
        await desk.set_tries(claim, 1)
        assert (await carrier.carry(claim)).state is State.RETRYING
        await desk.set_tries(claim, 2)
        outcome = await carrier.carry(claim)
        assert (outcome.state, outcome.reason) == (State.FAILED, "gave up after 3 tries: away")

    async def test_what_burns_no_try_never_uses_them_up(self, desk: Desk) -> None:
        claim = await desk.claim()
        await desk.set_tries(claim, 2)
        failure = Transient("a neighbour has the lock", burns_try=False)
        outcome = await desk.carrier(ending(failure), retry=RetrySettings(tries=3)).carry(claim)
        assert (outcome.state, outcome.burns_try) == (State.RETRYING, False)

    async def test_a_defect_is_failed_in_the_end_too(self, desk: Desk) -> None:
        claim = await desk.claim()
        outcome = await desk.carrier(ending(KeyError("x")), retry=RetrySettings(tries=1)).carry(claim)
        assert outcome.state is State.FAILED
        assert outcome.reason.startswith("gave up after 1 tries: the relay itself failed in step end (KeyError)")

    @pytest.mark.parametrize(("asked", "wanted"), [(None, RetrySettings().first), (MINUTE, MINUTE)])
    async def test_an_unconfirmed_write_is_looked_up_again(
        self, asked: timedelta | None, wanted: timedelta, desk: Desk
    ) -> None:
        outcome = await desk.carrier(ending(Unconfirmed("no answer", after=asked))).carry(await desk.claim())
        assert (outcome.state, outcome.after) == (State.UNCONFIRMED, wanted)

    @pytest.mark.parametrize("end", [Hold("a person must act"), Permanent("never"), Skip("there already", number="7")])
    async def test_what_does_not_come_back_by_itself_gets_no_moment(self, end: RunEnd, desk: Desk) -> None:
        outcome = await desk.carrier(ending(end)).carry(await desk.claim())
        assert replace(outcome, steps=()) == Outcome(outcome.state, end.reason, getattr(end, "number", None))


class TestForgetting:
    @pytest.mark.parametrize("state", [State.WRITTEN, State.SKIPPED, State.CANCELLED, State.EXPIRED])
    async def test_the_document_of_an_event_that_needs_it_no_more_is_deleted(self, state: State, desk: Desk) -> None:
        claim = await desk.claim()
        await desk.carrier().forget(claim.lease.event_id, Outcome(state, "for the test"))
        assert not await desk.store.payload.exists(desk.store.keys.payload(claim.lease.event_id))

    @pytest.mark.parametrize("state", [State.RETRYING, State.PARKED, State.UNCONFIRMED, State.HELD, State.FAILED])
    async def test_the_document_of_an_event_that_may_go_on_lives_on(self, state: State, desk: Desk) -> None:
        claim = await desk.claim()
        key = desk.store.keys.payload(claim.lease.event_id)
        await desk.store.payload.pexpire(key, 1000)
        await desk.carrier().forget(claim.lease.event_id, Outcome(state, "for the test"))
        assert await desk.store.payload.pttl(key) > 1000


lengths = st.timedeltas(timedelta(milliseconds=1), timedelta(days=3650))


@given(lengths, lengths, st.integers(0, 10_000))
def test_a_pause_is_never_longer_than_the_doubled_first_one_nor_than_the_longest(
    first: timedelta, most: timedelta, tries: int
) -> None:
    pause = backoff(RetrySettings(first=first, most=most), tries)
    assert timedelta() <= pause <= most
    if tries <= 10:
        assert pause <= first * 2**tries


def test_pauses_are_spread_so_that_events_do_not_come_back_in_a_crowd() -> None:
    retry = RetrySettings(first=timedelta(seconds=8), most=timedelta(hours=2))
    pauses = sorted(backoff(retry, 0) for _ in range(400))
    assert pauses[40] < timedelta(seconds=2)
    assert pauses[-40] > timedelta(seconds=6)
