"""Who carries an event: one worker at a time, for as long as it renews its lease."""

import asyncio
from datetime import timedelta

import pytest

from relay.line.queue import Claim, Queue
from relay.model import Lease, State, new_token
from relay.settings.model import RetentionSettings
from relay.store.store import Store, reply
from tests.relay.arrivals import FLOWS, arrival, claim_or_none, claimed, ended
from tests.relay.parts import FLOW
from tests.waiting import eventually


@pytest.fixture
def hasty(store: Store) -> Queue:
    """A queue whose leases last 60 milliseconds."""
    return Queue(store, RetentionSettings(), timedelta(milliseconds=60))


class TestClaiming:
    async def test_each_event_goes_to_one_claim_however_many_ask_at_once(self, queue: Queue) -> None:
        ids = {(await queue.accept(arrival())).event_id for _ in range(30)}
        answers = await asyncio.gather(*(queue.claim(FLOWS, new_token()) for _ in range(60)))
        claims = [answer for answer in answers if isinstance(answer, Claim)]
        assert len(claims) == 30
        assert {claim.lease.event_id for claim in claims} == ids

    async def test_the_longest_waiting_event_is_claimed_first(self, queue: Queue) -> None:
        ids = [(await queue.accept(arrival())).event_id for _ in range(3)]
        moments = [event.accepted_ms for one in ids if (event := await queue.event(one))]
        assert moments == sorted(moments)
        assert (await claimed(queue)).lease.event_id in ids[: moments.count(moments[0])]

    async def test_flows_are_asked_in_the_order_given(self, queue: Queue) -> None:
        for flow in ("a", "b"):
            await queue.accept(arrival(flow=flow))
        assert [(await claimed(queue, "b", "a")).flow, (await claimed(queue, "b", "a")).flow] == ["b", "a"]

    async def test_a_flow_that_is_not_asked_for_is_left_alone(self, queue: Queue) -> None:
        await queue.accept(arrival(flow="a"))
        assert await queue.claim(["b"], new_token()) is None

    async def test_a_claimed_event_is_running_and_its_run_is_counted(self, queue: Queue) -> None:
        await queue.accept(arrival())
        claim = await claimed(queue)
        event = await queue.event(claim.lease.event_id)
        assert event is not None
        assert (event.state, event.runs, claim.run, claim.lost) == (State.RUNNING, 1, 1, 0)

    async def test_with_nothing_due_the_answer_is_how_long_until_something_is(self, queue: Queue) -> None:
        assert await queue.claim(FLOWS, new_token()) is None
        await queue.accept(arrival())
        await queue.finish((await claimed(queue)).lease, ended(State.RETRYING, after=timedelta(seconds=100)))
        wait = await queue.claim(FLOWS, new_token())
        assert isinstance(wait, float)
        assert 99 < wait <= 100

    async def test_a_lease_that_is_not_renewed_is_claimed_again_and_counted_as_lost(self, hasty: Queue) -> None:
        await hasty.accept(arrival())
        first = await claimed(hasty)
        second = await eventually(lambda: claim_or_none(hasty))
        assert second.lease.event_id == first.lease.event_id
        assert second.lease.token != first.lease.token
        assert (second.run, second.lost) == (2, 1)

    async def test_an_event_whose_worker_died_goes_before_those_that_wait_longer(
        self, store: Store, queue: Queue
    ) -> None:
        await queue.accept(arrival())
        first = await claimed(queue)
        others = [(await queue.accept(arrival())).event_id for _ in range(3)]
        assert (await claimed(queue)).lease.event_id in others
        await store.state.delete(f"arq:in-progress:{first.lease.event_id}")  # its lease has just ended
        assert (await claimed(queue)).lease.event_id == first.lease.event_id

    async def test_a_renewed_lease_stays_with_its_holder(self, store: Store, queue: Queue) -> None:
        short = Queue(store, RetentionSettings(), timedelta(seconds=5))
        await short.accept(arrival())
        claim = await claimed(short)
        assert await queue.renew([claim]) == set()  # by ten seconds, as the other queue has them
        assert await store.state.pttl(f"arq:in-progress:{claim.lease.event_id}") > 5_000
        wait = await queue.claim(FLOWS, new_token())
        assert isinstance(wait, float)
        assert wait > 5

    async def test_renewing_tells_which_leases_are_not_ours_any_more(self, queue: Queue) -> None:
        await queue.accept(arrival())
        await queue.accept(arrival())
        one, other = await claimed(queue), await claimed(queue)
        stolen = Claim(Lease(other.lease.event_id, "another token"), other.flow, 1, 0)
        assert await queue.renew([one, stolen]) == {other.lease.event_id}
        assert await queue.renew([]) == set()

    async def test_an_event_that_ended_while_it_stood_in_the_queue_is_not_claimed(
        self, queue: Queue, store: Store
    ) -> None:
        accepted = await queue.accept(arrival())
        await reply(store.state.hset(store.keys.event(accepted.event_id), "state", State.CANCELLED))
        assert await queue.claim(FLOWS, new_token()) is None
        assert await store.state.zcard(store.keys.queue(FLOW.name)) == 0
