"""What becomes of one claimed event: its document found, its pipeline run, and the moment it comes back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.exceptions import RedisError

from relay.demo.embedded import EmbeddedRedis
from relay.errors import Hold, LeaseLost, Parked, Permanent, RunEnd, Skip, Transient, Unconfirmed
from relay.line.queue import Queue
from relay.line.run_event import backoff
from relay.model import Outcome, State
from relay.settings.model import RetrySettings
from relay.store.store import Store
from relay.store.vault import Vault
from relay.systems.ends import UnaskedEnds
from tests.conftest import make_queue
from tests.plain import as_told
from tests.relay.line.carrying import Desk, ending
from tests.relay.parts import SmallRun

MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk(store: Store, vault: Vault, queue: Queue) -> Desk:
    return Desk(store, vault, queue)


class TestWhatIsNotThere:
    async def test_an_event_of_a_flow_that_is_gone_is_parked(self, desk: Desk) -> None:
        outcome = await desk.runner(flows=()).run(await desk.claim())
        assert (outcome.state, outcome.after) == (State.PARKED, timedelta(minutes=5))
        assert "'shop-orders'" in outcome.reason

    async def test_an_event_whose_story_is_gone_is_held(self, desk: Desk) -> None:
        claim = await desk.claim()
        await desk.store.state.delete(desk.store.keys.event(claim.lease.event_id))
        outcome = await desk.runner().run(claim)
        assert outcome.state is State.HELD
        assert "reconcile" in outcome.reason

    async def test_a_payload_redis_that_is_away_burns_no_try_and_is_no_lost_run(
        self, mortal_redis: EmbeddedRedis, durable_store: Store, vault: Vault
    ) -> None:
        desk = Desk(durable_store, vault, make_queue(durable_store))
        claim = await desk.claim()
        mortal_redis.kill()
        outcome = await desk.runner().run(claim)
        assert (outcome.state, outcome.burns_try) == (State.RETRYING, False)
        assert "payload Redis" in outcome.reason

    async def test_a_redis_that_is_away_is_no_outcome(
        self, mortal_redis: EmbeddedRedis, mortal_store: Store, vault: Vault
    ) -> None:
        desk = Desk(mortal_store, vault, make_queue(mortal_store))
        claim = await desk.claim()
        mortal_redis.kill()
        with pytest.raises(RedisError):
            await desk.runner().run(claim)

    async def test_a_lost_lease_is_no_outcome(self, desk: Desk) -> None:
        with pytest.raises(LeaseLost):
            await desk.runner(ending(LeaseLost("passed on"))).run(await desk.claim())


class TestComingBack:
    async def test_a_transient_failure_comes_back_within_its_pause(self, desk: Desk) -> None:
        outcome = await desk.runner(ending(Transient(as_told("away")))).run(await desk.claim())
        assert (outcome.state, outcome.burns_try) == (State.RETRYING, True)
        assert outcome.after is not None
        assert timedelta() <= outcome.after <= 2 * RetrySettings().first

    async def test_a_pause_the_other_side_asked_for_is_obeyed_in_full(self, desk: Desk) -> None:
        failure = Transient(as_told("too many calls"), after=timedelta(days=3))
        outcome = await desk.runner(ending(failure)).run(await desk.claim())
        assert outcome.after == timedelta(days=3)

    async def test_with_all_tries_used_up_the_event_is_failed(self, desk: Desk) -> None:
        claim, retry = await desk.claim(), RetrySettings(tries=3)
        runner = desk.runner(ending(Transient(as_told("away"))), retry=retry)
        await desk.set_tries(claim, 1)
        assert (await runner.run(claim)).state is State.RETRYING
        await desk.set_tries(claim, 2)
        outcome = await runner.run(claim)
        assert (outcome.state, outcome.reason) == (State.FAILED, "gave up after 3 tries: away")

    async def test_what_burns_no_try_never_uses_them_up(self, desk: Desk) -> None:
        claim = await desk.claim()
        await desk.set_tries(claim, 2)
        failure = Transient(as_told("a neighbour has the lock"), burns_try=False)
        outcome = await desk.runner(ending(failure), retry=RetrySettings(tries=3)).run(claim)
        assert (outcome.state, outcome.burns_try) == (State.RETRYING, False)

    async def test_a_defect_is_failed_in_the_end_too(self, desk: Desk) -> None:
        claim = await desk.claim()
        outcome = await desk.runner(ending(KeyError("x")), retry=RetrySettings(tries=1)).run(claim)
        assert outcome.state is State.FAILED
        assert outcome.reason.startswith("gave up after 1 tries: the relay itself failed in step end (KeyError)")

    @pytest.mark.parametrize(("asked", "wanted"), [(None, RetrySettings().first), (MINUTE, MINUTE)])
    async def test_an_unconfirmed_write_is_looked_up_again(
        self, asked: timedelta | None, wanted: timedelta, desk: Desk
    ) -> None:
        outcome = await desk.runner(ending(Unconfirmed(as_told("no answer"), after=asked))).run(await desk.claim())
        assert (outcome.state, outcome.after) == (State.UNCONFIRMED, wanted)

    @pytest.mark.parametrize(
        "end",
        [Hold(as_told("a person must act")), Permanent(as_told("never")), Skip(as_told("there already"), number="7")],
    )
    async def test_what_does_not_come_back_by_itself_gets_no_moment(self, end: RunEnd, desk: Desk) -> None:
        outcome = await desk.runner(ending(end)).run(await desk.claim())
        assert replace(outcome, steps=()) == Outcome(outcome.state, as_told(end.reason), getattr(end, "number", None))


class TestTheSystemsOfARun:
    async def test_an_order_that_is_written_is_written_though_the_proof_of_its_system_is_lost_meanwhile(
        self, desk: Desk
    ) -> None:
        ends = LostEnds()

        async def write(run: SmallRun) -> SmallRun:
            ends.lost = True
            return replace(run, number="7")

        outcome = await desk.runner(write, ends=ends).run(await desk.claim())
        assert (outcome.state, outcome.number, outcome.systems) == (State.WRITTEN, "7", ("shop", "books"))


class LostEnds(UnaskedEnds):
    """Ends that are proven until they are lost."""

    lost = False

    def ids(self) -> tuple[str, ...]:
        if self.lost:
            raise Parked(as_told("not proven"), after=MINUTE)
        return ("shop", "books")


class TestForgetting:
    @pytest.mark.parametrize("state", [State.WRITTEN, State.SKIPPED, State.CANCELLED, State.EXPIRED])
    async def test_the_document_of_an_event_that_needs_it_no_more_is_deleted(self, state: State, desk: Desk) -> None:
        claim = await desk.claim()
        await desk.runner().forget(claim.lease.event_id, Outcome(state, as_told("for the test")))
        assert not await desk.store.payload.exists(desk.store.keys.payload(claim.lease.event_id))

    @pytest.mark.parametrize("state", [State.RETRYING, State.PARKED, State.UNCONFIRMED, State.HELD, State.FAILED])
    async def test_the_document_of_an_event_that_may_go_on_lives_on(self, state: State, desk: Desk) -> None:
        claim = await desk.claim()
        key = desk.store.keys.payload(claim.lease.event_id)
        await desk.store.payload.pexpire(key, 1000)
        await desk.runner().forget(claim.lease.event_id, Outcome(state, as_told("for the test")))
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
